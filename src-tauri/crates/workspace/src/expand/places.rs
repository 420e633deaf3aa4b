//! One place belongs to one environment of one service.

use super::layers::ServiceTree;
use crate::problem::Findings;
use lockkeeper_domain::ids::{BranchName, EnvName, RepoName, ServiceName};
use lockkeeper_domain::policy::{BranchPlace, GitopsPlace, Locator, Service, Target, Workspace};
use std::collections::BTreeMap;

/// Who is deployed to a place.
type Holder<'a> = (&'a ServiceName, &'a EnvName);

/// What two deployments would both write.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Written<'a> {
    /// A value of a file: the repository's URL, the branch, the file, and how
    /// the value is found there.
    Value(&'a str, Option<&'a BranchName>, &'a str, &'a str, &'a str),
    /// A branch of the services' own repository.
    Branch(&'a str, &'a BranchName),
}

/// Reports places that are written for two environments, or for two services:
/// a step in one would change the other, past its gates.
pub(super) fn check(
    trees: &BTreeMap<String, ServiceTree>,
    workspace: &Workspace,
    findings: &mut Findings,
) {
    let mut holders: BTreeMap<Written<'_>, Holder<'_>> = BTreeMap::new();
    for service in workspace.services.values() {
        let mut told = false;
        for environment in workspace.environments.iter().map(|one| &one.name) {
            let Some(written) = written(service, environment, workspace) else {
                continue;
            };
            let holder = *holders
                .entry(written)
                .or_insert((&service.name, environment));
            let clash = clash(holder, (&service.name, environment), service, workspace);
            if let (Some(text), false) = (clash, told) {
                told = true;
                report(service, environment, text, trees, findings);
            }
        }
    }
}

/// Says it where the deployment is written.
fn report(
    service: &Service,
    environment: &EnvName,
    text: String,
    trees: &BTreeMap<String, ServiceTree>,
    findings: &mut Findings,
) {
    let key = format!("services.{}.on.{environment}", service.name);
    let on = trees.get(service.name.as_str()).and_then(|tree| {
        let of = |(name, _): &&(String, _)| name == environment.as_str();
        tree.on.iter().find(of)
    });
    if let Some((_, node)) = on {
        let at = ["file", "branch"].iter().find_map(|key| node.get(key));
        findings.add(at.unwrap_or(node).at, &key, text);
    }
}

/// What a deployment writes; absent where nothing is promoted, because the
/// environment runs the branch that work comes into.
fn written<'a>(
    service: &'a Service,
    environment: &EnvName,
    workspace: &'a Workspace,
) -> Option<Written<'a>> {
    match &service.on.get(environment)?.target {
        Target::Gitops(place) => Some(value(place, workspace)),
        Target::Branch(BranchPlace { repo, branch, .. }) => {
            let works = workspace.repos.get(repo)?.branch.as_ref() == Some(branch);
            (!works).then(|| Written::Branch(url(repo, workspace), branch))
        }
    }
}

fn value<'a>(place: &'a GitopsPlace, workspace: &'a Workspace) -> Written<'a> {
    let (kind, path) = match &place.locator {
        Locator::Kustomize(image) => ("image", image),
        // Two words for a path in a document.
        Locator::Helm(path) | Locator::Set(path) => ("path", path),
    };
    let url = url(&place.repo, workspace);
    Written::Value(url, place.branch.as_ref(), &place.file, kind, path)
}

/// Two handles may stand for one repository.
fn url<'a>(repo: &'a RepoName, workspace: &'a Workspace) -> &'a str {
    let known = workspace.repos.get(repo);
    known.map_or(repo.as_str(), |known| known.url.trim_end_matches('/'))
}

/// Why two deployments cannot share what they write. Services of one branch
/// move together, so these may.
fn clash(
    first: Holder<'_>,
    second: Holder<'_>,
    service: &Service,
    workspace: &Workspace,
) -> Option<String> {
    if first == second || (first.1 == second.1 && moves_together(first, service, workspace)) {
        return None;
    }
    Some(format!(
        "`{}` in `{}` and `{}` in `{}` are the same place: a step in one would change the other. Give each its own; `{{env}}` and `{{service}}` stand for the names.",
        first.0, first.1, second.0, second.1
    ))
}

fn moves_together((name, environment): Holder<'_>, service: &Service, all: &Workspace) -> bool {
    let other = all.services.get(name);
    let branch = service.branch_in(environment);
    branch.is_some() && branch == other.and_then(|other| other.branch_in(environment))
}
