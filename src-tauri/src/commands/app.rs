//! The frame of the window.

use super::{Answer, Here};
use crate::events;
use crate::wire::answer;
use lockkeeper_contract::{AppState, Appearance, CallLine, NoticeChoice, SettingsView};
use lockkeeper_engine::usecases::{board, notices, settings};
use tauri::{AppHandle, Runtime};

#[tauri::command]
pub async fn app_state<R: Runtime>(app: AppHandle<R>, shell: Here<'_>) -> Answer<AppState> {
    // The first question of a window that listens: now a link can be shown.
    if let Some(link) = shell.take_link() {
        events::open_link(&app, &link);
    }
    answer("app_state", shell.app_state()).await
}

#[tauri::command]
pub async fn refresh(shell: Here<'_>) -> Answer<AppState> {
    answer("refresh", async {
        board::refresh(&shell.desk()?).await?;
        shell.app_state().await
    })
    .await
}

#[tauri::command]
pub async fn settings(shell: Here<'_>) -> Answer<SettingsView> {
    answer("settings", async {
        settings::settings(&shell.desk()?).await
    })
    .await
}

#[tauri::command]
pub async fn set_appearance(shell: Here<'_>, appearance: Appearance) -> Answer<Appearance> {
    answer("set_appearance", async {
        settings::set_appearance(&*shell.settings().await, &appearance).await
    })
    .await
}

#[tauri::command]
pub async fn set_notices(shell: Here<'_>, notices: NoticeChoice) -> Answer<NoticeChoice> {
    answer("set_notices", async {
        notices::set_choice(&*shell.settings().await, notices).await
    })
    .await
}

#[tauri::command]
pub async fn calls(shell: Here<'_>) -> Answer<Vec<CallLine>> {
    answer("calls", async { Ok(settings::calls(&*shell.calls())) }).await
}
