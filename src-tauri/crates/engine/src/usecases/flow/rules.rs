//! The rules of a repository, asked by the hooks and by the window alike.

use super::ground::Sight;
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_contract::CheckView;
use lockkeeper_domain::branching::{check_message, check_name};
use lockkeeper_domain::ids::{BranchName, RepoName};

/// Judges the message of a commit.
///
/// # Errors
/// When there is no such repository.
pub fn check_commit_message(
    desk: &Desk,
    repo: &RepoName,
    text: &str,
) -> Result<CheckView, EngineError> {
    let policy = desk.repo_policy(repo)?;
    let rule = policy.flow.messages.as_ref();
    Ok(CheckView {
        what: "message".to_owned(),
        problems: rule
            .map(|rule| check_message(text, rule))
            .unwrap_or_default(),
    })
}

/// Judges branches that are about to be pushed: their names, and whether
/// they take work by pull request only.
///
/// # Errors
/// When there is no such repository, or it cannot be read.
pub async fn check_branches(
    desk: &Desk,
    repo: &RepoName,
    pushed: &[BranchName],
) -> Result<CheckView, EngineError> {
    let sight = Sight::of(desk, repo).await?;
    let mut problems = Vec::new();
    for branch in pushed {
        if sight.ground.is_protected(branch) {
            problems.push(format!(
                "{branch} takes work by pull request only, as the workspace file says."
            ));
        } else if sight.ground.model.base(branch).is_none() {
            problems.extend(check_name(branch, sight.policy.flow.names.as_ref()));
        }
    }
    Ok(CheckView {
        what: "push".to_owned(),
        problems,
    })
}
