//! Whether what a plan writes is taken where it goes: found out before anybody
//! confirms it, and not halfway through its run.

use crate::desk::Desk;
use crate::observe::ORIGIN;
use crate::ports::{RepoError, TargetError};
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_domain::plan::{Action, EnvironmentChange, FileChange, Plan, Signing};
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::refusal::{Refusal, refused};
use std::collections::BTreeSet;

/// Why it would not be, all reasons together. What cannot be told now, because
/// somebody does not answer, holds no plan: its run looks again.
pub(super) async fn refusals(desk: &Desk, plan: &Plan) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let (mut pushed, mut signed) = (BTreeSet::new(), BTreeSet::new());
    for step in &plan.steps {
        match &step.action {
            Action::WriteEnvironment { place, change, .. } => {
                refusals.extend(unwritable(desk, place, change).await);
                pushed.insert((&place.repo, ORIGIN));
            }
            Action::WriteFiles { repo, onto, files } => {
                for file in files {
                    refusals.extend(unchangeable(desk, repo, onto, file).await);
                }
            }
            Action::Push { repo, remote, .. } => {
                pushed.insert((repo, remote.as_str()));
            }
            Action::CreateTag { repo, signing, .. } if *signing != Signing::No => {
                signed.insert(repo);
            }
            _ => {}
        }
    }
    for (repo, remote) in pushed {
        refusals.extend(apart(desk, repo, remote).await);
    }
    for repo in signed {
        refusals.extend(unsigned(desk, repo).await);
    }
    refusals
}

async fn unwritable(
    desk: &Desk,
    place: &GitopsPlace,
    change: &EnvironmentChange,
) -> Option<Refusal> {
    let repo = desk.repo_policy(&place.repo).ok()?;
    match desk.ports.gitops.foresee(repo, place, change).await {
        Err(error @ (TargetError::Malformed { .. } | TargetError::Unclear { .. })) => {
            let name = format!("{}, {}", place.repo, place.file);
            Some(refused::unwritable_value(&name, &error))
        }
        _ => None,
    }
}

async fn unchangeable(
    desk: &Desk,
    name: &RepoName,
    onto: &Oid,
    file: &FileChange,
) -> Option<Refusal> {
    let policy = desk.repo_policy(name).ok()?;
    let repo = desk.ports.repos.open(policy).await.ok()?;
    match repo.takes_files(onto, std::slice::from_ref(file)).await {
        Err(RepoError::Conflict { detail, .. } | RepoError::Malformed { detail, .. }) => {
            Some(refused::unwritable_file(&file.path, name, detail))
        }
        _ => None,
    }
}

async fn apart(desk: &Desk, name: &RepoName, remote: &str) -> Option<Refusal> {
    let policy = desk.repo_policy(name).ok()?;
    let repo = desk.ports.repos.open(policy).await.ok()?;
    let apart = repo.pushes_apart(remote).await.ok()?;
    apart.then(|| refused::pushes_apart(remote, name))
}

/// Found out by the step, it would be found out after the commit of a release.
async fn unsigned(desk: &Desk, name: &RepoName) -> Option<Refusal> {
    let policy = desk.repo_policy(name).ok()?;
    let repo = desk.ports.repos.open(policy).await.ok()?;
    let missing = repo.signing().await.ok()?.missing?;
    Some(refused::no_signing_key(&missing, name))
}
