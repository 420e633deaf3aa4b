//! The proposal as a workspace file with comments.

use super::branches::{EnvironmentBranch, cut_from};
use super::places::Place;
use super::{Proposal, ProposedService, RepoFacts, handle};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml_edit::Value;

/// Writes the file. It names only what is taken.
pub(super) fn render(
    facts: &RepoFacts,
    proposal: &Proposal,
    places: &BTreeMap<String, Place>,
    branches: &[EnvironmentBranch],
) -> String {
    let repo = handle(&facts.name);
    let environments: Vec<_> = proposal
        .environments
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    let mut text = format!(
        "# Proposed from {}. Look it over; every line is yours to change.\nschema = 1\nname = {}\nenvironments = {}   # the order of promotion\n",
        one_line(&facts.name),
        quoted(&proposal.name),
        list(&environments),
    );
    let _ = write!(
        text,
        "\n[repos.{}]\nurl = {}\nbranching = {}\n",
        key(&repo),
        quoted(if facts.url.is_empty() {
            "."
        } else {
            &facts.url
        }),
        quoted(&proposal.branching),
    );
    if let Some(first) = cut_from(facts, branches) {
        let branch = quoted(&first.branch);
        let _ = writeln!(text, "branch = {branch}   # releases are cut here");
    }
    for service in proposal.services.iter().filter(|service| service.take) {
        text.push('\n');
        let place = places.get(&service.name);
        text.push_str(&rendered(service, &repo, place));
        if place.is_none() && !branches.is_empty() {
            let name = key(&service.name);
            let _ = write!(text, "[services.{name}.on.\"*\"]\ntarget = \"branch\"\n");
        }
    }
    for (number, one) in branches.iter().enumerate() {
        let before = if number == 0 { BRANCHES } else { "" };
        let branch = quoted(&one.branch);
        let _ = write!(
            text,
            "{before}[env.{}.branch]\nbranch = {branch}\n",
            one.environment
        );
    }
    text.push_str(HINT);
    text
}

const BRANCHES: &str = "
# What is on the branch is what runs there; a promotion moves it.
";

const HINT: &str = "
# What has to hold before a version may enter, for example:
# [env.production.gates]
# soak = { in = \"staging\", for = \"24h\" }
";

fn rendered(service: &ProposedService, repo: &str, place: Option<&Place>) -> String {
    let name = key(&service.name);
    let mut text = format!("[services.{name}]\nrepo = {}\n", quoted(repo));
    if !service.paths.is_empty() {
        let paths: Vec<_> = service.paths.iter().map(String::as_str).collect();
        let _ = writeln!(text, "paths = {}", list(&paths));
    }
    let _ = writeln!(text, "tag = {}", quoted(&service.tag));
    if let Some(first) = &service.first {
        let _ = writeln!(text, "first = {}", quoted(&first.to_string()));
    }
    let files = [
        ("version_file", &service.version_file),
        ("changelog", &service.changelog),
    ];
    for (key, path) in files {
        if let Some(path) = path {
            let _ = writeln!(text, "{key} = {}", quoted(path));
        }
    }
    if let Some(place) = place {
        let _ = write!(
            text,
            "[services.{name}.on.\"*\"]\ntarget = \"gitops\"\nrepo = {}\nfile = {}\n{} = {}\n",
            quoted(repo),
            quoted(&place.file),
            place.key,
            quoted(&place.value),
        );
    }
    text
}

/// A key; quoted where its letters ask for it.
fn key(name: &str) -> String {
    if name.contains('.') {
        quoted(name)
    } else {
        name.to_owned()
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(items: &[&str]) -> String {
    let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
