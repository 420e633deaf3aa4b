//! The journal: plans, runs, leases and releases, on durable storage.

use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::ids::{PlanId, RunId, ServiceName, TagName};
use lockkeeper_domain::plan::{Plan, ways_on};
use lockkeeper_domain::run::{Run, RunState, StepRecord};
use thiserror::Error;

/// Plans, runs, leases and releases. A call that returns has reached the disk.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Keeps a plan; a plan is never changed.
    async fn keep_plan(&self, plan: &Plan) -> Result<(), JournalError>;
    /// A kept plan.
    async fn plan(&self, id: &PlanId) -> Result<Plan, JournalError>;
    /// Creates a run of a plan, together with the lease on its subject, and
    /// returns the lease with its fence. `Used` when the plan has a run
    /// already, `Held` while another run of the subject has not ended.
    async fn begin_run(&self, run: &Run, lease: &Lease) -> Result<Lease, JournalError>;
    /// The lease of a run; absent when the run has ended.
    async fn lease(&self, run: &RunId) -> Result<Option<Lease>, JournalError>;
    /// Takes the lease of an unfinished run over, by compare and swap: `over`
    /// is the fence it is taken from, and the new one is higher. `Held` when
    /// somebody was faster. Whether the former holder is gone is for the
    /// caller to know.
    async fn take_lease(
        &self,
        run: &RunId,
        over: u64,
        lease: &Lease,
    ) -> Result<Lease, JournalError>;
    /// Moves the end of a lease; refused when the fence is not the newest.
    async fn renew_lease(
        &self,
        run: &RunId,
        fence: u64,
        until: Timestamp,
    ) -> Result<(), JournalError>;
    /// Writes one step's record; refused when the fence is not the newest.
    async fn write_step(
        &self,
        run: &RunId,
        fence: u64,
        number: u32,
        record: &StepRecord,
    ) -> Result<(), JournalError>;
    /// Writes the state of a run; an ended run gives its lease back.
    async fn write_state(
        &self,
        run: &RunId,
        fence: u64,
        state: RunState,
        at: Timestamp,
    ) -> Result<(), JournalError>;
    /// Asks a run to stop before its next step.
    async fn ask_cancel(&self, run: &RunId) -> Result<(), JournalError>;
    /// Whether somebody asked.
    async fn cancel_asked(&self, run: &RunId) -> Result<bool, JournalError>;
    /// A run with all its steps.
    async fn run(&self, id: &RunId) -> Result<Run, JournalError>;
    /// The newest runs, newest first.
    async fn runs(&self, most: usize) -> Result<Vec<Run>, JournalError>;
    /// Runs that have not ended.
    async fn unfinished(&self) -> Result<Vec<Run>, JournalError>;
    /// Keeps what is known of a release beyond its tag.
    async fn keep_release(&self, record: &ReleaseRecord) -> Result<(), JournalError>;
    /// What is known of the releases of a service.
    async fn releases(&self, service: &ServiceName) -> Result<Vec<ReleaseRecord>, JournalError>;
    /// The yanks among what is known of the releases of all services.
    async fn yanks(&self) -> Result<Vec<ReleaseRecord>, JournalError>;
}

/// The right to work on a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The subject's names, a line each, see `Subject::lock`. No two open runs
    /// share one.
    pub subject: String,
    /// Who holds it: this process.
    pub holder: String,
    /// Until when.
    pub until: Timestamp,
    /// Grows with each holder; an older one is refused. Set by the journal.
    pub fence: u64,
}

/// What is known of a release beyond its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRecord {
    /// The service.
    pub service: ServiceName,
    /// The tag.
    pub tag: TagName,
    /// What happened: `cut`, `undone`, `withdrawn`, `yanked`, `requested`.
    pub event: String,
    /// Why; empty when nobody had to say.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// Why the journal could not do something.
#[derive(Debug, Clone, Error)]
pub enum JournalError {
    /// There is no such plan or run.
    #[error("{what} was not found")]
    NotFound {
        /// What.
        what: String,
    },
    /// The plan has a run already.
    #[error("{what}")]
    Used {
        /// Which run.
        what: String,
    },
    /// Another run or another process holds the lease.
    #[error("{what}")]
    Held {
        /// Who holds what.
        what: String,
    },
    /// A newer holder has taken over; this one must stop.
    #[error("another process has taken over the run")]
    Fenced,
    /// The disk is full or cannot be written.
    #[error("the journal cannot be written")]
    Unavailable {
        /// The database's words.
        detail: String,
    },
    /// The file was written by a newer program.
    #[error("the journal is newer than this program: {detail}")]
    Newer {
        /// Which version wrote it.
        detail: String,
    },
    /// The file is damaged.
    #[error("the journal cannot be read: {detail}")]
    Malformed {
        /// The database's words.
        detail: String,
    },
}

impl JournalError {
    /// Another run of the same subject has not ended, with what goes on with
    /// it and what gives it up; `plan` is the one that is held.
    #[must_use]
    pub fn not_ended(other: &str, subject: &str, plan: &Plan) -> Self {
        let ways = ways_on(&plan.subject, other);
        let what = format!("{other} of {subject} has not ended: {ways}");
        Self::Held { what }
    }
}
