//! Opening a workspace.

use crate::{Desktop, WorkspaceFile};
use jiff::tz::TimeZone;
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_store::Store;

/// Opens a workspace whose file was read: its ports are put together, and
/// what was seen of it last is known again. No remote is asked.
pub async fn open_desk(desktop: &Desktop, store: &Store, file: &WorkspaceFile) -> Desk {
    let places = DeskPlaces {
        file: file.path.display().to_string(),
        text: file.text.clone(),
        data: desktop.folders().data().display().to_string(),
    };
    let ports = desktop.ports(store, file.folder());
    Desk::open(ports, file.workspace().clone(), places, TimeZone::system()).await
}
