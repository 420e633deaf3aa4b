//! What the desktop tells while nobody looks at the window. A notice names
//! where to look and never acts.

use crate::events::WINDOW;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::notices::{self, Notice};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_notification::NotificationExt;

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
        show(app, notice);
    }
}

fn show<R: Runtime>(app: &AppHandle<R>, notice: &Notice) {
    let builder = app.notification().builder();
    let shown = builder.title(&notice.title).body(&notice.body).show();
    if let Err(error) = shown {
        tracing::warn!(%error, entry = notice.entry, "the desktop took no notice");
    }
}
