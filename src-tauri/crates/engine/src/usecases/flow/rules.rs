//! The rules of a repository, asked by the hooks and by the window alike.

use super::ground::Sight;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{RangeOptions, RepoError};
use lockkeeper_contract::CheckView;
use lockkeeper_domain::branching::{check_message, check_name};
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::words::visible;

/// Problems of messages that are told of one push.
const SHOWN: usize = 30;

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

/// A branch that is about to be pushed, as git tells its hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedBranch {
    /// Its name on the remote.
    pub name: BranchName,
    /// What it will be; none when it is deleted.
    pub tip: Option<Oid>,
    /// What the remote has of it.
    pub there: Option<Oid>,
}

/// Judges branches that are about to be pushed: their names, whether they
/// take work by pull request only, and the messages of commits that are new
/// to the remote.
///
/// # Errors
/// When there is no such repository, or it cannot be read.
pub async fn check_push(
    desk: &Desk,
    repo: &RepoName,
    remote: Option<&str>,
    pushed: &[PushedBranch],
) -> Result<CheckView, EngineError> {
    let sight = Sight::of(desk, repo).await?;
    let mut problems = Vec::new();
    for PushedBranch { name, .. } in pushed {
        if sight.ground.is_protected(name) {
            problems.push(format!(
                "{name} takes work by pull request only, as the workspace file says."
            ));
        } else if sight.ground.model.base(name).is_none() {
            problems.extend(check_name(name, sight.policy.flow.names.as_ref()));
        }
    }
    let judged = misworded(&sight, remote, pushed).await;
    problems.extend(judged.map_err(EngineError::read_repo(repo))?);
    Ok(CheckView {
        what: "push".to_owned(),
        problems,
    })
}

/// What is wrong with the messages of the commits the remote lacks.
async fn misworded(
    sight: &Sight,
    remote: Option<&str>,
    pushed: &[PushedBranch],
) -> Result<Vec<String>, RepoError> {
    let Some(rule) = &sight.policy.flow.messages else {
        return Ok(Vec::new());
    };
    let mut known = known_there(sight, remote);
    let mut problems = Vec::new();
    for branch in pushed {
        let Some(tip) = &branch.tip else { continue };
        if let Some(there) = &branch.there
            && sight.repo.contains(tip, there).await.unwrap_or(false)
        {
            known.push(there.clone());
        }
        let range = sight.repo.range(&known, tip, RangeOptions::default());
        let range = range.await?;
        known.push(tip.clone());
        for commit in range.iter().filter(|commit| commit.parents.len() < 2) {
            let found = check_message(&commit.message, rule);
            let first = visible(commit.message.lines().next().unwrap_or_default());
            let named = |why| format!("{} ({first}): {why}", commit.oid.short());
            problems.extend(found.into_iter().map(named));
        }
    }
    let more = problems.len().saturating_sub(SHOWN);
    problems.truncate(SHOWN);
    problems.extend((more > 0).then(|| format!("And {more} more.")));
    Ok(problems)
}

/// Where the branches of a remote were seen last; those of every remote while
/// nothing is known of this one, so that a new remote judges no old history.
fn known_there(sight: &Sight, remote: Option<&str>) -> Vec<Oid> {
    let under = |prefix: &str| {
        let heads = sight.heads.iter();
        let heads = heads.filter(|head| head.name.starts_with(prefix));
        heads.map(|head| head.commit.clone()).collect::<Vec<_>>()
    };
    let remote = remote
        .or(sight.ground.remote.as_deref())
        .unwrap_or("origin");
    let known = under(&format!("refs/remotes/{remote}/"));
    match known.is_empty() {
        true => under("refs/remotes/"),
        false => known,
    }
}
