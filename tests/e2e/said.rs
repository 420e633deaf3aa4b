//! What people say for the record in the window: an incident, that it is
//! over, and a note.

use crate::guide::{fits, open, picture};
use crate::window::Window;

const RECORD: &str = "Record";
const INCIDENT: &str = "Incident, major: web in production: Nobody can pay";

/// Chooses an entry of the menu, and signs the words it leads to.
async fn say(window: &Window, entry: &str, (field, words): (&str, &str), act: &str) {
    window.press("button", RECORD).await;
    window.press("menuitem", entry).await;
    window.fill(field, words).await;
    sign(window, act).await;
}

async fn sign(window: &Window, act: &str) {
    window.press("button", "Show the words").await;
    window.see("heading", "Sign exactly these words").await;
    picture(window, &act.to_lowercase().replace(' ', "-")).await;
    window.press("button", act).await;
    window.miss("button", act).await;
}

#[tokio::test]
async fn an_incident_told_in_the_window_marks_the_board_until_it_is_over() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("said", home.path()).await;
    window.go("service/web").await;
    let broken = ("What is broken", "Nobody can pay");
    let entry = "Open an incident: web in production";
    say(&window, entry, broken, "Sign and open the incident").await;
    window.read(INCIDENT).await;
    picture(&window, "incident-service-light").await;
    window.go("board").await;
    window.see("note", INCIDENT).await;
    picture(&window, "incident-board-light").await;
    window.resize(1024, 640).await;
    fits(&window, "board with an incident").await;
    picture(&window, "incident-board-small").await;
    window.resize(1600, 1000).await;

    window.go("service/web").await;
    let noted = ("Note", "The provider was called");
    say(&window, "Record a note: web…", noted, "Sign the note").await;
    window.press("button", "Close the incident 46").await;
    window
        .fill("How it was mended", "The provider is back")
        .await;
    sign(&window, "Sign and close the incident").await;
    window.miss("note", INCIDENT).await;
    window.go("board").await;
    window.see("heading", "Board").await;
    window.miss("note", INCIDENT).await;
    window.go("audit").await;
    window.read("The provider was called").await;
    window.read("The provider is back").await;
    window.close().await;
}
