//! The shape of a plan.

use super::action::Action;
use crate::ids::{BranchName, EnvName, PlanId, RepoName, ServiceName};
use crate::intent::Intent;
use crate::ledger::Hash;
use crate::ledger::body::{Item, RecordedVerdict};
use crate::version::Version;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

/// An immutable list of steps, made from facts of one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What a person confirms.
    pub id: PlanId,
    /// What it is for.
    pub kind: PlanKind,
    /// What it is about.
    pub subject: Subject,
    /// What was asked.
    pub intent: Intent,
    /// When it was made; also the time of the commits and tags it makes.
    pub made_at: Timestamp,
    /// When the oldest fact it rests on was observed.
    pub facts_at: Timestamp,
    /// In this order, each after the one before.
    pub steps: Vec<Step>,
    /// What a person should read before confirming.
    pub notes: Vec<PlanNote>,
    /// A text that has to be typed to confirm; production asks for the version.
    pub typed: Option<String>,
    /// What it brings where, as the ledger names it; absent without a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<RecordedWish>,
}

/// What a plan brings, in the ledger's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedWish {
    /// The items, in the order in which they go.
    #[serde(alias = "item", deserialize_with = "one_or_many")]
    pub items: Vec<Item>,
    /// Where to.
    pub to: String,
    /// It goes back to an earlier version.
    pub rollback: bool,
    /// The lane it takes; absent for the ordinary way in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// The flags that its request raises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// The open request for it; absent when the run has to ask first.
    pub request: Option<Hash>,
    /// What each gate said when the plan was made.
    pub verdicts: Vec<RecordedVerdict>,
    /// Why the ledger could not be reached when the plan was made. A rollback
    /// runs all the same, and is adopted in the ledger afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreached: Option<String>,
}

/// Plans of the first form name a single item.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Item>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Items {
        Many(Vec<Item>),
        One(Box<Item>),
    }
    Ok(match Items::deserialize(from)? {
        Items::Many(items) => items,
        Items::One(item) => vec![*item],
    })
}

impl Plan {
    /// What names it for ever: its identifier and everything it does.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let whole = serde_json::to_vec(self).unwrap_or_else(|_| self.id.as_str().into());
        Hash::of(&whole)
    }

    /// Whether two plans have the same effects and say the same to whoever
    /// confirms them; their names and their moments do not count.
    #[must_use]
    pub fn does_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.subject == other.subject
            && self.notes == other.notes
            && self.typed == other.typed
            && self.actions_without_name() == other.actions_without_name()
    }

    /// The effects; the commits of environments carry the name of their plan.
    fn actions_without_name(&self) -> Vec<Action> {
        let mut actions: Vec<Action> = self.steps.iter().map(|s| s.action.clone()).collect();
        for action in &mut actions {
            if let Action::WriteEnvironment { message, .. } | Action::Join { message, .. } = action
            {
                *message = message.replace(self.id.as_str(), "");
            }
        }
        actions
    }
}

/// What a plan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    /// Makes a release.
    Cut,
    /// Takes an unpushed release back, exactly.
    Undo,
    /// Takes a pushed release back that nobody requested.
    Withdraw,
    /// Marks a release as not to be used.
    Yank,
    /// Brings a version into an environment.
    Promote,
    /// Brings an earlier version back.
    Rollback,
    /// Starts, finishes or changes branches.
    Flow,
    /// Brings several versions into an environment as one, or back.
    Umbrella,
}

/// What a plan is about; one run at a time per subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Subject {
    /// A version of a service.
    Version(VersionSubject),
    /// A branch of a repository.
    Branch(BranchSubject),
    /// Several versions in one environment.
    Set(SetSubject),
}

/// Several versions that go into one environment as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SetSubject {
    /// The environment.
    pub environment: EnvName,
    /// They go back to earlier versions.
    pub rollback: bool,
    /// In the order in which they go.
    pub members: Vec<SetMember>,
}

/// One version of a set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SetMember {
    /// What goes where.
    pub about: VersionSubject,
    /// Its wave, from 0; a wave begins when the one before is there.
    pub wave: u32,
    /// The services of the set that it requires.
    pub needs: Vec<ServiceName>,
    /// An earlier run has brought it already, so nothing is done to it.
    pub stays: bool,
    /// The member whose steps move it too, because both are on one branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub with: Option<ServiceName>,
}

/// A version of a service that a plan is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct VersionSubject {
    /// The service.
    pub service: ServiceName,
    /// The environment; none for plans about releases.
    pub environment: Option<EnvName>,
    /// The version it brings, makes or takes back.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub version: Version,
    /// The version that is replaced, if any.
    #[cfg_attr(feature = "wire", ts(type = "string | null"))]
    pub from: Option<Version>,
}

/// A branch that a plan is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct BranchSubject {
    /// The repository.
    pub repo: RepoName,
    /// The branch.
    pub branch: BranchName,
    /// What is done with it: `finish`, `start`.
    pub act: String,
}

impl Subject {
    /// The names under which only one run may be under way, a line each.
    #[must_use]
    pub fn lock(&self) -> String {
        match self {
            Self::Version(about) => about.lock(),
            // Operations of one repository share branches and work trees.
            Self::Branch(about) => format!("{}/branches", about.repo),
            Self::Set(set) => {
                let names: Vec<String> = set.members.iter().map(|one| one.about.lock()).collect();
                names.join("\n")
            }
        }
    }

    /// Every version of a service it is about.
    pub fn versions(&self) -> impl Iterator<Item = &VersionSubject> {
        let members = match self {
            Self::Set(set) => set.members.as_slice(),
            Self::Version(_) | Self::Branch(_) => &[],
        };
        let members = members.iter().map(|one| &one.about);
        self.versioned().into_iter().chain(members)
    }

    /// The version of a service it is about; none for a branch and for several.
    #[must_use]
    pub fn versioned(&self) -> Option<&VersionSubject> {
        match self {
            Self::Version(about) => Some(about),
            Self::Branch(_) | Self::Set(_) => None,
        }
    }

    /// The environment it is about, if any.
    #[must_use]
    pub fn environment(&self) -> Option<&EnvName> {
        match self {
            Self::Version(about) => about.environment.as_ref(),
            Self::Branch(_) => None,
            Self::Set(set) => Some(&set.environment),
        }
    }
}

impl VersionSubject {
    fn lock(&self) -> String {
        match &self.environment {
            Some(environment) => format!("{}/{environment}", self.service),
            None => format!("{}/releases", self.service),
        }
    }
}

impl From<SetSubject> for Subject {
    fn from(about: SetSubject) -> Self {
        Self::Set(about)
    }
}

impl From<VersionSubject> for Subject {
    fn from(about: VersionSubject) -> Self {
        Self::Version(about)
    }
}

/// One effect, with the value expected now and the value desired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its place, from 0.
    pub number: u32,
    /// The effect.
    pub action: Action,
}

/// Something a person should read before confirming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct PlanNote {
    /// A stable word for programs.
    pub code: String,
    /// The sentence.
    pub text: String,
    /// Lines below it, such as the commits that are meant.
    pub lines: Vec<String>,
}

impl PlanNote {
    /// A note without lines.
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            text: text.into(),
            lines: Vec::new(),
        }
    }

    /// With lines below it.
    #[must_use]
    pub fn lines(mut self, lines: Vec<String>) -> Self {
        self.lines = lines;
        self
    }
}
