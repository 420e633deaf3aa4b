//! Inheritance: tables merge by key, scalars and arrays replace.

use crate::node::{Node, Value};

/// The value that holds when `over` is laid on `base`.
pub(crate) fn merge(base: &Node, over: &Node) -> Node {
    let (Value::Table(below), Value::Table(above)) = (&base.value, &over.value) else {
        return over.clone();
    };
    let mut merged = below.clone();
    for (name, entry) in above {
        let mut entry = entry.clone();
        if let Some(lower) = below.get(name) {
            entry.node = merge(&lower.node, &entry.node);
        }
        merged.insert(name.clone(), entry);
    }
    Node {
        at: over.at,
        table: over.table.clone(),
        value: Value::Table(merged),
    }
}

/// A table without some of its keys.
pub(crate) fn without(node: &Node, keys: &[&str]) -> Node {
    let mut node = node.clone();
    if let Value::Table(table) = &mut node.value {
        table.retain(|name, _| !keys.contains(&name.as_str()));
    }
    node
}

/// The value with `{name}` replaced in every text, for each pair.
pub(crate) fn fill(node: &Node, names: &[(&str, &str)]) -> Node {
    let value = match &node.value {
        Value::Text(text) => Value::Text(fill_text(text, names)),
        Value::List(items) => Value::List(items.iter().map(|item| fill(item, names)).collect()),
        Value::Table(table) => Value::Table(
            table
                .iter()
                .map(|(key, entry)| {
                    let mut entry = entry.clone();
                    entry.node = fill(&entry.node, names);
                    (key.clone(), entry)
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node {
        value,
        ..node.clone()
    }
}

fn fill_text(text: &str, names: &[(&str, &str)]) -> String {
    names.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}
