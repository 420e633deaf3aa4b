//! Compares a tree with the description of the format.

use crate::kind::{Kind, check_name};
use crate::node::{Node, Value};
use crate::problem::{Findings, join};
use crate::shape::{Key, Shape, Words};

/// The sentence about what is known and not built.
const NOT_YET: &str = "known, but this version does not build it yet";

/// Reports everything in a value that does not fit its shape.
pub(crate) fn check(node: &Node, shape: &Shape, path: &str, findings: &mut Findings) {
    match (shape, &node.value) {
        (Shape::Later, _) => {
            findings.add(node.at, path, format!("This is {NOT_YET}."));
        }
        (Shape::Text(kind), Value::Text(text))
        | (Shape::Text(kind @ Kind::Day), Value::Moment(text)) => {
            if let Err(why) = kind.check(text) {
                findings.add(node.at, path, sentence(&why));
            }
        }
        (Shape::Text(Kind::Moment), Value::Moment(_)) | (Shape::Flag, Value::Flag(_)) => {}
        (Shape::Word(words), Value::Text(word)) => check_word(node, words, word, path, findings),
        (Shape::Count(least), Value::Integer(number)) if *number >= i64::from(*least) => {}
        (Shape::List(inner), Value::List(items)) => {
            for item in items {
                check(item, inner, path, findings);
            }
        }
        (Shape::Table(keys), Value::Table(_)) => check_table(node, keys, path, findings),
        (Shape::Map(inner) | Shape::PerEnvironment(inner), Value::Table(_)) => {
            check_map(node, shape, inner, path, findings);
        }
        (Shape::PerBranch(inner), Value::Table(_)) => {
            check_branches(node, inner, path, findings);
        }
        (Shape::Either(shapes), _) => check_either(node, shapes, path, findings),
        _ => findings.add(
            node.at,
            path,
            format!(
                "This should be {}, not {}.",
                wanted(shape),
                found(&node.value)
            ),
        ),
    }
}

fn check_word(node: &Node, words: &Words, word: &str, path: &str, findings: &mut Findings) {
    if words.built.contains(&word) {
        return;
    }
    if words.later.contains(&word) {
        findings.add(node.at, path, format!("`{word}` is {NOT_YET}."));
        return;
    }
    let text = format!("`{word}` is not {}.", words.what);
    let known = words.built.iter().chain(words.later).copied();
    findings.unknown(node.at, path, text, word, known);
}

fn check_table(node: &Node, keys: &[Key], path: &str, findings: &mut Findings) {
    for (name, entry) in node.entries() {
        let inner = join(path, name);
        match keys.iter().find(|key| key.name == name) {
            None => {
                let known = keys.iter().map(|key| key.name);
                let text = format!("`{name}` is not a known key.");
                findings.unknown(entry.key_at, &inner, text, name, known);
            }
            Some(key) if matches!(key.shape, Shape::Later) => {
                findings.add(entry.key_at, &inner, format!("`{name}` is {NOT_YET}."));
            }
            Some(key) => check(&entry.node, &key.shape, &inner, findings),
        }
    }
    for key in keys.iter().filter(|key| key.required) {
        if node.get(key.name).is_none() {
            findings.missing(node.at, path, key.name);
        }
    }
}

fn check_map(node: &Node, shape: &Shape, inner: &Shape, path: &str, findings: &mut Findings) {
    let star_is_fine = matches!(shape, Shape::PerEnvironment(_));
    for (name, entry) in node.entries() {
        let below = join(path, name);
        if !(star_is_fine && name == "*")
            && let Err(why) = check_name(name)
        {
            findings.add(entry.key_at, &below, sentence(&why));
        }
        check(&entry.node, inner, &below, findings);
    }
}

/// Names of branches hold more than names in the file do.
fn check_branches(node: &Node, inner: &Shape, path: &str, findings: &mut Findings) {
    for (name, entry) in node.entries() {
        let below = join(path, name);
        if let Err(why) = Kind::Glob.check(name) {
            findings.add(entry.key_at, &below, sentence(&why));
        }
        check(&entry.node, inner, &below, findings);
    }
}

fn check_either(node: &Node, shapes: &[Shape], path: &str, findings: &mut Findings) {
    let fitting = shapes.iter().find(|shape| fits(shape, &node.value));
    match fitting {
        Some(shape) => check(node, shape, path, findings),
        None => {
            let list: Vec<_> = shapes
                .iter()
                .filter(|shape| !matches!(shape, Shape::Later))
                .map(wanted)
                .collect();
            let text = format!(
                "This should be {}, not {}.",
                list.join(" or "),
                found(&node.value)
            );
            findings.add(node.at, path, text);
        }
    }
}

/// Whether the TOML type is the one of the shape.
fn fits(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(_) | Shape::Word(_) => matches!(value, Value::Text(_)),
        Shape::Flag => matches!(value, Value::Flag(_)),
        Shape::Count(_) => matches!(value, Value::Integer(_)),
        Shape::List(_) => matches!(value, Value::List(_)),
        Shape::Table(_) | Shape::Map(_) | Shape::PerBranch(_) | Shape::PerEnvironment(_) => {
            matches!(value, Value::Table(_))
        }
        Shape::Either(shapes) => shapes.iter().any(|inner| fits(inner, value)),
        Shape::Later => true,
    }
}

fn wanted(shape: &Shape) -> String {
    match shape {
        Shape::Text(_) => "a text in quotes".to_owned(),
        Shape::Word(words) => format!("one of `{}`", words.built.join("`, `")),
        Shape::Flag => "true or false".to_owned(),
        Shape::Count(least) => format!("a whole number from {least} on"),
        Shape::List(_) => "a list in brackets".to_owned(),
        Shape::Table(_) | Shape::Map(_) | Shape::PerBranch(_) | Shape::PerEnvironment(_) => {
            "a table".to_owned()
        }
        Shape::Either(shapes) => shapes.iter().map(wanted).collect::<Vec<_>>().join(" or "),
        Shape::Later => "something else".to_owned(),
    }
}

const fn found(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "this number",
        Value::Flag(_) => "true or false",
        Value::Moment(_) => "a date",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
    }
}

/// A clause with a capital and a full stop; text in backticks keeps its case.
pub(crate) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
