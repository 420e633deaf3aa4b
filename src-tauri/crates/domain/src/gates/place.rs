//! Gates about where a build has lived: the environment before, and the soak.

use super::{Answer, Asked, Evidence, GateKind, Progress, Verdict};
use crate::policy::SoakRule;
use crate::snapshot::{Fact, Known, PlaceFacts};
use crate::soak::{progress, since, unhealthy};
use crate::words;

/// What the gate says in three words when it passes and more would be better.
pub(super) const LESS_THAN_ADVISED: &str = "Less than advised";

/// What a gate found: answer, reason and the reason in three words.
type Found = (Answer, String, String);

/// Whether the build is or was live in the environment before.
pub(super) fn previous(asked: &Asked<'_>) -> Option<Verdict> {
    let (name, fact) = asked.facts.previous?;
    if !asked.environment.gates.previous {
        return None;
    }
    let (answer, reason, short) = if asked.rollback {
        (
            Answer::Pass,
            "not asked of a rollback".into(),
            "Not asked".into(),
        )
    } else {
        match place(fact) {
            Ok(place) => lived_in(asked, name.as_str(), place),
            Err(why) => unknown(&format!("{name} is not known: {why}")),
        }
    };
    let mut evidence = vec![Evidence::new("build", asked.candidate.commit.short())];
    evidence.extend(seen(fact));
    Some(Verdict {
        gate: GateKind::Previous,
        answer,
        title: format!("Live in {name}"),
        reason,
        short,
        evidence,
    })
}

fn lived_in(asked: &Asked<'_>, name: &str, place: &PlaceFacts) -> Found {
    let version = &asked.candidate.version;
    let Some(live) = place
        .newest(asked.candidate)
        .filter(|l| l.since <= asked.at)
    else {
        return no(
            format!("{version} was never live in {name}"),
            format!("Not in {name}"),
        );
    };
    if place.rolled_back_from(asked.candidate).is_some() {
        return no(
            format!("{version} was rolled back from in {name}"),
            "Rolled back".into(),
        );
    }
    let age = words::age(live.since, asked.at);
    let now = place.live().is_some_and(|l| l.is_build(asked.candidate));
    if now && unhealthy(&place.watched, asked.at) {
        return no(
            format!("{version} is not healthy in {name}"),
            "Unhealthy".into(),
        );
    }
    let reason = if now {
        format!("live in {name} for {age}")
    } else {
        format!("was live in {name}, {age} ago")
    };
    (Answer::Pass, reason, "Passed".into())
}

/// Whether the build has lived long enough, healthy.
pub(super) fn soak(asked: &Asked<'_>) -> Option<Verdict> {
    let rule = asked.environment.gates.soak.as_ref()?;
    let (found, counted) = if asked.rollback {
        (
            (
                Answer::Pass,
                "not asked of a rollback".into(),
                "Not asked".into(),
            ),
            None,
        )
    } else {
        match place(asked.facts.soaked) {
            Ok(place) => soaked(asked, rule, place),
            Err(why) => (
                unknown(&format!("{} is not known: {why}", rule.within)),
                None,
            ),
        }
    };
    let mut evidence = vec![Evidence::new("build", asked.candidate.commit.short())];
    if let Some(progress) = counted {
        evidence.push(Evidence::new("counted", words::duration(progress.counted)));
        evidence.push(Evidence::new(
            "not watched",
            words::duration(progress.unwatched),
        ));
        let adopted = asked.facts.adopted;
        evidence.extend(adopted.map(|at| Evidence::new("counts since it was adopted", at)));
    }
    evidence.push(Evidence::new(
        "longest silence that counts",
        words::duration(rule.gap),
    ));
    evidence.extend(seen(asked.facts.soaked));
    let (answer, reason, short) = found;
    Some(Verdict {
        gate: GateKind::Soak,
        answer,
        title: format!(
            "Soaked {} in {}",
            words::duration(rule.required),
            rule.within
        ),
        reason,
        short,
        evidence,
    })
}

fn soaked(asked: &Asked<'_>, rule: &SoakRule, place: &PlaceFacts) -> (Found, Option<Progress>) {
    let spans = since(place.spans(asked.candidate), asked.facts.adopted);
    let version = &asked.candidate.version;
    if !spans.iter().any(|span| span.from <= asked.at) {
        let reason = format!("{version} was never live in {}", rule.within);
        return (no(reason, "Not soaked".into()), None);
    }
    let progress = progress(rule, &spans, &place.watched, asked.at);
    (judged(asked, rule, progress, place), Some(progress))
}

fn judged(asked: &Asked<'_>, rule: &SoakRule, progress: Progress, place: &PlaceFacts) -> Found {
    let counted = words::duration(progress.counted);
    let of = format!("{counted} of {}", words::duration(rule.required));
    let short = format!(
        "Soak {}",
        words::duration(progress.required - progress.counted)
    );
    let short = short.split(' ').take(3).collect::<Vec<_>>().join(" ");
    match progress.ready {
        _ if progress.passed() => enough(rule, &progress),
        Some(ready) => {
            let when = words::moment(ready, asked.at, asked.zone);
            let anew = if progress.ended { " · begun anew" } else { "" };
            (
                Answer::Wait { until: Some(ready) },
                format!("{of}{anew} · ready {when}"),
                short,
            )
        }
        None if progress.ended => {
            let (version, within) = (&asked.candidate.version, &rule.within);
            let reason =
                format!("{version} was not healthy in {within}, and what came instead was");
            no(reason, "Soak ended".into())
        }
        None if unhealthy(&place.watched, asked.at) => {
            let reason = format!("{of}, and not healthy in {}", rule.within);
            (Answer::Wait { until: None }, reason, "Unhealthy".into())
        }
        None => no(
            format!("{of}, and no longer live in {}", rule.within),
            "Soak broken".into(),
        ),
    }
}

/// It passes; where more would be better, it says so and holds nobody.
fn enough(rule: &SoakRule, progress: &Progress) -> Found {
    let counted = words::duration(progress.counted);
    match rule.advised.filter(|advised| progress.counted < *advised) {
        None => (Answer::Pass, format!("soaked {counted}"), "Soaked".into()),
        Some(advised) => {
            let advised = words::duration(advised);
            let reason = format!("soaked {counted}; {advised} is advised");
            (Answer::Pass, reason, LESS_THAN_ADVISED.into())
        }
    }
}

/// What ran in a place, or why that is not known.
fn place(fact: Option<&Fact<PlaceFacts>>) -> Result<&PlaceFacts, &str> {
    match fact.map(|fact| &fact.state) {
        Some(Known::Seen(place)) => Ok(place),
        Some(Known::Unknown(why)) => Err(why),
        None => Err("nobody has looked"),
    }
}

fn seen(fact: Option<&Fact<PlaceFacts>>) -> Vec<Evidence> {
    let Some(fact) = fact else {
        return Vec::new();
    };
    vec![
        Evidence::new("source", &fact.source),
        Evidence::new("observed", fact.at),
    ]
}

fn no(reason: String, short: String) -> Found {
    (Answer::Fail, reason, short)
}

fn unknown(reason: &str) -> Found {
    (Answer::Unknown, reason.to_owned(), "Not known".into())
}
