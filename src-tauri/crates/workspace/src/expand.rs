//! From what people wrote to what is judged.

mod across;
mod environment;
mod flow;
mod freeze;
mod layers;
mod names;
mod placeholders;
mod places;
mod repo;
mod service;

pub(crate) use layers::ServiceTree;

use crate::node::{Node, Value};
use crate::problem::Findings;
use lockkeeper_domain::ids::PersonHandle;
use lockkeeper_domain::policy::{Person, Workspace};
use std::collections::BTreeMap;

/// The expanded workspace, and the merged trees it was read from.
#[derive(Debug, Clone)]
pub(crate) struct Expansion {
    pub(crate) workspace: Workspace,
    /// Every service after inheritance, by handle.
    pub(crate) services: BTreeMap<String, ServiceTree>,
}

/// Expands a tree; what is wrong across tables goes to the findings. The
/// result is whole only when there are none.
pub(crate) fn expand(root: &Node, findings: &mut Findings) -> Expansion {
    let names = names::Names::of(root);
    names::check(root, &names, findings);
    let services = layers::services(root, &names);
    let workspace = Workspace {
        name: root.get_text("name").unwrap_or_default().to_owned(),
        environments: environment::read(root, &names, findings),
        repos: repo::read(root),
        services: service::read(&services, findings),
        people: people(root, findings),
    };
    across::check(&services, &workspace, findings);
    places::check(&services, &workspace, findings);
    Expansion {
        workspace,
        services,
    }
}

fn people(root: &Node, findings: &mut Findings) -> BTreeMap<PersonHandle, Person> {
    let table = root.get("people");
    let entries = table.into_iter().flat_map(Node::entries);
    entries
        .map(|(handle, entry)| {
            check_away(handle, &entry.node, findings);
            (handle.into(), person(handle, &entry.node))
        })
        .collect()
}

/// Days are written `2026-12-20`, so their order is that of their letters.
fn check_away(handle: &str, person: &Node, findings: &mut Findings) {
    let Some(node) = person.get("away") else {
        return;
    };
    let in_order = match person.get_texts("away")[..] {
        [from, until] => from <= until,
        _ => false,
    };
    if !in_order {
        let text = "This should be two days: the first and the last on which they are away.";
        findings.add(node.at, &format!("people.{handle}.away"), text);
    }
}

fn person(handle: &str, node: &Node) -> Person {
    let owned = |key| node.get_texts(key).into_iter().map(str::to_owned).collect();
    Person {
        handle: handle.into(),
        name: node.get_text("name").unwrap_or(handle).to_owned(),
        email: node.get_text("email").map(str::to_owned),
        roles: owned("roles"),
        keys: owned("keys"),
    }
}

/// Whether a value is a table that can be read further.
fn is_table(node: &Node) -> bool {
    matches!(node.value, Value::Table(_))
}
