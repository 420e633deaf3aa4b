//! The board and a service opened from it.

use super::{Answer, Here};
use crate::wire::answer;
use lockkeeper_contract::ServiceView;
use lockkeeper_contract::board::Board;
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_engine::usecases;

#[tauri::command]
pub async fn board(shell: Here<'_>, from: usize, most: Option<usize>) -> Answer<Board> {
    answer("board", async {
        // The window asks for it while its workspace is still being opened.
        shell.begun().await;
        let to = most.map_or(usize::MAX, |most| from.saturating_add(most));
        usecases::board::board_rows(&shell.desk()?, from..to).await
    })
    .await
}

#[tauri::command]
pub async fn service(shell: Here<'_>, service: ServiceName) -> Answer<ServiceView> {
    answer("service", async {
        usecases::service::service(&shell.desk()?, &service).await
    })
    .await
}
