//! The history of a repository, looked through.

use super::{Answer, Here};
use crate::wire::answer;
use lockkeeper_contract::{CommitView, CommitsView};
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_engine::usecases::history;

#[tauri::command]
pub async fn commits(
    shell: Here<'_>,
    repo: RepoName,
    from: Option<String>,
    skip: u64,
    most: usize,
) -> Answer<CommitsView> {
    answer("commits", async {
        history::commits(&shell.desk()?, &repo, from.as_deref(), (skip, most)).await
    })
    .await
}

#[tauri::command]
pub async fn commit_count(shell: Here<'_>, repo: RepoName) -> Answer<u64> {
    answer("commit_count", async {
        history::commit_count(&shell.desk()?, &repo).await
    })
    .await
}

#[tauri::command]
pub async fn commit(shell: Here<'_>, repo: RepoName, commit: Oid) -> Answer<CommitView> {
    answer("commit", async {
        history::commit_view(&shell.desk()?, &repo, &commit).await
    })
    .await
}
