//! All gates of an environment, and what they say together.

use super::{Answer, Asked, GateKind, Times, Verdict, people, place, times};

/// What each gate of the environment's policy says, in the order people read
/// them. Gates the policy does not have are left out.
#[must_use]
pub fn evaluate(asked: &Asked<'_>) -> Vec<Verdict> {
    let times = times(asked.environment, asked.at, asked.zone);
    evaluate_with(asked, &times)
}

/// Like [`evaluate`], with the answer about windows and freezes at hand: it is
/// the same for every service that wants to enter the environment.
#[must_use]
pub fn evaluate_with(asked: &Asked<'_>, times: &Times) -> Vec<Verdict> {
    let mut verdicts = if asked.rollback {
        times.waived()
    } else {
        times.verdicts()
    };
    verdicts.extend(place::previous(asked));
    verdicts.extend(place::soak(asked));
    verdicts.extend(people::stopped(asked));
    verdicts.extend(people::approvals(asked));
    verdicts.extend(people::signed_tag(asked));
    verdicts.extend(people::checklist(asked));
    for verdict in &mut verdicts {
        pass_broken(asked, verdict.gate.word(), verdict);
        pass_unreached(asked, verdict);
    }
    for mut verdict in people::without_source(asked) {
        let name = verdict.evidence.first().map(|one| one.value.clone());
        let name = name.as_deref().unwrap_or_default();
        pass_broken(asked, name, &mut verdict);
        pass_urgent(asked, &mut verdict);
        verdicts.push(verdict);
    }
    verdicts.sort_by_key(|verdict| verdict.gate);
    verdicts
}

/// A gate that glass was broken for lets pass, and keeps what it would say.
fn pass_broken(asked: &Asked<'_>, name: &str, verdict: &mut Verdict) {
    let broken = asked.facts.recorded.map_or(&[][..], |one| &one.broken);
    if verdict.passed() || !broken.iter().any(|gate| gate == name) {
        return;
    }
    verdict.answer = Answer::Pass;
    verdict.reason = format!("glass was broken for it; otherwise: {}", verdict.reason);
    verdict.short = "Glass broken".to_owned();
}

/// A rollback does not wait for a signature that nobody can give: while the
/// ledger cannot be reached, people look at it afterwards.
fn pass_unreached(asked: &Asked<'_>, verdict: &mut Verdict) {
    let unreached = asked
        .facts
        .recorded
        .is_some_and(|one| one.unreached.is_some());
    let signed = matches!(verdict.gate, GateKind::Approvals | GateKind::Freeze);
    if !(unreached && signed && asked.rollback) || verdict.passed() {
        return;
    }
    verdict.answer = Answer::Pass;
    verdict.reason = format!(
        "the ledger cannot be reached, so a second person looks at it afterwards; otherwise: {}",
        verdict.reason
    );
    verdict.short = "Afterwards".to_owned();
}

/// Where something is broken already, "healthy before we touch it" only warns.
fn pass_urgent(asked: &Asked<'_>, verdict: &mut Verdict) {
    let incident = asked.facts.recorded.and_then(|one| one.incident.as_ref());
    let urgent = match incident {
        _ if verdict.gate != GateKind::Health || verdict.passed() => return,
        Some(incident) => format!("the incident “{incident}” is open"),
        None if asked.rollback => "it goes back".to_owned(),
        None => return,
    };
    verdict.answer = Answer::Pass;
    verdict.reason = format!(
        "only a warning, because {urgent}; otherwise: {}",
        verdict.reason
    );
    verdict.short = "A warning".to_owned();
}

/// Whether every gate lets pass.
#[must_use]
pub fn passes(verdicts: &[Verdict]) -> bool {
    verdicts.iter().all(Verdict::passed)
}

/// The verdict that a button carries: a freeze, then what says no, then what
/// nobody can say, then what takes time.
#[must_use]
pub fn first_against(verdicts: &[Verdict]) -> Option<&Verdict> {
    verdicts
        .iter()
        .filter(|verdict| !verdict.passed())
        .min_by_key(|verdict| weight(verdict))
}

const fn weight(verdict: &Verdict) -> u8 {
    match (verdict.gate, &verdict.answer) {
        (GateKind::Freeze, _) => 0,
        (_, Answer::Fail) => 1,
        (_, Answer::Unknown) => 2,
        (_, Answer::Wait { until: None }) => 3,
        (_, Answer::Wait { until: Some(_) }) => 4,
        (_, Answer::Pass) => 5,
    }
}
