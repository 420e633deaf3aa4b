//! The direction gate: which crate may know which.

use crate::steps::{cargo, output};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the two clients may know: the core, and whoever composes it.
const CLIENT: &[&str] = &["compose", "contract", "domain", "engine"];
/// What the composing crate may know: everything but the clients.
const COMPOSER: &[&str] = &[
    "contract",
    "demo",
    "domain",
    "engine",
    "git",
    "keychain",
    "signing",
    "store",
    "targets",
    "workspace",
];

/// What each crate may depend on among our own, beside test-only ones.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("contract", &["domain"]),
    ("engine", &["contract", "domain"]),
    ("workspace", &["domain"]),
    ("demo", &["domain", "workspace"]),
    ("git", &["domain", "engine"]),
    ("keychain", &["engine"]),
    ("signing", &["domain", "engine"]),
    ("store", &["domain", "engine"]),
    ("targets", &["domain", "engine"]),
    ("testkit", &["contract", "domain", "engine"]),
    ("compose", COMPOSER),
    ("cli", CLIENT),
    ("desktop", CLIENT),
];

/// Crates that only one of ours may name.
const OWNERS: &[(&str, &[&str])] = &[
    ("tauri", &["desktop"]),
    ("git2", &["git"]),
    ("secret-service", &["keychain"]),
    ("sqlx", &["store"]),
    ("clap", &["cli"]),
    ("toml_edit", &["domain", "workspace"]),
];

/// What the pure crate may never depend on.
const IMPURE: &[&str] = &["tokio", "async-trait", "futures", "tempfile", "uuid"];

/// Fails with every dependency that points the wrong way.
pub fn check() -> Result<()> {
    let text = output(&mut cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
    ]))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
    let findings = judge(&dependencies(&metadata));
    if findings.is_empty() {
        return Ok(());
    }
    bail!(
        "dependencies that point the wrong way:\n  {}",
        findings.join("\n  ")
    );
}

type Dependencies = BTreeMap<String, Vec<(String, bool)>>;

/// Each package's dependencies by name, and whether they are for tests only.
fn dependencies(metadata: &Value) -> Dependencies {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .map(|package| {
            let named = package["dependencies"].as_array().into_iter().flatten();
            let list = named
                .map(|d| (name(&d["name"]), d["kind"].as_str() == Some("dev")))
                .collect();
            (name(&package["name"]), list)
        })
        .collect()
}

fn name(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn judge(packages: &Dependencies) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut findings = Vec::new();
    for (package, list) in packages {
        let Some(own) = package.strip_prefix("lockkeeper-") else {
            continue;
        };
        let Some(may) = allowed.get(own) else {
            findings.push(format!("`{package}` has no place in the order of crates"));
            continue;
        };
        for (dependency, for_tests) in list {
            if let Some(reason) = objection(own, may, dependency, *for_tests) {
                findings.push(format!("`{package}` names `{dependency}`: {reason}"));
            }
        }
    }
    findings
}

fn objection(own: &str, may: &[&str], dependency: &str, for_tests: bool) -> Option<String> {
    if let Some(other) = dependency.strip_prefix("lockkeeper-") {
        if other == "testkit" && !for_tests {
            return Some("the test kit is for tests only".to_owned());
        }
        let fits = for_tests || may.contains(&other);
        return (!fits).then(|| format!("it may know {may:?}"));
    }
    if own == "domain" && !for_tests && IMPURE.contains(&dependency) {
        return Some("decisions are pure".to_owned());
    }
    let owners = OWNERS
        .iter()
        .find(|(crate_name, _)| *crate_name == dependency)?
        .1;
    (!for_tests && !owners.contains(&own)).then(|| format!("only {owners:?} may"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(package: &str, dependency: &str, for_tests: bool) -> usize {
        let list = vec![(dependency.to_owned(), for_tests)];
        judge(&BTreeMap::from([(package.to_owned(), list)])).len()
    }

    #[test]
    fn the_pure_crate_knows_nobody() {
        assert_eq!(found("lockkeeper-domain", "lockkeeper-engine", false), 1);
        assert_eq!(found("lockkeeper-domain", "tokio", false), 1);
        assert_eq!(found("lockkeeper-domain", "semver", false), 0);
    }

    #[test]
    fn the_test_kit_is_for_tests_only() {
        assert_eq!(found("lockkeeper-git", "lockkeeper-testkit", false), 1);
        assert_eq!(found("lockkeeper-git", "lockkeeper-testkit", true), 0);
    }

    #[test]
    fn only_the_shell_knows_the_window() {
        assert_eq!(found("lockkeeper-cli", "tauri", false), 1);
        assert_eq!(found("lockkeeper-desktop", "tauri", false), 0);
        assert_eq!(found("lockkeeper-newcomer", "semver", false), 1);
    }
}
