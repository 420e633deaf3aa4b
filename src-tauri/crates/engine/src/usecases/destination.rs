//! Where a version is brought to: what a branch would become.

use super::deployment::{Wish, place, verdicts};
use super::promotion::is_unrecorded;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::build_at;
use crate::ports::{Merged, RangeOptions, Repo, RepoError};
use crate::stand::{covers_rollback, stand, stands_for};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::{GateKind, item_of};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::plan::{
    BranchChange, BranchDestination, Carried, Destination, origin, patched,
};
use lockkeeper_domain::policy::{Service, Target};
use lockkeeper_domain::snapshot::{Build, Fact, Snapshot};
use std::sync::Arc;

/// What comes into a place.
pub(super) enum Coming<'a> {
    /// A build, forward, by a lane where it has one.
    Build(&'a Build, Option<&'a str>),
    /// What ran there at this commit of the branch.
    Back(&'a Oid),
    /// Nothing.
    Nothing,
}

/// Looks the place of a service up, with what would become of it.
pub(super) async fn destination(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    environment: &Environment,
    coming: Coming<'_>,
) -> Result<Destination, EngineError> {
    let place = match place(service, environment)? {
        Target::Gitops(place) => return Ok(Destination::Gitops(place.clone())),
        Target::Branch(place) => place,
    };
    let repo = desk.repo_of(service).await?;
    let policy = desk.repo_policy(&place.repo)?;
    let read = || EngineError::read_repo(&place.repo);
    let stand = stand(repo.as_ref(), &place.branch).await.map_err(read())?;
    let tip = stand.tip.as_ref();
    let (change, own) = change(repo.as_ref(), tip, &coming).await.map_err(read())?;
    let lot = Lot {
        desk,
        snapshot,
        service,
        environment,
    };
    Ok(Destination::Branch(Box::new(BranchDestination {
        place: place.clone(),
        protected: policy.flow.wants_pull_request(&place.branch),
        carried: lot.carried(&repo, &change, &coming).await?,
        remote: stand.remote,
        tip: stand.tip,
        change,
        own,
    })))
}

/// What becomes of the branch, and the commits of its own that the version lacks.
async fn change(
    repo: &dyn Repo,
    tip: Option<&Oid>,
    coming: &Coming<'_>,
) -> Result<(BranchChange, Vec<String>), RepoError> {
    let alone = |change| (change, Vec::new());
    let build = match coming {
        Coming::Build(build, _) => build,
        Coming::Back(from) => {
            let (tree, _, _) = repo.commit_parts(from).await?;
            let from = (*from).clone();
            return Ok(alone(BranchChange::Restored { tree, from }));
        }
        Coming::Nothing => {
            let why = "there is nothing to go back to".to_owned();
            return Ok(alone(BranchChange::Unclear(why)));
        }
    };
    let (wanted, _, _) = repo.commit_parts(&build.commit).await?;
    let Some(tip) = tip else {
        return Ok(alone(BranchChange::Forward { tree: wanted }));
    };
    if tip != &build.commit && repo.contains(&build.commit, tip).await? {
        return Ok(alone(BranchChange::Forward { tree: wanted }));
    }
    let runs = stands_for(repo, tip).await?;
    if &runs == tip && covers_rollback(repo, tip).await? {
        let why = "somebody committed on top of a rollback".to_owned();
        return Ok(alone(BranchChange::Unclear(why)));
    }
    if repo.contains(&runs, &build.commit).await? {
        return Ok(alone(BranchChange::Contained));
    }
    let change = match repo.merge(&runs, &build.commit).await? {
        Merged::Conflicts(files) => BranchChange::Conflict(files),
        Merged::Clean(tree) => BranchChange::Merged {
            exact: tree == wanted,
            tree,
        },
    };
    Ok((change, own(repo, &build.commit, &runs).await?))
}

/// Commits that a version lacks, but those that promotions made.
async fn own(repo: &dyn Repo, version: &Oid, runs: &Oid) -> Result<Vec<String>, RepoError> {
    let hidden = std::slice::from_ref(version);
    let range = repo.range(hidden, runs, RangeOptions::default()).await?;
    let by_hand = range.iter().filter(|c| origin(&c.message).is_none());
    Ok(by_hand.map(CommitFacts::line).collect())
}

/// What goes into a place in the ledger's terms, with the services that its
/// branch brings along; nothing for what goes alone.
pub(super) fn with_carried(service: &Service, build: &Build, place: &Destination) -> Vec<Item> {
    let Destination::Branch(branch) = place else {
        return Vec::new();
    };
    let carried = branch.carried.iter();
    let carried: Vec<Item> = carried.filter_map(|it| it.item.clone()).collect();
    match (carried.is_empty(), item_of(service, build)) {
        (false, Some(own)) => [vec![own], carried].concat(),
        _ => Vec::new(),
    }
}

/// The other services whose environment runs the same branch.
pub(super) fn sharing<'a>(
    desk: &'a Desk,
    service: &'a Service,
    environment: &'a Environment,
) -> impl Iterator<Item = &'a Service> {
    let branch = service.branch_in(&environment.name);
    let services = desk.workspace.services.values();
    services.filter(move |other| {
        let same = branch.is_some() && other.branch_in(&environment.name) == branch;
        same && other.name != service.name
    })
}

/// The build of a service that runs in an environment, as far as it is known.
pub(super) fn live_build<'a>(
    snapshot: &'a Snapshot,
    service: &Service,
    environment: &Environment,
) -> Option<&'a Build> {
    let places = snapshot.places.get(&service.name)?;
    let here = places.get(&environment.name)?.seen()?;
    here.live().and_then(|live| live.build.as_ref())
}

/// A service on its way, and where.
struct Lot<'a> {
    desk: &'a Desk,
    snapshot: &'a Snapshot,
    service: &'a Service,
    environment: &'a Environment,
}

impl Lot<'_> {
    /// The other services of the same branch that change with it.
    async fn carried(
        &self,
        repo: &Arc<dyn Repo>,
        change: &BranchChange,
        coming: &Coming<'_>,
    ) -> Result<Vec<Carried>, EngineError> {
        let (commit, forward) = match (coming, change) {
            (Coming::Back(from), BranchChange::Restored { .. }) => (*from, None),
            (
                Coming::Build(build, lane),
                BranchChange::Forward { .. } | BranchChange::Merged { .. },
            ) => (&build.commit, Some(*lane)),
            _ => return Ok(Vec::new()),
        };
        let mut carried = Vec::new();
        for other in self.sharing() {
            let facts = self.snapshot.services.get(&other.name);
            let Some(facts) = facts.and_then(Fact::seen) else {
                continue;
            };
            let to = build_at(self.desk, other, facts, repo, commit).await?;
            let from = self.live(other);
            if from.is_some_and(|from| from.is_same(&to)) {
                continue;
            }
            let back = forward.is_none();
            // A merge leaves there what somebody put there, whatever comes.
            let stays = from.filter(|_| matches!(change, BranchChange::Merged { .. }));
            let mut against = Vec::new();
            if let Some(lane) = forward {
                against = self.against(other, &to, lane);
                against.extend(self.patched(other, stays.unwrap_or(&to)));
            }
            let unrecorded = back && is_unrecorded(self.desk, other, self.environment, &to);
            carried.push(Carried {
                service: other.name.clone(),
                from: from.map(|build| build.version.clone()),
                against,
                item: item_of(other, &to).filter(|_| !unrecorded),
                to: Some(to.version),
                unrecorded,
            });
        }
        Ok(carried)
    }

    fn sharing(&self) -> impl Iterator<Item = &Service> {
        sharing(self.desk, self.service, self.environment)
    }

    fn live(&self, service: &Service) -> Option<&Build> {
        live_build(self.snapshot, service, self.environment)
    }

    /// What the gates of a service say against its coming along. Whoever
    /// approves and ticks does so for the branch as a whole, and reads what
    /// comes along.
    fn against(&self, service: &Service, build: &Build, lane: Option<&str>) -> Vec<String> {
        let wish = Wish {
            service,
            environment: self.environment,
            build,
            rollback: false,
            lane,
            together: &[],
            ticked: None,
            flags: &[],
        };
        let all = verdicts(self.desk, self.snapshot, &wish, self.desk.now());
        let given = [GateKind::Approvals, GateKind::Checklist];
        all.iter()
            .filter(|verdict| !verdict.passed() && !given.contains(&verdict.gate))
            .map(|verdict| format!("{}: {}", verdict.title, verdict.reason))
            .collect()
    }

    /// What somebody put there past the ledger waits for a decision, whichever
    /// service the branch is moved for.
    fn patched(&self, service: &Service, build: &Build) -> Option<String> {
        let environment = &self.environment.name;
        let here = self.snapshot.places.get(&service.name)?.get(environment)?;
        let walk = self.desk.walk()?;
        let found = patched(walk.state(), service, environment, here, build)?;
        let name = &service.name;
        Some(format!(
            "{}: accept it with `lockkeeper adopt {environment} {name}`, or restore what was recorded",
            found.text.trim_end_matches('.')
        ))
    }
}
