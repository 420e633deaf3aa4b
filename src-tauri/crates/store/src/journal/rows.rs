//! Rows of the journal's tables, and what they mean.

use crate::fault::Fault;
use jiff::Timestamp;
use lockkeeper_domain::run::{Run, RunState};
use lockkeeper_engine::ports::{JournalError, Lease, ReleaseRecord};
use sqlx::{FromRow, SqliteConnection};

/// Runs with their plans and steps, in one question.
macro_rules! runs_with {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.state, r.started_at, r.ended_at, r.started_by, p.body AS plan, ",
            "(SELECT json_group_array(json(s.body) ORDER BY s.number) FROM steps s WHERE s.run = r.id) AS steps ",
            "FROM runs r JOIN plans p ON p.id = r.plan ",
            $rest
        )
    };
}

/// A plan by its name.
pub(super) const PLAN: &str = "SELECT body FROM plans WHERE id = ? AND workspace IN ('', ?)";
/// A run by its name, with plan and steps.
pub(super) const RUN: &str = runs_with!("WHERE r.id = ? AND r.workspace IN ('', ?)");
/// The newest runs first.
pub(super) const RUNS: &str =
    runs_with!("WHERE r.workspace IN ('', ?) ORDER BY r.place DESC LIMIT ?");
/// Runs that have not ended, oldest first.
pub(super) const UNFINISHED: &str =
    runs_with!("WHERE r.ended = 0 AND r.workspace IN ('', ?) ORDER BY r.place");
/// What is told of a service's releases, in order.
pub(super) const RELEASES: &str = "SELECT * FROM releases \
    WHERE service = ? AND workspace IN ('', ?) ORDER BY place";
/// What is told of all releases by an event of that name, in order.
pub(super) const TOLD: &str = "SELECT * FROM releases \
    WHERE event = ? AND workspace IN ('', ?) ORDER BY place";
/// The run of a subject that has not ended.
/// Subjects that hold several names have a line for each.
const OPEN: &str = "SELECT id FROM runs WHERE ended = 0 AND workspace IN ('', ?2) \
    AND instr(char(10) || subject || char(10), char(10) || ?1 || char(10)) > 0";

/// A run with its plan and its steps.
#[derive(FromRow)]
pub(super) struct RunRow {
    id: String,
    state: String,
    started_at: i64,
    ended_at: Option<i64>,
    started_by: String,
    plan: String,
    steps: String,
}

impl RunRow {
    pub(super) fn run(self) -> Result<Run, Fault> {
        Ok(Run {
            id: self.id.into(),
            plan: serde_json::from_str(&self.plan)?,
            state: serde_json::from_value(self.state.into())?,
            started_at: moment(self.started_at)?,
            ended_at: self.ended_at.map(moment).transpose()?,
            by: self.started_by,
            steps: serde_json::from_str(&self.steps)?,
        })
    }
}

/// Who holds a run.
#[derive(FromRow)]
pub(super) struct LeaseRow {
    subject: String,
    holder: String,
    held_until: i64,
    fence: i64,
    ended: bool,
}

impl LeaseRow {
    /// The lease; an ended run has none.
    pub(super) fn lease(self) -> Result<Option<Lease>, Fault> {
        if self.ended {
            return Ok(None);
        }
        Ok(Some(Lease {
            subject: self.subject,
            holder: self.holder,
            until: moment(self.held_until)?,
            fence: unsigned(self.fence)?,
        }))
    }
}

/// What was said of a release.
#[derive(FromRow)]
pub(super) struct ReleaseRow {
    service: String,
    tag: String,
    event: String,
    reason: String,
    at: i64,
    said_by: String,
}

impl ReleaseRow {
    pub(super) fn record(self) -> Result<ReleaseRecord, Fault> {
        Ok(ReleaseRecord {
            service: self.service.into(),
            tag: self.tag.into(),
            event: self.event,
            reason: self.reason,
            at: moment(self.at)?,
            by: self.said_by,
        })
    }
}

/// Refuses a run whose plan is unknown or has one, or whose subject is busy.
pub(super) async fn check_free(
    writing: &mut SqliteConnection,
    run: &Run,
    lease: &Lease,
    workspace: &str,
) -> Result<(), JournalError> {
    let plan = run.plan.id.as_str();
    let known = name(writing, PLAN, &[plan, workspace]).await?;
    if known.is_none() {
        return Err(super::missing("plan", &plan));
    }
    if let Some(other) = name(writing, "SELECT id FROM runs WHERE plan = ?", &[plan]).await? {
        let what = format!("{plan} has the run {other} already");
        return Err(JournalError::Used { what });
    }
    for subject in lease.subject.lines() {
        if let Some(other) = name(writing, OPEN, &[subject, workspace]).await? {
            return Err(JournalError::not_ended(&other, subject, &run.plan));
        }
    }
    Ok(())
}

/// Writes the records a run starts with.
pub(super) async fn insert_steps(writing: &mut SqliteConnection, run: &Run) -> Result<(), Fault> {
    for (number, record) in (0_i64..).zip(&run.steps) {
        sqlx::query("INSERT INTO steps (run, number, body) VALUES (?, ?, ?)")
            .bind(run.id.as_str())
            .bind(number)
            .bind(serde_json::to_string(record)?)
            .execute(&mut *writing)
            .await?;
    }
    Ok(())
}

/// A number the database counts.
pub(super) async fn count(
    writing: &mut SqliteConnection,
    query: &'static str,
) -> Result<u64, Fault> {
    unsigned(sqlx::query_scalar(query).fetch_one(writing).await?)
}

async fn name(
    writing: &mut SqliteConnection,
    query: &'static str,
    of: &[&str],
) -> Result<Option<String>, Fault> {
    let mut asked = sqlx::query_scalar(query);
    for value in of {
        asked = asked.bind(*value);
    }
    Ok(asked.fetch_optional(writing).await?)
}

/// The word for a state, as it stands on the wire.
pub(super) fn word(state: RunState) -> Result<String, Fault> {
    let word: serde_json::Value = serde_json::to_value(state)?;
    Ok(word.as_str().unwrap_or_default().to_owned())
}

/// Nanoseconds since 1970; times beyond the year 2262 are kept as its end.
pub(super) fn nanoseconds(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(i64::MAX)
}

fn moment(nanoseconds: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_nanosecond(nanoseconds.into()).map_err(|e| Fault::Damaged(e.to_string()))
}

/// A fence as SQLite keeps it.
pub(super) fn signed(fence: u64) -> Result<i64, Fault> {
    i64::try_from(fence).map_err(|e| Fault::Damaged(e.to_string()))
}

fn unsigned(fence: i64) -> Result<u64, Fault> {
    u64::try_from(fence).map_err(|e| Fault::Damaged(e.to_string()))
}
