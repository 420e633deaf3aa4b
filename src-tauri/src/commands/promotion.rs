//! Promotions, rollbacks, and what the gates say.

use super::{Answer, Here};
use crate::wire::{answer, moment, version as parsed};
use lockkeeper_contract::{PromotionView, UmbrellaView};
use lockkeeper_domain::gates::Verdict;
use lockkeeper_domain::ids::{EnvName, ServiceName};
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent, UmbrellaIntent};
use lockkeeper_engine::usecases;

#[tauri::command]
pub async fn promotion(shell: Here<'_>, intent: PromoteIntent) -> Answer<PromotionView> {
    answer("promotion", async {
        usecases::promotion::promotion(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn rollback(shell: Here<'_>, intent: RollbackIntent) -> Answer<PromotionView> {
    answer("rollback", async {
        usecases::promotion::rollback(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn umbrella(shell: Here<'_>, intent: UmbrellaIntent) -> Answer<UmbrellaView> {
    answer("umbrella", async {
        usecases::umbrella::umbrella(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn explain(
    shell: Here<'_>,
    service: ServiceName,
    version: String,
    environment: EnvName,
    at: String,
    lane: Option<String>,
) -> Answer<Vec<Verdict>> {
    answer("explain", async {
        let at = moment(&at)?;
        let mut intent = PromoteIntent::of(service, parsed(&version)?, environment);
        intent.lane = lane;
        usecases::explain::explain(&shell.desk()?, &intent, at).await
    })
    .await
}
