//! The order in which the members of a set go.

use crate::ids::{BranchName, EnvName, RepoName, ServiceName};
use crate::policy::Workspace;
use std::collections::BTreeSet;

/// What moves by one step: a service, or all of the set that are on one branch.
type Movement<'a> = BTreeSet<&'a ServiceName>;

/// The services of a set in the order in which they go: each after all that
/// it requires, and those of one branch in one wave. Members of a circle come
/// last, together.
#[must_use]
pub fn waves(
    workspace: &Workspace,
    environment: &EnvName,
    services: &[ServiceName],
) -> Vec<Vec<ServiceName>> {
    let mut left = movements(workspace, environment, services);
    let mut waves = Vec::new();
    while !left.is_empty() {
        let is_free = |movement: &&Movement<'_>| {
            let others = left.iter().filter(|other| other != movement).flatten();
            let others: BTreeSet<&ServiceName> = others.copied().collect();
            let mut each = movement.iter();
            each.all(|one| needs(workspace, one, services).is_disjoint(&others))
        };
        let mut wave: Vec<Movement<'_>> = left.iter().filter(is_free).cloned().collect();
        if wave.is_empty() {
            wave.clone_from(&left);
        }
        left.retain(|movement| !wave.contains(movement));
        let names: Movement<'_> = wave.into_iter().flatten().collect();
        waves.push(names.into_iter().cloned().collect());
    }
    waves
}

fn movements<'a>(
    workspace: &Workspace,
    environment: &EnvName,
    services: &'a [ServiceName],
) -> Vec<Movement<'a>> {
    let mut found: Vec<(Option<(&RepoName, &BranchName)>, Movement<'a>)> = Vec::new();
    for name in services {
        let service = workspace.services.get(name);
        let branch = service.and_then(|service| service.branch_in(environment));
        let known = found
            .iter_mut()
            .find(|(on, _)| branch.is_some() && *on == branch);
        match known {
            Some((_, movement)) => {
                movement.insert(name);
            }
            None => found.push((branch, [name].into())),
        }
    }
    found.into_iter().map(|(_, movement)| movement).collect()
}

/// The services of a set that one of them requires.
#[must_use]
pub fn needs<'a>(
    workspace: &Workspace,
    service: &ServiceName,
    set: &'a [ServiceName],
) -> BTreeSet<&'a ServiceName> {
    let own = workspace.services.get(service);
    let requires = |other: &&ServiceName| {
        *other != service && own.is_some_and(|own| own.requires.contains_key(*other))
    };
    set.iter().filter(requires).collect()
}
