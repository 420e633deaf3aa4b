//! Proposed rules, broken glass and what was adopted, as they stand.

use super::views::{Viewer, closed, is_met, item, missing, rule_view, small, yes};
use lockkeeper_contract::{RequestView, RuleView, Stance};
use lockkeeper_domain::ledger::body::Proposal;
use lockkeeper_domain::ledger::{
    ADMIN, AdoptState, Body, GlassState, PolicyState, State, changes_of_rules, left_behind,
};
use std::collections::BTreeSet;

/// Proposed rules as somebody sees them.
pub(super) fn proposal(viewer: &Viewer<'_>, policy: &PolicyState) -> RequestView {
    let state = viewer.state();
    let rules = vec![admins(viewer, policy)];
    let (word, line) = standing(state, policy, &rules);
    let body = Body::Policy(Proposal {
        rules: policy
            .rules
            .value()
            .as_object()
            .cloned()
            .unwrap_or_default(),
        version: policy.version,
    });
    let before = policy.number.checked_sub(1);
    let before = before.and_then(|number| state.rules_after(number));
    let changes = before.map(|before| changes_of_rules(before.value(), policy.rules.value()));
    let mut changes = changes.unwrap_or_default();
    if !policy.in_force {
        changes.extend(left_behind(state, &policy.rules, viewer.now));
    }
    RequestView {
        kind: "policy".to_owned(),
        changes,
        closed_by: policy.closed.map(|why| small(closed(state, why).2)),
        ..skeleton(viewer, policy.number, &body, word, line, rules)
    }
}

/// The one rule that proposed rules have to meet; who proposes stands behind it.
fn admins(viewer: &Viewer<'_>, policy: &PolicyState) -> RuleView {
    let rules = viewer.rules;
    let approvals = viewer.state().approvals_of(policy.number);
    let counting = approvals.filter(|approval| approval.counts(viewer.now));
    let mut people: BTreeSet<String> = counting.map(|approval| approval.by.clone()).collect();
    people.insert(policy.by.clone());
    people.retain(|person| rules.is_admin(person));
    let fits = |one: &str| rules.is_admin(one) && !people.contains(one);
    let left = rules.signers(fits, viewer.now);
    rule_view(ADMIN, rules.admins, people.iter().cloned().collect(), left)
}

fn standing(state: &State, policy: &PolicyState, rules: &[RuleView]) -> (&'static str, String) {
    if policy.in_force {
        return (
            "in_force",
            format!("in force as version {}", policy.version),
        );
    }
    match policy.closed {
        Some(why) => {
            let (word, line, _) = closed(state, why);
            (word, line)
        }
        None => ("waiting", format!("waits: {}", missing(rules))),
    }
}

/// Broken glass as somebody sees it: a second person looks at it afterwards.
pub(super) fn glass(viewer: &Viewer<'_>, glass: &GlassState) -> RequestView {
    let state = viewer.state();
    let request = state.requests().get(&glass.request);
    let services = request.map(|request| request.services().collect());
    let services: Vec<&str> = services.unwrap_or_default();
    let rule = second(viewer, glass.number, (&glass.by, &glass.role), &services);
    let rules = vec![rule];
    let begun = state.begun_behind(glass);
    let (word, line) = match (over(glass), begun) {
        (Some(over), None) => ("withdrawn", over),
        (over, begun) => {
            let due = glass.time.plus(viewer.rules.confirm_within().as_secs());
            let (word, line) = afterwards(&rules[0]);
            let late = if viewer.now >= due { "was" } else { "is" };
            let due = (word == "waiting").then(|| format!(", which {late} due by {due}"));
            let after = over
                .zip(begun)
                .map(|(over, begun)| format!("; {over}, after entry {begun} had begun behind it"));
            (
                word,
                line + &due.unwrap_or_default() + &after.unwrap_or_default(),
            )
        }
    };
    let body = Body::BreakGlass((*glass.body).clone());
    RequestView {
        kind: "glass".to_owned(),
        to: request.map(|request| request.body.to.clone()),
        items: request
            .map(|request| request.body.items.iter().map(item).collect())
            .unwrap_or_default(),
        closed_by: glass.withdrawn.or(glass.lost).map(small),
        ..skeleton(viewer, glass.number, &body, word, line, rules)
    }
}

/// Why broken glass opens nothing any more.
fn over(glass: &GlassState) -> Option<String> {
    let withdrawn = glass
        .withdrawn
        .map(|at| format!("taken back by entry {at}"));
    let lost = || {
        glass
            .lost
            .map(|at| format!("its key is no longer listed since entry {at}"))
    };
    withdrawn.or_else(lost)
}

/// What was accepted as it runs, as somebody sees it: a second person looks at
/// it afterwards.
pub(super) fn adopt(viewer: &Viewer<'_>, adopt: &AdoptState) -> RequestView {
    let services = vec![adopt.body.item.service.as_str()];
    let rule = second(viewer, adopt.number, (&adopt.by, &adopt.role), &services);
    let rules = vec![rule];
    let (word, line) = afterwards(&rules[0]);
    let body = Body::Adopt((*adopt.body).clone());
    let whole = skeleton(viewer, adopt.number, &body, word, line, rules);
    // It runs, whoever looks: nobody is waited for.
    let you = Stance {
        needed: false,
        ..whole.you
    };
    RequestView {
        kind: "adopt".to_owned(),
        you,
        to: Some(adopt.body.environment.clone()),
        items: vec![item(&adopt.body.item)],
        ..whole
    }
}

/// Where something stands that a second person looks at afterwards.
fn afterwards(rule: &RuleView) -> (&'static str, String) {
    if is_met(rule) {
        let by = rule.people.join(", ");
        ("done", format!("confirmed by {by}"))
    } else if rule.may_sign.is_empty() && rule.away.is_empty() {
        let line = "there is nobody else who could confirm it";
        ("done", line.to_owned())
    } else {
        ("waiting", "a second person has to confirm it".to_owned())
    }
}

/// The rule that one other holder of a role confirms an entry.
fn second(
    viewer: &Viewer<'_>,
    number: usize,
    (by, role): (&str, &str),
    services: &[&str],
) -> RuleView {
    let approvals = viewer.state().approvals_of(number);
    let standing = approvals.filter(|one| one.withdrawn.is_none() && one.by != by);
    let people: BTreeSet<String> = standing.map(|one| one.by.clone()).collect();
    let rules = viewer.rules;
    let fits = |one: &str| {
        let other = one != by && !people.contains(one);
        other && rules.holds(one, role, services.iter().copied())
    };
    let left = rules.signers(fits, viewer.now);
    rule_view(role, 1, people.iter().cloned().collect(), left)
}

/// What is the same for everything that is shown beside requests.
fn skeleton(
    viewer: &Viewer<'_>,
    number: usize,
    body: &Body,
    word: &str,
    line: String,
    rules: Vec<RuleView>,
) -> RequestView {
    let state = viewer.state();
    let record = &state.records()[number];
    let approvals = state.approvals_of(number);
    RequestView {
        kind: String::new(),
        id: record.hash.to_string(),
        number: small(number),
        hash: record.hash.to_string(),
        title: body.sentence(),
        text: state.words_for(body),
        by: record.by.clone(),
        at: record.at.to_string(),
        expires: None,
        to: None,
        rollback: false,
        lane: None,
        items: Vec::new(),
        breakable: Vec::new(),
        flags: Vec::new(),
        checklist: Vec::new(),
        ticks: Vec::new(),
        after: Vec::new(),
        changes: Vec::new(),
        state: word.to_owned(),
        line,
        closed_by: None,
        approvals: approvals.map(|one| yes(one, viewer.now)).collect(),
        you: viewer.stance(number, word, &rules),
        rules,
    }
}
