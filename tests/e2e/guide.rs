//! The journey of somebody who never saw the program, and the pictures of it
//! that the guide shows.

use crate::support::evidence_folder;
use crate::window::Window;
use crate::world::demo;
use std::path::{Path, PathBuf};

/// Where a picture belongs: with the guide where that shows it and is written
/// anew, or in another folder that was asked for.
fn folder(name: &str) -> PathBuf {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide");
    let text = std::fs::read_to_string(guide.join("README.md")).expect("the guide is there");
    if std::env::var_os("UPDATE_GUIDE").is_some() && text.contains(&format!("({name}.png)")) {
        return guide;
    }
    let asked = std::env::var_os("LOCKKEEPER_PICTURES").map(PathBuf::from);
    let folder = asked.unwrap_or_else(|| evidence_folder().join("guide"));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// A picture of the window at rest.
pub async fn picture(window: &Window, name: &str) {
    window.settle().await;
    window
        .picture(&folder(name).join(format!("{name}.png")))
        .await;
}

/// The window on the demo, in the size of the figures.
pub async fn open(name: &str, home: &Path) -> Window {
    let (control, data) = (demo(home), home.join("own").display().to_string());
    let window = Window::open(name, home, &["--workspace", &control, "--data-dir", &data]).await;
    window.resize(1600, 1000).await;
    window.see("heading", "Board").await;
    window
}

/// Pictures of screens by name, link and heading, as `name-theme-size`; none
/// may be wider than its window.
pub async fn in_both_themes_and_sizes(window: &Window, screens: &[(&str, &str, &str)]) {
    for (theme, word) in [("dark", "Dark"), ("light", "Light")] {
        window.go("settings").await;
        window.press("radio", word).await;
        for (size, (width, height)) in [("wide", (1600, 1000)), ("small", (1024, 640))] {
            window.resize(width, height).await;
            for (screen, link, heading) in screens {
                window.go(link).await;
                window.see("heading", heading).await;
                picture(window, &format!("{screen}-{theme}-{size}")).await;
                fits(window, screen).await;
            }
        }
    }
}

/// A page that is wider than the window would scroll sideways.
pub async fn fits(window: &Window, screen: &str) {
    const WIDER: &str =
        "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1";
    window.settle().await;
    assert_eq!(window.ask(WIDER).await, false, "{screen} is too wide");
}

#[tokio::test]
async fn a_stranger_cuts_a_release_and_carries_it_to_production() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("journey", home.path()).await;
    window.read("1.10.0-rc.1").await;
    picture(&window, "board-light").await;

    window.go("service/web").await;
    window.see("heading", "web").await;
    picture(&window, "service-light").await;

    window.go("cut/web").await;
    window.read("4.3.0").await;
    picture(&window, "cut-light").await;
    window.press("button", "Tag 4.3.0").await;
    window.read("Recorded: released v4.3.0 (4.3.0).").await;
    picture(&window, "run-light").await;

    window.go("promote/web/dev").await;
    window.press("button", "Bring web 4.3.0 to dev").await;
    window.read("Recorded: brought web 4.3.0 to dev.").await;

    window.go("promote/worker/production").await;
    window
        .see("button", "Bring worker 0.14.3 to production")
        .await;
    picture(&window, "promotion-light").await;
    window
        .press("button", "Bring worker 0.14.3 to production")
        .await;
    window.fill_focused("0.14.3").await;
    window.press("button", "Start").await;
    window
        .read("Recorded: brought worker 0.14.3 to production.")
        .await;

    window.go("rollback/worker/production").await;
    window
        .press("button", "Roll back worker in production to 0.14.2")
        .await;
    window.fill_focused("0.14.2").await;
    window.press("button", "Start").await;
    window
        .read("Recorded: brought worker back to 0.14.2 in production.")
        .await;

    window.go("releases").await;
    window.read("4.3.0").await;
    picture(&window, "releases-light").await;
    window.go("settings").await;
    window.see("heading", "Settings").await;
    picture(&window, "settings-light").await;
    window.close().await;
}
