//! Puts the adapters behind the ports: the one place that names them all.
//!
//! The window and the command line open a workspace through here, so that
//! both are the same program with two faces.

mod calls;
mod clock;
mod desktop;
mod events;
mod folders;
mod keychain;
mod keys;
mod ledger;
mod open;
mod processes;
pub mod setup;
mod workspace_file;

pub use calls::RecentCalls;
pub use clock::{RandomIds, SystemClock};
pub use desktop::Desktop;
pub use events::Announcer;
pub use folders::{Folders, FoldersError};
pub use keychain::keychain_of;
pub use keys::{Keys, key_named, use_key};
pub use ledger::{Checkout, contradiction, export, first_sight, ledger_at, newest_ledger};
pub use lockkeeper_git::{GitBook, STEERING};
pub use lockkeeper_store::Store;
pub use open::{open_desk, open_repository};
pub use processes::Processes;
pub use workspace_file::{ConfigLine, NAME, PlannedFreeze, WorkspaceFile};
