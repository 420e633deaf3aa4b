//! What hands do: drag a card, copy a line, choose a folder.

use crate::support::within;
use crate::window::Window;
use crate::world::demo;
use std::process::Command;

const CONTROL_K: &str = "\u{e009}k\u{e000}";
const CONTROL_V: &str = "\u{e009}v\u{e000}";

#[tokio::test]
async fn a_card_dragged_to_an_environment_opens_the_page_its_button_opens() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = Window::open("drag", home.path(), &["--workspace", &demo(home.path())]).await;
    window.resize(1600, 1000).await;
    window.see("heading", "Board").await;
    window.go("service/worker").await;
    let card = "Versions that could go somewhere";
    window
        .drag((card, "0.14.3"), ("Environments", "production"))
        .await;
    window.see("heading", "worker to production").await;
    window
        .see("button", "Bring worker 0.14.3 to production")
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_copied_command_line_can_be_pasted() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = Window::open("copy", home.path(), &["--workspace", &demo(home.path())]).await;
    window.see("heading", "Board").await;
    window.press("button", "Copy the command line").await;
    window.read("Copied").await;
    window.type_keys(CONTROL_K).await;
    window.fill_focused(CONTROL_V).await;
    let pasted = window.ask("return document.activeElement.value").await;
    assert_eq!(pasted, "lockkeeper board");
    window.close().await;
}

#[tokio::test]
async fn choosing_a_folder_asks_with_the_system_s_own_dialog() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = Window::open("folder", home.path(), &[]).await;
    window.press("button", "Choose…").await;
    within(|| titles().contains("\"Control repository\"").then_some(()));
}

/// The titles of all windows on the display.
fn titles() -> String {
    let mut command = Command::new("xwininfo");
    let output = command.args(["-root", "-tree"]).output();
    let output = output.expect("xwininfo is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
