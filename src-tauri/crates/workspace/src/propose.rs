//! A workspace proposed from what lies in a repository, each part with its evidence.

mod branches;
mod branching;
mod candidates;
mod environments;
mod manifests;
mod places;
mod render;
mod services;
mod tags;

use lockkeeper_domain::environment::Tier;
use lockkeeper_domain::version::Version;
use std::collections::BTreeMap;

pub use manifests::is_read;

/// What is read of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepoFacts {
    /// What people call it; the name of its folder.
    pub name: String,
    /// Its path or URL as it goes into the workspace file.
    pub url: String,
    /// Paths of all files of the newest commit.
    pub files: Vec<String>,
    /// Contents of those files for which [`is_read`] says yes.
    pub contents: BTreeMap<String, String>,
    /// Short names of all tags.
    pub tags: Vec<String>,
    /// Short names of all branches, the remote's without the remote's name.
    pub branches: Vec<String>,
    /// Whether history is cut off, with the tags behind it.
    pub shallow: bool,
}

/// A workspace proposed from a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// A name for the workspace.
    pub name: String,
    /// Services found, those that are taken first.
    pub services: Vec<ProposedService>,
    /// Environments found, in the order of promotion.
    pub environments: Vec<ProposedEnvironment>,
    /// The branching model as the workspace file names it.
    pub branching: String,
    /// Why that one.
    pub branching_evidence: Vec<Evidence>,
    /// The workspace file; it reads without problems.
    pub file: String,
    /// What could not be decided.
    pub doubts: Vec<String>,
}

/// A service found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedService {
    /// A handle.
    pub name: String,
    /// Its paths; empty means the whole repository.
    pub paths: Vec<String>,
    /// Its tag pattern.
    pub tag: String,
    /// The file that carries its version.
    pub version_file: Option<String>,
    /// The version of its first release, where nothing is tagged and that file
    /// names a higher one than the usual first.
    pub first: Option<Version>,
    /// Its changelog.
    pub changelog: Option<String>,
    /// What says so.
    pub evidence: Vec<Evidence>,
    /// Whether it is taken into the workspace file.
    pub take: bool,
}

/// An environment found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedEnvironment {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub tier: Tier,
    /// What says so; empty when it is only a suggestion.
    pub evidence: Vec<Evidence>,
}

/// Something seen in a repository that suggests something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where: a path, a tag, a branch.
    pub place: String,
    /// What it says.
    pub says: String,
}

impl Evidence {
    fn new(place: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            says: says.into(),
        }
    }
}

/// Proposes a workspace. Nothing of it is certain; the doubts say what to look at.
#[must_use]
pub fn propose(facts: &RepoFacts) -> Proposal {
    let cut_off = "History is cut off by a shallow clone, and tags may be behind it: fetch the \
                   rest with `git fetch --unshallow --tags`, and propose again.";
    let mut doubts: Vec<String> = facts
        .shallow
        .then(|| cut_off.to_owned())
        .into_iter()
        .collect();
    let tags = tags::Tags::of(&facts.tags);
    let services = services::find(facts, &tags, &mut doubts);
    let branches = branches::find(facts);
    let environments = environments::find(facts, &branches, &mut doubts);
    let (branching, branching_evidence) = branching::find(&facts.branches);
    let mut proposal = Proposal {
        name: name_of(&facts.name),
        services,
        environments,
        branching: branching.to_owned(),
        branching_evidence,
        file: String::new(),
        doubts,
    };
    let places = places::find(facts, &proposal);
    let branches = environments::run_from(branches, &proposal.environments);
    let taken = || proposal.services.iter().filter(|service| service.take);
    let unplaced = taken().any(|service| !places.contains_key(&service.name));
    let branches = if unplaced { branches } else { Vec::new() };
    proposal.file = render::render(facts, &proposal, &places, &branches);
    proposal
}

/// A name for the workspace.
fn name_of(repository: &str) -> String {
    let name = repository.trim();
    if name.is_empty() {
        handle(name)
    } else {
        name.to_owned()
    }
}

/// The name as a handle of the workspace file.
fn handle(name: &str) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let text: String = name
        .chars()
        .map(|c| if fine(c) { c } else { '-' })
        .collect();
    let text = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if text.is_empty() {
        "repository".to_owned()
    } else {
        text.to_owned()
    }
}

/// The folder of a path; empty at the top.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
