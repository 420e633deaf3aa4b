//! The board and a service opened from it.

use super::{Answer, Here};
use crate::wire::answer;
use lockkeeper_contract::ServiceView;
use lockkeeper_contract::board::Board;
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_engine::usecases;

#[tauri::command]
pub async fn board(shell: Here<'_>) -> Answer<Board> {
    answer("board", async {
        usecases::board::board(&shell.desk()?).await
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
