//! What the builds that may come next would take away of the live ones: the
//! board has to say it without asking a repository.

use super::between::own;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::Repo;
use lockkeeper_domain::board::comers;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{EnvName, Oid};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Build, Known, Loss, PlaceFacts, Snapshot};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How many releases of a service are offered beside those that run somewhere.
const OFFERED: usize = 3;

/// Looks at every build that may come into each place. Commits never change,
/// so that what was found before is found again without looking.
pub(super) async fn look(desk: &Desk, snapshot: &mut Snapshot, before: &Snapshot) {
    for service in desk.workspace.services.values() {
        // Opened when something new has to be looked at.
        let repo = OnceCell::new();
        for (environment, live, comes) in wanted(service, snapshot) {
            let loss = match known(service, &environment, before, &live, &comes) {
                Some(loss) => loss,
                None => Loss {
                    lost: {
                        let repo = repo.get_or_init(|| desk.repo_of(service)).await;
                        lost(desk, service, repo, &live, &comes).await
                    },
                    live,
                    comes,
                },
            };
            if let Some(place) = place_mut(snapshot, service, &environment) {
                place.losses.push(loss);
            }
        }
    }
}

/// Environments, the commit that is live in each, and each that may follow it.
fn wanted(service: &Service, snapshot: &Snapshot) -> Vec<(EnvName, Oid, Oid)> {
    let builds = comers(service, snapshot, OFFERED);
    let places = snapshot.places.get(&service.name);
    let mut wanted = Vec::new();
    for (environment, fact) in places.into_iter().flatten() {
        let live = fact.seen().and_then(PlaceFacts::live);
        let Some(live) = live.and_then(|live| live.build.as_ref()) else {
            continue;
        };
        let follows = |build: &&Build| build.is_newer(live) && !build.is_same(live);
        wanted.extend(builds.iter().filter(follows).map(|build| {
            (
                environment.clone(),
                live.commit.clone(),
                build.commit.clone(),
            )
        }));
    }
    wanted
}

fn known(
    service: &Service,
    environment: &EnvName,
    before: &Snapshot,
    live: &Oid,
    comes: &Oid,
) -> Option<Loss> {
    let place = before.places.get(&service.name)?.get(environment)?.seen()?;
    let same = |loss: &&Loss| loss.live == *live && loss.comes == *comes;
    let found = place.losses.iter().find(same)?;
    matches!(found.lost, Known::Seen(_)).then(|| found.clone())
}

async fn lost(
    desk: &Desk,
    service: &Service,
    repo: &Result<Arc<dyn Repo>, EngineError>,
    live: &Oid,
    comes: &Oid,
) -> Known<Vec<String>> {
    let repo = match repo {
        Ok(repo) => repo,
        Err(error) => return Known::Unknown(error.to_string()),
    };
    // Nearly always one contains the other, which is asked more cheaply.
    if repo.contains(comes, live).await.unwrap_or(false) {
        return Known::Seen(Vec::new());
    }
    match own(desk, service, repo, comes, live).await {
        Ok(commits) => Known::Seen(commits.iter().map(CommitFacts::line).collect()),
        Err(error) => Known::Unknown(error.to_string()),
    }
}

fn place_mut<'a>(
    snapshot: &'a mut Snapshot,
    service: &Service,
    environment: &EnvName,
) -> Option<&'a mut PlaceFacts> {
    let fact = snapshot
        .places
        .get_mut(&service.name)?
        .get_mut(environment)?;
    match &mut fact.state {
        Known::Seen(place) => Some(place),
        Known::Unknown(_) => None,
    }
}
