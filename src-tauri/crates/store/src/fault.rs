//! SQLite's failures, sorted by what can be done about them.

use lockkeeper_engine::ports::{JournalError, PinError, SettingsError};

/// What went wrong, with the database's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The disk is full, read-only, failing, or locked for too long.
    Unavailable(String),
    /// The file is damaged, or holds what this program never wrote.
    Damaged(String),
    /// A rule of the schema said no: unique, foreign key, check.
    Refused(String),
}

/// SQLite's primary result codes for a damaged file.
const DAMAGED: [i32; 2] = [11, 26];
/// The one for a broken rule of the schema.
const CONSTRAINT: i32 = 19;

impl Fault {
    /// The database's words.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::Unavailable(detail) | Self::Damaged(detail) | Self::Refused(detail) => detail,
        }
    }
}

/// The primary result code within an extended one.
fn primary(code: &str) -> Option<i32> {
    code.parse::<i32>().ok().map(|extended| extended & 0xff)
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let detail = error.to_string();
        match &error {
            E::Database(said) => match said.code().as_deref().and_then(primary) {
                Some(code) if DAMAGED.contains(&code) => Self::Damaged(detail),
                Some(CONSTRAINT) => Self::Refused(detail),
                _ => Self::Unavailable(detail),
            },
            E::ColumnDecode { .. } | E::Decode(_) | E::ColumnNotFound(_) | E::RowNotFound => {
                Self::Damaged(detail)
            }
            _ => Self::Unavailable(detail),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<Fault> for JournalError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(detail) => Self::Unavailable { detail },
            Fault::Damaged(detail) | Fault::Refused(detail) => Self::Malformed { detail },
        }
    }
}

impl From<Fault> for SettingsError {
    fn from(fault: Fault) -> Self {
        Self {
            detail: fault.detail(),
        }
    }
}

impl From<Fault> for PinError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(detail) => Self::Unavailable { detail },
            Fault::Damaged(detail) | Fault::Refused(detail) => Self::Malformed { detail },
        }
    }
}
