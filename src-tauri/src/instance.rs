//! One window for each workspace: a second start shows the first's window.
//!
//! The plugin holds the name of what the program was started with. A workspace
//! that is opened later inside the window takes its own name in place of it.

use crate::arguments::Arguments;
use crate::events;
use lockkeeper_engine::error::EngineError;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Runtime};
use zbus::{Connection, connection, interface};

/// The name of this program on the message bus.
const BUS: &str = "dev.lockkeeper.desktop";

/// Ends this process when another one shows the same thing. Without a message
/// bus nobody can be asked, and the program starts.
pub fn plugin<R: Runtime>(shown: &Path) -> TauriPlugin<R> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(shown))
        .callback(|app, words, _folder| called(app, words))
        .build()
}

/// The name of the workspace that was opened inside the window.
#[derive(Default)]
pub struct Instance {
    held: Mutex<Option<Connection>>,
}

/// What came of taking a workspace's name.
pub enum Claim {
    /// It is ours, or there is nobody to ask; kept once the workspace is open.
    Free(Option<Connection>),
    /// Another window shows the workspace, and was brought to the front.
    Taken,
}

impl Instance {
    /// Keeps a name, and gives up that of the workspace shown before.
    pub fn keep<R: Runtime>(&self, app: &AppHandle<R>, name: Option<Connection>) {
        tauri_plugin_single_instance::destroy(app);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = name;
    }
}

/// The name of a workspace that is about to be opened in this window.
///
/// # Errors
/// When another window shows it, which is in front now.
pub async fn claimed<R: Runtime>(
    app: &AppHandle<R>,
    file: &Path,
) -> Result<Option<Connection>, EngineError> {
    match claim(app, file).await {
        Claim::Free(name) => Ok(name),
        Claim::Taken => Err(EngineError::Usage {
            text: "Another window shows this workspace; it was brought to the front.".to_owned(),
        }),
    }
}

/// Takes the name of a workspace that is about to be opened in this window.
pub async fn claim<R: Runtime>(app: &AppHandle<R>, file: &Path) -> Claim {
    let name = format!("{}.SingleInstance", bus_name(file));
    let place = format!("/{}", name.replace('.', "/"));
    match serve(app.clone(), &name, &place).await {
        Ok(held) => Claim::Free(Some(held)),
        Err(zbus::Error::NameTaken) => match hand_over(&name, &place, file).await {
            Ok(()) => Claim::Taken,
            Err(error) => {
                tracing::warn!(%error, "the other window did not answer");
                Claim::Free(None)
            }
        },
        Err(error) => {
            tracing::info!(%error, "there is no message bus to ask for other windows");
            Claim::Free(None)
        }
    }
}

/// What another process calls; the words and the place are those of the plugin.
struct Called<R: Runtime> {
    app: AppHandle<R>,
}

#[interface(name = "org.SingleInstance.DBus")]
impl<R: Runtime> Called<R> {
    fn execute_callback(&self, words: Vec<String>, _folder: String) {
        called(&self.app, words);
    }
}

async fn serve<R: Runtime>(app: AppHandle<R>, name: &str, place: &str) -> zbus::Result<Connection> {
    connection::Builder::session()?
        .name(name)?
        .replace_existing_names(false)
        .allow_name_replacements(false)
        .serve_at(place, Called { app })?
        .build()
        .await
}

async fn hand_over(name: &str, place: &str, file: &Path) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let words = vec![
        "lockkeeper-desktop".to_owned(),
        "--workspace".to_owned(),
        file.display().to_string(),
    ];
    let interface = Some("org.SingleInstance.DBus");
    bus.call_method(
        Some(name),
        place,
        interface,
        "ExecuteCallback",
        &(words, ""),
    )
    .await?;
    Ok(())
}

/// Another process was started for the same thing.
fn called<R: Runtime>(app: &AppHandle<R>, words: Vec<String>) {
    events::show(app);
    let words = words.into_iter().skip(1).map(OsString::from);
    let arguments = Arguments::parse(words).unwrap_or_default();
    if let Some(link) = arguments.link {
        events::open_link(app, &link);
    }
}

/// A name on the bus that is the same for the same place, whatever its length
/// and letters.
fn bus_name(shown: &Path) -> String {
    let place = shown.canonicalize().unwrap_or_else(|_| shown.to_owned());
    let digest = Sha256::digest(place.as_os_str().as_encoded_bytes());
    let digits: String = digest[..10]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{BUS}.w{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_has_one_name_however_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let detour = folder.path().join(".");
        assert_eq!(bus_name(folder.path()), bus_name(&detour));
        assert_ne!(bus_name(folder.path()), bus_name(Path::new("/")));
    }

    #[test]
    fn a_name_is_one_the_bus_accepts() {
        let name = bus_name(Path::new("/with spaces/and-ünïcode"));
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.';
        assert!(name.chars().all(allowed), "{name}");
        assert!(name.len() < 200);
    }
}
