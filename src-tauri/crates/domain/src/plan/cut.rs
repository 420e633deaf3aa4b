//! Cutting a release: files, commit, tag and one atomic push.

use super::action::{Action, Desired, RefUpdate, Signing};
use super::facts::{BranchFacts, CutFacts, RemoteRefs, Stamp, Standing};
use super::model::{Plan, PlanKind, PlanNote, VersionSubject};
use super::writing::{Writing, check_work_tree, handwritten};
use super::{Draft, assemble, push, unless_refused};
use crate::ids::{Oid, TagName};
use crate::intent::{CutIntent, Intent};
use crate::refusal::{Refusal, refused};
use crate::release::NextVersion;
use crate::snapshot::Known;
use crate::version::Version;
use crate::words;

/// Plans a release.
///
/// # Errors
/// All reasons why there can be none, together.
pub fn cut(intent: &CutIntent, facts: &CutFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = check_history(facts);
    refusals.extend(check_reason(intent));
    let next = facts.next.as_ref();
    refusals.extend(next.map(|next| check_next(next, facts)).unwrap_or_default());
    refusals.extend(check_remote(facts));
    refusals.extend(facts.branch.as_ref().and_then(check_standing));
    refusals.extend(check_protected(facts));
    refusals.extend(check_commit(facts));
    let named = facts.next.as_ref().and_then(named);
    refusals.extend(named.as_ref().and_then(|n| check_tag(n.1, facts)));
    let (Some((version, tag)), Some(target)) = (named, &facts.target) else {
        return Err(refusals);
    };
    unless_refused(refusals, || {
        let subject = VersionSubject {
            service: intent.service.clone(),
            environment: None,
            version: version.clone(),
            from: base(facts),
        };
        let draft = Draft {
            actions: actions(version, tag, target, facts),
            notes: notes(intent, target, facts),
            typed: None,
            facts_at: facts.observed_at,
        };
        assemble(
            stamp,
            PlanKind::Cut,
            subject,
            Intent::Cut(intent.clone()),
            draft,
        )
    })
}

fn base(facts: &CutFacts) -> Option<Version> {
    let base = facts.next.as_ref()?.base.as_ref()?;
    Some(base.version.clone())
}

fn named(next: &NextVersion) -> Option<(&Version, &TagName)> {
    next.next.as_ref().zip(next.tag.as_ref())
}

fn check_history(facts: &CutFacts) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if facts.target.is_none() {
        refusals.push(refused::unborn());
    }
    if let Some(missing) = &facts.incomplete {
        refusals.push(refused::incomplete(missing));
    }
    refusals
}

fn check_reason(intent: &CutIntent) -> Option<Refusal> {
    let reason = intent.kind.reason()?;
    reason.trim().is_empty().then(refused::no_reason_by_hand)
}

fn check_next(next: &NextVersion, facts: &CutFacts) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = next.blocked.iter().map(refused::blocked).collect();
    if next.next.is_none() && refusals.is_empty() {
        if let Some((version, run)) = &facts.waiting {
            return vec![refused::cut_waits(version, run)];
        }
        let since = next.base.as_ref().map_or_else(
            || "in this history".to_owned(),
            |base| format!("since {}", base.name),
        );
        refusals.push(refused::nothing_to_release(since));
    }
    refusals
}

fn check_tag(tag: &TagName, facts: &CutFacts) -> Option<Refusal> {
    let there = known(facts).and_then(|refs| refs.tag.as_ref());
    let remote = facts.remote.as_ref().map_or("the remote", |r| &r.name);
    Some(match (&facts.local_tag, there) {
        (None, None) if facts.requested => refused::name_used(tag),
        (None, None) => {
            let other = facts.in_the_way.as_ref()?;
            refused::tag_in_the_way(tag, other)
        }
        (Some(_), Some(_)) => refused::tag_exists(tag, remote),
        (Some(_), None) => refused::tag_exists_here(tag),
        (None, Some(_)) => refused::tag_exists_there(tag, remote),
    })
}

fn check_remote(facts: &CutFacts) -> Option<Refusal> {
    let remote = facts.remote.as_ref()?;
    let Known::Unknown(why) = &remote.refs else {
        return None;
    };
    Some(refused::tags_unknown(&remote.name, why))
}

/// A branch that lacks commits of the remote would be refused by the push.
pub(super) fn check_standing(branch: &BranchFacts) -> Option<Refusal> {
    let name = &branch.name;
    match branch.standing {
        Standing::Level | Standing::Ahead(_) | Standing::New => None,
        Standing::Behind(by) => Some(refused::behind(name, words::count(by, "commit"))),
        Standing::Diverged { ahead, behind } => {
            let ahead = words::count(ahead, "commit");
            Some(refused::diverged(name, ahead, behind))
        }
    }
}

/// What takes pull requests only is not pushed to, neither with the commit of
/// the release nor with commits that were made here before. A tag alone goes.
fn check_protected(facts: &CutFacts) -> Option<Refusal> {
    let branch = facts.branch.as_ref().filter(|_| facts.protected)?;
    let remote = facts.remote.as_ref()?;
    let name = &branch.name;
    let at_tip = facts.target.as_ref() == Some(&branch.tip);
    let unpushed = branch.standing.wants_push();
    let refusal = match (at_tip, facts.files.is_empty(), unpushed) {
        (true, false, _) => refused::files_by_request(name),
        (true, true, true) => refused::commits_by_request(name, &remote.name),
        _ => return None,
    };
    let files = facts.files.iter().map(|file| file.path.clone());
    Some(refusal.lines(files.collect()))
}

fn check_commit(facts: &CutFacts) -> Vec<Refusal> {
    let files = facts.files.iter().map(|file| &*file.path);
    let mut refusals = Vec::from_iter(check_work_tree(facts.checkout.as_ref(), files));
    if facts.identity.is_none() {
        refusals.push(refused::no_identity());
    }
    let tip = facts.branch.as_ref().map(|b| &b.tip);
    if !facts.files.is_empty() && facts.target.is_some() && tip != facts.target.as_ref() {
        refusals.push(refused::not_the_tip());
    }
    refusals
}

fn known(facts: &CutFacts) -> Option<&RemoteRefs> {
    match &facts.remote.as_ref()?.refs {
        Known::Seen(refs) => Some(refs),
        Known::Unknown(_) => None,
    }
}

fn actions(version: &Version, tag: &TagName, target: &Oid, facts: &CutFacts) -> Vec<Action> {
    let repo = &facts.repo;
    let commits = facts.branch.as_ref().filter(|_| !facts.files.is_empty());
    let writing = Writing {
        repo,
        tag,
        files: &facts.files,
        commit_message: &facts.commit_message,
        tag_text: &facts.tag_text,
        signing: &facts.signing,
    };
    let mut actions = commits.map_or_else(Vec::new, |branch| writing.commit(&branch.name, target));
    actions.push(writing.tag(commits.is_none().then(|| target.clone())));
    if let (Some(remote), Some(refs)) = (&facts.remote, known(facts)) {
        actions.push(push(repo, &remote.name, pushed(tag, target, facts, refs)));
    }
    let line = format!("released {tag} ({version})");
    actions.push(Action::Record { line });
    actions
}

/// The branch, where it moves, and the tag.
fn pushed(tag: &TagName, target: &Oid, facts: &CutFacts, there: &RemoteRefs) -> Vec<RefUpdate> {
    let mut refs = Vec::new();
    if let Some(branch) = facts.branch.as_ref().filter(|b| &b.tip == target) {
        let commits = !facts.files.is_empty();
        if commits || there.branch.as_ref() != Some(target) {
            refs.push(RefUpdate {
                name: format!("refs/heads/{}", branch.name),
                expected: there.branch.clone(),
                desired: Some(if commits {
                    Desired::MadeCommit
                } else {
                    Desired::Object(target.clone())
                }),
            });
        }
    }
    refs.push(RefUpdate {
        name: format!("refs/tags/{tag}"),
        expected: None,
        desired: Some(Desired::MadeTag),
    });
    refs
}

fn notes(intent: &CutIntent, target: &Oid, facts: &CutFacts) -> Vec<PlanNote> {
    let mut notes = Vec::new();
    if let Some(reason) = intent.kind.reason() {
        let text = format!("The version was set by hand: {}", reason.trim());
        notes.push(PlanNote::new("set-by-hand", text));
    }
    let warnings = facts.next.iter().flat_map(|next| &next.warnings);
    notes.extend(warnings.map(|warning| PlanNote::new(&warning.code, &warning.text)));
    if facts.signing == Signing::No {
        let text = "The tag will not be signed: git is not configured to sign.";
        notes.push(PlanNote::new("unsigned", text));
    }
    if facts.remote.is_none() {
        let text = "There is no remote: the tag stays in this repository.";
        notes.push(PlanNote::new("no-remote", text));
    }
    notes.extend(handwritten(&facts.files));
    notes.extend(going_out(target, facts));
    notes
}

/// Commits that nobody else has seen yet go out with the tag.
fn going_out(target: &Oid, facts: &CutFacts) -> Option<PlanNote> {
    let branch = facts.branch.as_ref().filter(|b| &b.tip == target)?;
    facts.remote.as_ref()?;
    let text = match branch.standing {
        Standing::Ahead(by) => format!(
            "{} of {} that the remote lacks will be pushed with the tag.",
            words::count(by, "commit"),
            branch.name
        ),
        Standing::New => format!(
            "{} is new on the remote and will be pushed with the tag.",
            branch.name
        ),
        _ => return None,
    };
    Some(PlanNote::new("goes-out", text))
}
