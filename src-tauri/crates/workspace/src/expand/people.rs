//! `[people.*]`, and whose key is whose.

use crate::node::Node;
use crate::problem::Findings;
use lockkeeper_domain::ids::PersonHandle;
use lockkeeper_domain::ledger::PublicKey;
use lockkeeper_domain::policy::Person;
use std::collections::BTreeMap;

/// Reads the people; reports days that are out of order, and keys that would
/// speak for two.
pub(super) fn read(root: &Node, findings: &mut Findings) -> BTreeMap<PersonHandle, Person> {
    check_owners(root, findings);
    entries(root, "people")
        .map(|(handle, node)| {
            check_away(handle, node, findings);
            (handle.into(), person(handle, node))
        })
        .collect()
}

fn entries<'a>(root: &'a Node, table: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let table = root.get(table).into_iter().flat_map(Node::entries);
    table.map(|(handle, entry)| (handle, &entry.node))
}

/// A signature names a key and nobody: each key is one person's or machine's.
fn check_owners(root: &Node, findings: &mut Findings) {
    let mut owners: BTreeMap<PublicKey, &str> = BTreeMap::new();
    for table in ["people", "machines"] {
        for (handle, node) in entries(root, table) {
            let keys = node.get("keys").map(Node::list).unwrap_or_default();
            let read = |node: &Node| PublicKey::parse_line(node.text()?).ok();
            for (node, key) in keys.iter().filter_map(|node| Some((node, read(node)?))) {
                if let Some(owner) = owners.insert(key, handle) {
                    let text = format!("This key is listed for `{owner}` already.");
                    findings.add(node.at, &format!("{table}.{handle}.keys"), text);
                }
            }
        }
    }
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
