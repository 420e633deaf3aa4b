//! Folders that may be services, each with what says so.

use super::manifests::{self, MANIFESTS, Package};
use super::{Evidence, RepoFacts, base, environments, folder};
use std::collections::BTreeMap;

/// Folders whose children are packages by custom.
const GROUPS: [&str; 7] = [
    "packages", "services", "apps", "crates", "modules", "cmd", "charts",
];
/// Folders in which nothing is a service.
const ASIDE: [&str; 10] = [
    "test",
    "tests",
    "fixtures",
    "examples",
    "example",
    "docs",
    "e2e",
    "node_modules",
    "vendor",
    "testdata",
];

/// A folder that may be a service.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    pub(super) evidence: Vec<Evidence>,
    pub(super) package: Package,
    /// The manifest of the package.
    pub(super) manifest: Option<String>,
    /// Whether it is built into an image.
    pub(super) image: bool,
}

/// All folders that may be services, by path; the top of the repository is not among them.
pub(super) fn find(facts: &RepoFacts) -> BTreeMap<String, Candidate> {
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    for path in facts.files.iter().filter(|path| is_inside(path)) {
        look(path, &mut found);
    }
    for (folder, named_in) in manifests::members(facts) {
        if is_inside(&format!("{folder}/")) {
            let candidate = found.entry(folder).or_default();
            let says = "names it as a member";
            candidate.evidence.push(Evidence::new(named_in, says));
        }
    }
    for (context, place) in compose_contexts(facts) {
        let candidate = found.entry(context).or_default();
        candidate.image = true;
        candidate
            .evidence
            .push(Evidence::new(place, "builds an image of it"));
    }
    for (folder, candidate) in &mut found {
        describe(facts, folder, candidate);
    }
    found.retain(|_, candidate| candidate.image || candidate.manifest.is_some());
    found
}

/// Whether a file lies in a folder that is neither hidden nor set aside.
pub(super) fn is_inside(path: &str) -> bool {
    let folder = folder(path);
    !folder.is_empty()
        && !folder
            .split('/')
            .any(|part| ASIDE.contains(&part) || part.starts_with('.'))
}

/// What one file says about its folder.
fn look(path: &str, found: &mut BTreeMap<String, Candidate>) {
    let (folder, name) = (folder(path), base(path));
    let by_custom = folder
        .split_once('/')
        .is_some_and(|(group, rest)| GROUPS.contains(&group) && !rest.contains('/'));
    if name == "Dockerfile" || name == "Containerfile" {
        let candidate = found.entry(folder.to_owned()).or_default();
        candidate.image = true;
        candidate
            .evidence
            .push(Evidence::new(path, "builds an image"));
    } else if MANIFESTS.contains(&name) && by_custom {
        let candidate = found.entry(folder.to_owned()).or_default();
        candidate
            .evidence
            .push(Evidence::new(path, "describes a package"));
    }
}

/// Adds what the manifest says.
fn describe(facts: &RepoFacts, folder: &str, candidate: &mut Candidate) {
    for name in MANIFESTS {
        let path = format!("{folder}/{name}");
        if facts.files.contains(&path) {
            candidate.package = manifests::package(facts, &path).unwrap_or_default();
            candidate.manifest = Some(path);
            return;
        }
    }
}

/// Folders that Compose files build, with the file.
fn compose_contexts(facts: &RepoFacts) -> Vec<(String, String)> {
    let compose = facts
        .contents
        .iter()
        .filter(|(path, _)| environments::is_compose(base(path)));
    compose
        .flat_map(|(path, text)| {
            let contexts = text.lines().filter_map(context);
            contexts.map(move |context| (resolve(folder(path), context), path.clone()))
        })
        .filter(|(context, _)| !context.is_empty())
        .filter(|(context, _)| {
            let inside = format!("{context}/");
            facts.files.iter().any(|file| file.starts_with(&inside))
        })
        .collect()
}

/// The folder in `build: path` or `context: path`.
fn context(line: &str) -> Option<&str> {
    let line = line.trim();
    let value = line
        .strip_prefix("build:")
        .or_else(|| line.strip_prefix("context:"))?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty() && !value.starts_with(['{', '$'])).then_some(value)
}

/// A relative path inside a repository; empty when it is the top or outside.
fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return String::new();
                }
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
