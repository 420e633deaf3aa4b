//! Rules that look at several services at once.

use super::is_table;
use super::layers::ServiceTree;
use crate::problem::Findings;
use lockkeeper_domain::ids::{RepoName, ServiceName};
use lockkeeper_domain::policy::{Service, Workspace};
use std::collections::{BTreeMap, BTreeSet};

/// Reports services that cannot live beside each other.
pub(super) fn check(
    trees: &BTreeMap<String, ServiceTree>,
    workspace: &Workspace,
    findings: &mut Findings,
) {
    for (name, tree) in trees {
        check_repos(name, tree, workspace, findings);
    }
    for service in workspace.services.values() {
        let Some(tree) = trees.get(service.name.as_str()) else {
            continue;
        };
        let siblings = siblings(service, workspace);
        check_tag(service, tree, &siblings, findings);
        check_paths(service, tree, &siblings, findings);
        check_group(service, tree, workspace, findings);
        check_circle(service, tree, workspace, findings);
    }
}

/// Reports repositories that exist under no name, once placeholders are filled.
fn check_repos(name: &str, tree: &ServiceTree, workspace: &Workspace, findings: &mut Findings) {
    let path = format!("services.{name}");
    let own = std::iter::once((format!("{path}.repo"), tree.own.get("repo")));
    let on = tree
        .on
        .iter()
        .map(|(environment, node)| (format!("{path}.on.{environment}.repo"), node.get("repo")));
    for (key, node) in own.chain(on) {
        let Some((node, repo)) = node.and_then(|node| Some((node, node.text()?))) else {
            continue;
        };
        let known = workspace.repos.keys().map(RepoName::as_str);
        if !findings.has_at(node.at) && !known.clone().any(|known| known == repo) {
            let text = format!("`{repo}` is not a repository of this workspace.");
            findings.unknown(node.at, &key, text, repo, known);
        }
    }
}

/// Reports a service that cannot share the version of its group.
fn check_group(
    service: &Service,
    tree: &ServiceTree,
    workspace: &Workspace,
    findings: &mut Findings,
) {
    let Some(group) = &service.group else { return };
    let first = workspace
        .services
        .values()
        .find(|other| other.group.as_ref() == Some(group));
    let Some(first) = first else { return };
    for (key, differs) in [
        ("repo", first.repo != service.repo),
        ("tag", first.tag != service.tag),
    ] {
        if differs {
            let at = tree.own.get(key).map_or(tree.at, |node| node.at);
            let text = format!(
                "`{}` shares the version of `{}`, so both have the same `{key}`.",
                service.name, first.name
            );
            findings.add(at, &format!("services.{}.{key}", service.name), text);
        }
    }
}

/// Services of the same repository that have a version of their own.
fn siblings<'a>(service: &Service, workspace: &'a Workspace) -> Vec<&'a Service> {
    let one_version = |other: &Service| service.group.is_some() && other.group == service.group;
    workspace
        .services
        .values()
        .filter(|other| other.repo == service.repo && other.name != service.name)
        .filter(|other| !one_version(other))
        .collect()
}

fn check_tag(
    service: &Service,
    tree: &ServiceTree,
    siblings: &[&Service],
    findings: &mut Findings,
) {
    let path = format!("services.{}.tag", service.name);
    let at = tree.own.get("tag").map_or(tree.at, |tag| tag.at);
    let twin = siblings
        .iter()
        .find(|other| other.name < service.name && other.tag.overlaps(&service.tag));
    if let Some(twin) = twin {
        let (one, other) = (&twin.tag, &service.tag);
        let what = if one == other {
            "have the same tag pattern".to_owned()
        } else {
            format!("have tag patterns that can name the same tag, `{one}` and `{other}`")
        };
        let text = format!(
            "`{}` and `{}` of `{}` {what}; give each its own, or put them into one group.",
            twin.name, service.name, service.repo
        );
        findings.add(at, &path, text);
    }
}

fn check_paths(
    service: &Service,
    tree: &ServiceTree,
    siblings: &[&Service],
    findings: &mut Findings,
) {
    let Some(sibling) = siblings.first() else {
        return;
    };
    let path = format!("services.{}", service.name);
    if service.paths.is_empty()
        && is_table(&tree.own)
        && !findings.touches(&format!("{path}.paths"))
    {
        let text = format!(
            "`{}` shares `{}` with `{}`, so it needs `paths`.",
            service.name, service.repo, sibling.name
        );
        findings.add(tree.at, &path, text);
    }
}

/// What one relation of a service names.
type Named = fn(&Service) -> Vec<ServiceName>;

/// Reports a service that, over others, requires itself, or is released for
/// its own release.
fn check_circle(
    service: &Service,
    tree: &ServiceTree,
    workspace: &Workspace,
    findings: &mut Findings,
) {
    let relations: [(_, _, Named); 2] = [
        ("requires", "requires itself", |one| {
            one.requires.keys().cloned().collect()
        }),
        ("depends", "depends on itself", |one| one.depends.clone()),
    ];
    for (key, says, next) in relations {
        if leads_back(service, workspace, next) {
            let text = format!("`{}` {says}, directly or over others.", service.name);
            let key = format!("services.{}.{key}", service.name);
            findings.add(tree.at, &key, text);
        }
    }
}

/// Whether a relation leads from a service to itself.
fn leads_back(service: &Service, workspace: &Workspace, next: Named) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = next(service);
    while let Some(name) = open.pop() {
        if name == service.name {
            return true;
        }
        if let Some(other) = workspace.services.get(&name)
            && seen.insert(name)
        {
            open.extend(next(other));
        }
    }
    false
}
