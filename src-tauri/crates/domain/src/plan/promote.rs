//! Bringing a version into an environment.

use super::deploy::{self, Delivery, commit_lines};
use super::destination::{BranchChange, Destination};
use super::facts::{PromoteFacts, Stamp};
use super::model::{Plan, PlanKind, PlanNote, VersionSubject};
use super::{Draft, assemble, lane, obstacle, unless_refused};
use crate::intent::{Intent, PromoteIntent};
use crate::policy::BranchMerge;
use crate::refusal::{Refusal, refused};
use crate::snapshot::{Known, PlaceFacts};
use crate::words;

/// Plans a promotion.
///
/// # Errors
/// All reasons why there can be none, together.
pub fn promote(
    intent: &PromoteIntent,
    facts: &PromoteFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let place = deploy::known_place(&facts.here, &facts.environment);
    match &place {
        Ok(place) => {
            refusals.extend(check_place(intent, facts, place));
            refusals.extend(check_destination(facts, place));
        }
        Err(refusal) => refusals.push(refusal.clone()),
    }
    refusals.extend(check_lost(facts));
    refusals.extend(facts.lane_refusals.iter().cloned());
    refusals.extend(facts.under_way.clone());
    refusals.extend(facts.patched.clone());
    let (candidate, environment) = (&facts.candidate, &facts.environment.name);
    refusals.extend(obstacle::yanked(candidate, facts.yanked));
    refusals.extend(obstacle::contested(candidate, &facts.at_remote));
    refusals.extend(obstacle::unmet(candidate, environment, &facts.requirements));
    refusals.extend(deploy::check_gates(&facts.verdicts));
    let Ok(place) = place else {
        return Err(refusals);
    };
    unless_refused(refusals, || {
        let draft = Draft {
            actions: deploy::actions(&delivery(intent, facts, place), &stamp.id),
            notes: notes(facts, place),
            typed: deploy::typed(&facts.environment, &facts.candidate),
            facts_at: facts.observed_at.min(facts.here.at),
        };
        assemble(
            stamp,
            PlanKind::Promote,
            subject(intent, facts, place),
            Intent::Promote(intent.clone()),
            draft,
        )
    })
}

fn subject(intent: &PromoteIntent, facts: &PromoteFacts, place: &PlaceFacts) -> VersionSubject {
    let live = place.live().and_then(|live| live.build.as_ref());
    VersionSubject {
        service: intent.service.clone(),
        environment: Some(facts.environment.name.clone()),
        version: facts.candidate.version.clone(),
        from: live.map(|build| build.version.clone()),
    }
}

fn delivery<'a>(
    intent: &'a PromoteIntent,
    facts: &'a PromoteFacts,
    place: &'a PlaceFacts,
) -> Delivery<'a> {
    Delivery {
        service: &intent.service,
        environment: &facts.environment,
        place: &facts.place,
        build: &facts.candidate,
        expected: place.live().map(|live| live.value.clone()),
        desired: &facts.desired,
        reverts: None,
        rollback: false,
        patience: facts.patience,
    }
}

/// What runs there, and what happened to the candidate there before.
fn check_place(intent: &PromoteIntent, facts: &PromoteFacts, place: &PlaceFacts) -> Vec<Refusal> {
    let (version, environment) = (&facts.candidate.version, &facts.environment.name);
    let mut refusals = Vec::new();
    refusals.extend(deploy::check_recognised(place, &facts.environment));
    if facts.already().is_some() {
        refusals.push(refused::already_there(environment, version));
    }
    refusals.extend(check_return(intent, facts, place));
    refusals
}

/// Why nobody may even ask for a version that was rolled back from: the reason
/// is signed with the request.
#[must_use]
pub fn returns_without_reason(intent: &PromoteIntent, facts: &PromoteFacts) -> Option<Refusal> {
    check_return(intent, facts, facts.here.seen()?)
}

/// Whether the place can take it at all; not asked of what is there already.
fn check_destination(facts: &PromoteFacts, place: &PlaceFacts) -> Vec<Refusal> {
    if place.live().is_some_and(|live| live.value == facts.desired) {
        return Vec::new();
    }
    deploy::check_destination(&facts.place, &facts.candidate)
}

/// A version rolled back from comes back only with a reason, and never by itself.
fn check_return(
    intent: &PromoteIntent,
    facts: &PromoteFacts,
    place: &PlaceFacts,
) -> Option<Refusal> {
    let back = place.rolled_back_from(&facts.candidate)?;
    let given = intent
        .reason
        .as_deref()
        .is_some_and(|r| !r.trim().is_empty());
    if given && !facts.automatic {
        return None;
    }
    let (version, environment) = (&facts.candidate.version, &facts.environment.name);
    Some(if facts.automatic {
        refused::returns_by_itself(version, environment, &back.by, back.name())
    } else {
        refused::returns(version, environment, &back.by, back.name())
    })
}

/// What is live in the target must be part of what comes.
fn check_lost(facts: &PromoteFacts) -> Option<Refusal> {
    if keeps_what_is_there(facts) {
        return None;
    }
    let lost = match &facts.between {
        Known::Seen(between) => Known::Seen(commit_lines(&between.lost)),
        Known::Unknown(why) => Known::Unknown(why.clone()),
    };
    let here = facts.here.seen();
    let was_here = here.is_some_and(|here| here.newest(&facts.candidate).is_some());
    obstacle::would_lose(&facts.candidate, &facts.environment.name, &lost, was_here)
}

/// A merge keeps what people committed on a branch beside the version there.
fn keeps_what_is_there(facts: &PromoteFacts) -> bool {
    let (place, merged) = match &facts.place {
        Destination::Gitops(_) => return false,
        Destination::Branch(to) => {
            let merged = matches!(to.change, BranchChange::Merged { .. });
            (&to.place, merged)
        }
        // Whoever brings the branch there is judged by what becomes of it.
        Destination::Along(place) => (place, true),
    };
    let merges = place.merge == BranchMerge::NoFf;
    merges && merged && facts.here.seen().is_some_and(obstacle::runs_untagged)
}

fn notes(facts: &PromoteFacts, place: &PlaceFacts) -> Vec<PlanNote> {
    let mut notes = Vec::new();
    notes.extend(covers(facts, place));
    notes.extend(in_lane(facts));
    notes.extend(supersedes(facts));
    notes.extend(deploy::destination_notes(&facts.place, &facts.candidate));
    notes.extend(no_way_back(facts, place));
    notes.extend(deploy::dependents(
        &facts.requirements,
        &facts.candidate,
        &facts.environment,
    ));
    notes.extend(by_hand(facts, place));
    notes.extend(advised(facts));
    notes.extend(deploy::one_person(facts.alone));
    notes
}

/// A lane asks for less, so the plan says what it does ask for.
fn in_lane(facts: &PromoteFacts) -> Option<PlanNote> {
    let name = facts.lane.as_deref()?;
    let gates: Vec<String> = facts.verdicts.iter().map(|v| v.title.clone()).collect();
    Some(lane::note(name, &facts.environment.name, &gates))
}

/// Everything since the live version, however many releases lie between.
fn covers(facts: &PromoteFacts, place: &PlaceFacts) -> Option<PlanNote> {
    let Known::Seen(between) = &facts.between else {
        return None;
    };
    let since = place.live().map_or_else(
        || "It is the first version there".to_owned(),
        |live| format!("Everything since {}", live.name()),
    );
    let text = format!("{since}: {}.", words::count(between.gained.len(), "commit"));
    Some(PlanNote::new("covers", text).lines(commit_lines(&between.gained)))
}

fn supersedes(facts: &PromoteFacts) -> Option<PlanNote> {
    let skipped: Vec<String> = facts.skipped.iter().map(ToString::to_string).collect();
    let text = format!(
        "It contains {}, which need not come there any more.",
        words::list(&skipped)
    );
    (!skipped.is_empty()).then(|| PlanNote::new("supersedes", text))
}

/// Said before the first promotion, not when it is too late.
fn no_way_back(facts: &PromoteFacts, place: &PlaceFacts) -> Option<PlanNote> {
    let text = format!(
        "There is nothing to go back to in {}: if this goes wrong, it can only be removed or stopped.",
        facts.environment.name
    );
    place
        .history
        .is_empty()
        .then(|| PlanNote::new("nothing-to-go-back-to", text))
}

/// What would be better, and holds nobody.
fn advised(facts: &PromoteFacts) -> Option<PlanNote> {
    let mut advice = facts.verdicts.iter().filter_map(|v| Some((v, v.advice()?)));
    let (verdict, advice) = advice.next()?;
    let text = format!("{}: {advice}.", verdict.title);
    Some(PlanNote::new("advised", text))
}

fn by_hand(facts: &PromoteFacts, place: &PlaceFacts) -> Option<PlanNote> {
    let live = place.live().filter(|live| !live.is_ours())?;
    let text = format!(
        "{} runs {}, committed by hand by {}.",
        facts.environment.name,
        live.name(),
        live.by
    );
    Some(PlanNote::new("by-hand", text))
}
