//! Environments that run the branches of a repository, and what they would ask
//! of a promotion.

use super::ground::Sight;
use crate::desk::Desk;
use crate::observe::release_branch;
use crate::usecases::seal;
use lockkeeper_domain::branching::RunsBranch;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::aside;
use lockkeeper_domain::ids::BranchName;
use lockkeeper_domain::ledger::Walk;
use lockkeeper_domain::policy::Service;

/// Environments that run a branch which stays. Where work comes into the
/// branch releases are cut from by merging, and nothing holds it, nothing is
/// passed by.
pub(super) async fn run_by(desk: &Desk, sight: &Sight) -> Vec<RunsBranch> {
    let places = places(desk, sight);
    if places.is_empty() {
        return Vec::new();
    }
    let unread = match seal::follow(desk).await {
        Ok(()) => None,
        Err(error) => Some(format!("the ledger could not be asked: {error}")),
    };
    let cut_from = release_branch(&sight.repo, &sight.policy).await.ok();
    let walk = desk.walk();
    let mut found = Vec::new();
    for (environment, branch, services) in places {
        let works_there = cut_from.as_ref() == Some(branch);
        let before = services
            .iter()
            .find_map(|service| desk.workspace.previous(service, &environment.name));
        let names: Vec<_> = services
            .iter()
            .map(|service| service.name.clone())
            .collect();
        let mut aside = aside(
            environment,
            before.map(|before| &before.name),
            &names,
            walk.as_deref().map(Walk::state),
            (desk.now(), &desk.zone),
        );
        if works_there && aside.gates.is_empty() && aside.frozen.is_empty() {
            continue;
        }
        aside.undecided = aside.undecided.or_else(|| unread.clone());
        found.push(RunsBranch {
            branch: branch.clone(),
            environment: environment.name.clone(),
            services: names,
            aside,
            recorded: walk.is_some() && !works_there,
        });
    }
    found
}

type Place<'a> = (&'a Environment, &'a BranchName, Vec<&'a Service>);

/// Each environment and branch once, with the services of both.
fn places<'a>(desk: &'a Desk, sight: &'a Sight) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    for environment in &desk.workspace.environments {
        for base in &sight.ground.model.bases {
            let here = Some((&sight.ground.repo, &base.name));
            let services = desk.workspace.services.values();
            let services: Vec<&Service> = services
                .filter(|service| service.branch_in(&environment.name) == here)
                .collect();
            if !services.is_empty() {
                found.push((environment, &base.name, services));
            }
        }
    }
    found
}
