//! First steps: the demo, a proposal, a workspace.

use super::{Answer, Here};
use crate::background;
use crate::state::Shell;
use crate::wire::answer;
use lockkeeper_compose::setup;
use lockkeeper_contract::{AppState, ProposalView};
use lockkeeper_engine::error::EngineError;
use std::path::Path;

#[tauri::command]
pub async fn open_demo(shell: Here<'_>) -> Answer<AppState> {
    answer("open_demo", async {
        let now = shell.desktop().clock().now();
        let place = setup::demo(shell.desktop(), None, now).await?;
        opened(&shell, &place).await
    })
    .await
}

#[tauri::command]
pub async fn open_workspace(shell: Here<'_>, place: String) -> Answer<AppState> {
    answer("open_workspace", opened(&shell, Path::new(&place))).await
}

#[tauri::command]
pub async fn propose_workspace(shell: Here<'_>, place: String) -> Answer<ProposalView> {
    answer("propose_workspace", setup::propose(shell.desktop(), &place)).await
}

#[tauri::command]
pub async fn create_workspace(
    shell: Here<'_>,
    place: String,
    proposal: ProposalView,
) -> Answer<AppState> {
    answer("create_workspace", async {
        let file = setup::create(Path::new(&place), &proposal)?;
        opened(&shell, &file).await
    })
    .await
}

/// Opens a workspace, and asks its remotes while the window is drawn.
async fn opened(shell: &Shell, place: &Path) -> Result<AppState, EngineError> {
    shell.open(place).await?;
    background::refresh(shell.desk()?);
    shell.app_state().await
}
