//! What the reader accepts, what it says, and what it makes of it.

mod edits;
mod examples;
mod explaining;
mod fuzz;
mod inheritance;
mod places;
mod problems;
mod proposals;
mod reading;
mod rules;
mod schemas;

use crate::{File, parse};

/// A key that somebody could have.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

/// A workspace without anything wrong, to which tests add what they are about.
const HARBOUR: &str = r#"schema = 1
name = "Harbour"
environments = ["dev", "staging", "production"]

[repos.shop]
url = "../shop"
[repos.infra]
url = "../infra"

[templates.shop]
each = ["api", "worker"]
repo = "shop"
paths = ["services/{service}/**"]
tag = "{service}-v{version}"
[templates.shop.on."*"]
target = "gitops"
file = "overlays/{env}/kustomization.yaml"
kustomize = "registry.example/{service}"

[env.dev]
gitops = { repo = "infra" }
[env.staging]
gitops = { repo = "infra" }
[env.production]
gitops = { repo = "infra", branch = "live" }
"#;

/// The workspace above with more text behind it.
fn harbour_with(more: &str) -> Result<File, Vec<String>> {
    read(&format!("{HARBOUR}{more}"))
}

/// A file, or its problems as people see them.
fn read(text: &str) -> Result<File, Vec<String>> {
    parse(text, "lockkeeper.toml")
        .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

/// The only problem of the workspace above with more text behind it.
fn only_problem(more: &str) -> String {
    let mut problems = harbour_with(more).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}
