//! Yanking: the release stays, marked as not to be used.

use super::action::{Action, Desired, RefUpdate};
use super::cut::check_standing;
use super::facts::{BranchFacts, Stamp, YankFacts};
use super::model::{Plan, PlanKind, PlanNote, VersionSubject};
use super::writing::check_work_tree;
use super::{Draft, assemble, push, unless_refused};
use crate::ids::EnvName;
use crate::intent::{Intent, ReleaseIntent};
use crate::refusal::{Refusal, refused};
use crate::snapshot::Known;
use crate::words;

/// Plans to mark a release.
///
/// # Errors
/// All reasons why that is not possible.
pub fn yank(
    intent: &ReleaseIntent,
    facts: &YankFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let release = &facts.release;
    let mut refusals = Vec::new();
    if release.yanked {
        refusals.push(refused::yanked_already(&release.tag.name));
    }
    if intent.reason.trim().is_empty() {
        refusals.push(refused::no_reason());
    }
    refusals.extend(check_changelog(facts));
    unless_refused(refusals, || {
        let subject = VersionSubject {
            service: intent.service.clone(),
            environment: None,
            version: release.tag.version.clone(),
            from: None,
        };
        let draft = Draft {
            actions: actions(intent, facts),
            notes: notes(facts),
            typed: None,
            facts_at: release.observed_at,
        };
        assemble(
            stamp,
            PlanKind::Yank,
            subject,
            Intent::Yank(intent.clone()),
            draft,
        )
    })
}

/// What stands in the way of the commit that marks the changelogs.
fn check_changelog(facts: &YankFacts) -> Vec<Refusal> {
    if facts.changelogs.is_empty() {
        return Vec::new();
    }
    let mut refusals = Vec::new();
    match &facts.branch {
        Some(branch) => refusals.extend(check_standing(branch)),
        None => refusals.push(refused::no_branch()),
    }
    if facts.identity.is_none() {
        refusals.push(refused::no_identity());
    }
    let files = facts.changelogs.iter().map(|file| &*file.path);
    refusals.extend(check_work_tree(facts.release.checkout.as_ref(), files));
    if let Some(remote) = &facts.release.remote
        && let Known::Unknown(why) = &remote.refs
    {
        refusals.push(refused::unasked(&remote.name, why));
    }
    refusals
}

fn actions(intent: &ReleaseIntent, facts: &YankFacts) -> Vec<Action> {
    let mut actions = match &facts.branch {
        Some(branch) if !facts.changelogs.is_empty() => marked(facts, branch),
        _ => Vec::new(),
    };
    let line = format!(
        "yanked {}: {}",
        facts.release.tag.name,
        intent.reason.trim()
    );
    actions.push(Action::Record { line });
    actions
}

fn marked(facts: &YankFacts, branch: &BranchFacts) -> Vec<Action> {
    let repo = &facts.release.repo;
    let mut actions = vec![
        Action::WriteFiles {
            repo: repo.clone(),
            onto: branch.tip.clone(),
            files: facts.changelogs.clone(),
        },
        Action::Commit {
            repo: repo.clone(),
            branch: branch.name.clone(),
            parent: branch.tip.clone(),
            message: facts.commit_message.clone(),
        },
    ];
    if let Some(remote) = &facts.release.remote
        && let Known::Seen(refs) = &remote.refs
    {
        let update = RefUpdate {
            name: format!("refs/heads/{}", branch.name),
            expected: refs.branch.clone(),
            desired: Some(Desired::MadeCommit),
        };
        actions.push(push(repo, &remote.name, vec![update]));
    }
    actions
}

fn notes(facts: &YankFacts) -> Vec<PlanNote> {
    let deployed: Vec<&str> = facts.release.deployed.iter().map(EnvName::as_str).collect();
    let mut notes = vec![PlanNote::new(
        "tag-stays",
        format!(
            "The tag {} stays, and its name is never used again.",
            facts.release.tag.name
        ),
    )];
    if facts.recorded {
        let text = "It is said in the ledger first, where every desktop reads it.";
        notes.push(PlanNote::new("recorded", text));
    } else if facts.changelogs.is_empty() {
        let text = "There is no ledger, and no changelog on the branch releases are cut from has a \
                    section of it to mark: only this desktop will know. Tell the others yourself.";
        notes.push(PlanNote::new("only-here", text));
    }
    if !deployed.is_empty() {
        let text = format!(
            "It is or was live in {}; a yank takes it off nowhere.",
            words::list(&deployed)
        );
        notes.push(PlanNote::new("deployed", text));
    }
    notes
}
