//! The four blocks of the promotion page.

use super::super::pick;
use super::diff::{Change, diff};
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_contract::{AlreadyLive, PlanOutcome, PromotionView, WayBack, What};
use lockkeeper_domain::changelog::{Links, entries, notes};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::EnvName;
use lockkeeper_domain::plan::{Destination, PromoteFacts, RollbackFacts};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::release::reason_alone;
use lockkeeper_domain::snapshot::{Build, Known, PlaceFacts, Snapshot};
use std::collections::BTreeMap;

pub(super) async fn promotion(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    facts: &PromoteFacts,
    how: PlanOutcome,
) -> Result<PromotionView, EngineError> {
    let build = &facts.candidate;
    let environment = &facts.environment;
    let seen = facts.here.seen();
    let live = seen.and_then(PlaceFacts::live);
    let (gained, lost) = commits(&facts.between);
    let what = What {
        from: live.map(lockkeeper_domain::snapshot::Live::name),
        to: build.version.to_string(),
        tag: build.tag.as_ref().map(ToString::to_string),
        commit: build.commit.to_string(),
        notes: since_live(desk, service, gained).await,
        commits: gained.iter().map(CommitFacts::line).collect(),
        lost: lost.iter().map(CommitFacts::line).collect(),
        diff: diff(
            desk,
            service,
            &Change {
                place: &facts.place,
                live,
                build: Some(build),
                desired: &facts.desired,
            },
        )
        .await,
    };
    let known = pick::facts(snapshot, service)?;
    let versions = known.one_per_version().into_iter();
    let versions = versions.filter(|r| !r.yanked).take(50);
    Ok(PromotionView {
        service: service.name.to_string(),
        environment: environment.name.to_string(),
        rollback: false,
        versions: versions
            .map(|release| release.tag.version.to_string())
            .collect(),
        already: already(desk, snapshot, service, facts),
        what,
        gates: facts.verdicts.clone(),
        how,
        way_back: after_promotion(facts, seen),
        checklist: environment.gates.checklist.clone(),
        ticks: Vec::new(),
        after: environment.gates.after.clone(),
        flags: Vec::new(),
        command: format!(
            "lockkeeper promote {}@{} --to {}{}",
            service.name,
            build.version,
            environment.name,
            facts
                .lane
                .as_ref()
                .map(|lane| format!(" --lane {lane}"))
                .unwrap_or_default()
        ),
        ask: None,
        lane: facts.lane.clone(),
        lanes: environment.lanes.keys().cloned().collect(),
    })
}

pub(super) async fn rollback(
    desk: &Desk,
    service: &Service,
    facts: &RollbackFacts,
    back: Option<&Build>,
    how: PlanOutcome,
) -> PromotionView {
    let seen = facts.here.seen();
    let live = seen.and_then(PlaceFacts::live);
    let value = |build: &Build| {
        let earlier = seen.and_then(|place| place.newest(build));
        let told = facts.forgotten.as_ref().map(|told| &told.value);
        let value = earlier.map(|live| &live.value).or(told);
        value.map_or_else(|| build.version.to_string(), Clone::clone)
    };
    let (gained, lost) = commits(&facts.between);
    let desired = back.map(value).unwrap_or_default();
    let change = Change {
        place: &facts.place,
        live,
        build: back,
        desired: &desired,
    };
    let diff = diff(desk, service, &change).await;
    let to = back
        .map(|build| build.version.to_string())
        .unwrap_or_default();
    let environment = facts.environment.name.to_string();
    let option = if to.is_empty() {
        String::new()
    } else {
        format!(" --to {to}")
    };
    PromotionView {
        service: service.name.to_string(),
        rollback: true,
        versions: earlier_versions(seen),
        already: None,
        what: What {
            from: live.map(lockkeeper_domain::snapshot::Live::name),
            tag: back
                .and_then(|build| build.tag.as_ref())
                .map(ToString::to_string),
            commit: back
                .map(|build| build.commit.to_string())
                .unwrap_or_default(),
            notes: String::new(),
            commits: gained.iter().map(CommitFacts::line).collect(),
            lost: lost.iter().map(CommitFacts::line).collect(),
            diff,
            to,
        },
        gates: facts.verdicts.clone(),
        how,
        way_back: WayBack {
            to: live.map(lockkeeper_domain::snapshot::Live::name),
            lines: vec![
                "The rollback is one commit; going forward again is a promotion with a reason."
                    .to_owned(),
            ],
        },
        checklist: Vec::new(),
        ticks: Vec::new(),
        after: Vec::new(),
        flags: Vec::new(),
        ask: None,
        lane: None,
        lanes: Vec::new(),
        command: format!(
            "lockkeeper rollback {} --in {environment}{option}",
            service.name
        ),
        environment,
    }
}

/// That nothing is to be brought, and where the version could go instead.
fn already(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    facts: &PromoteFacts,
) -> Option<AlreadyLive> {
    let live = facts.already()?;
    let there = pick::live_in(desk, snapshot, service, &facts.candidate);
    let behind = |name: &EnvName| desk.workspace.next(service, name).map(|next| &next.name);
    let mut on = std::iter::successors(behind(&facts.environment.name), |name| behind(name));
    let next = on.find(|name| !there.iter().any(|one| one == name.as_str()));
    Some(AlreadyLive {
        since: live.since.to_string(),
        by: live.by.clone(),
        next: next.map(ToString::to_string),
    })
}

fn commits(
    between: &Known<lockkeeper_domain::snapshot::Between>,
) -> (&[CommitFacts], &[CommitFacts]) {
    match between {
        Known::Seen(between) => (&between.gained, &between.lost),
        Known::Unknown(_) => (&[], &[]),
    }
}

/// Notes of everything since the live version, releases in between included.
async fn since_live(desk: &Desk, service: &Service, gained: &[CommitFacts]) -> String {
    let links = links(desk, service).await;
    let reasoned = reason_alone(gained, &service.types);
    notes(
        &entries(&reasoned, gained, service.style, &links),
        &BTreeMap::new(),
        service.style,
    )
}

/// Where the changelog's links go.
pub(crate) async fn links(desk: &Desk, service: &Service) -> Links {
    let policy = desk.workspace.repos.get(&service.repo);
    let remote = match desk.repo_of(service).await {
        Ok(repo) => repo.remote_url("origin").await.ok().flatten(),
        Err(_) => None,
    };
    let forge = policy.and_then(|policy| policy.forge.as_deref());
    let issue = policy.and_then(|policy| policy.issue.as_deref());
    Links::of(remote.as_deref(), forge, issue)
}

fn after_promotion(facts: &PromoteFacts, seen: Option<&PlaceFacts>) -> WayBack {
    let environment = &facts.environment;
    let live = seen.and_then(PlaceFacts::live);
    let Some(live) = live else {
        return WayBack {
            to: None,
            lines: vec![format!(
                "This is the first version in {}: there is nothing to go back to. Rolling back would mean to remove it.",
                environment.name
            )],
        };
    };
    WayBack {
        to: Some(live.name()),
        lines: vec![
            match facts.place {
                Destination::Gitops(_) => format!(
                    "Rolling back brings {} back with one commit that reverts exactly this change.",
                    live.name()
                ),
                Destination::Branch(_) | Destination::Along(_) => format!(
                    "Rolling back brings {} back with one new commit that has its files.",
                    live.name()
                ),
            },
            "A rollback needs no soak and is never held by a freeze or a window.".to_owned(),
            "Nothing watches it by itself in this version: look at the board.".to_owned(),
        ],
    }
}

fn earlier_versions(seen: Option<&PlaceFacts>) -> Vec<String> {
    let Some(place) = seen else { return Vec::new() };
    let mut versions = Vec::new();
    for live in place.history.iter().skip(1) {
        let name = live.name();
        if live.build.is_some() && !versions.contains(&name) {
            versions.push(name);
        }
    }
    versions
}
