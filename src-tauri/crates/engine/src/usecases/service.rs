//! The row of a service opened.

use super::deployment::{Wish, verdicts, way};
use super::pick;
use super::promotion::is_unrecorded;
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use lockkeeper_contract::board::Row;
use lockkeeper_contract::{CandidateView, ChoiceView, HistoryLine, ServiceView};
use lockkeeper_domain::board::candidate;
use lockkeeper_domain::gates::{first_against, passes};
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::plan::obstacles;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Build, Fact, Live, PlaceFacts, Release, ServiceFacts, Snapshot};
use lockkeeper_domain::words;

/// How many releases are offered beside those that run somewhere.
const OFFERED: usize = 3;
/// How much of the history is shown.
const SHOWN: usize = 100;

/// A service, what could go where, and what happened.
///
/// # Errors
/// When there is no such service, or the journal cannot be read.
pub async fn service(desk: &Desk, name: &ServiceName) -> Result<ServiceView, EngineError> {
    let board = super::board::board(desk).await?;
    let service = desk.service(name)?;
    let found = board.groups.into_iter().find_map(|group| {
        let line = group.line.clone();
        group
            .rows
            .into_iter()
            .find(|row| row.service == *name)
            .map(|row| (line, row))
    });
    let (line, row): (String, Row) = found.ok_or_else(|| unknown("service", name.as_str()))?;
    let snapshot = desk.seen().snapshot;
    Ok(ServiceView {
        service: name.to_string(),
        line,
        environments: board.environments,
        row,
        candidates: candidates(desk, &snapshot, service),
        history: history(desk, &snapshot, service),
    })
}

fn candidates(desk: &Desk, snapshot: &Snapshot, service: &Service) -> Vec<CandidateView> {
    let Ok(facts) = pick::facts(snapshot, service) else {
        return Vec::new();
    };
    let mut builds: Vec<(Build, String)> = Vec::new();
    let mut add = |build: Build, line: String| {
        if !builds
            .iter()
            .any(|(known, _)| known.version == build.version)
        {
            builds.push((build, line));
        }
    };
    let released = facts.one_per_version().into_iter();
    let released = released.filter(|release| !release.yanked);
    let is_new = |release: &&Release| release.tag.commit == facts.head;
    if facts.unreleased > 0 && !released.clone().any(|r| is_new(&r)) {
        facts
            .head_build()
            .into_iter()
            .for_each(|head| add(head, "untagged build of the newest commit".to_owned()));
    }
    for release in released.clone().take(OFFERED) {
        add(release.build(), tagged(desk, release));
    }
    let wanting = wanting(desk, snapshot, service);
    for release in released {
        let build = release.build();
        let is_live = !pick::live_in(desk, snapshot, service, &build).is_empty();
        if is_live || wanting.iter().any(|wants| wants.is_same(&build)) {
            add(build, tagged(desk, release));
        }
    }
    builds
        .into_iter()
        .map(|(build, line)| view(desk, snapshot, service, &build, line))
        .collect()
}

/// What the board shows as wanting to pass, an overtaken version included.
fn wanting(desk: &Desk, snapshot: &Snapshot, service: &Service) -> Vec<Build> {
    let environments = desk.workspace.environments.iter();
    let walk = desk.walk();
    let ways =
        environments.map(|environment| way(desk, snapshot, service, environment, walk.as_deref()));
    ways.filter_map(|way| candidate(&way).ok().flatten())
        .collect()
}

fn tagged(desk: &Desk, release: &Release) -> String {
    format!("tagged {}", words::ago(release.at, desk.now()))
}

fn view(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    build: &Build,
    line: String,
) -> CandidateView {
    let environments = desk
        .workspace
        .environments
        .iter()
        .filter(|e| service.on.contains_key(&e.name));
    let choices = environments.map(|environment| {
        let wish = Wish {
            service,
            environment,
            build,
            rollback: false,
            lane: None,
            together: &[],
            ticked: None,
            flags: &[],
        };
        let verdicts = verdicts(desk, snapshot, &wish, desk.now());
        let (eligible, reason) = judge(desk, snapshot, &wish, &verdicts);
        ChoiceView {
            environment: environment.name.to_string(),
            eligible,
            reason,
            verdicts,
        }
    });
    CandidateView {
        version: build.version.to_string(),
        commit: build.commit.to_string(),
        line,
        live_in: pick::live_in(desk, snapshot, service, build),
        choices: choices.collect(),
    }
}

fn judge(
    desk: &Desk,
    snapshot: &Snapshot,
    wish: &Wish<'_>,
    verdicts: &[lockkeeper_domain::gates::Verdict],
) -> (bool, String) {
    let place = snapshot
        .places
        .get(&wish.service.name)
        .and_then(|on| on.get(&wish.environment.name));
    let live = place.and_then(Fact::seen).and_then(PlaceFacts::live);
    if live.is_some_and(|live| live.is_build(wish.build)) {
        return (false, "it is live there".to_owned());
    }
    if let Some(newer) = live
        .and_then(|live| live.build.as_ref())
        .filter(|live| live.is_newer(wish.build))
    {
        return (false, format!("{} is newer and live there", newer.version));
    }
    let (service, environment) = (wish.service, wish.environment);
    let in_the_way = obstacles(&desk.workspace, service, environment, wish.build, snapshot);
    if let Some(refusal) = in_the_way.into_iter().next() {
        return (false, refusal.text);
    }
    if !passes(verdicts) {
        let reason = first_against(verdicts).map(|v| format!("{}: {}", v.title, v.reason));
        return (false, reason.unwrap_or_default());
    }
    (true, "every gate is open".to_owned())
}

/// What happened in all environments, newest first.
fn history(desk: &Desk, snapshot: &Snapshot, service: &Service) -> Vec<HistoryLine> {
    let mut lines = Vec::new();
    for environment in &desk.workspace.environments {
        let on = snapshot
            .places
            .get(&service.name)
            .and_then(|on| on.get(&environment.name));
        let Some(place) = on.and_then(Fact::seen) else {
            continue;
        };
        let facts: Option<&ServiceFacts> =
            snapshot.services.get(&service.name).and_then(Fact::seen);
        let yanked = |build: &Build| facts.is_some_and(|facts| facts.is_yanked(build));
        let unrecorded = |build: &Build| is_unrecorded(desk, service, environment, build);
        let good = place.way_back(yanked, unrecorded);
        let good = good.map(|live| live.change.clone());
        for (number, live) in place.history.iter().enumerate() {
            let mut line = of_live(environment.name.as_str(), live);
            line.current = number == 0;
            line.last_good = good.as_ref() == Some(&live.change);
            lines.push(line);
        }
    }
    lines.sort_by(|a, b| b.at.cmp(&a.at));
    lines.truncate(SHOWN);
    lines
}

fn of_live(environment: &str, live: &Live) -> HistoryLine {
    let word = match (live.rollback, live.is_ours()) {
        (true, _) => "rolled back",
        (false, true) => "promoted",
        (false, false) => "by hand",
    };
    HistoryLine {
        environment: environment.to_owned(),
        version: live.name(),
        at: live.since.to_string(),
        by: live.by.clone(),
        ours: live.is_ours(),
        word: word.to_owned(),
        current: false,
        last_good: false,
        change: live.change.to_string(),
        run: live.run.as_ref().map(ToString::to_string),
    }
}
