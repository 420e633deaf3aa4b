//! The workspace in its expanded form: what is judged.
//!
//! The file that people write, its templates and its inheritance live in the
//! `workspace` crate; here is only what remains after expansion.

use crate::branching::FlowPolicy;
use crate::environment::Environment;
use crate::ids::{BranchName, EnvName, GroupName, PersonHandle, RepoName, ServiceName};
use crate::version::{TagPattern, Version, ZeroRule};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One team's releases, expanded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    /// What people call it.
    pub name: String,
    /// In the order of promotion.
    pub environments: Vec<Environment>,
    /// The repositories by handle.
    pub repos: BTreeMap<RepoName, RepoPolicy>,
    /// The services by handle.
    pub services: BTreeMap<ServiceName, Service>,
    /// The people by handle.
    pub people: BTreeMap<PersonHandle, Person>,
}

impl Workspace {
    /// The environment of that name.
    #[must_use]
    pub fn environment(&self, name: &EnvName) -> Option<&Environment> {
        self.environments.iter().find(|e| &e.name == name)
    }

    /// The environment before that one in the order, among those the service is deployed in.
    #[must_use]
    pub fn previous(&self, service: &Service, name: &EnvName) -> Option<&Environment> {
        let place = self.environments.iter().position(|e| &e.name == name)?;
        self.environments[..place]
            .iter()
            .rev()
            .find(|e| service.on.contains_key(&e.name))
    }

    /// The environment behind that one in the order, among those the service is deployed in.
    #[must_use]
    pub fn next(&self, service: &Service, name: &EnvName) -> Option<&Environment> {
        let place = self.environments.iter().position(|e| &e.name == name)?;
        self.environments[place + 1..]
            .iter()
            .find(|e| service.on.contains_key(&e.name))
    }
}

/// A repository of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepoPolicy {
    /// Its handle.
    pub name: RepoName,
    /// A path (relative to the workspace file) or a URL.
    pub url: String,
    /// The branch releases are cut from; the remote's default branch when absent.
    pub branch: Option<BranchName>,
    /// The branching model's name; `own` for a model of the team's own.
    pub branching: Option<String>,
    /// What was agreed on for its branches.
    pub flow: FlowPolicy,
    /// A pattern for issue ids in commit subjects, such as `FM-\d+`.
    pub issue: Option<String>,
    /// The host whose links the changelog writes, where it cannot be inferred.
    pub forge: Option<String>,
}

/// What is versioned and deployed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Its handle.
    pub name: ServiceName,
    /// The repository it lives in.
    pub repo: RepoName,
    /// The group whose version and tag it shares.
    pub group: Option<GroupName>,
    /// Globs of the paths that belong to it; empty means the whole repository.
    pub paths: Vec<String>,
    /// Globs that do not.
    pub exclude: Vec<String>,
    /// How its tags are named.
    pub tag: TagPattern,
    /// The artifact reference with `{placeholders}`.
    pub artifact: Option<String>,
    /// What changes mean below 1.0.0.
    pub zero: ZeroRule,
    /// The version of the first release.
    pub first: Version,
    /// Other words for types of commits.
    #[serde(default)]
    pub types: crate::commit::Meanings,
    /// Files that carry the version, written in the release commit.
    pub version_files: Vec<VersionFile>,
    /// The changelog file, written in the release commit.
    pub changelog: Option<String>,
    /// The style of the changelog and the notes.
    pub style: crate::changelog::Style,
    /// Services that must run at least that version beside it.
    pub requires: BTreeMap<ServiceName, semver::VersionReq>,
    /// Services of the workspace whose releases raise this one's patch.
    pub depends: Vec<ServiceName>,
    /// Where and how it is deployed.
    pub on: BTreeMap<EnvName, Deployment>,
}

impl Service {
    /// The branch that an environment runs of it, where it is one; services
    /// of one branch move together.
    #[must_use]
    pub fn branch_in(&self, environment: &EnvName) -> Option<(&RepoName, &BranchName)> {
        match &self.on.get(environment)?.target {
            Target::Branch(place) => Some((&place.repo, &place.branch)),
            Target::Gitops(_) => None,
        }
    }

    /// Whether another service of the workspace has its versions and tags: it
    /// is the same one, or of the same group.
    #[must_use]
    pub fn shares_tag(&self, other: &Self) -> bool {
        other.name == self.name || (self.group.is_some() && other.group == self.group)
    }

    /// What its releases are called: by its group where it has one.
    #[must_use]
    pub fn released_as(&self) -> &str {
        let group = self.group.as_ref();
        group.map_or_else(|| self.name.as_str(), |group| group.as_str())
    }

    /// Whether an environment runs the branch that work comes into and
    /// releases are cut from. Nothing is promoted there, so no record explains
    /// what it runs, and none is missed.
    #[must_use]
    pub fn works_in(&self, environment: &EnvName, cut_from: &str) -> bool {
        let branch = self.branch_in(environment);
        branch.is_some_and(|(_, branch)| branch.as_str() == cut_from)
    }
}

/// A file that carries the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionFile {
    /// Path inside the repository.
    pub path: String,
    /// How the version stands in it.
    pub kind: VersionFileKind,
}

/// How a version stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum VersionFileKind {
    /// The file holds nothing else.
    Plain,
    /// `package.version` of a Cargo manifest (or `workspace.package.version`).
    Cargo,
    /// `version` of a package.json.
    Npm,
    /// `project.version` (or `tool.poetry.version`) of a pyproject.toml.
    Python,
    /// The first group of a regular expression.
    Regex(String),
}

/// How a service is brought into one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// The place that is written.
    pub target: Target,
}

/// Where a version is written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "target")]
pub enum Target {
    /// A file in an environment repository.
    Gitops(GitopsPlace),
    /// A branch of the service's own repository.
    Branch(BranchPlace),
}

impl Target {
    /// The repository that says what runs there.
    #[must_use]
    pub const fn repo(&self) -> &RepoName {
        match self {
            Self::Gitops(place) => &place.repo,
            Self::Branch(place) => &place.repo,
        }
    }
}

/// A branch that an environment runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BranchPlace {
    /// The repository of the service.
    pub repo: RepoName,
    /// The branch.
    pub branch: BranchName,
    /// How it is brought forward.
    pub merge: BranchMerge,
}

/// How a branch that an environment runs is brought forward.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum BranchMerge {
    /// It moves on to the version's commit, or stays.
    #[default]
    FfOnly,
    /// A merge commit for every promotion.
    NoFf,
}

/// One value in one file of an environment repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GitopsPlace {
    /// The environment repository.
    pub repo: RepoName,
    /// The branch; the default branch when absent.
    pub branch: Option<BranchName>,
    /// The file inside it.
    pub file: String,
    /// Which value of the file.
    pub locator: Locator,
    /// What the value names.
    pub by: NamedBy,
    /// The commit message with `{placeholders}`.
    pub message: Option<String>,
}

/// Which value of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locator {
    /// The entry of that image name in a kustomization's `images`.
    Kustomize(String),
    /// A dotted path in Helm values.
    Helm(String),
    /// A dotted path in a plain YAML or JSON document.
    Set(String),
}

/// What a value in an environment names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum NamedBy {
    /// An image tag.
    #[default]
    Tag,
    /// An image digest.
    Digest,
}

/// A person of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their handle.
    pub handle: PersonHandle,
    /// What they are called.
    pub name: String,
    /// Where mail reaches them; also the principal of their keys.
    pub email: Option<String>,
    /// Roles they hold everywhere.
    pub roles: Vec<String>,
    /// Public keys, one line each.
    pub keys: Vec<String>,
}

/// Everything that has to hold before a version may enter an environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Gates {
    /// The version is live in the environment before.
    pub previous: bool,
    /// Time it has to live somewhere first.
    pub soak: Option<SoakRule>,
    /// Who has to approve.
    pub approvals: Vec<ApprovalRule>,
    /// The only times in which promotion is allowed; empty means always.
    pub windows: Vec<Window>,
    /// Times in which it is denied.
    pub freezes: Vec<Freeze>,
    /// The tag is signed by a person of the workspace.
    pub signed_tag: bool,
    /// Lines to tick before.
    pub checklist: Vec<String>,
    /// Lines to tick once the version is there; they hold nothing back.
    #[serde(default)]
    pub after: Vec<String>,
    /// Gates whose sources do not exist yet, with what is missing: they answer *unknown*.
    pub without_source: BTreeMap<String, String>,
}

/// Time a version has to live, healthy, before the next environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoakRule {
    /// Where.
    pub within: EnvName,
    /// How long it must.
    pub required: SignedDuration,
    /// How long would be better; a warning only.
    pub advised: Option<SignedDuration>,
    /// The longest silence between two healthy observations that still counts.
    pub gap: SignedDuration,
}

/// So many people of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// The role.
    pub role: String,
    /// How many distinct people.
    pub count: u32,
}

/// A recurring time in which promotion is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// As written: `Mon..Thu 09:00-16:00`.
    pub allow: String,
    /// The IANA zone it is meant in.
    pub zone: String,
}

/// A time in which promotion is denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// What people call it.
    pub name: String,
    /// When.
    pub span: FreezeSpan,
    /// The IANA zone it is meant in.
    pub zone: String,
}

/// When a freeze holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FreezeSpan {
    /// Once.
    Once {
        /// The first moment.
        from: Timestamp,
        /// The first moment after it.
        until: Timestamp,
    },
    /// Again and again, by RFC 5545.
    Recurring {
        /// The rule with its `DTSTART`.
        rrule: String,
        /// How long each occurrence lasts; whole days end at the same time of
        /// day, also where clocks change.
        lasts: SignedDuration,
    },
}

/// Promotion without a hand, while somebody watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Auto {
    /// The branch whose newest commit is taken.
    pub branch: BranchName,
}
