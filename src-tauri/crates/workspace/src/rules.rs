//! The policy of a file: what people sign.
//!
//! The content of the file with its templates and defaults expanded, without
//! what is no policy, as a JSON object. Comments and layout leave no trace.

use crate::file::File;
use crate::merge::{merge, without};
use crate::node::{Node, Value as Written};
use serde_json::{Map, Value, json};

/// Tables that are expanded into others, or free to change without a signature.
const LEFT_OUT: [&str; 7] = [
    "templates",
    "defaults",
    "services",
    "repos",
    "notify",
    "duties",
    "goals",
];

impl File {
    /// The policy of this file, as it is signed.
    #[must_use]
    pub fn rules(&self) -> Value {
        let Value::Object(mut rules) = of(&without(&self.root, &LEFT_OUT)) else {
            return json!({});
        };
        let services: Map<String, Value> = self
            .expansion
            .services
            .iter()
            .map(|(name, tree)| {
                let mut service = of(&tree.own);
                let on = tree.on.iter();
                let on: Map<String, Value> =
                    on.map(|(env, node)| (env.clone(), of(node))).collect();
                service["on"] = Value::Object(on);
                (name.clone(), service)
            })
            .collect();
        rules.insert("services".to_owned(), Value::Object(services));
        rules.insert("repos".to_owned(), Value::Object(self.repos()));
        fill_counts(&mut rules);
        Value::Object(rules)
    }

    fn repos(&self) -> Map<String, Value> {
        let defaults = self.root.at_path(&["defaults", "repo"]);
        let repos = self.root.get("repos").into_iter().flat_map(Node::entries);
        repos
            .map(|(name, entry)| {
                let merged = defaults.map(|below| merge(below, &entry.node));
                (name.to_owned(), of(merged.as_ref().unwrap_or(&entry.node)))
            })
            .collect()
    }
}

fn of(node: &Node) -> Value {
    match &node.value {
        Written::Text(text) | Written::Moment(text) => json!(text),
        Written::Integer(number) => json!(number),
        // A policy is compared byte by byte, and no two programs write
        // fractions alike.
        Written::Float(number) => json!(number.to_string()),
        Written::Flag(flag) => json!(flag),
        Written::List(items) => items.iter().map(of).collect(),
        Written::Table(_) => {
            let entries = node.entries();
            let members = entries.map(|(key, entry)| (key.to_owned(), of(&entry.node)));
            Value::Object(members.collect())
        }
    }
}

/// One person is enough where a rule does not say how many.
fn fill_counts(rules: &mut Map<String, Value>) {
    let envs = rules.get_mut("env").and_then(Value::as_object_mut);
    for env in envs.into_iter().flat_map(|all| all.values_mut()) {
        for place in ["/gates/approvals", "/rollback/approvals"] {
            fill_count(env.pointer_mut(place));
        }
        let lanes = env.get_mut("lanes").and_then(Value::as_object_mut);
        for lane in lanes.into_iter().flat_map(|all| all.values_mut()) {
            fill_count(lane.pointer_mut("/gates/approvals"));
        }
    }
}

fn fill_count(approvals: Option<&mut Value>) {
    let list = approvals.and_then(Value::as_array_mut);
    for rule in list.into_iter().flatten().filter_map(Value::as_object_mut) {
        rule.entry("count").or_insert(json!(1));
    }
}
