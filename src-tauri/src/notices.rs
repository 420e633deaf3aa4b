//! What the desktop tells while nobody looks at the window. A notice names
//! where to look; a click on it looks there, and never acts.

use crate::events::{self, WINDOW};
use crate::state::Shell;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::notices::{self, Notice};
use std::path::Path;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_notification::{ActionPerformed, NotificationExt};

/// What a click on the notification itself is called.
const CLICK: &str = "tap";
/// Kept with a notification: where it leads.
const LINK: &str = "link";
/// Kept with a notification: the workspace it is about. Another one may be
/// open by the time of the click, where the same link leads elsewhere.
const FILE: &str = "file";

/// Lets a click on a notification show what it is about, as long as this
/// desktop tells of clicks.
pub fn follow<R: Runtime>(app: &AppHandle<R>) {
    let window = app.clone();
    let heard = app
        .notification()
        .on_action(move |done| clicked(&window, done));
    if let Err(error) = heard {
        tracing::warn!(%error, "a click on a notification opens nothing");
    }
}

fn clicked<R: Runtime>(app: &AppHandle<R>, done: &ActionPerformed) {
    let Some(told) = done.notification().filter(|_| done.action_id() == CLICK) else {
        return;
    };
    let kept = |key: &str| told.extra().get(key).and_then(|value| value.as_str());
    events::show(app);
    let file = kept(FILE).map(Path::new);
    if file.is_some_and(|file| app.state::<Shell>().shows(file))
        && let Some(link) = kept(LINK)
    {
        events::open_link(app, link);
    }
}

/// Tells what is new, unless somebody looks at the window: there the inbox
/// counts it already.
pub async fn tell<R: Runtime>(app: &AppHandle<R>, desk: &Desk) {
    let news = match notices::take(desk).await {
        Ok(news) => news,
        Err(error) => {
            tracing::warn!(%error, "nobody was told what is new");
            return;
        }
    };
    let Some(window) = app.get_webview_window(WINDOW) else {
        return;
    };
    let waiting = i64::from(news.waiting);
    if let Err(error) = window.set_badge_count((waiting > 0).then_some(waiting)) {
        tracing::debug!(%error, "this desktop shows no badge");
    }
    if window.is_focused().unwrap_or(false) {
        return;
    }
    for notice in &news.notices {
        show(app, desk, notice);
    }
}

fn show<R: Runtime>(app: &AppHandle<R>, desk: &Desk, notice: &Notice) {
    let builder = app.notification().builder();
    let builder = builder.title(&notice.title).body(&notice.body);
    let builder = builder.extra(LINK, &notice.link);
    let shown = builder.extra(FILE, &desk.places.file).show();
    if let Err(error) = shown {
        tracing::warn!(%error, entry = notice.entry, "the desktop took no notice");
    }
}

#[cfg(test)]
mod tests;
