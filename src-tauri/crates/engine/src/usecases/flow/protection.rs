//! The protection baseline, compared with what a repository shows here.

use super::ground::model_of;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::people;
use crate::ports::{BranchHead, CommitGraph, RepoError};
use lockkeeper_contract::{CommitName, KeptState, ProtectedView, ProtectionView, RuleFindingView};
use lockkeeper_domain::branching::{
    FlowPolicy, Kept, Protection, Recent, RecentCommit, Review, RuleFinding, compare_protection,
};
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_domain::words;
use std::collections::BTreeMap;

/// How many of the newest commits of a branch are looked at.
const LOOKED: usize = 2_000;
/// Of how many the signatures are verified: each takes a program of its own.
const VERIFIED: usize = 500;
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
    let looker = Looker {
        graph: graph.as_ref(),
        people: people(desk),
    };
    let mut branches = Vec::new();
    for (name, tip, protection) in guarded.iter().take(BRANCHES) {
        let view = looker.protected(name, tip, protection).await;
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

/// Who looks at branches: by what they have, and whose keys are known.
struct Looker<'a> {
    graph: &'a dyn CommitGraph,
    people: Vec<(String, String)>,
}

impl Looker<'_> {
    async fn protected(
        &self,
        name: &BranchName,
        tip: &Oid,
        protection: &Protection,
    ) -> Result<ProtectedView, RepoError> {
        let all = self.graph.recent(tip, false, LOOKED).await?;
        let line = self.graph.recent(tip, true, LOOKED).await?;
        let signatures = match protection.signed {
            true => self.signatures(&all).await?,
            false => Vec::new(),
        };
        let recent = Recent {
            all: &all,
            line: &line,
            signatures: &signatures,
            listed: !self.people.is_empty(),
        };
        let found = compare_protection(protection, recent);
        let looked = Looked::at(&all);
        Ok(ProtectedView {
            name: name.to_string(),
            looked: number(all.len()),
            rules: found.iter().map(|found| finding(found, &looked)).collect(),
        })
    }

    /// What comes of verifying the newest.
    async fn signatures(&self, all: &[RecentCommit]) -> Result<Vec<Signature>, RepoError> {
        let newest = all.iter().take(VERIFIED);
        let newest: Vec<Oid> = newest.map(|commit| commit.facts.oid.clone()).collect();
        self.graph.signatures(&newest, &self.people).await
    }
}

/// How far was looked.
struct Looked {
    commits: usize,
    /// Where the look ended, when older commits were left out.
    since: Option<String>,
}

impl Looked {
    fn at(all: &[RecentCommit]) -> Self {
        let oldest = all.last().filter(|_| all.len() >= LOOKED);
        let since = oldest.map(|commit| {
            let (oid, at) = (&commit.facts.oid, commit.facts.at);
            format!(
                "Older ones than {} of {} were not looked at.",
                oid.short(),
                at.to_zoned(jiff::tz::TimeZone::UTC).date()
            )
        });
        Self {
            commits: all.len(),
            since,
        }
    }

    fn bounded(&self, said: String) -> String {
        match &self.since {
            Some(since) => format!("{said} {since}"),
            None => said,
        }
    }
}

fn finding(found: &RuleFinding, looked: &Looked) -> RuleFindingView {
    let (state, said, commits) = match &found.kept {
        Kept::Yes => {
            let commits = words::count(looked.commits, "commit");
            let said = format!("So it is in the last {commits}.");
            (KeptState::Kept, looked.bounded(said), &[][..])
        }
        Kept::No(commits) => {
            let count = words::count(commits.len(), "commit");
            let said = format!("Not so in {count} of the last {}.", looked.commits);
            (KeptState::Broken, looked.bounded(said), commits.as_slice())
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
