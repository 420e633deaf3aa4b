//! What runs in the places of one environment repository.

use crate::desk::Desk;
use crate::ports::TargetError;
use jiff::Timestamp;
use lockkeeper_domain::artifact;
use lockkeeper_domain::ids::{EnvName, Oid, RepoName, ServiceName};
use lockkeeper_domain::policy::{GitopsPlace, Service, Target};
use lockkeeper_domain::snapshot::{Build, Fact, Known, Live, PlaceFacts, ServiceFacts, Snapshot};
use lockkeeper_domain::soak::Watched;
use std::collections::BTreeMap;

/// The places of one environment repository.
pub(super) struct Group {
    repo: RepoName,
    places: Vec<(ServiceName, EnvName, GitopsPlace)>,
}

/// What was seen of them.
pub(super) struct Look {
    pub(super) places: Vec<(ServiceName, EnvName, Fact<PlaceFacts>)>,
    pub(super) unreached: Option<(RepoName, String)>,
}

/// All places of the workspace by the repository that holds them.
pub(super) fn by_repository(desk: &Desk) -> Vec<Group> {
    let mut groups: BTreeMap<RepoName, Group> = BTreeMap::new();
    for service in desk.workspace.services.values() {
        for (environment, deployment) in &service.on {
            let Target::Gitops(place) = &deployment.target else {
                continue;
            };
            let empty = || Group {
                repo: place.repo.clone(),
                places: Vec::new(),
            };
            let group = groups.entry(place.repo.clone()).or_insert_with(empty);
            group
                .places
                .push((service.name.clone(), environment.clone(), place.clone()));
        }
    }
    groups.into_values().collect()
}

/// Looks at one repository's places; never fails.
pub(super) async fn look(
    desk: &Desk,
    group: Group,
    snapshot: &Snapshot,
    before: &Snapshot,
    refresh: bool,
) -> Look {
    let at = desk.now();
    let wanted: Vec<GitopsPlace> = group
        .places
        .iter()
        .map(|(_, _, place)| place.clone())
        .collect();
    let (answers, unreached) = ask(desk, &group.repo, &wanted, refresh).await;
    let mut places = Vec::new();
    for (number, (service, environment, place)) in group.places.into_iter().enumerate() {
        let old = before
            .places
            .get(&service)
            .and_then(|on| on.get(&environment));
        let state = match &answers {
            Ok(answers) => match &answers[number] {
                Ok(history) => Known::Seen(facts(desk, &service, history, snapshot)),
                Err(error) => Known::Unknown(sentence(error)),
            },
            Err(why) => Known::Unknown(why.clone()),
        };
        let aged = unreached.is_some() || !refresh;
        let fact = Fact {
            state,
            source: format!("{}, {}", group.repo, place.file),
            at: age(old.filter(|_| aged), at),
        };
        places.push((service, environment, fact));
    }
    Look {
        places,
        unreached: unreached.map(|why| (group.repo, why)),
    }
}

/// A fact that the remote did not confirm is as old as it was.
fn age(old: Option<&Fact<PlaceFacts>>, now: Timestamp) -> Timestamp {
    old.map_or(now, |old| old.at)
}

type Answers = Result<Vec<Result<Vec<Live>, TargetError>>, String>;

/// Asks the remote; where it cannot be reached, what is here.
async fn ask(
    desk: &Desk,
    repo: &RepoName,
    wanted: &[GitopsPlace],
    refresh: bool,
) -> (Answers, Option<String>) {
    let policy = match desk.repo_policy(repo) {
        Ok(policy) => policy,
        Err(error) => return (Err(error.to_string()), None),
    };
    let asked = desk.ports.gitops.history(policy, wanted, refresh).await;
    match asked {
        Ok(answers) => (Ok(answers), None),
        Err(error) if refresh => {
            let why = sentence(&error);
            let kept = desk.ports.gitops.history(policy, wanted, false).await;
            (kept.map_err(|error| sentence(&error)), Some(why))
        }
        Err(error) => (Err(sentence(&error)), None),
    }
}

/// The message with its cause: for people there is no chain to walk.
fn sentence(error: &TargetError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// The history with every value recognised that can be.
fn facts(desk: &Desk, service: &ServiceName, history: &[Live], snapshot: &Snapshot) -> PlaceFacts {
    let known = snapshot.services.get(service).and_then(Fact::seen);
    let policy = desk.workspace.services.get(service);
    let recognise = |value: &str| recognise(policy?, known?, value);
    let history: Vec<Live> = history
        .iter()
        .map(|live| Live {
            build: recognise(&live.value),
            ..live.clone()
        })
        .collect();
    let oldest = history.last().map(|live| live.since);
    PlaceFacts {
        watched: oldest.map(Watched::by_history).into_iter().collect(),
        losses: Vec::new(),
        history,
    }
}

fn recognise(service: &Service, facts: &ServiceFacts, value: &str) -> Option<Build> {
    let builds: Vec<Build> = facts.untagged_builds().collect();
    let heads: Vec<Oid> = builds.iter().map(|build| build.commit.clone()).collect();
    let untagged = |commit: &Oid| {
        let build = builds.iter().find(|build| build.commit == *commit)?;
        Some(build.version.clone())
    };
    artifact::recognise(
        service.artifact.as_deref(),
        &service.name,
        value,
        &facts.releases,
        &heads,
        untagged,
    )
}
