//! The commits a branch was at, and since when.

use crate::ports::{Repo, RepoError};
use crate::stand::{LOOKED_THROUGH, stand};
use jiff::Timestamp;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{Oid, RunId};
use lockkeeper_domain::plan::{Action, Desired, PlanKind, Source, Subject, origin};
use lockkeeper_domain::policy::BranchPlace;
use lockkeeper_domain::run::Run;
use lockkeeper_domain::snapshot::PlaceFacts;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A commit that a branch was at.
pub(super) struct Head {
    pub(super) commit: Oid,
    pub(super) since: Timestamp,
    pub(super) by: String,
    pub(super) run: Option<RunId>,
    pub(super) rollback: bool,
}

/// What one source tells of a commit that a branch was at.
#[derive(Default)]
struct Trace {
    since: Option<Timestamp>,
    by: Option<String>,
    run: Option<RunId>,
    rollback: bool,
}

/// The commits a branch was at, newest first; empty when there is no branch.
pub(super) async fn heads(
    repo: &dyn Repo,
    place: &BranchPlace,
    runs: &[Run],
    old: Option<&PlaceFacts>,
    now: Timestamp,
) -> Result<Vec<Head>, RepoError> {
    let stand = stand(repo, &place.branch).await?;
    let Some(tip) = stand.tip else {
        return Ok(Vec::new());
    };
    let line = repo.first_parents(&tip, LOOKED_THROUGH).await?;
    let mut traces = Traces::default();
    traces.add(&tip, first_seen(old, &tip));
    for (commit, trace) in runs.iter().filter_map(|run| by_run(run, place)) {
        traces.add(&commit, trace);
    }
    for commit in &line {
        if let Some(trace) = by_commit(commit, place) {
            traces.add(&commit.oid, trace);
        }
    }
    for sighting in repo.sightings(&stand.name).await? {
        let since = Some(sighting.at);
        traces.add(
            &sighting.commit,
            Trace {
                since,
                ..Trace::default()
            },
        );
    }
    Ok(traces.into_heads(&tip, &line, now))
}

/// When a look before this one saw it first.
fn first_seen(old: Option<&PlaceFacts>, tip: &Oid) -> Trace {
    let mut history = old.into_iter().flat_map(|place| &place.history);
    Trace {
        since: history.find(|live| live.change == *tip).map(|l| l.since),
        ..Trace::default()
    }
}

/// A commit that a promotion or a rollback made for this branch.
fn by_commit(commit: &CommitFacts, place: &BranchPlace) -> Option<Trace> {
    let ours = origin(&commit.message)?;
    let here = ours.branch.as_ref() == Some(&place.branch);
    here.then(|| Trace {
        since: Some(commit.at),
        by: Some(commit.author.clone()),
        run: Some(RunId::new(ours.plan.0)),
        rollback: ours.rollback,
    })
}

/// The commit to which a run of this machine moved the branch.
fn by_run(run: &Run, place: &BranchPlace) -> Option<(Oid, Trace)> {
    let plan = &run.plan;
    let rollback = match (plan.kind, &plan.subject) {
        (PlanKind::Umbrella, Subject::Set(set)) => Some(set.rollback),
        (PlanKind::Promote, _) => Some(false),
        (PlanKind::Rollback, _) => Some(true),
        _ => None,
    }?;
    let steps = plan.steps.iter().zip(&run.steps);
    let mut moves = steps.filter(|(_, record)| record.state.is_settled());
    let left = |step: u32| {
        let step = usize::try_from(step).ok()?;
        run.steps.get(step)?.made.commit.clone()
    };
    let (commit, record) = moves.find_map(|(step, record)| {
        let commit = match &step.action {
            Action::Push { repo, refs, .. } if *repo == place.repo => {
                let name = format!("refs/heads/{}", place.branch);
                let update = refs.iter().find(|update| update.name == name)?;
                match update.desired.as_ref()? {
                    Desired::Object(commit) => Some(commit.clone()),
                    Desired::Step(step) => left(*step),
                    Desired::MadeCommit | Desired::MadeTag => None,
                }
            }
            Action::Merge {
                repo,
                branch,
                source,
                ..
            } if (repo, branch) == (&place.repo, &place.branch) => match source {
                Source::Commit(commit) => Some(commit.clone()),
                Source::Step(step) => left(*step),
            },
            Action::CreateBranch { repo, branch, at }
                if (repo, branch) == (&place.repo, &place.branch) =>
            {
                Some(at.clone())
            }
            _ => None,
        }?;
        Some((commit, record))
    })?;
    let trace = Trace {
        since: record.ended_at,
        by: Some(run.by.clone()),
        run: Some(run.id.clone()),
        rollback,
    };
    Some((commit, trace))
}

/// Everything told of the commits so far.
#[derive(Default)]
struct Traces(Vec<(Oid, Trace)>);

impl Traces {
    /// What was told first stays; of several moments the earliest is true.
    fn add(&mut self, commit: &Oid, told: Trace) {
        let Some((_, known)) = self.0.iter_mut().find(|(known, _)| known == commit) else {
            self.0.push((commit.clone(), told));
            return;
        };
        known.since = match (known.since, told.since) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        known.by = known.by.take().or(told.by);
        known.run = known.run.take().or(told.run);
        known.rollback |= told.rollback;
    }

    /// The tip first, then whatever was there before it.
    fn into_heads(self, tip: &Oid, line: &[CommitFacts], now: Timestamp) -> Vec<Head> {
        let places = line.iter().enumerate();
        let places: HashMap<&Oid, usize> = places.map(|(at, one)| (&one.oid, at)).collect();
        let author = |commit: &Oid| {
            let found = places.get(commit).map(|at| line[*at].author.clone());
            found.unwrap_or_else(|| "somebody".to_owned())
        };
        let mut heads: Vec<Head> = self
            .0
            .into_iter()
            .map(|(commit, trace)| Head {
                since: trace.since.unwrap_or(now),
                by: trace.by.unwrap_or_else(|| author(&commit)),
                run: trace.run,
                rollback: trace.rollback,
                commit,
            })
            .collect();
        let place = |head: &Head| places.get(&head.commit).copied();
        heads.sort_by_key(|head| place(head).unwrap_or(usize::MAX));
        in_turn(&mut heads, |head| place(head).is_some());
        // What came at the same moment keeps the order of the line.
        heads.sort_by_key(|head| (head.commit != *tip, Reverse(head.since)));
        heads
    }
}

/// A branch came to the commits of its line one after the other, whatever the
/// clocks say: a ref is seen later than the commit that replaces it was made.
fn in_turn(newest_first: &mut [Head], is_in_line: impl Fn(&Head) -> bool) {
    let mut newer: Option<Timestamp> = None;
    for head in newest_first.iter_mut().filter(|head| is_in_line(head)) {
        head.since = newer.map_or(head.since, |newer| head.since.min(newer));
        newer = Some(head.since);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lockkeeper_domain::commit::CommitContent;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn commit(name: &str) -> CommitFacts {
        CommitFacts::from(CommitContent {
            oid: Oid::new(name),
            parents: Vec::new(),
            at: at(0),
            author: "Dana".to_owned(),
            message: String::new(),
            paths: None,
        })
    }

    #[test]
    fn what_was_replaced_came_before_what_replaced_it() {
        let line = ["back", "new", "old"].map(commit);
        let mut traces = Traces::default();
        for (name, second) in [("back", 34), ("new", 33), ("old", 34)] {
            let since = Some(at(second));
            let told = Trace {
                since,
                ..Trace::default()
            };
            traces.add(&Oid::new(name), told);
        }
        let heads = traces.into_heads(&Oid::new("back"), &line, at(40));
        let seen: Vec<_> = heads.iter().map(|h| (h.commit.as_str(), h.since)).collect();
        assert_eq!(seen, [("back", at(34)), ("new", at(33)), ("old", at(33))]);
    }
}
