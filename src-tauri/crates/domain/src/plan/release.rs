//! Taking a release back: undone while nothing is pushed, withdrawn while
//! nobody asked for it, and never again after that.

use super::action::{Action, RefUpdate};
use super::facts::{ReleaseCommit, ReleaseFacts, RemoteFacts, Stamp};
use super::model::{Plan, PlanKind, PlanNote, VersionSubject};
use super::writing::check_work_tree;
use super::{Draft, assemble, push, unless_refused};
use crate::ids::{EnvName, Oid};
use crate::intent::{Intent, ReleaseIntent};
use crate::refusal::{Refusal, refused};
use crate::snapshot::Known;
use crate::words;

/// The one way a wrong release is dealt with: undo, withdraw or yank.
#[must_use]
pub fn way_out(facts: &ReleaseFacts) -> PlanKind {
    match remote_tag(facts) {
        // Whatever became of theirs is not about the one that lost.
        RemoteTag::Theirs { .. } => PlanKind::Undo,
        _ if is_used(facts) => PlanKind::Yank,
        RemoteTag::Here { .. } | RemoteTag::Unknown { .. } => PlanKind::Withdraw,
        RemoteTag::Nowhere => PlanKind::Undo,
    }
}

/// Plans to take a release back that nobody but this repository has seen.
///
/// # Errors
/// All reasons why that is not possible, with the way that is.
pub fn undo(
    intent: &ReleaseIntent,
    facts: &ReleaseFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = match remote_tag(facts) {
        RemoteTag::Theirs { .. } => Vec::new(),
        _ => check_unused(facts),
    };
    match remote_tag(facts) {
        RemoteTag::Nowhere | RemoteTag::Theirs { .. } => {}
        RemoteTag::Here { remote, .. } => {
            refusals.push(refused::on_remote(&facts.tag.name, remote));
        }
        RemoteTag::Unknown { remote, why } => refusals.push(refused::tag_unknown(remote, why)),
    }
    let commit = goes(facts);
    let files = commit.iter().flat_map(|commit| &commit.files);
    refusals.extend(check_work_tree(
        facts.checkout.as_ref().filter(|_| commit.is_some()),
        files.map(String::as_str),
    ));
    let Some(object) = &facts.object else {
        refusals.push(refused::no_tag(&facts.tag.name));
        return Err(refusals);
    };
    unless_refused(refusals, || {
        // The tag goes last: as long as it stands, the rest can be repeated.
        let actions = commit.map(|commit| restore_branch(facts, commit));
        let mut actions = Vec::from_iter(actions);
        actions.extend([delete_tag(facts, object), record("undone", intent, facts)]);
        taken_back(PlanKind::Undo, intent, facts, stamp, actions)
    })
}

/// Plans to take a pushed release back that nobody requested or deployed.
///
/// # Errors
/// All reasons why that is not possible, with the way that is.
pub fn withdraw(
    intent: &ReleaseIntent,
    facts: &ReleaseFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = check_unused(facts);
    match remote_tag(facts) {
        RemoteTag::Here { remote, object } | RemoteTag::Theirs { remote, object } => {
            if facts.object.as_ref().is_some_and(|local| local != object) {
                refusals.push(refused::tag_differs(
                    &facts.tag.name,
                    remote,
                    object.short(),
                ));
            }
            unless_refused(refusals, || {
                let mut actions = vec![delete_remote_tag(facts, remote, object)];
                actions.extend(facts.object.as_ref().map(|local| delete_tag(facts, local)));
                actions.push(record("withdrawn", intent, facts));
                taken_back(PlanKind::Withdraw, intent, facts, stamp, actions)
            })
        }
        RemoteTag::Unknown { remote, why } => {
            refusals.push(refused::tag_unknown(remote, why));
            Err(refusals)
        }
        RemoteTag::Nowhere => {
            refusals.push(refused::not_pushed(&facts.tag.name));
            Err(refusals)
        }
    }
}

/// What the remote has of the tag.
enum RemoteTag<'a> {
    Nowhere,
    Here {
        remote: &'a str,
        object: &'a Oid,
    },
    /// Somebody else's, who was quicker: the one here never left this desktop.
    Theirs {
        remote: &'a str,
        object: &'a Oid,
    },
    Unknown {
        remote: &'a str,
        why: &'a str,
    },
}

fn remote_tag(facts: &ReleaseFacts) -> RemoteTag<'_> {
    let Some(RemoteFacts { name, refs }) = &facts.remote else {
        return RemoteTag::Nowhere;
    };
    match refs {
        Known::Unknown(why) => RemoteTag::Unknown { remote: name, why },
        Known::Seen(refs) => match &refs.tag {
            Some(object) if facts.never_pushed && facts.object.as_ref() != Some(object) => {
                RemoteTag::Theirs {
                    remote: name,
                    object,
                }
            }
            Some(object) => RemoteTag::Here {
                remote: name,
                object,
            },
            None => RemoteTag::Nowhere,
        },
    }
}

fn is_used(facts: &ReleaseFacts) -> bool {
    facts.requested || !facts.deployed.is_empty()
}

/// A name that was ever requested or deployed is never used again.
fn check_unused(facts: &ReleaseFacts) -> Vec<Refusal> {
    let tag = &facts.tag.name;
    let mut refusals = Vec::new();
    if !facts.deployed.is_empty() {
        let places: Vec<&str> = facts.deployed.iter().map(EnvName::as_str).collect();
        refusals.push(refused::deployed(tag, words::list(&places)));
    } else if facts.requested {
        refusals.push(refused::requested(tag));
    }
    if facts.yanked {
        refusals.push(refused::yanked_stays(tag));
    }
    let unseen = facts.unseen.iter();
    refusals.extend(unseen.map(|why| refused::use_unknown(tag, why)));
    refusals
}

/// The release commit that goes with its tag: one that is only here, and that
/// nothing stands on. Every other one stays.
fn goes(facts: &ReleaseFacts) -> Option<&ReleaseCommit> {
    let commit = facts.commit.as_ref()?;
    (!commit.pushed && commit.tip == commit.commit).then_some(commit)
}

fn delete_remote_tag(facts: &ReleaseFacts, remote: &str, object: &Oid) -> Action {
    let update = RefUpdate {
        name: format!("refs/tags/{}", facts.tag.name),
        expected: Some(object.clone()),
        desired: None,
    };
    push(&facts.repo, remote, vec![update])
}

fn delete_tag(facts: &ReleaseFacts, object: &Oid) -> Action {
    Action::Restore {
        repo: facts.repo.clone(),
        name: format!("refs/tags/{}", facts.tag.name),
        expected: object.clone(),
        restored: None,
    }
}

fn restore_branch(facts: &ReleaseFacts, commit: &ReleaseCommit) -> Action {
    Action::Restore {
        repo: facts.repo.clone(),
        name: format!("refs/heads/{}", commit.branch),
        expected: commit.commit.clone(),
        restored: Some(commit.parent.clone()),
    }
}

fn record(word: &str, intent: &ReleaseIntent, facts: &ReleaseFacts) -> Action {
    let line = match intent.reason.trim() {
        "" => format!("{word} {}", facts.tag.name),
        reason => format!("{word} {}: {reason}", facts.tag.name),
    };
    Action::Record { line }
}

fn taken_back(
    kind: PlanKind,
    intent: &ReleaseIntent,
    facts: &ReleaseFacts,
    stamp: &Stamp,
    actions: Vec<Action>,
) -> Plan {
    let subject = VersionSubject {
        service: intent.service.clone(),
        environment: None,
        version: facts.tag.version.clone(),
        from: None,
    };
    let draft = Draft {
        actions,
        notes: notes(kind, facts),
        typed: None,
        facts_at: facts.observed_at,
    };
    assemble(
        stamp,
        kind,
        subject,
        Intent::Withdraw(intent.clone()),
        draft,
    )
}

/// How a release that work stands on already is kept instead.
fn kept(commit: &ReleaseCommit, facts: &ReleaseFacts) -> Option<PlanNote> {
    let remote = facts.remote.as_ref().filter(|_| !commit.pushed)?;
    let text = format!(
        "Newer commits stand on it. To keep the release: `git push --atomic {} {} {}`.",
        remote.name, commit.branch, facts.tag.name
    );
    Some(PlanNote::new("kept-by-push", text))
}

fn notes(kind: PlanKind, facts: &ReleaseFacts) -> Vec<PlanNote> {
    let mut notes = Vec::new();
    if let RemoteTag::Theirs { remote, object } = remote_tag(facts) {
        let text = format!(
            "The {} of {remote}, {}, is somebody else's and stays. The next look at the \
             repository brings it here.",
            facts.tag.name,
            object.short()
        );
        notes.push(PlanNote::new("theirs-stays", text));
    }
    if kind == PlanKind::Withdraw {
        let text = "Whoever fetched the tag still has it; nobody is told by git.";
        notes.push(PlanNote::new("fetched", text));
    }
    let stays = |_: &&ReleaseCommit| kind == PlanKind::Withdraw || goes(facts).is_none();
    if let Some(commit) = facts.commit.as_ref().filter(stays) {
        let mut text = format!(
            "The release commit {} stays on {}.",
            commit.commit.short(),
            commit.branch
        );
        // A candidate has no section.
        if facts.tag.version.pre.is_empty() {
            text.push_str(" The next cut writes its section of the changelog anew.");
        }
        notes.push(PlanNote::new("commit-stays", text));
        notes.extend(kept(commit, facts));
    }
    notes
}
