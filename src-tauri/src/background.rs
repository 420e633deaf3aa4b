//! Work that goes on while nobody waits for it.

use crate::notices;
use crate::state::Shell;
use lockkeeper_contract::RunView;
use lockkeeper_domain::ids::RunId;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::Opened;
use lockkeeper_engine::ports::Event;
use lockkeeper_engine::usecases::watch::{self, Missed};
use lockkeeper_engine::usecases::{board, checkpoint, runs, seal};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::broadcast::Receiver;

/// How often the world is looked at, and what goes by itself is promoted.
const LOOK: Duration = Duration::from_secs(60);

/// How long the window has the machine for itself before remotes are asked:
/// everything at once would make the first look slow.
const FIRST: Duration = Duration::from_secs(1);

/// Opens the workspace while the window comes up, and asks its remotes once
/// what is known of it can be seen.
pub async fn begin<R: Runtime>(app: AppHandle<R>) {
    let shell = app.state::<Shell>();
    shell.begun().await;
    if let Ok(desk) = shell.desk() {
        tokio::time::sleep(FIRST).await;
        refresh(desk);
    }
}

/// Drives a run that was begun, with the key that was opened for it. How it
/// ends stands in the journal.
pub fn drive(desk: Desk, run: RunId, opened: Option<Arc<Opened>>) {
    tauri::async_runtime::spawn(async move {
        let _open_until_the_end = opened;
        if let Err(error) = runs::drive(&desk, &run).await {
            tracing::error!(%run, %error, "the run was left");
        }
    });
}

/// Takes a run over. Answers as soon as it goes on, or with the reason why it
/// does not.
pub async fn take_over(
    desk: Desk,
    mut changes: Receiver<Event>,
    run: RunId,
    opened: Option<Arc<Opened>>,
) -> Result<RunView, EngineError> {
    let (behind, id) = (desk.clone(), run.clone());
    let work = tauri::async_runtime::spawn(async move {
        let _open_until_the_end = opened;
        runs::continue_run(&behind, &id).await
    });
    tokio::select! {
        done = work => match done {
            Ok(done) => done,
            Err(_) => runs::run(&desk, &run).await,
        },
        () = first(&mut changes, &run) => runs::run(&desk, &run).await,
    }
}

/// Waits until something is told of a run.
async fn first(changes: &mut Receiver<Event>, run: &RunId) {
    while let Ok(event) = changes.recv().await {
        if event.run.as_ref() == Some(run) {
            return;
        }
    }
    std::future::pending::<()>().await;
}

/// Asks the remotes of a workspace that was just opened, and then reads what
/// of its ledger was only taken up from the last time.
pub fn refresh(desk: Desk) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = board::refresh(&desk).await {
            tracing::warn!(%error, "the workspace was not refreshed");
        }
        if let Err(error) = seal::prove(&desk).await {
            tracing::error!(%error, "the ledger is not what was verified before");
        }
    });
}

/// Looks at the open workspace again and again, and promotes what the policy
/// says goes by itself, until the program ends.
pub async fn watch<R: Runtime>(app: AppHandle<R>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Ok(desk) = app.state::<Shell>().desk() else {
            continue;
        };
        look(&app, &desk).await;
        if desk.rules_changed() {
            let file = PathBuf::from(&desk.places.file);
            if let Err(error) = app.state::<Shell>().open(&file).await {
                tracing::warn!(%error, "the rules in force were not taken up");
            }
        }
    }
}

async fn look<R: Runtime>(app: &AppHandle<R>, desk: &Desk) {
    if let Err(error) = checkpoint::follow(desk).await {
        tracing::warn!(%error, "the ledger was not followed");
    }
    notices::tell(app, desk).await;
    match watch::watch_once(desk).await {
        Ok(look) => look.missed.iter().for_each(note),
        Err(error) => tracing::warn!(%error, "the look at the workspace failed"),
    }
}

/// The board shows what waits; why it was not brought stands in the log.
fn note(missed: &Missed) {
    let Missed {
        service,
        environment,
        error,
    } = missed;
    tracing::warn!(%service, %environment, %error, "nothing was brought");
}
