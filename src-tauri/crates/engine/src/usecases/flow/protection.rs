//! The protection baseline, compared with what a repository shows here.

use super::ground::model_of;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{BranchHead, CommitGraph, RepoError};
use lockkeeper_contract::{CommitName, KeptState, ProtectedView, ProtectionView, RuleFindingView};
use lockkeeper_domain::branching::{
    FlowPolicy, Kept, Protection, Recent, Review, RuleFinding, compare_protection,
};
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::words;
use std::collections::BTreeMap;

/// How many of the newest commits of a branch are looked at.
const LOOKED: usize = 500;
/// How many branches are.
const BRANCHES: usize = 50;
/// How many commits that break a rule are named.
const NAMED: usize = 10;

/// Compares the protection of every branch with its newest commits.
///
/// # Errors
/// When there is no such repository, or it cannot be read.
pub async fn protection_view(desk: &Desk, repo: &RepoName) -> Result<ProtectionView, EngineError> {
    let read = |error: RepoError| EngineError::read_repo(repo)(error);
    let policy = desk.repo_policy(repo)?;
    let opened = desk.ports.repos.open(policy).await.map_err(read)?;
    let graph = desk.ports.repos.graph(policy).await.map_err(read)?;
    let heads = opened.branches().await.map_err(read)?;
    let tips = tips(&heads);
    let model = model_of(desk, repo).await?;
    let mut guarded: Vec<(&BranchName, &Oid, &Protection)> = tips
        .iter()
        .filter_map(|(name, tip)| Some((name, tip, policy.flow.protection_of(name)?)))
        .collect();
    guarded.sort_by_key(|(name, ..)| (model.base(name).is_none(), (*name).clone()));
    let mut branches = Vec::new();
    for (name, tip, protection) in guarded.iter().take(BRANCHES) {
        let view = protected(graph.as_ref(), name, tip, protection).await;
        branches.push(view.map_err(read)?);
    }
    Ok(ProtectionView {
        repo: repo.to_string(),
        branches,
        left_out: number(guarded.len().saturating_sub(BRANCHES)),
        unmatched: unmatched(&policy.flow, &tips),
        review: policy.flow.review.map(review_lines).unwrap_or_default(),
        command: format!("lockkeeper flow protection --repo {repo}"),
    })
}

/// Branches by name: as they are here, or as the remote's were seen last.
fn tips(heads: &[BranchHead]) -> BTreeMap<BranchName, Oid> {
    let remote = |head: &BranchHead| {
        let (_, name) = head.name.strip_prefix("refs/remotes/")?.split_once('/')?;
        Some((BranchName::from(name), head.commit.clone()))
    };
    let local = |head: &BranchHead| {
        let name = head.name.strip_prefix("refs/heads/")?;
        Some((BranchName::from(name), head.commit.clone()))
    };
    let theirs = heads.iter().filter_map(remote);
    theirs.chain(heads.iter().filter_map(local)).collect()
}

async fn protected(
    graph: &dyn CommitGraph,
    name: &BranchName,
    tip: &Oid,
    protection: &Protection,
) -> Result<ProtectedView, RepoError> {
    let all = graph.recent(tip, false, LOOKED).await?;
    let line = graph.recent(tip, true, LOOKED).await?;
    let recent = Recent {
        all: &all,
        line: &line,
    };
    let found = compare_protection(protection, recent);
    Ok(ProtectedView {
        name: name.to_string(),
        looked: number(all.len()),
        rules: found
            .iter()
            .map(|found| finding(found, all.len()))
            .collect(),
    })
}

fn finding(found: &RuleFinding, looked: usize) -> RuleFindingView {
    let (state, said, commits) = match &found.kept {
        Kept::Yes => {
            let looked = words::count(looked, "commit");
            (
                KeptState::Kept,
                format!("So it is in the last {looked}."),
                &[][..],
            )
        }
        Kept::No(commits) => {
            let count = words::count(commits.len(), "commit");
            let said = format!("Not so in {count} of the last {looked}.");
            (KeptState::Broken, said, commits.as_slice())
        }
        Kept::Unknown(why) => (KeptState::Unknown, why.clone(), &[][..]),
    };
    let named = commits.iter().take(NAMED).map(|commit| CommitName {
        oid: commit.oid.clone(),
        subject: commit.subject().to_owned(),
    });
    RuleFindingView {
        rule: found.rule.word().to_owned(),
        line: format!("{} {said}", found.wanted),
        state,
        commits: named.collect(),
        count: number(commits.len()),
    }
}

/// Patterns under which nothing is found; a mistyped one protects nothing.
fn unmatched(policy: &FlowPolicy, tips: &BTreeMap<BranchName, Oid>) -> Vec<String> {
    let alone = |pattern: &String, protection: &Protection| FlowPolicy {
        protection: BTreeMap::from([(pattern.clone(), protection.clone())]),
        ..FlowPolicy::default()
    };
    let patterns = policy.protection.iter().filter(|(pattern, protection)| {
        let alone = alone(pattern, protection);
        !tips.keys().any(|name| alone.protection_of(name).is_some())
    });
    patterns.map(|(pattern, _)| pattern.clone()).collect()
}

fn review_lines(review: Review) -> Vec<String> {
    let needs = "Unknown: it needs the forge, which knows when a review came.";
    let line = |what: &str, within: jiff::SignedDuration| {
        format!("{what} within {}. {needs}", words::duration(within))
    };
    let first = review.first.map(|within| line("The first review", within));
    let follow_up = review.follow_up.map(|within| line("A follow-up", within));
    first.into_iter().chain(follow_up).collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
