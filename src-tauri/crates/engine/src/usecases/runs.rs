//! Runs: started, shown, continued, cancelled.

use super::decisions::left_by;
use super::{escort, opening};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::executor::view;
use crate::observe::observe;
use lockkeeper_contract::RunView;
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::run::{Run, RunState};

/// How many runs are shown.
const SHOWN: usize = 200;

/// Begins the run of a confirmed plan. Only the journal changes; the caller
/// drives it.
///
/// # Errors
/// When the plan is unknown, used, too old or not confirmed as it asks, when
/// another run of its subject has not ended, or when the key that signs has to
/// be opened first.
pub async fn start_run(
    desk: &Desk,
    plan: &PlanId,
    typed: Option<&str>,
) -> Result<RunView, EngineError> {
    if let Ok(found) = desk.ports.journal.plan(plan).await {
        opening::check_open(desk, &found).await?;
    }
    let by = actor(desk).await;
    let id = desk.executor.start(plan, typed, &by).await?;
    run(desk, &id).await
}

/// Drives a run that was started here to its end, and looks at the world again.
///
/// # Errors
/// When somebody else works on it, or the journal cannot be used.
pub async fn drive(desk: &Desk, id: &RunId) -> Result<RunView, EngineError> {
    let begun = escort::begin(desk, &desk.executor.look(id).await?).await;
    if let Err(error) = begun {
        // Nothing was done yet, and without its start nothing may be.
        desk.executor.cancel_run(id).await?;
        // Where the line was cut, the start may have been recorded all the same.
        if let Err(unrecorded) = ended(desk, id).await {
            tracing::warn!(error = %unrecorded, "the end of a start was not recorded");
        }
        return Err(error);
    }
    desk.executor.drive(id).await?;
    look_again(desk).await;
    ended(desk, id).await
}

/// Takes an unfinished run over and drives it to its end.
///
/// # Errors
/// When somebody else works on it, or it has ended.
pub async fn continue_run(desk: &Desk, id: &RunId) -> Result<RunView, EngineError> {
    let found = desk.executor.look(id).await?;
    if found.state.has_ended() && escort::end(desk, &found).await? {
        return run(desk, id).await;
    }
    if !found.state.has_ended() {
        opening::check_open(desk, &found.plan).await?;
        escort::begin(desk, &found).await?;
    }
    desk.executor.continue_run(id).await?;
    look_again(desk).await;
    ended(desk, id).await
}

/// Records the end of a run, and shows it.
async fn ended(desk: &Desk, id: &RunId) -> Result<RunView, EngineError> {
    let run = desk.executor.look(id).await?;
    escort::end(desk, &run).await?;
    Ok(whole(desk, &run))
}

/// A run with what it leaves to do.
fn whole(desk: &Desk, run: &Run) -> RunView {
    RunView {
        after: left_by(desk, run),
        ..view(run)
    }
}

/// Stops a run before its next step. Whoever drives it records its end; where
/// nobody does any more, this does.
///
/// # Errors
/// When it has ended, or the key that signs its end has to be opened first;
/// when its end could not be recorded it is cancelled all the same.
pub async fn cancel_run(desk: &Desk, id: &RunId) -> Result<RunView, EngineError> {
    let found = desk.executor.look(id).await?;
    if found.state == RunState::Interrupted {
        opening::check_open(desk, &found.plan).await?;
    }
    desk.executor.cancel_run(id).await?;
    ended(desk, id).await
}

/// One run with its steps.
///
/// # Errors
/// When there is none.
pub async fn run(desk: &Desk, id: &RunId) -> Result<RunView, EngineError> {
    desk.executor.look(id).await.map(|run| whole(desk, &run))
}

/// The newest runs, newest first.
///
/// # Errors
/// When the journal cannot be read.
pub async fn runs(desk: &Desk) -> Result<Vec<RunView>, EngineError> {
    Ok(recent(desk).await?.iter().map(view).collect())
}

/// The newest runs; those whose worker is gone are shown as interrupted.
pub(crate) async fn recent(desk: &Desk) -> Result<Vec<Run>, EngineError> {
    desk.executor.unfinished().await?;
    let list = "list the runs";
    let found = desk
        .ports
        .journal
        .runs(SHOWN)
        .await
        .map_err(EngineError::journal(list))?;
    let mut runs = Vec::with_capacity(found.len());
    for run in found {
        let ended = run.state.has_ended();
        runs.push(if ended {
            run
        } else {
            desk.executor.look(&run.id).await?
        });
    }
    Ok(runs)
}

/// Who acts: as git is configured in the first repository that says so.
pub async fn actor(desk: &Desk) -> String {
    for policy in desk.workspace.repos.values() {
        let Ok(repo) = desk.ports.repos.open(policy).await else {
            continue;
        };
        if let Ok(Some(identity)) = repo.signing().await.map(|setup| setup.identity) {
            return identity;
        }
    }
    "somebody without a git identity".to_owned()
}

/// What a run changed is seen at once; a failure only means older facts.
async fn look_again(desk: &Desk) {
    if let Err(error) = observe(desk, true).await {
        tracing::warn!(%error, "the world was not looked at after the run");
    }
}
