//! Manifests: what they call a package, its version, and its members.

use super::{RepoFacts, base, folder};
use globset::GlobBuilder;
use std::collections::BTreeSet;
use toml_edit::DocumentMut;

/// Files that make a folder a package.
pub(super) const MANIFESTS: [&str; 4] = ["package.json", "Cargo.toml", "pyproject.toml", "go.mod"];

/// Whether the content of a file is needed for a proposal.
#[must_use]
pub fn is_read(path: &str) -> bool {
    let name = base(path);
    let deep = path.matches('/').count() > 4;
    !deep
        && (MANIFESTS.contains(&name)
            || matches!(
                name,
                "VERSION" | "pnpm-workspace.yaml" | ".gitlab-ci.yml" | "Chart.yaml"
            )
            || super::environments::is_compose(name)
            || name.starts_with("kustomization.y")
            || name.starts_with("values")
            || path.starts_with(".github/workflows/")
            || path.starts_with(".gitea/workflows/"))
}

/// A package as its manifest describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Package {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    /// Whether it says that it is never published.
    pub(super) private: bool,
    /// Whether its version is the one of the whole repository.
    pub(super) shared: bool,
}

/// Reads a manifest; nothing when it describes no package.
pub(super) fn package(facts: &RepoFacts, path: &str) -> Option<Package> {
    let text = facts.contents.get(path)?;
    match base(path) {
        "package.json" => npm(text),
        "Cargo.toml" => cargo(text),
        "pyproject.toml" => python(text),
        "go.mod" => go(text),
        _ => None,
    }
}

fn npm(text: &str) -> Option<Package> {
    let manifest: serde_json::Value = serde_json::from_str(text).ok()?;
    let owned = |key: &str| manifest[key].as_str().map(str::to_owned);
    Some(Package {
        name: owned("name"),
        version: owned("version"),
        private: manifest["private"].as_bool().unwrap_or(false),
        shared: false,
    })
}

fn cargo(text: &str) -> Option<Package> {
    let manifest: DocumentMut = text.parse().ok()?;
    let whole = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("package"));
    let package = manifest.get("package").or(whole)?;
    let own = |key: &str| package.get(key)?.as_str().map(str::to_owned);
    let inherited = |key: &str| whole?.get(key)?.as_str().map(str::to_owned);
    Some(Package {
        name: own("name"),
        version: own("version").or_else(|| inherited("version")),
        private: package.get("publish").and_then(toml_edit::Item::as_bool) == Some(false),
        shared: package
            .get("version")
            .is_some_and(toml_edit::Item::is_table_like),
    })
}

fn python(text: &str) -> Option<Package> {
    let manifest: DocumentMut = text.parse().ok()?;
    let project = manifest.get("project");
    let poetry = manifest.get("tool").and_then(|tool| tool.get("poetry"));
    let package = project.or(poetry)?;
    let owned = |key: &str| package.get(key)?.as_str().map(str::to_owned);
    Some(Package {
        name: owned("name"),
        version: owned("version"),
        private: false,
        shared: false,
    })
}

fn go(text: &str) -> Option<Package> {
    let module = text.lines().find_map(|line| line.strip_prefix("module "))?;
    Some(Package {
        name: Some(base(module.trim()).to_owned()),
        ..Package::default()
    })
}

/// Folders that a manifest at the top names as members, each with that manifest.
pub(super) fn members(facts: &RepoFacts) -> BTreeSet<(String, &'static str)> {
    let text = |path: &str| facts.contents.get(path).map(String::as_str);
    let cargo = text("Cargo.toml").map(cargo_members).unwrap_or_default();
    let npm = text("package.json").map(npm_members).unwrap_or_default();
    let pnpm = text("pnpm-workspace.yaml")
        .map(pnpm_members)
        .unwrap_or_default();
    [
        ("Cargo.toml", "Cargo.toml", cargo),
        ("package.json", "package.json", npm),
        ("pnpm-workspace.yaml", "package.json", pnpm),
    ]
    .into_iter()
    .flat_map(|(named_in, manifest, patterns)| {
        matching(facts, manifest, &patterns)
            .into_iter()
            .map(move |folder| (folder, named_in))
    })
    .collect()
}

fn cargo_members(text: &str) -> Vec<String> {
    let Ok(manifest) = text.parse::<DocumentMut>() else {
        return Vec::new();
    };
    let list = |key: &str| -> Vec<String> {
        let array = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get(key))
            .and_then(toml_edit::Item::as_array);
        let items = array.into_iter().flatten().filter_map(|item| item.as_str());
        items.map(str::to_owned).collect()
    };
    let excluded = list("exclude")
        .into_iter()
        .map(|folder| format!("!{folder}"));
    list("members").into_iter().chain(excluded).collect()
}

fn npm_members(text: &str) -> Vec<String> {
    let Ok(manifest) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let workspaces = &manifest["workspaces"];
    let list = workspaces
        .as_array()
        .or_else(|| workspaces["packages"].as_array());
    let items = list.into_iter().flatten().filter_map(|item| item.as_str());
    items.map(str::to_owned).collect()
}

fn pnpm_members(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("packages:"));
    lines
        .skip(1)
        .take_while(|line| line.starts_with([' ', '-']) || line.trim().is_empty())
        .filter_map(|line| line.trim().strip_prefix('-'))
        .map(|item| item.trim().trim_matches(['"', '\'']).to_owned())
        .collect()
}

/// Folders with a manifest that a list of patterns means; `!` excludes.
fn matching(facts: &RepoFacts, manifest: &str, patterns: &[String]) -> Vec<String> {
    let matches = |pattern: &str, folder: &str| {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        GlobBuilder::new(pattern)
            .literal_separator(true)
            .build()
            .is_ok_and(|glob| glob.compile_matcher().is_match(folder))
    };
    let wanted = |folder: &str| {
        let mut taken = false;
        for pattern in patterns {
            match pattern.strip_prefix('!') {
                Some(pattern) if matches(pattern, folder) => taken = false,
                None if matches(pattern, folder) => taken = true,
                _ => {}
            }
        }
        taken
    };
    let with_manifest = facts.files.iter().filter(|path| base(path) == manifest);
    with_manifest
        .map(|path| folder(path))
        .filter(|folder| !folder.is_empty() && wanted(folder))
        .map(str::to_owned)
        .collect()
}
