//! Branches: seen, planned, given up.

use super::{Answer, Here};
use crate::wire::answer;
use lockkeeper_contract::{BranchesView, FinishView, PlanOutcome, ProtectionView, RunView};
use lockkeeper_domain::ids::{BranchName, RepoName, RunId};
use lockkeeper_domain::intent::{FinishOptions, FlowIntent};
use lockkeeper_engine::usecases::flow;

#[tauri::command]
pub async fn branches(shell: Here<'_>, repo: Option<RepoName>) -> Answer<BranchesView> {
    answer("branches", async {
        flow::branches_view(&shell.desk()?, repo.as_ref()).await
    })
    .await
}

#[tauri::command]
pub async fn plan_flow(shell: Here<'_>, intent: FlowIntent) -> Answer<PlanOutcome> {
    answer("plan_flow", async {
        flow::plan_flow(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn abort_flow(shell: Here<'_>, run: RunId) -> Answer<RunView> {
    answer("abort_flow", async {
        flow::abort(&shell.desk()?, &run).await
    })
    .await
}

#[tauri::command]
pub async fn finish_view(
    shell: Here<'_>,
    repo: RepoName,
    branch: BranchName,
    options: FinishOptions,
) -> Answer<FinishView> {
    answer("finish_view", async {
        flow::finish_view(&shell.desk()?, &repo, &branch, &options).await
    })
    .await
}

#[tauri::command]
pub async fn protection(shell: Here<'_>, repo: RepoName) -> Answer<ProtectionView> {
    answer("protection", async {
        flow::protection_view(&shell.desk()?, &repo).await
    })
    .await
}
