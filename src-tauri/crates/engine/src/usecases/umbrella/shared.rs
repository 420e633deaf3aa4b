//! Services of a set that are on one branch: it moves once, for all of them.

use super::super::destination::{live_build, sharing};
use super::super::promotion::is_unrecorded;
use super::parts::Resolved;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::build_at;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::gates::item_of;
use lockkeeper_domain::ids::{Oid, ServiceName};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::snapshot::{Build, Fact, Snapshot};
use lockkeeper_domain::words;
use std::collections::BTreeMap;

/// Where a set goes, and what is known.
type Stand<'a, 's> = (&'a Desk, &'s Snapshot, &'a Environment);

/// Finds what moves each branch once: answers who goes along with whom, and
/// adds the services that nobody named and the branch brings all the same.
pub(super) async fn bring_together<'a>(
    (desk, snapshot, environment): Stand<'a, '_>,
    rollback: bool,
    resolved: &mut Vec<Resolved<'a>>,
) -> Result<BTreeMap<ServiceName, ServiceName>, EngineError> {
    let mut along = BTreeMap::new();
    for group in groups(resolved, environment) {
        let movement = Movement {
            desk,
            snapshot,
            environment,
            group: group.iter().map(|at| &resolved[*at]).collect(),
        };
        let leader = match movement.leader().await? {
            Answer::Unknown => continue,
            Answer::Leads(leader) => leader,
            Answer::Apart(refusal) => {
                group
                    .iter()
                    .for_each(|at| resolved[*at].why.push(refusal.clone()));
                continue;
            }
        };
        let name = leader.service.name.clone();
        let others = movement.carried(leader, rollback).await?;
        for at in group {
            along.insert(resolved[at].service.name.clone(), name.clone());
        }
        for other in others {
            along.insert(other.service.name.clone(), name.clone());
            resolved.push(other);
        }
        along.remove(&name);
    }
    Ok(along)
}

/// The members of each branch, by their places.
fn groups(resolved: &[Resolved<'_>], environment: &Environment) -> Vec<Vec<usize>> {
    let mut groups = BTreeMap::new();
    for (at, one) in resolved.iter().enumerate() {
        if let Some(branch) = one.service.branch_in(&environment.name) {
            groups.entry(branch).or_insert_with(Vec::new).push(at);
        }
    }
    groups.into_values().collect()
}

enum Answer<'r, 'a> {
    /// Whose commit brings every version of the branch that was asked for.
    Leads(&'r Resolved<'a>),
    /// There is none.
    Apart(Refusal),
    /// A member has no version, which is told elsewhere.
    Unknown,
}

/// One branch that moves.
struct Movement<'r, 'a, 's> {
    desk: &'a Desk,
    snapshot: &'s Snapshot,
    environment: &'a Environment,
    group: Vec<&'r Resolved<'a>>,
}

impl<'r, 'a> Movement<'r, 'a, '_> {
    async fn leader(&self) -> Result<Answer<'r, 'a>, EngineError> {
        let mut lines = Vec::new();
        for leader in &self.group {
            let (Some(build), Some(goal)) = (&leader.build, &leader.goal) else {
                return Ok(Answer::Unknown);
            };
            let mut others = Vec::new();
            for other in self
                .group
                .iter()
                .filter(|one| one.service != leader.service)
            {
                let found = self.at(other.service, goal).await?;
                let same = other.build.as_ref().zip(found.as_ref());
                if !same.is_some_and(|(wanted, found)| wanted.is_same(found)) {
                    let found = found.map_or_else(|| "nothing".into(), |it| it.version.to_string());
                    others.push(format!("{} {found}", other.service.name));
                }
            }
            if others.is_empty() {
                return Ok(Answer::Leads(leader));
            }
            let brought = words::list(&others);
            lines.push(format!(
                "{} {} brings {brought}",
                leader.service.name, build.version
            ));
        }
        Ok(Answer::Apart(self.apart(lines)))
    }

    fn apart(&self, lines: Vec<String>) -> Refusal {
        let branch = self.group.first();
        let branch = branch.and_then(|one| one.service.branch_in(&self.environment.name));
        let branch = branch.map_or("the branch", |(_, branch)| branch.as_str());
        refused::set_apart(branch).lines(lines)
    }

    /// What the branch would run of a service at a commit.
    async fn at(&self, service: &Service, commit: &Oid) -> Result<Option<Build>, EngineError> {
        let facts = self.snapshot.services.get(&service.name);
        let Some(facts) = facts.and_then(Fact::seen) else {
            return Ok(None);
        };
        let repo = self.desk.repo_of(service).await?;
        let found = build_at(self.desk, service, facts, &repo, commit).await?;
        Ok(Some(found))
    }

    /// The services of the branch that nobody named, as far as they change.
    async fn carried(
        &self,
        leader: &Resolved<'a>,
        rollback: bool,
    ) -> Result<Vec<Resolved<'a>>, EngineError> {
        let mut carried = Vec::new();
        let Some(goal) = &leader.goal else {
            return Ok(carried);
        };
        for other in sharing(self.desk, leader.service, self.environment) {
            if self.group.iter().any(|one| one.service == other) {
                continue;
            }
            let Some(build) = self.at(other, goal).await? else {
                continue;
            };
            let live = live_build(self.snapshot, other, self.environment);
            if live.is_some_and(|live| live.is_same(&build)) {
                continue;
            }
            let unknown = rollback && is_unrecorded(self.desk, other, self.environment, &build);
            let item = item_of(other, &build).filter(|_| !unknown);
            carried.push(Resolved::along(other, self.environment, build, item));
        }
        Ok(carried)
    }
}
