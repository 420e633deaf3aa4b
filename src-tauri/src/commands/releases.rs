//! Releases: listed, opened, compared, taken back, marked.

use super::{Answer, Here};
use crate::wire::answer;
use lockkeeper_contract::{CompareView, PlanOutcome, ReleaseView, ReleasesView};
use lockkeeper_domain::ids::{RunId, ServiceName, TagName};
use lockkeeper_domain::intent::ReleaseIntent;
use lockkeeper_engine::usecases;

#[tauri::command]
pub async fn releases(shell: Here<'_>) -> Answer<ReleasesView> {
    answer("releases", async {
        usecases::releases::releases(&shell.desk()?).await
    })
    .await
}

#[tauri::command]
pub async fn release(shell: Here<'_>, service: ServiceName, tag: TagName) -> Answer<ReleaseView> {
    answer("release", async {
        usecases::releases::release(&shell.desk()?, &service, &tag).await
    })
    .await
}

#[tauri::command]
pub async fn compare(
    shell: Here<'_>,
    service: ServiceName,
    from: String,
    to: String,
) -> Answer<CompareView> {
    answer("compare", async {
        usecases::releases::compare(&shell.desk()?, &service, &from, &to).await
    })
    .await
}

#[tauri::command]
pub async fn plan_withdraw(
    shell: Here<'_>,
    service: ServiceName,
    tag: TagName,
    reason: String,
) -> Answer<PlanOutcome> {
    answer("plan_withdraw", async {
        let intent = ReleaseIntent {
            service,
            tag,
            reason,
        };
        usecases::releases::plan_withdraw(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn plan_yank(
    shell: Here<'_>,
    service: ServiceName,
    tag: TagName,
    reason: String,
) -> Answer<PlanOutcome> {
    answer("plan_yank", async {
        let intent = ReleaseIntent {
            service,
            tag,
            reason,
        };
        usecases::releases::plan_yank(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn plan_undo(shell: Here<'_>, run: RunId) -> Answer<PlanOutcome> {
    answer("plan_undo", async {
        usecases::releases::plan_undo(&shell.desk()?, &run).await
    })
    .await
}
