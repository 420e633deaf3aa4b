//! What holds for every plan, whoever built it.

use super::action::{Action, Desired, Joining, RefUpdate, Source};
use super::model::{Plan, PlanKind};
use std::collections::BTreeSet;
use std::fmt;
use thiserror::Error;

/// Something that no plan may have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("step {step}: {what}")]
pub struct Flaw {
    /// The step, by its place in the list.
    pub step: usize,
    /// What is wrong.
    pub what: String,
}

/// Every flaw of a plan; none for one that may run.
#[must_use]
pub fn check(plan: &Plan) -> Vec<Flaw> {
    let mut found = Found(Vec::new());
    check_numbers(plan, &mut found);
    check_record(plan, &mut found);
    check_order(plan, &mut found);
    check_targets(plan, &mut found);
    check_values(plan, &mut found);
    check_kind(plan, &mut found);
    found.0
}

/// Flaws so far.
struct Found(Vec<Flaw>);

impl Found {
    fn add(&mut self, step: usize, what: impl fmt::Display) {
        self.0.push(Flaw {
            step,
            what: what.to_string(),
        });
    }
}

fn check_numbers(plan: &Plan, found: &mut Found) {
    for (place, step) in plan.steps.iter().enumerate() {
        if usize::try_from(step.number) != Ok(place) {
            found.add(place, "its number is not its place");
        }
    }
    if plan.facts_at > plan.made_at {
        found.add(0, "the facts are younger than the plan");
    }
}

fn check_record(plan: &Plan, found: &mut Found) {
    let last = plan.steps.len().saturating_sub(1);
    let is_record = |action: &Action| matches!(action, Action::Record { .. });
    if !plan
        .steps
        .last()
        .is_some_and(|step| is_record(&step.action))
    {
        found.add(last, "a plan ends with its record");
    }
    for (place, step) in plan.steps.iter().enumerate() {
        if is_record(&step.action) && place != last {
            found.add(place, "only the last step records");
        }
    }
}

/// Each step uses only what steps before it made.
fn check_order(plan: &Plan, found: &mut Found) {
    let (mut tree, mut commit, mut tag) = (None, false, false);
    for (place, step) in plan.steps.iter().enumerate() {
        match &step.action {
            Action::WriteFiles { onto, .. } => tree = Some(onto),
            Action::Commit { parent, .. } => {
                match tree {
                    None => found.add(place, "there is no tree to commit yet"),
                    Some(onto) if onto != parent => {
                        found.add(place, "the tree was written onto another commit");
                    }
                    Some(_) => {}
                }
                commit = true;
            }
            Action::CreateTag { commit: at, .. } => {
                if at.is_none() && !commit {
                    found.add(place, "there is no commit to tag yet");
                }
                tag = true;
            }
            Action::Push { refs, .. } => {
                let uses =
                    |desired: &Desired| refs.iter().any(|r| r.desired.as_ref() == Some(desired));
                if uses(&Desired::MadeCommit) && !commit {
                    found.add(place, "there is no commit to push yet");
                }
                if uses(&Desired::MadeTag) && !tag {
                    found.add(place, "there is no tag to push yet");
                }
                for update in refs {
                    if let Some(Desired::Step(step)) = &update.desired {
                        check_source(plan, place, &Source::Step(*step), found);
                    }
                }
            }
            Action::AwaitObserved { place: awaited, .. } => {
                if !written(plan, place, awaited) {
                    found.add(place, "it waits for a value no step before it writes");
                }
            }
            Action::Merge { source, .. } => {
                check_source(plan, place, source, found);
                commit = true;
            }
            Action::Join { .. } => commit = true,
            Action::DeleteBranch { expected, .. } => check_source(plan, place, expected, found),
            Action::Rebase { expected, .. } => {
                check_source(plan, place, expected, found);
                commit = true;
            }
            Action::CreateBranch { .. }
            | Action::Switch { .. }
            | Action::Configure { .. }
            | Action::Restore { .. }
            | Action::WriteEnvironment { .. }
            | Action::Record { .. } => {}
        }
    }
}

/// A commit of a step is one that a step before leaves on a branch.
fn check_source(plan: &Plan, before: usize, source: &Source, found: &mut Found) {
    let Source::Step(step) = source else {
        return;
    };
    let made = plan.steps.iter().take(before).find(|s| s.number == *step);
    let makes = |action: &Action| {
        matches!(
            action,
            Action::Merge { .. }
                | Action::Rebase { .. }
                | Action::Commit { .. }
                | Action::Join { .. }
        )
    };
    if !made.is_some_and(|step| makes(&step.action)) {
        found.add(before, format!("step {step} leaves no commit before it"));
    }
}

fn written(plan: &Plan, before: usize, awaited: &crate::policy::GitopsPlace) -> bool {
    let mut steps = plan.steps.iter().take(before);
    steps.any(
        |step| matches!(&step.action, Action::WriteEnvironment { place, .. } if place == awaited),
    )
}

/// No target is touched twice by the same kind of step.
fn check_targets(plan: &Plan, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (place, step) in plan.steps.iter().enumerate() {
        for target in targets(&step.action) {
            if !seen.insert(target) {
                found.add(place, "it touches what a step before it touched");
            }
        }
    }
}

fn targets(action: &Action) -> Vec<String> {
    match action {
        Action::WriteFiles { repo, files, .. } => files
            .iter()
            .map(|f| format!("file {repo} {}", f.path))
            .collect(),
        Action::Commit { repo, branch, .. } => vec![format!("ref {repo} refs/heads/{branch}")],
        Action::CreateTag { repo, tag, .. } => vec![format!("ref {repo} refs/tags/{tag}")],
        Action::Restore { repo, name, .. } => vec![format!("ref {repo} {name}")],
        Action::Push { repo, remote, refs } => {
            let name = |r: &RefUpdate| format!("remote {repo} {remote} {}", r.name);
            refs.iter().map(name).collect()
        }
        Action::CreateBranch { repo, branch, .. } => vec![format!("new {repo} {branch}")],
        // A branch may first move on to what the remote has, then take work.
        Action::Merge {
            repo,
            branch,
            source,
            ..
        } => vec![format!("into {repo} {branch} {source:?}")],
        Action::Rebase { repo, branch, .. } => vec![format!("anew {repo} {branch}")],
        Action::Join { repo, branch, .. } => vec![format!("onto {repo} {branch}")],
        Action::DeleteBranch { repo, branch, .. } => vec![format!("gone {repo} {branch}")],
        Action::Configure { repo, key, .. } => vec![format!("key {repo} {key}")],
        Action::Switch { .. } => Vec::new(),
        Action::WriteEnvironment { place, .. } => vec![format!("place {place:?}")],
        Action::AwaitObserved { .. } | Action::Record { .. } => Vec::new(),
    }
}

/// Every step changes something, and says what.
fn check_values(plan: &Plan, found: &mut Found) {
    for (place, step) in plan.steps.iter().enumerate() {
        match &step.action {
            Action::WriteFiles { files, .. } if files.is_empty() => {
                found.add(place, "it writes no file");
            }
            Action::Push { refs, .. } if refs.is_empty() => found.add(place, "it pushes nothing"),
            Action::Push { refs, .. } => {
                for update in refs {
                    check_update(update, place, found);
                }
            }
            Action::Restore {
                expected, restored, ..
            } if restored.as_ref() == Some(expected) => {
                found.add(place, "it restores what is there");
            }
            Action::WriteEnvironment { change, .. }
                if change.expected.as_ref() == Some(&change.desired) =>
            {
                found.add(place, "it writes what is there");
            }
            _ => {}
        }
    }
}

fn check_update(update: &RefUpdate, place: usize, found: &mut Found) {
    if !update.name.starts_with("refs/") {
        found.add(
            place,
            format!("`{}` is not the full name of a ref", update.name),
        );
    }
    match (&update.expected, &update.desired) {
        (None, None) => found.add(place, "it deletes a ref without saying which value"),
        (Some(old), Some(Desired::Object(new))) if old == new => {
            found.add(place, "it pushes what is there");
        }
        _ => {}
    }
}

/// A plan about an environment names it, one about a release does not; and
/// only a withdrawal and the end of a branch delete on a remote.
fn check_kind(plan: &Plan, found: &mut Found) {
    let deploys = matches!(
        plan.kind,
        PlanKind::Promote | PlanKind::Rollback | PlanKind::Umbrella
    );
    if deploys != plan.subject.environment().is_some() {
        found.add(0, "the subject does not fit the kind");
    }
    for (place, step) in plan.steps.iter().enumerate() {
        if !belongs(&step.action, deploys) {
            found.add(place, "the step does not belong into a plan of this kind");
        }
        let Action::Push { refs, .. } = &step.action else {
            continue;
        };
        let may_delete = matches!(plan.kind, PlanKind::Withdraw | PlanKind::Flow);
        if !may_delete && refs.iter().any(|r| r.desired.is_none()) {
            found.add(
                place,
                "only a withdrawal and the end of a branch delete on a remote",
            );
        }
    }
}

/// What a plan that deploys may do, and what another one may not.
fn belongs(action: &Action, deploys: bool) -> bool {
    match action {
        Action::Record { .. } => true,
        Action::WriteEnvironment { .. } | Action::AwaitObserved { .. } | Action::Join { .. } => {
            deploys
        }
        Action::CreateBranch { .. } => true,
        Action::Merge { how, .. } => !deploys || *how == Joining::FastForward,
        Action::Push { refs, .. } => !deploys || refs.iter().all(is_of_branch),
        _ => !deploys,
    }
}

fn is_of_branch(update: &RefUpdate) -> bool {
    update.name.starts_with("refs/heads/")
}
