//! The shape of a plan.

use crate::ids::{BranchName, EnvName, Oid, PlanId, RepoName, ServiceName, TagName};
use crate::intent::Intent;
use crate::ledger::Hash;
use crate::ledger::body::{Item, RecordedVerdict};
use crate::policy::GitopsPlace;
use crate::version::Version;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

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
    /// The item.
    pub item: Item,
    /// Where to.
    pub to: String,
    /// It goes back to an earlier version.
    pub rollback: bool,
    /// The open request for it; absent when the run has to ask first.
    pub request: Option<Hash>,
    /// What each gate said when the plan was made.
    pub verdicts: Vec<RecordedVerdict>,
}

impl Plan {
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
            if let Action::WriteEnvironment { message, .. } = action {
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
}

/// What a plan is about; one run at a time per subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Subject {
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

impl Subject {
    /// The name under which only one run may be under way.
    #[must_use]
    pub fn lock(&self) -> String {
        match &self.environment {
            Some(environment) => format!("{}/{environment}", self.service),
            None => format!("{}/releases", self.service),
        }
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

/// The effects there are. Each carries its expected and its desired value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// Store changed files as a tree in the object database; moves no ref.
    WriteFiles {
        /// Where.
        repo: RepoName,
        /// The commit the files are changed on.
        onto: Oid,
        /// The files.
        files: Vec<FileChange>,
    },
    /// Commit the tree of the write step before it onto a branch.
    Commit {
        /// Where.
        repo: RepoName,
        /// The local branch that moves.
        branch: BranchName,
        /// Where it is expected; the new commit's parent.
        parent: Oid,
        /// The whole message.
        message: String,
    },
    /// Create an annotated tag.
    CreateTag {
        /// Where.
        repo: RepoName,
        /// Its name; expected not to exist.
        tag: TagName,
        /// The commit; absent means the one made by the commit step before.
        commit: Option<Oid>,
        /// What it says.
        text: TagText,
        /// How it is signed.
        signing: Signing,
    },
    /// Push refs in one atomic push.
    Push {
        /// Where from.
        repo: RepoName,
        /// The remote's name.
        remote: String,
        /// What moves, with the value expected on the remote.
        refs: Vec<RefUpdate>,
    },
    /// Delete a local tag, or move a local branch back, by compare and swap.
    Restore {
        /// Where.
        repo: RepoName,
        /// The full name of the ref.
        name: String,
        /// The value expected now.
        expected: Oid,
        /// The value to restore; absent deletes.
        restored: Option<Oid>,
    },
    /// Change one value of an environment repository and push it.
    WriteEnvironment {
        /// Which value.
        place: GitopsPlace,
        /// From what to what.
        change: EnvironmentChange,
        /// The whole commit message.
        message: String,
    },
    /// Wait until the place shows the desired value.
    AwaitObserved {
        /// Which value.
        place: GitopsPlace,
        /// What it has to be.
        desired: String,
        /// How long to wait at most.
        patience: SignedDuration,
    },
    /// Record what was done in the journal.
    Record {
        /// The line for people.
        line: String,
    },
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Path inside the repository.
    pub path: String,
    /// The whole content now; absent when the file is new.
    pub before: Option<String>,
    /// The whole content afterwards.
    pub after: String,
}

/// A ref that a push moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefUpdate {
    /// Its full name, on both sides.
    pub name: String,
    /// The value expected on the remote; absent means it must not exist.
    pub expected: Option<Oid>,
    /// The value desired; `Made` refers to earlier steps, absent deletes.
    pub desired: Option<Desired>,
}

/// The value a push brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desired {
    /// This object.
    Object(Oid),
    /// The commit made by the commit step of the same plan.
    MadeCommit,
    /// The tag object made by the tag step of the same plan.
    MadeTag,
}

/// What an annotated tag says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagText {
    /// Title and notes.
    pub message: String,
}

/// How a tag is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// Not at all: git is not configured for it.
    No,
    /// As the user's git is configured; the text names the key.
    AsGit {
        /// `ssh` or `openpgp`, as git says it.
        format: String,
        /// The key as git names it.
        key: String,
    },
}

/// From what value to what value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentChange {
    /// The value expected now; absent when the place holds none.
    pub expected: Option<String>,
    /// The value desired.
    pub desired: String,
    /// For a rollback: the change this one reverts exactly.
    pub reverts: Option<Oid>,
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

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Refusal {
    /// A stable word for programs.
    pub code: String,
    /// The sentence: what is in the way.
    pub text: String,
    /// What the user can do.
    pub hint: Option<String>,
    /// Lines below it, such as the commits that would be lost.
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

impl Refusal {
    /// A refusal without hint and lines.
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            text: text.into(),
            hint: None,
            lines: Vec::new(),
        }
    }

    /// With what the user can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With lines below it.
    #[must_use]
    pub fn lines(mut self, lines: Vec<String>) -> Self {
        self.lines = lines;
        self
    }
}
