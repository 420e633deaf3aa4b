//! What each plan is built from: everything observed that it needs.

use super::action::{FileChange, Signing};
use super::destination::Destination;
use super::requires::Requirement;
use crate::branching::Checkout;
use crate::environment::Environment;
use crate::gates::Verdict;
use crate::ids::{BranchName, EnvName, Oid, PlanId, RepoName, RunId, TagName};
use crate::refusal::Refusal;
use crate::release::NextVersion;
use crate::snapshot::{AtRemote, Between, Build, Fact, Known, Live, PlaceFacts};
use crate::version::{Version, VersionTag};
use jiff::{SignedDuration, Timestamp};

/// What the outside gives a new plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Its identifier.
    pub id: PlanId,
    /// Its moment; also the time of the commits and tags it makes.
    pub at: Timestamp,
}

/// What cutting a release needs.
#[derive(Debug, Clone, PartialEq)]
pub struct CutFacts {
    /// The repository.
    pub repo: RepoName,
    /// The answer for what was asked: the kind of version, the accepted
    /// levels, a version set by hand. Absent when history is not whole.
    pub next: Option<NextVersion>,
    /// The commit that is released; absent in a repository without commits.
    pub target: Option<Oid>,
    /// What is missing of the history, in words (a shallow clone); absent when whole.
    pub incomplete: Option<String>,
    /// The branch that is released from; absent for a commit off every branch.
    pub branch: Option<BranchFacts>,
    /// The work tree that shows that branch, which takes the files with it;
    /// absent where none does, and where no files are written.
    pub checkout: Option<Checkout>,
    /// Whether that branch takes work by pull request only.
    pub protected: bool,
    /// The remote; absent when the repository has none.
    pub remote: Option<RemoteFacts>,
    /// The object of a local tag that has the name already.
    pub local_tag: Option<Oid>,
    /// A tag that git cannot keep beside the new one.
    pub in_the_way: Option<TagName>,
    /// Whether somebody once asked to bring that version anywhere.
    pub requested: bool,
    /// A version of the service that was cut here by a run that has not ended;
    /// asked for only where nothing is left to release.
    pub waiting: Option<(Version, RunId)>,
    /// The changelog and the version files as they will be; may be empty.
    pub files: Vec<FileChange>,
    /// What the release commit says; used only when there are files.
    pub commit_message: String,
    /// What the tag says.
    pub tag_text: String,
    /// How tags are signed here.
    pub signing: Signing,
    /// Who git says is acting; absent when not configured.
    pub identity: Option<String>,
    /// When the oldest of this was observed.
    pub observed_at: Timestamp,
}

/// A local branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchFacts {
    /// Its name, the same on the remote.
    pub name: BranchName,
    /// Its newest commit.
    pub tip: Oid,
    /// How it stands to the remote's.
    pub standing: Standing,
}

/// How a local branch stands to the remote's branch of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The same commit, or there is no remote.
    Level,
    /// The remote lacks so many commits.
    Ahead(usize),
    /// The remote has so many commits more.
    Behind(usize),
    /// Both have commits of their own.
    Diverged {
        /// Here only.
        ahead: usize,
        /// There only.
        behind: usize,
    },
    /// The remote has no such branch.
    New,
}

impl Standing {
    /// Whether the remote lacks something of it, and nothing stands against a push.
    #[must_use]
    pub const fn wants_push(self) -> bool {
        matches!(self, Self::Ahead(_) | Self::New)
    }

    /// By the commits each side has alone.
    #[must_use]
    pub const fn of(ahead: usize, behind: usize) -> Self {
        match (ahead, behind) {
            (0, 0) => Self::Level,
            (ahead, 0) => Self::Ahead(ahead),
            (0, behind) => Self::Behind(behind),
            (ahead, behind) => Self::Diverged { ahead, behind },
        }
    }
}

/// A remote, and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFacts {
    /// Its name ("origin").
    pub name: String,
    /// What it has, asked now and not remembered; or why nobody knows.
    pub refs: Known<RemoteRefs>,
}

/// What a remote has of a branch and a tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RemoteRefs {
    /// The branch's newest commit.
    pub branch: Option<Oid>,
    /// The object of the tag.
    pub tag: Option<Oid>,
}

/// What taking a release back needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFacts {
    /// The repository.
    pub repo: RepoName,
    /// The tag.
    pub tag: VersionTag,
    /// The local tag's object; absent when only the remote has the tag.
    pub object: Option<Oid>,
    /// The remote; absent when the repository has none.
    pub remote: Option<RemoteFacts>,
    /// Whether the local tag is what a cut made here that certainly pushed
    /// nothing.
    pub never_pushed: bool,
    /// The release commit, when the cut made one.
    pub commit: Option<ReleaseCommit>,
    /// The work tree that shows the branch it is on, or on which the changelog
    /// would be marked; absent where none does.
    pub checkout: Option<Checkout>,
    /// Whether somebody ever asked to bring it anywhere.
    pub requested: bool,
    /// Environments it is or was live in.
    pub deployed: Vec<EnvName>,
    /// Why nobody can tell whether it is or was live somewhere, in words; empty
    /// when every place was looked at.
    pub unseen: Vec<String>,
    /// Whether it is yanked already.
    pub yanked: bool,
    /// When the oldest of this was observed.
    pub observed_at: Timestamp,
}

/// The commit that a cut made, and the branch it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseCommit {
    /// The branch.
    pub branch: BranchName,
    /// Its newest commit now.
    pub tip: Oid,
    /// The release commit.
    pub commit: Oid,
    /// Its parent.
    pub parent: Oid,
    /// Whether the remote has it.
    pub pushed: bool,
    /// The files it changed.
    pub files: Vec<String>,
}

/// What yanking a release needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YankFacts {
    /// The release.
    pub release: ReleaseFacts,
    /// The changelogs with the mark, of every service that has the tag; empty
    /// when none has a section of the release.
    pub changelogs: Vec<FileChange>,
    /// The branch that carries the changelogs; needed when there is one.
    pub branch: Option<BranchFacts>,
    /// Whether it is said in the ledger as well.
    pub recorded: bool,
    /// What the commit says.
    pub commit_message: String,
    /// Who git says is acting; absent when not configured.
    pub identity: Option<String>,
}

/// What bringing a version into an environment needs.
#[derive(Debug, Clone, PartialEq)]
pub struct PromoteFacts {
    /// Where to, with its policy.
    pub environment: Environment,
    /// The place that is written.
    pub place: Destination,
    /// What comes.
    pub candidate: Build,
    /// The value that names it there.
    pub desired: String,
    /// What is live there, and was.
    pub here: Fact<PlaceFacts>,
    /// Commits between what is live and what comes.
    pub between: Known<Between>,
    /// Releases between the live one and this one, which it contains.
    pub skipped: Vec<Version>,
    /// Whether the candidate was yanked.
    pub yanked: bool,
    /// What the remote has of the candidate's tag.
    pub at_remote: AtRemote,
    /// What the gates say: those of the lane, where it takes one.
    pub verdicts: Vec<Verdict>,
    /// The lane it takes; absent for the ordinary way in.
    pub lane: Option<String>,
    /// Why it may not take that lane.
    pub lane_refusals: Vec<Refusal>,
    /// Why what runs there has to be decided on first: somebody put it there
    /// past the ledger, see [`patched`](super::patched).
    pub patched: Option<Refusal>,
    /// Whose run is under way there, see [`under_way`](super::under_way).
    pub under_way: Option<Refusal>,
    /// Versions of other services that matter here, see [`requirements`](super::requirements).
    pub requirements: Vec<Requirement>,
    /// Whether nobody asked: promotion without a hand.
    pub automatic: bool,
    /// Whether the workspace has one person.
    pub alone: bool,
    /// How long to wait at most until the place shows the value.
    pub patience: SignedDuration,
    /// When the oldest of this was observed.
    pub observed_at: Timestamp,
}

impl PromoteFacts {
    /// What is live, when it is the very thing that was to be brought.
    #[must_use]
    pub fn already(&self) -> Option<&Live> {
        let live = self.here.seen()?.live()?;
        (live.value == self.desired).then_some(live)
    }
}

/// A version that the ledger saw in a place whose history tells of it no more:
/// somebody rewrote that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// What ran there.
    pub build: Build,
    /// The value that names it there now.
    pub value: String,
}

/// What bringing an earlier version back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct RollbackFacts {
    /// Where, with its policy.
    pub environment: Environment,
    /// The place that is written.
    pub place: Destination,
    /// What is live there, and was.
    pub here: Fact<PlaceFacts>,
    /// Tags of releases that were yanked.
    pub yanked: Vec<TagName>,
    /// What ran there and the ledger never saw there.
    pub unrecorded: Vec<Build>,
    /// The version asked for, where only the ledger still tells of it.
    pub forgotten: Option<Forgotten>,
    /// What comes back was adopted there and never promoted, so that this is
    /// no plain rollback.
    pub only_adopted: bool,
    /// Commits between what is live and what comes back; `lost` are taken back.
    pub between: Known<Between>,
    /// What the gates say to a rollback.
    pub verdicts: Vec<Verdict>,
    /// Whose run is under way there, see [`under_way`](super::under_way).
    pub under_way: Option<Refusal>,
    /// Versions of other services that matter here.
    pub requirements: Vec<Requirement>,
    /// Whether the workspace has one person.
    pub alone: bool,
    /// How long to wait at most until the place shows the value.
    pub patience: SignedDuration,
    /// When the oldest of this was observed.
    pub observed_at: Timestamp,
}
