//! The branches of a repository as they are shown.

use crate::{NotesView, PlanOutcome, RunView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The branches of one repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BranchesView {
    /// The repository.
    pub repo: String,
    /// Every repository that can be chosen instead.
    pub repos: Vec<String>,
    /// The model's name; `own` for one of the team's own.
    pub model: String,
    /// Where the model was read.
    pub source: String,
    /// The branch the work tree shows.
    pub here: Option<String>,
    /// Why nothing can be started or finished at the moment, a sentence each.
    pub blocked: Vec<String>,
    /// Kinds of branches that can be started.
    pub kinds: Vec<String>,
    /// Branches that stay, the one nearest to production first.
    pub bases: Vec<BaseView>,
    /// Branches that come and go, the newest first.
    pub topics: Vec<TopicView>,
    /// The operation that waits for a person, or is under way.
    pub run: Option<RunView>,
    /// The same on the command line.
    pub command: String,
}

/// A branch that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BaseView {
    /// Its name.
    pub name: String,
    /// Where its work goes next.
    pub parent: Option<String>,
    /// Its newest commit.
    pub tip: Option<String>,
    /// Commits the remote lacks.
    pub ahead: u32,
    /// Commits of the remote that are not here.
    pub behind: u32,
    /// Whether it takes work by pull request only.
    pub protected: bool,
    /// Commits of the branch it follows that it lacks, a line each, the newest
    /// first, at most 20: fixes that are open until it has them.
    pub lacks: Vec<String>,
    /// How it stands, in words.
    pub line: String,
}

/// A branch that comes and goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicView {
    /// Its name.
    pub name: String,
    /// Its kind; none for one the model does not know.
    pub kind: Option<String>,
    /// Where its work goes; none for one that is never finished.
    pub parent: Option<String>,
    /// Its newest commit.
    pub tip: String,
    /// Who made that commit.
    pub author: String,
    /// When.
    pub at: String,
    /// Commits its parent lacks.
    pub ahead: u32,
    /// Commits of its parent that it lacks.
    pub behind: u32,
    /// Whether it is here.
    pub local: bool,
    /// Whether it is on the remote.
    pub remote: bool,
    /// Whether the work tree shows it.
    pub here: bool,
    /// `open`, `merged`, `stale` or `diverged`.
    pub state: String,
    /// The state as a sentence.
    pub line: String,
    /// Files that would conflict in its parent; none when it is clean or was
    /// not looked at.
    pub conflicts: Vec<String>,
    /// Why its name is not as agreed.
    pub misnamed: Option<String>,
}

/// The end of a branch, before it is confirmed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FinishView {
    /// The branch.
    pub branch: String,
    /// Where its work goes.
    pub parent: String,
    /// What it comes to, in one sentence.
    pub sentence: String,
    /// The way into the parent that the model gives the branch: `merge`,
    /// `ff-only`, `rebase`, `squash`.
    pub way: String,
    /// Whether the model keeps the branch anyway.
    pub stays: bool,
    /// Whether there is a remote to push to.
    pub has_remote: bool,
    /// Branches that follow the parent.
    pub followers: Vec<String>,
    /// Open releases that take it as well.
    pub releases: Vec<String>,
    /// Whether branches of its kind are tagged.
    pub is_tagged: bool,
    /// The release it makes; none without a tag.
    pub release: Option<ReleaseDraft>,
    /// The plan to confirm, or why there is none.
    pub outcome: PlanOutcome,
    /// The same as a command line.
    pub command: String,
}

/// What a release will say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReleaseDraft {
    /// The service whose release it is; none where no service has such tags.
    pub service: Option<String>,
    /// The version; none where the tag names none of a service.
    pub version: Option<String>,
    /// The tag.
    pub tag: String,
    /// The notes.
    pub notes: NotesView,
    /// What the tag will say.
    pub tag_text: String,
    /// Files that will carry the version, changelog included.
    pub files: Vec<String>,
}

/// What `lockkeeper check` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckView {
    /// What was looked at: `message`, `push`, `branch`.
    pub what: String,
    /// Everything that is wrong, a sentence each.
    pub problems: Vec<String>,
}
