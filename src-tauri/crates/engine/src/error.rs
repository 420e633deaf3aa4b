//! One error for the use cases, with a stable code and what trying again means.

mod code;
mod wire;

pub use code::ErrorCode;
pub use lockkeeper_contract::Retry;

use crate::ports::{
    BookError, CacheError, JournalError, PinError, Rejection, RepoError, SettingsError,
    SignerError, TargetError,
};
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::refusal::Refusal;
use thiserror::Error;

/// Why a use case could not do what was asked. The variant says what was
/// attempted; the reason is its source and never part of the message.
#[derive(Debug, Clone, Error)]
pub enum EngineError {
    /// A workspace was needed and none is open.
    #[error("No workspace is open.")]
    NoWorkspace,
    /// The workspace file was read and does not say what it should.
    #[error("The workspace file {path} could not be used. Nothing was changed.")]
    WorkspaceFile {
        /// Where it lies.
        path: String,
        /// Each problem with its line and column.
        problems: Vec<String>,
    },
    /// Something was looked up by name in the workspace.
    #[error("There is no {what} {name} in this workspace.")]
    Unknown {
        /// `service`, `environment`, `release` and the like.
        what: &'static str,
        /// The name that was asked for.
        name: String,
    },
    /// A repository was read.
    #[error("The repository {repo} could not be read. Nothing was changed.")]
    ReadRepo {
        /// Its handle, or its path.
        repo: String,
        /// Why.
        #[source]
        source: RepoError,
    },
    /// A repository was written or pushed.
    #[error("The repository {repo} could not be changed.")]
    WriteRepo {
        /// Its handle, or its path.
        repo: String,
        /// Why.
        #[source]
        source: RepoError,
    },
    /// A merge or rebase stopped where two sides changed the same lines.
    #[error("It waits for you.")]
    Undecided {
        /// Which branches, which files, and where.
        #[source]
        source: RepoError,
    },
    /// A place of an environment repository was read.
    #[error("What runs in {place} could not be read. Nothing was changed.")]
    ReadPlace {
        /// The place, for people.
        place: String,
        /// Why.
        #[source]
        source: TargetError,
    },
    /// A place of an environment repository was written.
    #[error("{place} could not be changed.")]
    WritePlace {
        /// The place, for people.
        place: String,
        /// Why.
        #[source]
        source: TargetError,
    },
    /// A plan was looked up.
    #[error("The plan {plan} could not be opened. Nothing was changed.")]
    OpenPlan {
        /// Its identifier.
        plan: PlanId,
        /// Why.
        #[source]
        source: JournalError,
    },
    /// A plan was confirmed.
    #[error("The plan {plan} could not be started. Nothing was changed.")]
    StartRun {
        /// Its identifier.
        plan: PlanId,
        /// Why.
        #[source]
        source: JournalError,
    },
    /// A plan was confirmed that rests on facts too old.
    #[error("The plan {plan} is too old to be started. Nothing was changed.")]
    PlanStale {
        /// Its identifier.
        plan: PlanId,
        /// How old, and what is the limit.
        why: String,
    },
    /// A plan was confirmed with another text than the one it asks for.
    #[error("The text typed is not the one asked for. Nothing was changed.")]
    ConfirmationDiffers {
        /// What has to be typed.
        expected: String,
    },
    /// A run was looked up.
    #[error("The run {run} could not be opened. Nothing was changed.")]
    OpenRun {
        /// Its identifier.
        run: RunId,
        /// Why.
        #[source]
        source: JournalError,
    },
    /// A run was written to the journal.
    #[error("The run {run} could not be journalled, so it stopped before its next effect.")]
    WriteRun {
        /// Its identifier.
        run: RunId,
        /// Why.
        #[source]
        source: JournalError,
    },
    /// A step was begun, and what came of it could not be read.
    #[error("The step was begun, and whether it was done could not be read.")]
    Unverified {
        /// What reading failed of.
        code: ErrorCode,
        /// The causes, outermost first.
        causes: Vec<String>,
    },
    /// A run was not started, and what was asked for stands in the ledger.
    #[error(
        "It was not started, and nothing was deployed. The request stands as entry {entry} of the ledger, with every decision on it."
    )]
    NotStarted {
        /// The entry of the request.
        entry: usize,
        /// Why it was not started.
        code: ErrorCode,
        /// The reasons, outermost first.
        causes: Vec<String>,
    },
    /// A run was to be continued or cancelled while somebody works on it.
    #[error("The run {run} is being worked on by {holder}. Nothing was changed.")]
    RunHeld {
        /// Its identifier.
        run: RunId,
        /// Who works on it.
        holder: String,
    },
    /// A run was to be continued or cancelled that has ended.
    #[error("The run {run} has ended, so it cannot be {wish}.")]
    RunEnded {
        /// Its identifier.
        run: RunId,
        /// `continued` or `cancelled`.
        wish: &'static str,
    },
    /// The journal was used for anything else.
    #[error("The journal could not be used to {wish}. Nothing was changed.")]
    Journal {
        /// What for: "list the runs".
        wish: &'static str,
        /// Why.
        #[source]
        source: JournalError,
    },
    /// A run wanted to make its next effect.
    #[error("The run lost its lease in the ledger, so it stopped before its next effect.")]
    LeaseLost {
        /// To whom, or when.
        why: String,
    },
    /// Something was asked for that the facts or the policy do not allow.
    #[error("This cannot be done now. Nothing was changed.")]
    Refused {
        /// All reasons.
        refusals: Vec<Refusal>,
    },
    /// Settings or drafts were read or written.
    #[error("The settings could not be used.")]
    Settings {
        /// Why.
        #[from]
        source: SettingsError,
    },
    /// The cache of facts was read or written.
    #[error("The kept facts could not be used.")]
    Cache {
        /// Why.
        #[from]
        source: CacheError,
    },
    /// The ledger was read or written.
    #[error("The ledger could not be {wish}. Nothing was changed.")]
    Ledger {
        /// `read` or `written`.
        wish: &'static str,
        /// Why.
        #[source]
        source: BookError,
    },
    /// The ledger cannot be trusted from an entry on.
    #[error("The ledger is not in order from entry {at} on. Nothing was signed.")]
    LedgerStopped {
        /// The entry.
        at: usize,
        /// What is wrong with it.
        why: String,
        /// Who does what about it.
        help: Option<String>,
    },
    /// The remote shows another chain than the one that was verified.
    #[error("The remote shows another ledger than the one verified here. Nothing was signed.")]
    LedgerForked {
        /// The newest entry verified here.
        number: usize,
        /// Its hash.
        head: String,
        /// The hash of the newest entry that the remote shows, where it can be told.
        theirs: Option<String>,
    },
    /// The remote shows only the beginning of what was verified.
    #[error("The remote shows an older ledger than the one verified here. Nothing was signed.")]
    LedgerRewound {
        /// The newest entry verified here.
        number: usize,
        /// Its hash.
        head: String,
    },
    /// How far the ledger was verified here was read or written.
    #[error("What this desktop has verified of the ledger could not be used. Nothing was signed.")]
    LedgerPin {
        /// Why.
        #[from]
        source: PinError,
    },
    /// A statement was to be signed.
    #[error("Nothing was signed.")]
    Signing {
        /// Why.
        #[source]
        source: SignerError,
    },
    /// What was asked is not a question this program understands.
    #[error("{text}")]
    Usage {
        /// The sentence that says what is wrong with it.
        text: String,
    },
}

impl EngineError {
    /// Says which repository was being read.
    pub fn read_repo<T: ToString + ?Sized>(repo: &T) -> impl FnOnce(RepoError) -> Self + use<T> {
        let repo = repo.to_string();
        move |source| Self::ReadRepo { repo, source }
    }

    /// Says which repository was being changed.
    pub fn write_repo<T: ToString + ?Sized>(repo: &T) -> impl FnOnce(RepoError) -> Self + use<T> {
        let repo = repo.to_string();
        move |source| match source {
            RepoError::Unmerged(_) => Self::Undecided { source },
            source => Self::WriteRepo { repo, source },
        }
    }

    /// Says which place was being read.
    pub fn read_place<T: ToString + ?Sized>(
        place: &T,
    ) -> impl FnOnce(TargetError) -> Self + use<T> {
        let place = place.to_string();
        move |source| Self::ReadPlace { place, source }
    }

    /// Says which place was being changed.
    pub fn write_place<T: ToString + ?Sized>(
        place: &T,
    ) -> impl FnOnce(TargetError) -> Self + use<T> {
        let place = place.to_string();
        move |source| Self::WritePlace { place, source }
    }

    /// Says which run was being looked up.
    pub fn open_run(run: &RunId) -> impl FnOnce(JournalError) -> Self + use<> {
        let run = run.clone();
        move |source| Self::OpenRun { run, source }
    }

    /// Says which run was being journalled.
    pub fn write_run(run: &RunId) -> impl FnOnce(JournalError) -> Self + use<> {
        let run = run.clone();
        move |source| Self::WriteRun { run, source }
    }

    /// Says what the journal was wanted for.
    pub fn journal(wish: &'static str) -> impl FnOnce(JournalError) -> Self {
        move |source| Self::Journal { wish, source }
    }

    /// Nobody signed.
    #[must_use]
    pub const fn signing(source: SignerError) -> Self {
        Self::Signing { source }
    }

    /// One reason why it cannot be done.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        Self::Refused {
            refusals: vec![refusal],
        }
    }

    /// The stable word for what happened.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NoWorkspace => ErrorCode::NoWorkspace,
            Self::WorkspaceFile { .. } => ErrorCode::WorkspaceFile,
            Self::Unknown { .. } => ErrorCode::UnknownName,
            Self::ReadRepo { source, .. }
            | Self::WriteRepo { source, .. }
            | Self::Undecided { source } => of_repo(source),
            Self::ReadPlace { source, .. } | Self::WritePlace { source, .. } => of_place(source),
            Self::OpenPlan { source, .. } | Self::StartRun { source, .. } => {
                of_journal(source, ErrorCode::PlanNotFound)
            }
            Self::PlanStale { .. } => ErrorCode::PlanStale,
            Self::ConfirmationDiffers { .. } => ErrorCode::ConfirmationDiffers,
            Self::OpenRun { source, .. }
            | Self::WriteRun { source, .. }
            | Self::Journal { source, .. } => of_journal(source, ErrorCode::RunNotFound),
            Self::Unverified { code, .. } | Self::NotStarted { code, .. } => *code,
            Self::RunHeld { .. } => ErrorCode::RunHeld,
            Self::RunEnded { .. } => ErrorCode::RunEnded,
            Self::LeaseLost { .. } => ErrorCode::LeaseLost,
            Self::Refused { .. } => ErrorCode::Refused,
            Self::Settings { .. } | Self::Cache { .. } => ErrorCode::Settings,
            Self::Ledger { source, .. } => of_book(source),
            Self::LedgerStopped { .. } => ErrorCode::LedgerBroken,
            Self::LedgerForked { .. } => ErrorCode::LedgerForked,
            Self::LedgerRewound { .. } => ErrorCode::LedgerRewound,
            Self::LedgerPin { source } => of_pin(source),
            Self::Signing { source } => of_signer(source),
            Self::Usage { .. } => ErrorCode::Usage,
        }
    }

    /// What trying again means.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        self.code().retry()
    }

    /// What it is about: a repository, a place, a plan, a run, a file.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::WorkspaceFile { path, .. } => Some(path.clone()),
            Self::Unknown { name, .. } => Some(name.clone()),
            Self::ReadRepo { repo, .. } | Self::WriteRepo { repo, .. } => Some(repo.clone()),
            Self::Undecided {
                source: RepoError::Unmerged(undecided),
            } => Some(undecided.branch.clone()),
            Self::ReadPlace { place, .. } | Self::WritePlace { place, .. } => Some(place.clone()),
            Self::OpenPlan { plan, .. }
            | Self::StartRun { plan, .. }
            | Self::PlanStale { plan, .. } => Some(plan.to_string()),
            Self::OpenRun { run, .. }
            | Self::WriteRun { run, .. }
            | Self::RunHeld { run, .. }
            | Self::RunEnded { run, .. } => Some(run.to_string()),
            Self::NotStarted { entry, .. } => Some(format!("entry {entry}")),
            Self::LedgerStopped { at, .. } => Some(format!("entry {at}")),
            Self::LedgerForked { head, .. } | Self::LedgerRewound { head, .. } => {
                Some(head.clone())
            }
            Self::NoWorkspace
            | Self::Undecided { .. }
            | Self::Unverified { .. }
            | Self::LeaseLost { .. }
            | Self::Ledger { .. }
            | Self::LedgerPin { .. }
            | Self::Signing { .. }
            | Self::ConfirmationDiffers { .. }
            | Self::Journal { .. }
            | Self::Refused { .. }
            | Self::Settings { .. }
            | Self::Cache { .. }
            | Self::Usage { .. } => None,
        }
    }
}

/// The code of what a repository answered.
const fn of_repo(error: &RepoError) -> ErrorCode {
    match error {
        RepoError::NotFound { .. } => ErrorCode::RepoNotFound,
        RepoError::Conflict { .. } => ErrorCode::RepoConflict,
        RepoError::Rejected { reason, .. } => match reason {
            Rejection::Protected => ErrorCode::RepoProtected,
            Rejection::Hook => ErrorCode::RepoHook,
            Rejection::NotFastForward | Rejection::Other => ErrorCode::RepoRejected,
        },
        RepoError::Unauthorized { .. } => ErrorCode::RepoUnauthorized,
        RepoError::Unavailable { .. } => ErrorCode::RepoUnavailable,
        RepoError::Incomplete { .. } => ErrorCode::RepoIncomplete,
        RepoError::Unwritable { .. } => ErrorCode::RepoUnwritable,
        RepoError::Blocked { .. } => ErrorCode::RepoBlocked,
        RepoError::Unmerged(_) => ErrorCode::RepoUnmerged,
        RepoError::Hook { .. } => ErrorCode::RepoHook,
        RepoError::Signing { .. } => ErrorCode::RepoSigning,
        RepoError::Malformed { .. } => ErrorCode::RepoMalformed,
    }
}

/// The code of what a place answered.
const fn of_place(error: &TargetError) -> ErrorCode {
    match error {
        TargetError::Repo { source, .. } => of_repo(source),
        TargetError::NotFound { .. } => ErrorCode::PlaceNotFound,
        TargetError::Conflict { .. } => ErrorCode::PlaceConflict,
        TargetError::Malformed { .. } | TargetError::Unclear { .. } => ErrorCode::PlaceMalformed,
    }
}

/// The code of what the journal answered; `missing` is what was looked up.
const fn of_journal(error: &JournalError, missing: ErrorCode) -> ErrorCode {
    match error {
        JournalError::NotFound { .. } => missing,
        JournalError::Used { .. } => ErrorCode::PlanUsed,
        JournalError::Held { .. } => ErrorCode::RunHeld,
        JournalError::Fenced => ErrorCode::RunFenced,
        JournalError::Unavailable { .. } => ErrorCode::JournalUnavailable,
        JournalError::Malformed { .. } => ErrorCode::JournalMalformed,
        JournalError::Newer { .. } => ErrorCode::JournalNewer,
    }
}

/// The code of a pin that cannot be used: it lies in the journal's file.
const fn of_pin(error: &PinError) -> ErrorCode {
    match error {
        PinError::Back { .. } => ErrorCode::LedgerRewound,
        PinError::Unavailable { .. } => ErrorCode::JournalUnavailable,
        PinError::Malformed { .. } => ErrorCode::JournalMalformed,
    }
}

/// The code of what the ledger's repository answered.
const fn of_book(error: &BookError) -> ErrorCode {
    match error {
        BookError::Moved => ErrorCode::RepoConflict,
        BookError::NotFound(_) => ErrorCode::RepoNotFound,
        BookError::Refused(_) => ErrorCode::RepoIncomplete,
        BookError::Unauthorized { .. } => ErrorCode::RepoUnauthorized,
        BookError::Rejected { .. } => ErrorCode::RepoRejected,
        BookError::Unavailable { .. } => ErrorCode::RepoUnavailable,
        BookError::Unwritable { .. } => ErrorCode::RepoUnwritable,
        BookError::Malformed { .. } => ErrorCode::RepoMalformed,
    }
}

/// The code of what a key answered.
const fn of_signer(error: &SignerError) -> ErrorCode {
    match error {
        SignerError::Locked | SignerError::WrongPassphrase => ErrorCode::KeyLocked,
        SignerError::Declined => ErrorCode::SigningDeclined,
        SignerError::NotFound(_) | SignerError::Unlisted { .. } | SignerError::Unfit(_) => {
            ErrorCode::KeyNotFound
        }
        SignerError::Unavailable { .. } => ErrorCode::KeyUnavailable,
    }
}
