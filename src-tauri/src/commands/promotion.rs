//! Promotions, rollbacks, and what the gates say.

use super::{Answer, Here};
use crate::wire::{answer, moment, version as parsed};
use lockkeeper_contract::PromotionView;
use lockkeeper_domain::gates::Verdict;
use lockkeeper_domain::ids::{EnvName, ServiceName};
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent};
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
pub async fn explain(
    shell: Here<'_>,
    service: ServiceName,
    version: String,
    environment: EnvName,
    at: String,
) -> Answer<Vec<Verdict>> {
    answer("explain", async {
        let (version, at) = (parsed(&version)?, moment(&at)?);
        let desk = shell.desk()?;
        usecases::promotion::explain(&desk, &service, &version, &environment, at).await
    })
    .await
}
