//! What could be brought into an environment next.

use crate::environment::Environment;
use crate::policy::{Service, Workspace};
use crate::snapshot::{Build, Known, Release, ServiceFacts, Snapshot};

/// The build that wants to enter an environment: what is live in the one
/// before; for the first one the newest release, or the newest commit where
/// the policy brings it by itself. It may run there already.
///
/// # Errors
/// Why nobody knows.
pub fn candidate(
    workspace: &Workspace,
    service: &Service,
    environment: &Environment,
    snapshot: &Snapshot,
) -> Result<Option<Build>, String> {
    let Some(previous) = workspace.previous(service, &environment.name) else {
        return Ok(first(environment, service_facts(service, snapshot)?));
    };
    let places = snapshot.places.get(&service.name);
    let before = match places.and_then(|p| p.get(&previous.name)).map(|f| &f.state) {
        Some(Known::Seen(place)) => place,
        Some(Known::Unknown(why)) => return Err(format!("{}: {why}", previous.name)),
        None => return Err(format!("nobody has looked at {}", previous.name)),
    };
    match before.live() {
        None => Ok(None),
        Some(live) => match &live.build {
            Some(build) => Ok(Some(build.clone())),
            None => Err(format!(
                "{} runs `{}`, no known build",
                previous.name, live.value
            )),
        },
    }
}

fn service_facts<'a>(
    service: &Service,
    snapshot: &'a Snapshot,
) -> Result<&'a ServiceFacts, String> {
    match snapshot.services.get(&service.name).map(|fact| &fact.state) {
        Some(Known::Seen(facts)) => Ok(facts),
        Some(Known::Unknown(why)) => Err(format!("{}: {why}", service.repo)),
        None => Err(format!("nobody has looked at {}", service.repo)),
    }
}

fn first(environment: &Environment, facts: &ServiceFacts) -> Option<Build> {
    let release = facts
        .releases
        .iter()
        .find(|r| !r.yanked)
        .map(Release::build);
    let head = environment.auto.as_ref().and_then(|_| facts.head_build());
    head.or(release)
}
