//! Whether a version may take a lane.
//!
//! A lane asks for less than the ordinary way in, so nobody is led into one:
//! whoever asks names it, and only versions from its branches may take it.

use crate::environment::{Environment, Lane};
use crate::ids::EnvName;
use crate::refusal::{Refusal, refused};
use crate::snapshot::{Build, Known};
use crate::version::{Level, Version};
use crate::words;
use globset::GlobBuilder;

/// What is known of a version that wants to take a lane.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneFacts<'a> {
    /// Where to, with its lanes.
    pub environment: &'a Environment,
    /// The lane's name.
    pub name: &'a str,
    /// The lane.
    pub lane: &'a Lane,
    /// The branches that the version comes from: those that hold its commit
    /// while the release branch does not, and those it was merged from.
    pub branches: Known<Vec<String>>,
    /// The version that is live there; absent when none is, or none is known.
    pub live: Option<Version>,
}

impl Lane {
    /// Whether versions of a branch may take it. A lane whose pattern no
    /// program understands is for none.
    #[must_use]
    pub fn is_for(&self, branch: &str) -> bool {
        let glob = GlobBuilder::new(&self.branch)
            .literal_separator(true)
            .build();
        glob.is_ok_and(|glob| glob.compile_matcher().is_match(branch))
    }
}

/// Why a version may not take a lane; empty when it may.
#[must_use]
pub fn check_lane(build: &Build, facts: &LaneFacts<'_>) -> Vec<Refusal> {
    let from_branch = check_branch(build, facts);
    let step = check_step(build, facts);
    from_branch.into_iter().chain(step).collect()
}

fn check_branch(build: &Build, facts: &LaneFacts<'_>) -> Option<Refusal> {
    let (version, pattern) = (&build.version, &facts.lane.branch);
    let lane = in_words(facts.name, &facts.environment.name);
    let branches = match &facts.branches {
        Known::Seen(branches) => branches,
        Known::Unknown(why) => return Some(refused::lane_unknown(version, why)),
    };
    let fits = branches.iter().any(|branch| facts.lane.is_for(branch));
    (!fits).then(|| refused::lane_branch(version, pattern, lane))
}

fn check_step(build: &Build, facts: &LaneFacts<'_>) -> Option<Refusal> {
    let (most, live) = (facts.lane.level?, facts.live.as_ref()?);
    let step = step(live, &build.version);
    if step <= most {
        return None;
    }
    let (version, lane) = (
        &build.version,
        in_words(facts.name, &facts.environment.name),
    );
    Some(refused::lane_level(
        version,
        step.word(),
        live,
        lane,
        most.word(),
    ))
}

/// "the lane hotfix of production"
fn in_words(name: &str, environment: &EnvName) -> String {
    format!("the lane {name} of {environment}")
}

/// Which part of a version is the first that differs.
fn step(from: &Version, to: &Version) -> Level {
    if from.major != to.major {
        Level::Major
    } else if from.minor != to.minor {
        Level::Minor
    } else {
        Level::Patch
    }
}

/// The branches that a merge says it took in ("Merge branch 'hotfix/1.8.1'").
#[must_use]
pub fn merged_branches(subject: &str) -> Vec<String> {
    let rest = subject
        .strip_prefix("Merge branch ")
        .or_else(|| subject.strip_prefix("Merge branches "))
        .or_else(|| subject.strip_prefix("Merge remote-tracking branch "));
    let quoted = rest.unwrap_or_default().split('\'').skip(1).step_by(2);
    quoted
        .map(|name| name.strip_prefix("origin/").unwrap_or(name).to_owned())
        .collect()
}

/// The note of a plan that takes a lane.
pub(super) fn note(name: &str, environment: &EnvName, gates: &[String]) -> super::PlanNote {
    let asked = match gates {
        [] => "no gate is asked".to_owned(),
        gates => format!("these gates are asked: {}", words::list(gates)),
    };
    let text = format!("It takes {}: {asked}.", in_words(name, environment));
    super::PlanNote::new("lane", text)
}
