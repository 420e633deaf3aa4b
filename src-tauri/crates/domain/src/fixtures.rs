//! A small world for the tests: one service on its way to production.

use crate::changelog::Style;
use crate::commit::{CommitContent, CommitFacts};
use crate::environment::{Environment, Tier};
use crate::gates::GateFacts;
use crate::ids::{EnvName, Oid, PlanId, RepoName, RunId, TagName};
use crate::plan::Stamp;
use crate::policy::{
    Deployment, Gates, GitopsPlace, Locator, NamedBy, RepoPolicy, Service, SoakRule, Target,
    Workspace,
};
use crate::snapshot::{Build, Fact, Known, Live, PlaceFacts, Release, ServiceFacts, Signature};
use crate::soak::Watched;
use crate::version::{TagPattern, Version, VersionTag, ZeroRule};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// A Tuesday.
pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    at(NOW)
}

pub(crate) fn ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

pub(crate) fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

pub(crate) fn berlin() -> jiff::tz::TimeZone {
    crate::window::zone("Europe/Berlin").unwrap()
}

pub(crate) fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

/// A full-length id that begins with the text.
pub(crate) fn oid(text: &str) -> Oid {
    Oid(format!("{text:0<40}"))
}

pub(crate) fn stamp() -> Stamp {
    Stamp {
        id: PlanId::new("plan-1"),
        at: now(),
    }
}

/// The build of a release; its commit is made of the version.
pub(crate) fn build(text: &str) -> Build {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    Build {
        version: version(text),
        commit: oid(&digits),
        tag: Some(TagName(format!("api-v{text}"))),
    }
}

pub(crate) fn live(text: &str, since: Timestamp) -> Live {
    Live {
        value: text.to_owned(),
        build: Some(build(text)),
        since,
        change: oid(&format!("c{}", since.as_second())),
        by: "Dana Ito".into(),
        run: Some(RunId::new("run-1")),
        rollback: false,
        earliest: None,
        unproven: false,
        recorded: false,
    }
}

/// What ran, newest first, by hours ago; covered by its own history.
pub(crate) fn place(history: &[(&str, i64)]) -> PlaceFacts {
    PlaceFacts {
        history: history.iter().map(|(v, h)| live(v, ago(*h))).collect(),
        watched: history
            .last()
            .map(|(_, h)| Watched::by_history(ago(*h)))
            .into_iter()
            .collect(),
        losses: Vec::new(),
    }
}

/// The same, where the newest came by a rollback.
pub(crate) fn rolled_back(history: &[(&str, i64)]) -> PlaceFacts {
    let mut place = place(history);
    place.history[0].rollback = true;
    place
}

pub(crate) fn seen<T>(value: T) -> Fact<T> {
    Fact {
        state: Known::Seen(value),
        source: "infra".into(),
        at: now(),
    }
}

pub(crate) fn not_seen<T>(why: &str) -> Fact<T> {
    Fact {
        state: Known::Unknown(why.into()),
        source: "infra".into(),
        at: now(),
    }
}

pub(crate) fn environment(name: &str, tier: Tier) -> Environment {
    Environment {
        name: name.into(),
        tier,
        url: None,
        gates: Gates {
            previous: true,
            ..Gates::default()
        },
        lanes: BTreeMap::new(),
        auto: None,
    }
}

pub(crate) fn production() -> Environment {
    environment("production", Tier::Production)
}

pub(crate) fn soak(within: &str, required: i64) -> SoakRule {
    SoakRule {
        within: within.into(),
        required: hours(required),
        advised: None,
        gap: SignedDuration::from_mins(15),
    }
}

pub(crate) fn gitops(environment: &str) -> GitopsPlace {
    GitopsPlace {
        repo: RepoName::new("infra"),
        branch: Some("main".into()),
        file: format!("overlays/{environment}/kustomization.yaml"),
        locator: Locator::Kustomize("registry.example/harbour/api".into()),
        by: NamedBy::Tag,
        message: None,
    }
}

pub(crate) fn service(name: &str, environments: &[&str]) -> Service {
    let deployed = environments.iter().map(|environment| {
        let target = Target::Gitops(gitops(environment));
        (EnvName::from(*environment), Deployment { target })
    });
    Service {
        name: name.into(),
        repo: "shop".into(),
        group: None,
        paths: vec![format!("services/{name}/**")],
        exclude: Vec::new(),
        tag: TagPattern::parse(&format!("{name}-v{{version}}")).unwrap(),
        artifact: None,
        zero: ZeroRule::default(),
        first: version("0.1.0"),
        types: crate::commit::Meanings::default(),
        version_files: Vec::new(),
        changelog: Some("CHANGELOG.md".into()),
        style: Style::default(),
        requires: BTreeMap::new(),
        depends: Vec::new(),
        on: deployed.collect(),
    }
}

/// dev → staging → production, 48 h of soak before the last.
pub(crate) fn workspace(services: Vec<Service>) -> Workspace {
    let mut production = production();
    production.gates.soak = Some(soak("staging", 48));
    let repo = RepoPolicy {
        name: "shop".into(),
        url: "../shop".into(),
        branch: Some("main".into()),
        branching: Some("gitflow".into()),
        flow: crate::branching::FlowPolicy::default(),
        issue: None,
        forge: None,
    };
    Workspace {
        name: "Harbour".into(),
        environments: vec![
            environment("dev", Tier::Development),
            environment("staging", Tier::Staging),
            production,
        ],
        repos: [(repo.name.clone(), repo)].into(),
        services: services.into_iter().map(|s| (s.name.clone(), s)).collect(),
        people: BTreeMap::new(),
    }
}

pub(crate) fn release(text: &str) -> Release {
    let build = build(text);
    Release {
        tag: VersionTag {
            name: build.tag.unwrap(),
            version: build.version,
            commit: build.commit,
        },
        object: oid("7a9"),
        at: ago(24),
        signature: Signature::Unchecked,
        yanked: false,
        pushed: true,
        remote: Default::default(),
    }
}

pub(crate) fn service_facts(releases: &[&str], unreleased: usize) -> ServiceFacts {
    ServiceFacts {
        branch: "main".into(),
        head: oid("3f9c2e1"),
        head_at: now() - SignedDuration::from_mins(4),
        releases: releases.iter().map(|v| release(v)).collect(),
        unreleased,
        untagged: None,
        newest: BTreeMap::new(),
        raised: Vec::new(),
        doubts: Vec::new(),
        keys: None,
    }
}

pub(crate) fn commit(id: &str, subject: &str) -> CommitFacts {
    CommitContent {
        oid: oid(id),
        parents: Vec::new(),
        at: ago(30),
        author: "Lee Park".into(),
        message: format!("{subject}\n\nBody.\n"),
        paths: None,
    }
    .into()
}

/// Staging is both the environment before and where the soak happens.
pub(crate) fn facts_from<'a>(staging: &'a EnvName, fact: &'a Fact<PlaceFacts>) -> GateFacts<'a> {
    GateFacts {
        previous: Some((staging, Some(fact))),
        soaked: Some(fact),
        ..GateFacts::default()
    }
}
