//! A set as it is shown.

use super::Set;
use super::parts::Member;
use lockkeeper_contract::{AskView, MemberView, PlanOutcome, UmbrellaView};
use lockkeeper_domain::gates::Verdict;
use lockkeeper_domain::plan::{Fate, umbrella_command};

pub(super) fn page(set: &Set<'_>, how: PlanOutcome, ask: Option<AskView>) -> UmbrellaView {
    let shared = shared(set);
    let members = (0..).zip(&set.waves).flat_map(|(wave, members)| {
        let shared = &shared;
        members.iter().map(move |one| member(one, wave, shared))
    });
    let through = set.intent.lane.as_deref();
    let through = through.and_then(|lane| set.environment.through(lane));
    let gates = &through.as_ref().unwrap_or(set.environment).gates;
    UmbrellaView {
        environment: set.environment.name.to_string(),
        rollback: set.intent.rollback,
        members: members.collect(),
        how,
        checklist: match set.intent.rollback {
            true => Vec::new(),
            false => gates.checklist.clone(),
        },
        ticks: Vec::new(),
        after: match set.intent.rollback {
            true => Vec::new(),
            false => gates.after.clone(),
        },
        flags: Vec::new(),
        lane: set.intent.lane.clone(),
        lanes: set.environment.lanes.keys().cloned().collect(),
        command: umbrella_command(&set.intent),
        intent: set.intent.clone(),
        gates: shared,
        ask,
    }
}

/// What every member that was asked hears alike.
fn shared(set: &Set<'_>) -> Vec<Verdict> {
    let mut asked = set.members().filter(|one| !one.verdicts.is_empty());
    let Some(first) = asked.next() else {
        return Vec::new();
    };
    let others: Vec<&Member> = asked.collect();
    let alike = |verdict: &&Verdict| others.iter().all(|one| one.verdicts.contains(verdict));
    first.verdicts.iter().filter(alike).cloned().collect()
}

fn member(member: &Member, wave: u32, shared: &[Verdict]) -> MemberView {
    let own = member.verdicts.iter().filter(|one| !shared.contains(one));
    MemberView {
        service: member.part.service.to_string(),
        wave,
        from: member.from.clone(),
        to: member.to.as_ref().map(|build| build.version.to_string()),
        commit: member
            .to
            .as_ref()
            .map(|build| build.commit.to_string())
            .unwrap_or_default(),
        needs: member.part.needs.iter().map(ToString::to_string).collect(),
        stays: matches!(member.part.fate, Fate::Stays(_)),
        with: member.part.with.as_ref().map(ToString::to_string),
        gates: own.cloned().collect(),
        lost: member.lost.clone(),
    }
}
