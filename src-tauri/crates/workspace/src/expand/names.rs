//! Names that are defined in one table and used in another.

use crate::node::{Node, Place};
use crate::problem::{Findings, join};
use std::collections::BTreeMap;

/// What the file defines, with the place of each definition.
#[derive(Debug)]
pub(crate) struct Names {
    /// In the order of promotion.
    pub(crate) environments: Vec<String>,
    pub(crate) repos: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) templates: Vec<String>,
    /// Written out or made by a template.
    pub(crate) services: BTreeMap<String, Place>,
    /// The template of each service that has one.
    pub(crate) template_of: BTreeMap<String, String>,
}

impl Names {
    pub(crate) fn of(root: &Node) -> Self {
        let mut names = Self {
            environments: root
                .get_texts("environments")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            repos: keys(root, "repos"),
            groups: keys(root, "groups"),
            templates: keys(root, "templates"),
            services: BTreeMap::new(),
            template_of: BTreeMap::new(),
        };
        names.add_templated(root);
        names.add_written(root);
        names
    }

    fn add_templated(&mut self, root: &Node) {
        for (template, entry) in tables(root, "templates") {
            let each = entry.get("each").map(Node::list).unwrap_or_default();
            for item in each {
                if let Some(service) = item.text() {
                    self.services.entry(service.to_owned()).or_insert(item.at);
                    self.template_of
                        .entry(service.to_owned())
                        .or_insert_with(|| template.to_owned());
                }
            }
        }
    }

    fn add_written(&mut self, root: &Node) {
        let services = root.get("services").into_iter().flat_map(Node::entries);
        for (service, entry) in services {
            self.services.insert(service.to_owned(), entry.key_at);
            if let Some(template) = entry.node.get_text("template") {
                self.template_of
                    .entry(service.to_owned())
                    .or_insert_with(|| template.to_owned());
            }
        }
    }
}

/// Reports every name that is used and not defined.
pub(crate) fn check(root: &Node, names: &Names, findings: &mut Findings) {
    check_environments(root, names, findings);
    check_each(root, findings);
    for kind in ["services", "templates"] {
        for (name, node) in tables(root, kind) {
            check_service(node, &format!("{kind}.{name}"), names, findings);
        }
    }
    for (name, node) in tables(root, "env") {
        let place = node.at_path(&["gitops", "repo"]);
        repo(place, &format!("env.{name}.gitops.repo"), names, findings);
    }
}

fn check_environments(root: &Node, names: &Names, findings: &mut Findings) {
    let list = root.get("environments").map(Node::list).unwrap_or_default();
    for (index, item) in list.iter().enumerate() {
        let name = item.text().unwrap_or_default();
        if list[..index].iter().any(|other| other.text() == Some(name)) {
            let text = format!("`{name}` stands here twice.");
            findings.add(item.at, "environments", text);
        }
    }
    for (name, entry) in root.get("env").into_iter().flat_map(Node::entries) {
        environment(name, entry.key_at, &join("env", name), names, findings);
    }
}

fn check_each(root: &Node, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (template, node) in tables(root, "templates") {
        for item in node.get("each").map(Node::list).unwrap_or_default() {
            let service = item.text().unwrap_or_default();
            if let Some(other) = seen.insert(service, template) {
                let text = format!("`{service}` is already made by the template `{other}`.");
                findings.add(item.at, &format!("templates.{template}.each"), text);
            }
        }
    }
}

fn check_service(node: &Node, path: &str, names: &Names, findings: &mut Findings) {
    let mut one = |key: &str, what: &str, known: &[String]| {
        if let Some(value) = node.get(key) {
            reference(value, &join(path, key), what, known, findings);
        }
    };
    one("repo", "a repository", &names.repos);
    one("group", "a group", &names.groups);
    one("template", "a template", &names.templates);
    check_relations(node, path, names, findings);
    for (name, entry) in node.get("on").into_iter().flat_map(Node::entries) {
        let below = format!("{path}.on.{name}");
        if name != "*" {
            environment(name, entry.key_at, &below, names, findings);
        }
        repo(
            entry.node.get("repo"),
            &join(&below, "repo"),
            names,
            findings,
        );
    }
}

fn check_relations(node: &Node, path: &str, names: &Names, findings: &mut Findings) {
    let known: Vec<String> = names.services.keys().cloned().collect();
    for item in node.get("depends").map(Node::list).unwrap_or_default() {
        let key = join(path, "depends");
        reference(item, &key, "a service", &known, findings);
    }
    let required = node.get("requires").into_iter().flat_map(Node::entries);
    for (name, entry) in required.filter(|(name, _)| !names.services.contains_key(*name)) {
        let text = format!("`{name}` is not a service of this workspace.");
        let key = format!("{path}.requires.{name}");
        findings.unknown(
            entry.key_at,
            &key,
            text,
            name,
            known.iter().map(String::as_str),
        );
    }
}

/// Reports an environment that is not in the order of promotion.
pub(crate) fn environment(
    name: &str,
    at: Place,
    key: &str,
    names: &Names,
    findings: &mut Findings,
) {
    if !names.environments.iter().any(|known| known == name) {
        let text = format!("`{name}` is not one of `environments`.");
        let known = names.environments.iter().map(String::as_str);
        findings.unknown(at, key, text, name, known);
    }
}

fn repo(node: Option<&Node>, key: &str, names: &Names, findings: &mut Findings) {
    if let Some(node) = node {
        reference(node, key, "a repository", &names.repos, findings);
    }
}

fn reference(node: &Node, key: &str, what: &str, known: &[String], findings: &mut Findings) {
    let Some(name) = node.text() else { return };
    if !name.contains('{') && !known.iter().any(|candidate| candidate == name) {
        let text = format!("`{name}` is not {what} of this workspace.");
        let known = known.iter().map(String::as_str);
        findings.unknown(node.at, key, text, name, known);
    }
}

fn keys(root: &Node, table: &str) -> Vec<String> {
    tables(root, table)
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn tables<'a>(root: &'a Node, table: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    root.get(table)
        .into_iter()
        .flat_map(Node::entries)
        .map(|(name, entry)| (name, &entry.node))
}
