//! What the Secret Service says, in the words of the port.

use lockkeeper_engine::ports::KeychainError;
use secret_service::Error;
use zbus::DBusError as _;

/// Why a question failed. An item that went between two calls of one question
/// is absent like any other.
pub(crate) fn of_service(error: &Error, name: &str) -> KeychainError {
    match error {
        Error::Locked => KeychainError::Locked,
        Error::Prompt => KeychainError::Dismissed,
        Error::Unavailable => KeychainError::NoService,
        Error::Zbus(zbus::Error::MethodError(kind, detail, _)) => {
            of_name(kind.as_str(), detail.as_deref(), name)
        }
        Error::Zbus(zbus::Error::FDO(error)) => of_interface(error, name),
        Error::ZbusFdo(error) => of_interface(error, name),
        Error::Zbus(error) => of_bus(error),
        other => unavailable(other),
    }
}

/// Why the session could not be asked at all.
pub(crate) fn of_bus(error: &zbus::Error) -> KeychainError {
    match error {
        zbus::Error::InputOutput(cause) if cause.kind() == std::io::ErrorKind::TimedOut => {
            let detail = "it took its question and gave no answer".to_owned();
            KeychainError::Unavailable { detail }
        }
        other => unavailable(other),
    }
}

fn of_interface(error: &zbus::fdo::Error, name: &str) -> KeychainError {
    of_name(error.name().as_str(), error.description(), name)
}

fn of_name(kind: &str, detail: Option<&str>, name: &str) -> KeychainError {
    let name = name.to_owned();
    match kind {
        "org.freedesktop.Secret.Error.IsLocked" => KeychainError::Locked,
        "org.freedesktop.Secret.Error.NoSuchObject"
        | "org.freedesktop.DBus.Error.UnknownObject"
        | "org.freedesktop.DBus.Error.UnknownInterface"
        | "org.freedesktop.DBus.Error.UnknownMethod" => KeychainError::Absent { name },
        "org.freedesktop.DBus.Error.ServiceUnknown" => KeychainError::NoService,
        other => unavailable(&format!("{other}: {}", detail.unwrap_or_default())),
    }
}

pub(crate) fn unavailable(error: &dyn std::fmt::Display) -> KeychainError {
    let detail = error.to_string();
    KeychainError::Unavailable { detail }
}
