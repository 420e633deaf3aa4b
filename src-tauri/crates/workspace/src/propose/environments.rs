//! Environments, from folders, branches, Compose overrides and CI files.

use super::branches::EnvironmentBranch;
use super::candidates::is_inside;
use super::{Evidence, ProposedEnvironment, RepoFacts, base, handle};
use crate::tier;
use lockkeeper_domain::environment::Tier;
use std::collections::BTreeMap;

/// Folders whose children are environments.
const FOLDERS: [&str; 5] = ["overlays", "envs", "environments", "env", "stages"];
/// Children of such folders that are not.
const SHARED: [&str; 8] = [
    "base",
    "common",
    "shared",
    "default",
    "local",
    "components",
    "modules",
    "ci",
];
/// Words that mean an environment wherever they stand.
const KNOWN: [&str; 19] = [
    "dev",
    "development",
    "develop",
    "test",
    "testing",
    "qa",
    "integration",
    "stage",
    "staging",
    "stg",
    "uat",
    "preprod",
    "pre-production",
    "prod",
    "production",
    "live",
    "sandbox",
    "demo",
    "canary",
];

/// Parts of the longest path that is looked at; deeper ones are fixtures.
const DEEPEST: usize = 6;

/// Finds environments in the order of promotion.
pub(super) fn find(
    facts: &RepoFacts,
    branches: &[EnvironmentBranch],
    doubts: &mut Vec<String>,
) -> Vec<ProposedEnvironment> {
    let mut found = Found::default();
    let looked_at = |path: &&String| !path.contains('/') || is_inside(path);
    for path in facts.files.iter().filter(looked_at) {
        found.path(path);
    }
    // A branch says something only where no folder or file says it.
    let nothing = found.by_meaning.is_empty();
    for one in branches.iter().filter(|_| nothing) {
        found.seen(one.environment, one.evidence.clone());
    }
    for branch in &facts.branches {
        if is_known(branch) && branch != "develop" && branch != "development" {
            found.add(branch, branch, "is a branch of its own");
        }
    }
    for (path, text) in &facts.contents {
        if path.contains("/workflows/") || base(path) == ".gitlab-ci.yml" {
            for name in ci_environments(text) {
                found.add(&name, path, "deploys to it");
            }
        }
    }
    let mut environments = found.in_order();
    if environments.is_empty() {
        doubts.push(
            "Nothing here names an environment; `staging` and `production` are a suggestion."
                .to_owned(),
        );
        environments = ["staging", "production"].map(suggested).into();
    }
    environments
}

/// The branches that the proposed environments run from, under the names of
/// those. Only where every one of them is said by its branch: a folder says
/// more about what runs there.
pub(super) fn run_from(
    branches: Vec<EnvironmentBranch>,
    environments: &[ProposedEnvironment],
) -> Vec<EnvironmentBranch> {
    let is_branch = |environment: &ProposedEnvironment| {
        let mut branches = branches.iter();
        branches.any(|one| {
            one.environment == environment.name && environment.evidence.contains(&one.evidence)
        })
    };
    if environments.iter().all(is_branch) {
        branches
    } else {
        Vec::new()
    }
}

/// Whether a file is a Compose file or an override of one.
pub(super) fn is_compose(name: &str) -> bool {
    let stem = name.strip_prefix("docker-").unwrap_or(name);
    let is_yaml = [".yml", ".yaml"].iter().any(|end| stem.ends_with(end));
    is_yaml && (stem.starts_with("compose.") || stem.starts_with("compose-"))
}

fn suggested(name: &str) -> ProposedEnvironment {
    ProposedEnvironment {
        name: name.to_owned(),
        tier: tier::guess(name),
        evidence: Vec::new(),
    }
}

/// Environments seen so far: one entry per meaning, so that `prod` and
/// `production` are one.
#[derive(Default)]
struct Found {
    by_meaning: BTreeMap<String, ProposedEnvironment>,
}

impl Found {
    fn add(&mut self, name: &str, place: &str, says: &str) {
        self.seen(name, Evidence::new(place, says));
    }

    fn seen(&mut self, name: &str, evidence: Evidence) {
        let name = handle(name);
        let entry = self
            .by_meaning
            .entry(meaning(&name))
            .or_insert_with(|| suggested(&name));
        if !entry.evidence.contains(&evidence) {
            entry.evidence.push(evidence);
        }
    }

    /// What a path says.
    fn path(&mut self, path: &str) {
        let parts: Vec<_> = path.split('/').collect();
        if parts.len() > DEEPEST {
            return;
        }
        for pair in parts.windows(2).take(parts.len().saturating_sub(2)) {
            let (parent, child) = (pair[0], pair[1]);
            if FOLDERS.contains(&parent)
                && !SHARED.contains(&child)
                && !child.starts_with(['.', '_', '$'])
            {
                let place = folder_until(path, parent, child);
                self.add(child, &place, "is a folder of its own");
            }
        }
        let name = base(path);
        if let Some(word) =
            word_between(name, &["values-", "values."]).filter(|word| is_known(word))
        {
            self.add(word, path, "has Helm values of its own");
        }
        if is_compose(name)
            && let Some(word) = compose_word(name).filter(|word| is_known(word))
        {
            self.add(word, path, "has a Compose file of its own");
        }
        if let Some(word) = name.strip_prefix(".env.").filter(|word| is_known(word)) {
            self.add(word, path, "has settings of its own");
        }
    }

    fn in_order(self) -> Vec<ProposedEnvironment> {
        let mut list: Vec<_> = self.by_meaning.into_values().collect();
        list.sort_by_key(|environment| rank(environment.tier));
        list
    }
}

const fn rank(tier: Tier) -> u8 {
    match tier {
        Tier::Development => 0,
        Tier::Testing => 1,
        Tier::Staging => 2,
        Tier::Production => 3,
    }
}

/// The one word for names that mean the same.
fn meaning(name: &str) -> String {
    let name = name.to_lowercase();
    match name.as_str() {
        "dev" | "development" | "develop" => "dev",
        "test" | "testing" | "qa" => "test",
        "stage" | "staging" | "stg" | "uat" | "preprod" | "pre-production" => "staging",
        "prod" | "production" | "live" => "production",
        other => other,
    }
    .to_owned()
}

fn is_known(word: &str) -> bool {
    KNOWN.contains(&word.to_lowercase().as_str())
}

fn folder_until(path: &str, parent: &str, child: &str) -> String {
    let end = format!("{parent}/{child}/");
    let at = path.find(&end).map_or(path.len(), |at| at + end.len());
    path[..at].trim_end_matches('/').to_owned()
}

/// The word in `values-production.yaml`.
fn word_between<'a>(name: &'a str, starts: &[&str]) -> Option<&'a str> {
    let stem = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))?;
    starts.iter().find_map(|start| stem.strip_prefix(start))
}

/// The word in `docker-compose.prod.yml`.
fn compose_word(name: &str) -> Option<&str> {
    let name = name.strip_prefix("docker-").unwrap_or(name);
    word_between(name, &["compose.", "compose-"])
}

/// Names behind `environment:` in a workflow or pipeline.
fn ci_environments(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        let value = match line.trim_start_matches("- ").strip_prefix("environment:") {
            Some(value) => {
                inside = value.trim().is_empty();
                Some(value)
            }
            None if inside => line.strip_prefix("name:"),
            None => None,
        };
        let word = value.map(|value| value.trim().trim_matches(['"', '\'']));
        if let Some(word) = word.filter(|word| !word.is_empty()) {
            inside = false;
            if is_known(word) {
                names.push(word.to_owned());
            }
        }
    }
    names
}
