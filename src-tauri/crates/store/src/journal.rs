//! The journal on SQLite. Every write is one transaction and is on the disk
//! when the call returns.

mod rows;

use crate::database::Database;
use crate::fault::Fault;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::ids::{PlanId, RunId, ServiceName};
use lockkeeper_domain::plan::Plan;
use lockkeeper_domain::run::{Run, RunState, StepRecord, StepState};
use lockkeeper_engine::ports::{Journal, JournalError, Lease, ReleaseRecord};
use rows::{LeaseRow, RELEASES, ReleaseRow, RunRow, TOLD};
use std::sync::Arc;

/// The journal of a workspace on SQLite.
#[derive(Debug, Clone)]
pub struct SqliteJournal {
    database: Database,
    workspace: Arc<str>,
}

/// Fences grow over all runs, and runs are never deleted.
const NEXT_FENCE: &str = "SELECT coalesce(max(fence), 0) + 1 FROM runs";

const BEGIN: &str = "INSERT INTO runs \
    (id, plan, subject, state, started_at, ended_at, started_by, ended, holder, held_until, fence, workspace) \
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const STEP: &str = "UPDATE steps SET body = ?3 WHERE run = ?1 AND number = ?2 \
    AND EXISTS (SELECT 1 FROM runs WHERE id = ?1 AND fence = ?4 AND ended = 0)";

const STATE: &str = "UPDATE runs SET state = ?3, ended_at = ?4, ended = ?5 \
    WHERE id = ?1 AND fence = ?2 AND ended = 0";

impl SqliteJournal {
    pub(crate) const fn on(database: Database, workspace: Arc<str>) -> Self {
        Self {
            database,
            workspace,
        }
    }

    /// What such a question, about the one named, finds of releases.
    async fn told(
        &self,
        query: &'static str,
        about: &str,
    ) -> Result<Vec<ReleaseRecord>, JournalError> {
        let rows: Vec<ReleaseRow> = sqlx::query_as(query)
            .bind(about)
            .bind(&*self.workspace)
            .fetch_all(self.database.readers())
            .await
            .map_err(Fault::from)?;
        let records = rows.into_iter().map(ReleaseRow::record);
        Ok(records.collect::<Result<_, _>>()?)
    }

    /// Why a guarded write met no row: there is no such run, or the fence is
    /// not the newest.
    async fn fenced(&self, run: &RunId, fence: u64, what: String) -> JournalError {
        match self.lease(run).await {
            Ok(Some(lease)) if lease.fence == fence => JournalError::NotFound { what },
            Ok(_) => JournalError::Fenced,
            Err(error) => error,
        }
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn keep_plan(&self, plan: &Plan) -> Result<(), JournalError> {
        let body = serde_json::to_string(plan).map_err(Fault::from)?;
        let kept = sqlx::query(
            "INSERT INTO plans (id, made_at, body, workspace) VALUES (?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
        )
        .bind(plan.id.as_str())
        .bind(rows::nanoseconds(plan.made_at))
        .bind(&body)
        .bind(&*self.workspace)
        .execute(&mut *self.database.writer().await?)
        .await
        .map_err(Fault::from)?;
        if kept.rows_affected() == 1 || self.plan(&plan.id).await? == *plan {
            return Ok(());
        }
        let what = format!("{} is the name of another plan", plan.id);
        Err(JournalError::Used { what })
    }

    async fn plan(&self, id: &PlanId) -> Result<Plan, JournalError> {
        let body: Option<String> = sqlx::query_scalar(rows::PLAN)
            .bind(id.as_str())
            .bind(&*self.workspace)
            .fetch_optional(self.database.readers())
            .await
            .map_err(Fault::from)?;
        let body = body.ok_or_else(|| missing("plan", id))?;
        Ok(serde_json::from_str(&body).map_err(Fault::from)?)
    }

    async fn begin_run(&self, run: &Run, lease: &Lease) -> Result<Lease, JournalError> {
        let mut writing = self.database.begin().await?;
        rows::check_free(&mut writing, run, lease, &self.workspace).await?;
        let lease = Lease {
            fence: rows::count(&mut writing, NEXT_FENCE).await?,
            ..lease.clone()
        };
        sqlx::query(BEGIN)
            .bind(run.id.as_str())
            .bind(run.plan.id.as_str())
            .bind(&lease.subject)
            .bind(rows::word(run.state)?)
            .bind(rows::nanoseconds(run.started_at))
            .bind(run.ended_at.map(rows::nanoseconds))
            .bind(&run.by)
            .bind(run.state.has_ended())
            .bind(&lease.holder)
            .bind(rows::nanoseconds(lease.until))
            .bind(rows::signed(lease.fence)?)
            .bind(&*self.workspace)
            .execute(&mut *writing)
            .await
            .map_err(Fault::from)?;
        rows::insert_steps(&mut writing, run).await?;
        writing.commit().await?;
        Ok(lease)
    }

    async fn lease(&self, run: &RunId) -> Result<Option<Lease>, JournalError> {
        let row: Option<LeaseRow> = sqlx::query_as(
            "SELECT subject, holder, held_until, fence, ended FROM runs WHERE id = ?",
        )
        .bind(run.as_str())
        .fetch_optional(self.database.readers())
        .await
        .map_err(Fault::from)?;
        Ok(row.map(LeaseRow::lease).transpose()?.flatten())
    }

    async fn take_lease(
        &self,
        run: &RunId,
        over: u64,
        lease: &Lease,
    ) -> Result<Lease, JournalError> {
        let mut writing = self.database.begin().await?;
        let fence = rows::count(&mut writing, NEXT_FENCE).await?;
        let taken = sqlx::query(
            "UPDATE runs SET holder = ?, held_until = ?, fence = ? \
             WHERE id = ? AND fence = ? AND ended = 0",
        )
        .bind(&lease.holder)
        .bind(rows::nanoseconds(lease.until))
        .bind(rows::signed(fence)?)
        .bind(run.as_str())
        .bind(rows::signed(over)?)
        .execute(&mut *writing)
        .await
        .map_err(Fault::from)?;
        if taken.rows_affected() == 0 {
            let what = format!("somebody else has taken {run} over, or it has ended");
            return Err(JournalError::Held { what });
        }
        writing.commit().await?;
        let lease = lease.clone();
        Ok(Lease { fence, ..lease })
    }

    async fn renew_lease(
        &self,
        run: &RunId,
        fence: u64,
        until: Timestamp,
    ) -> Result<(), JournalError> {
        let renewed =
            sqlx::query("UPDATE runs SET held_until = ? WHERE id = ? AND fence = ? AND ended = 0")
                .bind(rows::nanoseconds(until))
                .bind(run.as_str())
                .bind(rows::signed(fence)?)
                // Whoever holds it ends with the power, too.
                .execute(&mut *self.database.light().await?)
                .await
                .map_err(Fault::from)?;
        match renewed.rows_affected() {
            0 => Err(self.fenced(run, fence, format!("the run {run}")).await),
            _ => Ok(()),
        }
    }

    async fn write_step(
        &self,
        run: &RunId,
        fence: u64,
        number: u32,
        record: &StepRecord,
    ) -> Result<(), JournalError> {
        let body = serde_json::to_string(record).map_err(Fault::from)?;
        // That a step has begun is kept before it acts. What it came to is
        // looked up again where a power cut takes the record.
        let mut writing = match record.state {
            StepState::Done | StepState::AlreadyDone | StepState::Skipped => {
                self.database.light().await
            }
            _ => self.database.writer().await,
        }?;
        let written = sqlx::query(STEP)
            .bind(run.as_str())
            .bind(number)
            .bind(&body)
            .bind(rows::signed(fence)?)
            .execute(&mut *writing)
            .await
            .map_err(Fault::from)?;
        if written.rows_affected() == 1 {
            return Ok(());
        }
        Err(self.fenced(run, fence, format!("the step {number}")).await)
    }

    async fn write_state(
        &self,
        run: &RunId,
        fence: u64,
        state: RunState,
        at: Timestamp,
    ) -> Result<(), JournalError> {
        let ended = state.has_ended();
        let written = sqlx::query(STATE)
            .bind(run.as_str())
            .bind(rows::signed(fence)?)
            .bind(rows::word(state)?)
            .bind(ended.then(|| rows::nanoseconds(at)))
            .bind(ended)
            .execute(&mut *self.database.writer().await?)
            .await
            .map_err(Fault::from)?;
        match written.rows_affected() {
            0 => Err(self.fenced(run, fence, format!("the run {run}")).await),
            _ => Ok(()),
        }
    }

    async fn ask_cancel(&self, run: &RunId) -> Result<(), JournalError> {
        let asked = sqlx::query("UPDATE runs SET cancel = 1 WHERE id = ?")
            .bind(run.as_str())
            .execute(&mut *self.database.writer().await?)
            .await
            .map_err(Fault::from)?;
        match asked.rows_affected() {
            0 => Err(missing("run", run)),
            _ => Ok(()),
        }
    }

    async fn cancel_asked(&self, run: &RunId) -> Result<bool, JournalError> {
        let asked: Option<bool> = sqlx::query_scalar("SELECT cancel FROM runs WHERE id = ?")
            .bind(run.as_str())
            .fetch_optional(self.database.readers())
            .await
            .map_err(Fault::from)?;
        Ok(asked.unwrap_or(false))
    }

    async fn run(&self, id: &RunId) -> Result<Run, JournalError> {
        let row: Option<RunRow> = sqlx::query_as(rows::RUN)
            .bind(id.as_str())
            .bind(&*self.workspace)
            .fetch_optional(self.database.readers())
            .await
            .map_err(Fault::from)?;
        Ok(row.ok_or_else(|| missing("run", id))?.run()?)
    }

    async fn runs(&self, most: usize) -> Result<Vec<Run>, JournalError> {
        let rows: Vec<RunRow> = sqlx::query_as(rows::RUNS)
            .bind(&*self.workspace)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(self.database.readers())
            .await
            .map_err(Fault::from)?;
        Ok(rows
            .into_iter()
            .map(RunRow::run)
            .collect::<Result<_, _>>()?)
    }

    async fn unfinished(&self) -> Result<Vec<Run>, JournalError> {
        let rows: Vec<RunRow> = sqlx::query_as(rows::UNFINISHED)
            .bind(&*self.workspace)
            .fetch_all(self.database.readers())
            .await
            .map_err(Fault::from)?;
        Ok(rows
            .into_iter()
            .map(RunRow::run)
            .collect::<Result<_, _>>()?)
    }

    async fn keep_release(&self, record: &ReleaseRecord) -> Result<(), JournalError> {
        sqlx::query(
            "INSERT INTO releases (service, tag, event, reason, at, said_by, workspace) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(record.service.as_str())
        .bind(record.tag.as_str())
        .bind(&record.event)
        .bind(&record.reason)
        .bind(rows::nanoseconds(record.at))
        .bind(&record.by)
        .bind(&*self.workspace)
        .execute(&mut *self.database.writer().await?)
        .await
        .map_err(Fault::from)?;
        Ok(())
    }

    async fn releases(&self, service: &ServiceName) -> Result<Vec<ReleaseRecord>, JournalError> {
        self.told(RELEASES, service.as_str()).await
    }

    async fn yanks(&self) -> Result<Vec<ReleaseRecord>, JournalError> {
        self.told(TOLD, "yanked").await
    }
}

fn missing(kind: &str, name: &dyn std::fmt::Display) -> JournalError {
    JournalError::NotFound {
        what: format!("the {kind} {name}"),
    }
}
