//! Facts of a workspace: what each repository has and what runs where.
//!
//! Everything is observed at the same time, a few repositories at once. What
//! cannot be reached keeps its former fact with its former age; what was
//! never seen is *unknown* with the reason.

mod automatic;
mod between;
mod branches;
mod history;
mod landing;
mod losses;
mod places;
mod proof;
mod raised;
mod remote;
mod repository;
mod signatures;
mod strays;
mod tags;
mod yanks;

pub(crate) use between::{between, difference, own_paths};
pub(crate) use branches::{build_at, value};
pub use history::{Asked, Lineage, lineage, needs_paths};
pub(crate) use raised::raised;
pub use remote::bring_up_to_date;
pub use repository::{ORIGIN, release_branch};
pub(crate) use signatures::{people, verify, with_signature};
pub(crate) use tags::Before;
pub use tags::RepoTags;

use crate::desk::{Desk, Seen};
use crate::error::EngineError;
use crate::ports::Topic;
use futures::StreamExt;
use futures::stream;
use lockkeeper_domain::ids::RepoName;
use lockkeeper_domain::snapshot::Snapshot;
use std::sync::Arc;
use yanks::Journaled;

/// What is known before anything is looked at.
struct Earlier<'a> {
    snapshot: &'a Snapshot,
    yanked: Journaled,
}

/// How many repositories are looked at together.
const TOGETHER: usize = 8;

/// Observes the whole workspace and keeps the result. With `refresh` the
/// remotes are asked, without it only what is here is read.
///
/// # Errors
/// None of a repository: those become unknown facts. The snapshot that could
/// not be kept is still used.
pub async fn observe(desk: &Desk, refresh: bool) -> Result<Arc<Snapshot>, EngineError> {
    let before = desk.seen();
    let mut unreached: Vec<(RepoName, String)> = Vec::new();
    let mut snapshot = Snapshot::default();
    let earlier = Earlier {
        snapshot: &before.snapshot,
        yanked: Journaled::read(desk, &before.snapshot).await,
    };
    let policies = desk
        .workspace
        .repos
        .values()
        .filter(|repo| has_services(desk, &repo.name));
    let looks = policies.map(|policy| repository::look(desk, policy, &earlier, refresh));
    let mut looks = stream::iter(looks.collect::<Vec<_>>()).buffer_unordered(TOGETHER);
    while let Some(look) = looks.next().await {
        unreached.extend(look.unreached);
        snapshot.services.extend(look.services);
    }
    drop(looks);
    let looks = places::by_repository(desk).into_iter();
    let looks = looks.map(|group| places::look(desk, group, &snapshot, &before.snapshot, refresh));
    let looks: Vec<_> = looks.collect();
    let mut found = Vec::new();
    let mut looks = stream::iter(looks).buffer_unordered(TOGETHER);
    while let Some(look) = looks.next().await {
        unreached.extend(look.unreached);
        found.extend(look.places);
    }
    drop(looks);
    found.extend(branches::look(desk, &snapshot, &before.snapshot).await);
    for (service, environment, fact) in found {
        snapshot
            .places
            .entry(service)
            .or_default()
            .insert(environment, fact);
    }
    strays::recognise(desk, &mut snapshot, &before.snapshot).await;
    landing::settle(desk, &mut snapshot, &before.snapshot);
    signatures::look(desk, &mut snapshot, &before.snapshot, refresh).await;
    proof::mark(desk, &mut snapshot).await;
    losses::look(desk, &mut snapshot, &before.snapshot).await;
    keep(desk, snapshot, unreached, before, refresh).await
}

fn has_services(desk: &Desk, repo: &RepoName) -> bool {
    desk.workspace
        .services
        .values()
        .any(|service| &service.repo == repo)
}

async fn keep(
    desk: &Desk,
    snapshot: Snapshot,
    unreached: Vec<(RepoName, String)>,
    before: Seen,
    refresh: bool,
) -> Result<Arc<Snapshot>, EngineError> {
    let changed = *before.snapshot != snapshot;
    let snapshot = Arc::new(snapshot);
    let refreshed_at = if refresh {
        Some(desk.now())
    } else {
        before.refreshed_at
    };
    let unreached = if refresh { unreached } else { before.unreached };
    desk.set_seen(Seen {
        snapshot: Arc::clone(&snapshot),
        refreshed_at,
        unreached,
    });
    // A full disk must not hide what was just seen.
    if let Err(error) = desk.ports.facts.keep(&desk.places.file, &snapshot).await {
        tracing::warn!(%error, "the facts were not kept");
    }
    if changed {
        desk.ports
            .events
            .publish(&[Topic::Board, Topic::Releases], None);
    }
    Ok(snapshot)
}
