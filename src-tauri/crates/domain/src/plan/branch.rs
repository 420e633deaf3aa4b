//! A branch as the place of a version: what is in the way, what is done, what
//! should be read before.
//!
//! No branch of this machine and no work tree is touched where there is a
//! remote: the commit is stored, and one push moves the remote's branch, if it
//! is still where the plan saw it. A ref is never moved back.

use super::action::{Action, Desired, Joining, RefUpdate, Source};
use super::deploy::Delivery;
use super::destination::{BranchChange, BranchDestination, Carried};
use super::message::render_message;
use super::model::PlanNote;
use super::push;
use crate::ids::{Oid, PlanId};
use crate::policy::BranchMerge;
use crate::refusal::{Refusal, refused};
use crate::snapshot::Build;
use crate::words;

/// Why a branch cannot take a version.
pub(super) fn check(to: &BranchDestination, build: &Build) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    refusals.extend(check_protected(to, build));
    refusals.extend(check_change(to, build));
    refusals.extend(check_forward(to, build));
    refusals.extend(to.carried.iter().flat_map(check_carried));
    refusals
}

fn check_protected(to: &BranchDestination, build: &Build) -> Option<Refusal> {
    let branch = &to.place.branch;
    to.protected
        .then(|| refused::place_by_request(branch, name(build)))
}

fn check_change(to: &BranchDestination, build: &Build) -> Option<Refusal> {
    let (branch, version) = (&to.place.branch, &build.version);
    match &to.change {
        BranchChange::Conflict(files) => {
            Some(refused::conflict(version, branch).lines(files.clone()))
        }
        BranchChange::Contained => Some(refused::already_contained(branch, version)),
        BranchChange::Unclear(why) => Some(refused::merge_unknown(branch, why)),
        BranchChange::Forward { .. }
        | BranchChange::Merged { .. }
        | BranchChange::Restored { .. } => None,
    }
}

/// Where only a fast-forward is allowed, nothing may be in its way but what
/// promotions and rollbacks left there.
fn check_forward(to: &BranchDestination, build: &Build) -> Option<Refusal> {
    let strict = to.place.merge == BranchMerge::FfOnly;
    let merged = matches!(to.change, BranchChange::Merged { .. });
    if !strict || !merged || to.own.is_empty() {
        return None;
    }
    let (branch, version) = (&to.place.branch, &build.version);
    let commits = words::count(to.own.len(), "commit");
    let them = if to.own.len() == 1 { "it" } else { "them" };
    let theirs = to
        .remote
        .as_ref()
        .map(|remote| format!("{remote}/{branch}"));
    let theirs = theirs.unwrap_or_else(|| branch.to_string());
    let refusal = refused::place_not_forward(branch, commits, version, them, theirs);
    Some(refusal.lines(to.own.clone()))
}

fn check_carried(carried: &Carried) -> Vec<Refusal> {
    let refuse = |reason: &String| refused::gate_of_carried(passage(carried), reason);
    carried.against.iter().map(refuse).collect()
}

/// The steps that bring the branch there, without the record.
pub(super) fn actions(
    delivery: &Delivery<'_>,
    to: &BranchDestination,
    plan: &PlanId,
) -> Vec<Action> {
    let commit = &delivery.build.commit;
    let Some(tip) = &to.tip else {
        return vec![begin(to, commit)];
    };
    let join = |tree: &Oid, brings: Option<&Oid>| Action::Join {
        repo: to.place.repo.clone(),
        branch: to.place.branch.clone(),
        onto: tip.clone(),
        brings: brings.cloned(),
        tree: tree.clone(),
        message: render_message(delivery, plan),
    };
    let joined = match &to.change {
        BranchChange::Restored { tree, .. } => join(tree, None),
        BranchChange::Merged { tree, .. } => join(tree, Some(commit)),
        BranchChange::Forward { tree } if to.place.merge == BranchMerge::NoFf => {
            join(tree, Some(commit))
        }
        BranchChange::Forward { .. }
        | BranchChange::Conflict(_)
        | BranchChange::Contained
        | BranchChange::Unclear(_) => {
            return vec![advance(to, tip, Source::Commit(commit.clone()))];
        }
    };
    vec![joined, advance(to, tip, Source::Step(0))]
}

fn begin(to: &BranchDestination, commit: &Oid) -> Action {
    match &to.remote {
        Some(_) => pushed(to, None, Desired::Object(commit.clone())),
        None => Action::CreateBranch {
            repo: to.place.repo.clone(),
            branch: to.place.branch.clone(),
            at: commit.clone(),
        },
    }
}

/// Moves the branch on: the remote's, or the one there is.
fn advance(to: &BranchDestination, tip: &Oid, source: Source) -> Action {
    if to.remote.is_some() {
        let desired = match source {
            Source::Commit(commit) => Desired::Object(commit),
            Source::Step(step) => Desired::Step(step),
        };
        return pushed(to, Some(tip.clone()), desired);
    }
    Action::Merge {
        repo: to.place.repo.clone(),
        branch: to.place.branch.clone(),
        expected: tip.clone(),
        source,
        how: Joining::FastForward,
        message: String::new(),
    }
}

fn pushed(to: &BranchDestination, expected: Option<Oid>, desired: Desired) -> Action {
    let remote = to.remote.as_deref().unwrap_or_default();
    let update = RefUpdate {
        name: format!("refs/heads/{}", to.place.branch),
        expected,
        desired: Some(desired),
    };
    push(&to.place.repo, remote, vec![update])
}

/// What should be read before.
pub(super) fn notes(to: &BranchDestination, build: &Build) -> Vec<PlanNote> {
    let mut notes = Vec::new();
    notes.extend(begins(to, build));
    notes.extend(advances(to, build));
    notes.extend(keeps(to, build));
    notes.extend(joins(to));
    notes.extend(carries(to));
    notes.extend(unrecorded(to));
    notes
}

fn begins(to: &BranchDestination, build: &Build) -> Option<PlanNote> {
    let text = format!(
        "There is no branch {} yet: it begins at {}.",
        to.place.branch,
        name(build)
    );
    to.tip.is_none().then(|| PlanNote::new("new-branch", text))
}

fn advances(to: &BranchDestination, build: &Build) -> Option<PlanNote> {
    let forward = matches!(to.change, BranchChange::Forward { .. });
    let merges = to.place.merge == BranchMerge::NoFf;
    let text = if merges {
        format!(
            "A merge commit brings {} into {}.",
            name(build),
            to.place.branch
        )
    } else {
        format!(
            "{} moves on to {}, a fast-forward.",
            to.place.branch,
            name(build)
        )
    };
    (forward && to.tip.is_some()).then(|| PlanNote::new("advances", text))
}

/// The files are not exactly the version's.
fn keeps(to: &BranchDestination, build: &Build) -> Option<PlanNote> {
    let BranchChange::Merged { exact: false, .. } = to.change else {
        return None;
    };
    let (branch, version) = (&to.place.branch, &build.version);
    let text = format!(
        "{branch} keeps changes of its own, so what runs is not exactly {version}: {}.",
        words::count(to.own.len(), "commit")
    );
    Some(PlanNote::new("keeps-own", text).lines(to.own.clone()))
}

/// After a rollback a fast-forward is not possible any more.
fn joins(to: &BranchDestination) -> Option<PlanNote> {
    let branch = &to.place.branch;
    let strict = to.place.merge == BranchMerge::FfOnly;
    let merged = matches!(to.change, BranchChange::Merged { .. });
    let text = format!(
        "A rollback stands on {branch}, so a merge commit takes its place instead of a fast-forward. \
         Once it is there, merge {branch} into the branch releases are cut from, and the next one is a fast-forward again."
    );
    (strict && merged).then(|| PlanNote::new("joins", text))
}

fn carries(to: &BranchDestination) -> Option<PlanNote> {
    let lines: Vec<String> = to.carried.iter().map(passage).collect();
    let text = format!(
        "{} is shared: these services change with it.",
        to.place.branch
    );
    (!lines.is_empty()).then(|| PlanNote::new("also-brings", text).lines(lines))
}

/// What comes back with the branch, and was never recorded there.
fn unrecorded(to: &BranchDestination) -> Option<PlanNote> {
    let carried = to.carried.iter().filter(|one| one.unrecorded);
    let lines: Vec<String> = carried.map(passage).collect();
    let text = "The ledger never saw these there, so they move without a record: let somebody adopt them afterwards.";
    (!lines.is_empty()).then(|| PlanNote::new("moves-unrecorded", text).lines(lines))
}

fn passage(carried: &Carried) -> String {
    let or_nothing = |version: Option<&crate::version::Version>| {
        version.map_or_else(|| "nothing".to_owned(), ToString::to_string)
    };
    format!(
        "{} {} → {}",
        carried.service,
        or_nothing(carried.from.as_ref()),
        or_nothing(carried.to.as_ref())
    )
}

/// What people put into a git command.
fn name(build: &Build) -> String {
    build
        .tag
        .as_ref()
        .map_or_else(|| build.commit.short().to_owned(), ToString::to_string)
}
