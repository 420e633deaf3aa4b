//! One window for each workspace: a second start shows the first's window.

use crate::arguments::Arguments;
use crate::events;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::path::Path;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Runtime};

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
