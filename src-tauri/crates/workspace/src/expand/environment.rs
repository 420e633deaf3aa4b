//! Environments with their gates, typed.

use super::freeze;
use super::names::{self, Names};
use crate::duration;
use crate::merge::merge;
use crate::node::Node;
use crate::problem::Findings;
use jiff::SignedDuration;
use lockkeeper_domain::environment::{Environment, Lane, Tier};
use lockkeeper_domain::policy::{ApprovalRule, Auto, Gates, SoakRule, Window};
use lockkeeper_domain::version::Level;
use std::collections::BTreeMap;

const GAP: SignedDuration = SignedDuration::from_mins(15);

/// Gates that are read from systems nobody connects to yet.
const WITHOUT_SOURCE: [(&str, &str); 4] = [
    (
        "ci",
        "no forge is connected yet, so nobody can say which checks are green",
    ),
    (
        "quality",
        "no forge is connected yet, so nobody can say how good the build is",
    ),
    (
        "security",
        "no forge is connected yet, so nobody can say what was found",
    ),
    (
        "review",
        "no forge is connected yet, so nobody can say whether it was reviewed",
    ),
];

pub(super) fn read(root: &Node, names: &Names, findings: &mut Findings) -> Vec<Environment> {
    let empty = Node::empty_table(root.at, "env");
    names
        .environments
        .iter()
        .map(|name| {
            let node = root.at_path(&["env", name]).unwrap_or(&empty);
            environment(name, node, names, findings)
        })
        .collect()
}

fn environment(name: &str, node: &Node, names: &Names, findings: &mut Findings) -> Environment {
    Environment {
        name: name.into(),
        tier: tier(node).unwrap_or_else(|| crate::tier::guess(name)),
        url: node.get_text("url").map(str::to_owned),
        gates: gates(
            name,
            node.get("gates").unwrap_or(&Node::empty_table(node.at, "")),
            "",
            names,
            findings,
        ),
        lanes: lanes(name, node, names, findings),
        auto: node
            .at_path(&["auto", "branch"])
            .and_then(Node::text)
            .map(|branch| Auto {
                branch: branch.into(),
            }),
    }
}

fn tier(node: &Node) -> Option<Tier> {
    match node.get_text("tier")? {
        "development" => Some(Tier::Development),
        "testing" => Some(Tier::Testing),
        "staging" => Some(Tier::Staging),
        "production" => Some(Tier::Production),
        _ => None,
    }
}

/// The ways in, each with the environment's gates and its own laid on them.
fn lanes(
    environment: &str,
    node: &Node,
    names: &Names,
    findings: &mut Findings,
) -> BTreeMap<String, Lane> {
    let lanes = node.get("lanes").into_iter().flat_map(Node::entries);
    lanes
        .map(|(name, entry)| {
            let nothing = Node::empty_table(entry.node.at, "");
            let below = node.get("gates").unwrap_or(&nothing);
            let own = entry.node.get("gates").unwrap_or(&nothing);
            let lane = Lane {
                branch: entry.node.get_text("branch").unwrap_or("*").to_owned(),
                level: entry.node.get_text("level").and_then(level),
                gates: gates(
                    environment,
                    &merge(below, own),
                    &format!("lanes.{name}."),
                    names,
                    findings,
                ),
            };
            (name.to_owned(), lane)
        })
        .collect()
}

fn level(word: &str) -> Option<Level> {
    match word {
        "patch" => Some(Level::Patch),
        "minor" => Some(Level::Minor),
        "major" => Some(Level::Major),
        _ => None,
    }
}

/// Gates of an environment, or of one of its lanes.
fn gates(
    environment: &str,
    node: &Node,
    lane: &str,
    names: &Names,
    findings: &mut Findings,
) -> Gates {
    let path = format!("env.{environment}.{lane}gates");
    Gates {
        previous: node.get("previous").and_then(Node::flag).unwrap_or(true),
        soak: soak(environment, node, &path, names, findings),
        approvals: items(node, "approvals").filter_map(approval).collect(),
        windows: items(node, "windows").filter_map(window).collect(),
        freezes: items(node, "freezes")
            .filter_map(|freeze| freeze::read(freeze, &format!("{path}.freezes"), findings))
            .collect(),
        signed_tag: node.get("signed_tag").and_then(Node::flag).unwrap_or(false),
        checklist: lines_to_tick(node, "before"),
        after: lines_to_tick(node, "after"),
        without_source: without_source(node),
    }
}

fn lines_to_tick(gates: &Node, when: &str) -> Vec<String> {
    let lines = gates.get("checklist").map(|list| list.get_texts(when));
    let lines = lines.unwrap_or_default().into_iter();
    lines.map(str::to_owned).collect()
}

fn items<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    node.get(key).map(Node::list).unwrap_or_default().iter()
}

fn soak(
    environment: &str,
    gates: &Node,
    path: &str,
    names: &Names,
    findings: &mut Findings,
) -> Option<SoakRule> {
    let node = gates.get("soak")?;
    let within = node.get("in")?;
    let path = format!("{path}.soak.in");
    let name = within.text()?;
    names::environment(name, within.at, &path, names, findings);
    let place = |wanted: &str| names.environments.iter().position(|known| known == wanted);
    if place(name).is_some() && place(name) >= place(environment) {
        let text =
            format!("`{name}` does not come before `{environment}` in the order of promotion.");
        findings.add(within.at, &path, text);
    }
    let length = |key| {
        node.get_text(key)
            .and_then(|text| duration::parse(text).ok())
    };
    Some(SoakRule {
        within: name.into(),
        required: length("for")?,
        advised: length("advise"),
        gap: length("gap").unwrap_or(GAP),
    })
}

fn approval(node: &Node) -> Option<ApprovalRule> {
    Some(ApprovalRule {
        role: node.get_text("role")?.to_owned(),
        count: node.get("count").and_then(Node::count).unwrap_or(1),
    })
}

fn window(node: &Node) -> Option<Window> {
    Some(Window {
        allow: node.get_text("allow")?.to_owned(),
        zone: node.get_text("zone")?.to_owned(),
    })
}

/// The gates that will answer *unknown*. A review that is ignored asks nothing.
fn without_source(node: &Node) -> BTreeMap<String, String> {
    WITHOUT_SOURCE
        .iter()
        .filter(|(key, _)| {
            node.get(key)
                .is_some_and(|gate| gate.text() != Some("ignore"))
        })
        .map(|(key, why)| ((*key).to_owned(), (*why).to_owned()))
        .collect()
}
