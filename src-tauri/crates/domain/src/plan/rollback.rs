//! Bringing an earlier version back.

use super::deploy::{self, Delivery, commit_lines};
use super::destination::Destination;
use super::facts::{Forgotten, RollbackFacts, Stamp};
use super::model::{Plan, PlanKind, PlanNote, VersionSubject};
use super::{Draft, assemble, unless_refused};
use crate::ids::{EnvName, Oid, TagName};
use crate::intent::{Intent, RollbackIntent};
use crate::refusal::{Refusal, refused};
use crate::snapshot::{Build, Known, Live, PlaceFacts};
use crate::version::Version;
use crate::words;

/// Plans a rollback: to the version asked for, or the last good one.
///
/// # Errors
/// All reasons why there can be none, together.
pub fn rollback(
    intent: &RollbackIntent,
    facts: &RollbackFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = check_gates(facts);
    refusals.extend(facts.under_way.clone());
    let chosen = deploy::known_place(&facts.here, &facts.environment).and_then(|place| {
        let back = choose_way_back(
            place,
            intent.to.as_ref(),
            (&facts.yanked, &facts.unrecorded),
            facts.forgotten.as_ref(),
            &facts.environment.name,
        )?;
        Ok((place, back))
    });
    let chosen = match chosen {
        Ok((place, back)) => back.build.map(|build| (place, back, build)),
        Err(refusal) => {
            refusals.push(refusal);
            None
        }
    };
    let Some((place, back, build)) = chosen else {
        return Err(refusals);
    };
    refusals.extend(deploy::check_destination(&facts.place, build));
    unless_refused(refusals, || {
        let delivery = Delivery {
            service: &intent.service,
            environment: &facts.environment,
            place: &facts.place,
            build,
            expected: place.live().map(|live| live.value.clone()),
            desired: back.value,
            reverts: reverted(place, &back),
            rollback: true,
            patience: facts.patience,
        };
        let draft = Draft {
            actions: deploy::actions(&delivery, &stamp.id),
            notes: notes(facts, place, &back, build),
            typed: deploy::typed(&facts.environment, build),
            facts_at: facts.observed_at.min(facts.here.at),
        };
        let subject = subject(intent, facts, place, build);
        assemble(
            stamp,
            PlanKind::Rollback,
            subject,
            Intent::Rollback(intent.clone()),
            draft,
        )
    })
}

fn subject(
    intent: &RollbackIntent,
    facts: &RollbackFacts,
    place: &PlaceFacts,
    build: &Build,
) -> VersionSubject {
    let live = place.live().and_then(|live| live.build.as_ref());
    VersionSubject {
        service: intent.service.clone(),
        environment: Some(facts.environment.name.clone()),
        version: build.version.clone(),
        from: live.map(|live| live.version.clone()),
    }
}

/// What holds it, with the reason why that holds a rollback at all.
fn check_gates(facts: &RollbackFacts) -> Vec<Refusal> {
    if !facts.only_adopted {
        return deploy::check_gates(&facts.verdicts);
    }
    let environment = &facts.environment.name;
    let against = facts.verdicts.iter().filter(|v| !v.passed());
    against
        .map(|v| refused::gate_of_adopted(&v.title, &v.reason, environment))
        .collect()
}

/// What a rollback brings back.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The value that names it.
    pub value: &'a str,
    /// What it was recognised as.
    pub build: Option<&'a Build>,
    /// What brought it; nothing where only the ledger still tells of it.
    pub change: Option<&'a Oid>,
}

impl<'a> Earlier<'a> {
    const fn of(live: &'a Live) -> Self {
        Self {
            value: live.value.as_str(),
            build: live.build.as_ref(),
            change: Some(&live.change),
        }
    }

    const fn told_no_more(forgotten: &'a Forgotten) -> Self {
        Self {
            value: forgotten.value.as_str(),
            build: Some(&forgotten.build),
            change: None,
        }
    }
}

/// What a rollback brings back: the version asked for when it was live there
/// by the place's history or, where that was rewritten, by the ledger; or by
/// default the last good one, neither yanked nor rolled back from, that
/// the ledger saw there. Where it saw none, the last good one, which is refused
/// by its name.
///
/// # Errors
/// The reason why there is none.
pub fn choose_way_back<'a>(
    place: &'a PlaceFacts,
    asked: Option<&Version>,
    (yanked, unrecorded): (&[TagName], &[Build]),
    forgotten: Option<&'a Forgotten>,
    environment: &EnvName,
) -> Result<Earlier<'a>, Refusal> {
    let Some(live) = place.live() else {
        return Err(refused::nothing_there(environment));
    };
    let Some(version) = asked else {
        let ruled_out = |build: &Build| build.tag.as_ref().is_some_and(|tag| yanked.contains(tag));
        return place
            .way_back(ruled_out, |build| unrecorded.contains(build))
            .map(Earlier::of)
            .ok_or_else(|| nothing(live, place, environment));
    };
    let earlier = place.history.iter().skip(1).find(|earlier| {
        earlier.value != live.value
            && earlier
                .build
                .as_ref()
                .is_some_and(|build| &build.version == version)
    });
    let forgotten = forgotten
        .filter(|told| &told.build.version == version && told.value != live.value)
        .map(Earlier::told_no_more);
    let earlier = earlier.map(Earlier::of).or(forgotten);
    let runs = || {
        live.build
            .as_ref()
            .is_some_and(|live| live.version == *version)
    };
    earlier.ok_or_else(|| match runs() {
        true => refused::already_there(environment, version),
        false => refused::never_there(version, environment, live.name()),
    })
}

fn nothing(live: &Live, place: &PlaceFacts, environment: &EnvName) -> Refusal {
    if place.history.len() == 1 {
        refused::first_there(live.name(), environment)
    } else {
        refused::none_good(environment, live.name())
    }
}

/// The change that brought the live value, when undoing exactly that one
/// gives the value wanted.
fn reverted(place: &PlaceFacts, back: &Earlier<'_>) -> Option<Oid> {
    let before = place.history.get(1)?;
    (before.value == back.value).then(|| place.live().map(|live| live.change.clone()))?
}

fn notes(
    facts: &RollbackFacts,
    place: &PlaceFacts,
    back: &Earlier<'_>,
    build: &Build,
) -> Vec<PlanNote> {
    let mut notes = Vec::new();
    notes.extend(told_no_more(facts, back, build));
    notes.extend(taken_back(facts, place));
    notes.extend(deploy::destination_notes(&facts.place, build));
    if build
        .tag
        .as_ref()
        .is_some_and(|tag| facts.yanked.contains(tag))
    {
        let text = format!("{} was yanked.", build.version);
        notes.push(PlanNote::new("yanked", text));
    }
    if place.rolled_back_from(build).is_some() {
        let text = format!("{} was itself rolled back from before.", build.version);
        notes.push(PlanNote::new("rolled-back-from", text));
    }
    notes.extend(deploy::dependents(
        &facts.requirements,
        build,
        &facts.environment,
    ));
    notes.extend(waived(facts));
    notes.extend(deploy::one_person(facts.alone));
    notes
}

/// That there is no change to revert.
fn told_no_more(facts: &RollbackFacts, back: &Earlier<'_>, build: &Build) -> Option<PlanNote> {
    let Destination::Gitops(place) = &facts.place else {
        return None;
    };
    let text = format!(
        "The history of {} no longer tells that {} ran in {}; the ledger does. Its value is \
         written into {} as that stands now, and no commit is reverted.",
        place.repo, build.version, facts.environment.name, place.file
    );
    back.change
        .is_none()
        .then(|| PlanNote::new("told-no-more", text))
}

fn taken_back(facts: &RollbackFacts, place: &PlaceFacts) -> Option<PlanNote> {
    let live = place.live()?;
    match &facts.between {
        Known::Seen(between) => {
            let name = live.name();
            let text = match between.lost.len() {
                // It goes back to what was there, and that was newer.
                0 => format!("Nothing of {name} is taken away."),
                lost => format!("{name} is taken away: {}.", words::count(lost, "commit")),
            };
            Some(PlanNote::new("takes-back", text).lines(commit_lines(&between.lost)))
        }
        Known::Unknown(why) => {
            let text = format!("Nobody knows which commits are taken away: {why}.");
            Some(PlanNote::new("range-unknown", text))
        }
    }
}

/// What would have held a promotion, said once.
fn waived(facts: &RollbackFacts) -> Option<PlanNote> {
    let lines: Vec<String> = facts
        .verdicts
        .iter()
        .filter(|v| v.short == "Not for rollbacks")
        .map(|v| v.reason.clone())
        .collect();
    let text = "Neither a freeze nor a window holds a rollback.";
    (!lines.is_empty()).then(|| PlanNote::new("waived", text).lines(lines))
}
