//! What holds where nobody wrote anything, and what is not set at all.

use super::Line;
use crate::keys::{DEPLOYED_AS_BRANCH, DEPLOYED_BY_GITOPS, ENVIRONMENT, LOCATORS, REPO, SERVICE};
use crate::node::Node;
use crate::problem::join;
use crate::shape::{Key, Shape};
use crate::tier;
use lockkeeper_domain::environment::Tier;

/// Keys of a service that name where its values come from or hold tables that
/// are shown by themselves.
const WIRING: [&str; 4] = ["group", "template", "on", "version_files"];
/// Tables of an environment that are shown where a service takes them.
pub(super) const TARGET_WIRING: [&str; 2] = ["gitops", "branch"];
/// Tables that hold nothing unless they are written.
const WHOLE: [&str; 10] = [
    "auto",
    "lanes",
    "soak",
    "requires",
    "checklist",
    "ci",
    "quality",
    "security",
    "may",
    "rollback",
];

pub(super) fn of_service(own: &Node, lines: &mut Vec<Line>) {
    let said_otherwise = |key: &Key| {
        let files = key.name == "version_file" && own.get("version_files").is_some();
        WIRING.contains(&key.name) || files
    };
    let keys = SERVICE.iter().filter(|key| !said_otherwise(key));
    unwritten(keys, Some(own), "", lines, &|name| match name {
        "tag" => text("v{version}"),
        "zero" => text("cargo-like"),
        "first" => text("0.1.0"),
        "style" => text("keep-a-changelog"),
        "paths" => text_list(&["**"]),
        _ => None,
    });
}

pub(super) fn of_deployment(node: &Node, path: &str, lines: &mut Vec<Line>) {
    let keys = match node.get_text("target") {
        Some("branch") => DEPLOYED_AS_BRANCH,
        _ => DEPLOYED_BY_GITOPS,
    };
    let keys = keys.iter().filter(|key| !LOCATORS.contains(&key.name));
    unwritten(keys, Some(node), path, lines, &|name| match name {
        "by" => text("tag"),
        "merge" => text("ff-only"),
        _ => None,
    });
}

pub(super) fn of_repository(node: &Node, path: &str, lines: &mut Vec<Line>) {
    unwritten(REPO, Some(node), path, lines, &|_| None);
}

pub(super) fn of_environment(node: Option<&Node>, name: &str, path: &str, lines: &mut Vec<Line>) {
    let keys = ENVIRONMENT
        .iter()
        .filter(|key| !TARGET_WIRING.contains(&key.name));
    unwritten(keys, node, path, lines, &|key| match key {
        "tier" => text(word(tier::guess(name))),
        "gates.previous" => Some("true".to_owned()),
        "gates.signed_tag" => Some("false".to_owned()),
        "gates.soak.gap" => text("15m"),
        _ => None,
    });
}

/// One line per key that works in this version and was not written.
fn unwritten<'a>(
    keys: impl IntoIterator<Item = &'a Key>,
    node: Option<&Node>,
    path: &str,
    lines: &mut Vec<Line>,
    default: &dyn Fn(&str) -> Option<String>,
) {
    let mut absent = Vec::new();
    collect(keys, node, "", &mut absent);
    lines.extend(absent.into_iter().map(|key| Line {
        value: default(&key),
        key: join(path, &key),
        written: None,
    }));
}

fn collect<'a>(
    keys: impl IntoIterator<Item = &'a Key>,
    node: Option<&Node>,
    path: &str,
    absent: &mut Vec<String>,
) {
    for key in keys {
        let written = node.and_then(|node| node.get(key.name));
        let path = join(path, key.name);
        match key.shape {
            Shape::Later => {}
            Shape::Table(inner) if written.is_some() || !WHOLE.contains(&key.name) => {
                collect(inner, written, &path, absent);
            }
            _ if written.is_none() => absent.push(path),
            _ => {}
        }
    }
}

fn text(value: &str) -> Option<String> {
    Some(toml_edit::Value::from(value).to_string())
}

fn text_list(values: &[&str]) -> Option<String> {
    let values: Vec<_> = values.iter().filter_map(|value| text(value)).collect();
    Some(format!("[{}]", values.join(", ")))
}

const fn word(tier: Tier) -> &'static str {
    match tier {
        Tier::Development => "development",
        Tier::Testing => "testing",
        Tier::Staging => "staging",
        Tier::Production => "production",
    }
}
