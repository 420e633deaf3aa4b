//! Where each value of a service comes from.

mod defaults;

use crate::file::File;
use crate::node::{Node, Value};
use thiserror::Error;

/// A value that holds, and the line that says so.
///
/// What nobody wrote has no line: its value is the default, or there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The dotted key as seen from the service (`on.production.file`), the
    /// environment (`env.production.gates.soak.for`) or its repository
    /// (`repos.shop.branch`).
    pub key: String,
    /// The value as TOML, placeholders filled; nothing where it is unset.
    pub value: Option<String>,
    /// Where it was written; nothing for a default and for what is unset.
    pub written: Option<Written>,
}

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The line, from 1.
    pub number: usize,
    /// The table.
    pub table: String,
}

/// Why nothing can be explained.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExplainError {
    /// There is no such service.
    #[error("`{0}` is not a service of this workspace")]
    Service(String),
    /// There is no such environment.
    #[error("`{0}` is not an environment of this workspace")]
    Environment(String),
}

impl File {
    /// Every value that holds for a service, in one environment or in all:
    /// what was written first, then per table what was not, with its default.
    ///
    /// # Errors
    /// When there is no such service or environment.
    pub fn explain(
        &self,
        service: &str,
        environment: Option<&str>,
    ) -> Result<Vec<Line>, ExplainError> {
        let tree = self
            .expansion
            .services
            .get(service)
            .ok_or_else(|| ExplainError::Service(service.to_owned()))?;
        let known = |name: &str| self.workspace().environment(&name.into()).is_some();
        if let Some(name) = environment.filter(|name| !known(name)) {
            return Err(ExplainError::Environment(name.to_owned()));
        }
        let asked = |name: &str| environment.is_none_or(|wanted| wanted == name);

        let mut lines = Vec::new();
        explain(&tree.own, "", &mut lines);
        defaults::of_service(&tree.own, &mut lines);
        for (name, deployment) in tree.on.iter().filter(|(name, _)| asked(name)) {
            let key = format!("on.{name}");
            explain(deployment, &key, &mut lines);
            defaults::of_deployment(deployment, &key, &mut lines);
        }
        self.explain_repository(tree.own.get_text("repo"), &mut lines);
        for name in self
            .workspace()
            .environments
            .iter()
            .map(|e| e.name.as_str())
        {
            if !asked(name) {
                continue;
            }
            let key = format!("env.{name}");
            let written = self.root.at_path(&["env", name]);
            let judged = written.map(|node| crate::merge::without(node, &defaults::TARGET_WIRING));
            if let Some(node) = &judged {
                explain(node, &key, &mut lines);
            }
            defaults::of_environment(judged.as_ref(), name, &key, &mut lines);
        }
        Ok(lines)
    }

    fn explain_repository(&self, repo: Option<&str>, lines: &mut Vec<Line>) {
        let Some(repo) = repo else { return };
        let layers = [
            self.root.at_path(&["defaults", "repo"]),
            self.root.at_path(&["repos", repo]),
        ];
        let merged = layers
            .into_iter()
            .flatten()
            .cloned()
            .reduce(|below, above| crate::merge::merge(&below, &above));
        if let Some(node) = merged {
            let key = format!("repos.{repo}");
            explain(&node, &key, lines);
            defaults::of_repository(&node, &key, lines);
        }
    }
}

/// One line per value that is not a table.
fn explain(node: &Node, key: &str, lines: &mut Vec<Line>) {
    if matches!(node.value, Value::Table(_)) {
        for (name, entry) in node.entries() {
            explain(&entry.node, &crate::problem::join(key, name), lines);
        }
        return;
    }
    lines.push(Line {
        key: key.to_owned(),
        value: Some(written(node)),
        written: Some(Written {
            number: node.at.line,
            table: node.table.clone(),
        }),
    });
}

/// A value as it would stand in the file.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => toml_edit::Value::from(text).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Moment(moment) => moment.clone(),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let entries: Vec<_> = table
                .iter()
                .map(|(key, entry)| format!("{key} = {}", written(&entry.node)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
