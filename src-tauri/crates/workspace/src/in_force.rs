//! Signed rules, read as the file they came from.
//!
//! What the ledger holds in force is the content of a file with its templates
//! and defaults expanded. To judge by it, it is read by the same reader: what
//! is expanded already stays as it is.

use crate::file::{self, File};
use crate::node::{Entry, Node, Place, Value};
use crate::problem::{Findings, Problem};
use lockkeeper_domain::policy::Workspace;
use std::collections::BTreeMap;

/// Signed rules have no lines.
const NOWHERE: Place = Place { line: 1, column: 1 };

/// The workspace that signed rules describe.
///
/// # Errors
/// What of them this version cannot read; the places in it mean nothing.
pub fn of_rules(rules: &serde_json::Value) -> Result<Workspace, Vec<Problem>> {
    let findings = Findings::new("the rules in force");
    file::of(node(rules, ""), findings).map(File::into_workspace)
}

fn node(value: &serde_json::Value, table: &str) -> Node {
    Node {
        at: NOWHERE,
        table: table.to_owned(),
        value: written(value, table),
    }
}

fn written(value: &serde_json::Value, table: &str) -> Value {
    match value {
        serde_json::Value::Null => Value::Text(String::new()),
        serde_json::Value::Bool(flag) => Value::Flag(*flag),
        serde_json::Value::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Text(number.to_string()), Value::Integer),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => {
            Value::List(items.iter().map(|item| node(item, table)).collect())
        }
        serde_json::Value::Object(members) => {
            let entries = members.iter().map(|(key, value)| {
                let below = match table {
                    "" => key.clone(),
                    table => format!("{table}.{key}"),
                };
                let entry = Entry {
                    key_at: NOWHERE,
                    node: node(value, &below),
                };
                (key.clone(), entry)
            });
            Value::Table(entries.collect::<BTreeMap<_, _>>())
        }
    }
}
