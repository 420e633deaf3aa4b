//! Asking in the ledger for what cannot go yet.

use super::super::escort;
use super::wishes::fresh_id;
use crate::desk::Desk;
use lockkeeper_contract::{AskView, PlanOutcome};
use lockkeeper_domain::gates::{GateKind, Verdict};
use lockkeeper_domain::ledger::body::{RecordedVerdict, Request};
use lockkeeper_domain::ledger::{Body, RequestState, State, Walk};
use lockkeeper_domain::plan::RecordedWish;
use lockkeeper_domain::words;

/// The request for what is wanted, and what it would wait for, one sentence each.
pub(super) fn of(
    desk: &Desk,
    walk: &Walk,
    by: &str,
    wanted: &RecordedWish,
    reason: Option<String>,
) -> (Body, Vec<String>) {
    let request = escort::demand(desk, fresh_id(desk), wanted, reason);
    let waits = waits(walk.state(), by, &request, wanted);
    (Body::Request(request), waits)
}

/// Whether something that was refused can be asked for in the ledger: nobody
/// has, a request helps, and nothing is in the way that neither time nor people
/// nor broken glass could open.
pub(in crate::usecases) fn ask<'a>(
    desk: &Desk,
    wish: Option<&RecordedWish>,
    gates: impl Iterator<Item = &'a Verdict>,
    how: &PlanOutcome,
) -> Option<AskView> {
    let wish = wish.filter(|wish| wish.request.is_none() && wish.unreached.is_none())?;
    let PlanOutcome::Refused { refusals } = how else {
        return None;
    };
    let walk = desk.walk()?;
    let breakable = breakable(walk.state(), &wish.to);
    let breaks = |gate: &Verdict| breakable.iter().any(|one| one == gate.gate.word());
    let shut: Vec<&Verdict> = gates.filter(|gate| !gate.passed()).collect();
    let only_gates = refusals.iter().all(|refusal| refusal.code == "gate");
    let opens = shut.iter().all(|gate| gate.may_open() || breaks(gate));
    let by_people = |gate: &Verdict| matches!(gate.gate, GateKind::Approvals | GateKind::Checklist);
    let helps = |gate: &&Verdict| by_people(gate) || breaks(gate);
    let asks = only_gates && opens && shut.iter().any(helps);
    asks.then(|| AskView {
        waits_for: shut
            .iter()
            .map(|gate| format!("{}: {}.", gate.title, gate.reason))
            .collect(),
    })
}

/// The gates that glass may be broken for on the way into an environment.
pub(super) fn breakable<'a>(state: &'a State, to: &str) -> &'a [String] {
    let env = state.rules().and_then(|rules| rules.env(to));
    env.map_or(&[], |env| env.breakable.as_slice())
}

/// What holds a request back, and how what may be broken is broken.
fn waits(state: &State, by: &str, request: &Request, wish: &RecordedWish) -> Vec<String> {
    let shut = |one: &&RecordedVerdict| one.verdict != "pass";
    let approvals = GateKind::Approvals.word();
    let gates = wish.verdicts.iter().filter(shut);
    let mut waits: Vec<String> = yeses(state, by, request).into_iter().collect();
    waits.extend(
        gates
            .clone()
            .filter(|one| one.gate != approvals)
            .map(waits_for),
    );
    let breakable = breakable(state, &wish.to);
    let mut glass: Vec<&str> = gates.map(|one| one.gate.as_str()).collect();
    glass.retain(|gate| breakable.iter().any(|one| one == gate));
    glass.sort_unstable();
    glass.dedup();
    if !glass.is_empty() {
        let id = request.id.as_str().split('-').next().unwrap_or_default();
        let options: Vec<String> = glass.iter().map(|gate| format!("--gate {gate}")).collect();
        waits.push(format!(
            "Glass may be broken for {}: lockkeeper break-glass {id} {} --reason …",
            words::list(&glass),
            options.join(" ")
        ));
    }
    waits
}

fn waits_for(verdict: &RecordedVerdict) -> String {
    let service = verdict.inputs.get("service");
    let service = service.and_then(serde_json::Value::as_str);
    let service = service.map(|name| format!(" of {name}"));
    let gate = verdict.gate.replace('_', " ");
    let reason = verdict.evidence.first().map_or("", String::as_str);
    format!(
        "It waits for {gate}{}: {reason}.",
        service.unwrap_or_default()
    )
}

/// Whose yes it waits for.
fn yeses(state: &State, by: &str, request: &Request) -> Option<String> {
    let rules = state.rules()?;
    let asked = RequestState::asked_by(by, request);
    let wanted = state.asked_of(&asked, rules);
    let wanted: Vec<String> = wanted
        .map(|rule| format!("{} {}", rule.count, rule.role))
        .collect();
    (!wanted.is_empty()).then(|| format!("It waits for the yes of {}.", words::list(&wanted)))
}
