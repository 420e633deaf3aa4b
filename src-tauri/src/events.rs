//! Changes and links, passed on to the window.

use lockkeeper_contract::{CHANGED, EventMessage, OPEN_LINK};
use lockkeeper_engine::ports::{Event, Topic};
use tauri::{AppHandle, Emitter, Manager, Runtime};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The one window.
pub const WINDOW: &str = "main";

/// Passes every change on, in order, until the program ends. A listener that
/// lagged behind leaves a gap in the numbers, and the window fetches again.
pub async fn forward<R: Runtime>(app: AppHandle<R>, mut changes: Receiver<Event>) {
    loop {
        match changes.recv().await {
            Ok(event) => tell(&app, CHANGED, &message(&event)),
            Err(RecvError::Lagged(missed)) => tracing::info!(missed, "the window lagged behind"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Asks the window to show what a link names.
pub fn open_link<R: Runtime>(app: &AppHandle<R>, link: &str) {
    tell(app, OPEN_LINK, &link);
}

/// Brings the window to the front.
pub fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(WINDOW) else {
        return;
    };
    let shown = window.unminimize();
    let shown = shown.and_then(|()| window.show());
    if let Err(error) = shown.and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window was not brought to the front");
    }
}

fn tell<R: Runtime>(app: &AppHandle<R>, name: &str, payload: &(impl serde::Serialize + Clone)) {
    if let Err(error) = app.emit_to(WINDOW, name, payload.clone()) {
        tracing::warn!(%error, name, "the window was not told");
    }
}

fn message(event: &Event) -> EventMessage {
    EventMessage {
        seq: event.seq,
        topics: event
            .topics
            .iter()
            .map(|topic| word(*topic).to_owned())
            .collect(),
        run: event.run.as_ref().map(ToString::to_string),
    }
}

const fn word(topic: Topic) -> &'static str {
    match topic {
        Topic::Board => "board",
        Topic::Releases => "releases",
        Topic::Runs => "runs",
        Topic::Workspace => "workspace",
        Topic::Calls => "calls",
        Topic::Ledger => "ledger",
    }
}
