//! What a command opens before it can ask.

use crate::words::Shared;
use lockkeeper_compose::{Desktop, Folders, WorkspaceFile, open_desk};
use lockkeeper_contract::WireError;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use std::path::PathBuf;

/// How a command of this program is called in logs and error reports.
const OPERATION: &str = "command";

/// An error as it is told; in a box, because answers should not carry its size.
pub type Told = Box<WireError>;

/// An error as it is told.
pub fn told(error: &EngineError) -> Told {
    Box::new(error.to_wire(OPERATION))
}

/// A wrong word, as it is told.
pub fn usage(text: impl Into<String>) -> Told {
    told(&EngineError::Usage { text: text.into() })
}

/// This desktop; nothing is opened yet.
pub fn desktop(shared: &Shared) -> Result<Desktop, Told> {
    let folders = match &shared.data_dir {
        Some(dir) => Ok(Folders::under(dir)),
        None => Folders::from_environment(|name| std::env::var_os(name).map(PathBuf::from)),
    };
    folders
        .map(Desktop::new)
        .map_err(|error| usage(format!("{error}.")))
}

/// The workspace file: the one named, or the nearest one above.
pub fn workspace_path(shared: &Shared) -> Result<PathBuf, Told> {
    if let Some(path) = &shared.workspace {
        return Ok(path.clone());
    }
    let here = std::env::current_dir().unwrap_or_default();
    WorkspaceFile::find(&here).ok_or_else(|| told(&EngineError::NoWorkspace))
}

/// The workspace file, read.
pub fn read_workspace(shared: &Shared) -> Result<WorkspaceFile, Told> {
    WorkspaceFile::read(&workspace_path(shared)?).map_err(|error| told(&error))
}

/// The workspace, opened.
pub async fn desk(shared: &Shared) -> Result<Desk, Told> {
    let path = workspace_path(shared)?;
    let desktop = desktop(shared)?;
    let store = desktop.store().await.map_err(|error| told(&error))?;
    let file = WorkspaceFile::read(&path).map_err(|error| told(&error))?;
    Ok(open_desk(&desktop, &store, &file).await)
}
