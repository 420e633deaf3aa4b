//! `lockkeeper demo`

use super::{Ended, play};
use crate::Exit;
use crate::out::Out;
use crate::session::{desktop, told};
use crate::words::{DemoWords, Shared};
use lockkeeper_compose::setup;

/// Makes the demo workspace, and plays its story when asked to.
pub async fn run(shared: &Shared, words: &DemoWords, out: &mut Out) -> Ended {
    let desktop = desktop(shared)?;
    let at = words.at.unwrap_or_else(|| desktop.clock().now());
    let made = setup::demo(&desktop, words.dir.as_deref(), at).await;
    let workspace = made.map_err(|error| told(&error))?;
    if words.play {
        return play::run(&desktop, &workspace, out).await;
    }
    let place = workspace
        .parent()
        .unwrap_or(&workspace)
        .display()
        .to_string();
    let document = serde_json::json!({ "workspace": workspace.display().to_string() });
    out.answer(&document, || {
        format!("The demo workspace is in {place}.\n\n    lockkeeper board --workspace {place}")
    });
    Ok(Exit::Done)
}
