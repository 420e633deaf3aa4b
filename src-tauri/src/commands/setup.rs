//! First steps: the demo, a proposal, a workspace.

use super::{Answer, Here};
use crate::background;
use crate::instance::{self, Instance};
use crate::state::Shell;
use crate::wire::answer;
use lockkeeper_compose::{WorkspaceFile, setup};
use lockkeeper_contract::{AppState, EntryView, ProposalView};
use lockkeeper_engine::error::EngineError;
use std::path::Path;
use tauri::{AppHandle, Manager, Runtime};

#[tauri::command]
pub async fn open_demo<R: Runtime>(app: AppHandle<R>, shell: Here<'_>) -> Answer<AppState> {
    answer("open_demo", async {
        let now = shell.desktop().clock().now();
        let place = setup::demo(shell.desktop(), None, now).await?;
        opened(&app, &shell, &place).await
    })
    .await
}

#[tauri::command]
pub async fn open_workspace<R: Runtime>(
    app: AppHandle<R>,
    shell: Here<'_>,
    place: String,
) -> Answer<AppState> {
    answer("open_workspace", opened(&app, &shell, Path::new(&place))).await
}

#[tauri::command]
pub async fn first_sight(shell: Here<'_>, place: String) -> Answer<Option<EntryView>> {
    answer("first_sight", shell.first_sight(Path::new(&place))).await
}

#[tauri::command]
pub async fn propose_workspace(shell: Here<'_>, place: String) -> Answer<ProposalView> {
    answer("propose_workspace", setup::propose(shell.desktop(), &place)).await
}

#[tauri::command]
pub async fn create_workspace<R: Runtime>(
    app: AppHandle<R>,
    shell: Here<'_>,
    place: String,
    proposal: ProposalView,
) -> Answer<AppState> {
    answer("create_workspace", async {
        let file = setup::create(Path::new(&place), &proposal)?;
        opened(&app, &shell, &file).await
    })
    .await
}

/// Opens a workspace, unless another window shows it, and asks its remotes
/// while the window is drawn.
async fn opened<R: Runtime>(
    app: &AppHandle<R>,
    shell: &Shell,
    place: &Path,
) -> Result<AppState, EngineError> {
    let file = WorkspaceFile::read(place)?.path;
    let other = app.try_state::<Instance>().filter(|_| !shell.shows(&file));
    let name = match &other {
        Some(_) => instance::claimed(app, &file).await?,
        None => None,
    };
    shell.open(place).await?;
    if let Some(instance) = other {
        instance.keep(app, name);
    }
    background::refresh(shell.desk()?);
    shell.app_state().await
}
