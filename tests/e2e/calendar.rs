//! The calendar: seen in both themes and sizes, walked by keys, and a line
//! that is stopped from it.

use crate::guide::{open, picture};
use crate::window::Window;
use fantoccini::key::Key;

const WIDER: &str =
    "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1";

async fn seen(window: &Window, size: &str) {
    for shape in ["month", "week"] {
        window.go(&format!("calendar?view={shape}")).await;
        window.see("heading", "Calendar").await;
        window.read("What happened").await;
        window.settle().await;
        assert_eq!(window.ask(WIDER).await, false, "{shape} {size} is too wide");
        picture(window, &format!("calendar-{shape}-{size}")).await;
    }
}

#[tokio::test]
async fn the_calendar_says_when_a_place_lets_in_and_stops_its_line() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("calendar", home.path()).await;
    seen(&window, "light").await;

    window.press("button", "Stop the line in production").await;
    picture(&window, "calendar-stop-light").await;
    window.fill("Reason", "The payment provider is away").await;
    window.press("button", "Show the words").await;
    window.press_beginning("dialog", "Sign and stop").await;
    window.read("Signed as entry").await;
    window
        .read("stopped by dana: The payment provider is away")
        .await;
    seen(&window, "stopped").await;
    window.go("calendar").await;

    let shown = "return document.querySelector('[aria-selected=true] [data-day]').dataset.day";
    let today = window.ask(shown).await;
    let focus = "document.querySelector('[aria-selected=true] button').focus(); return true";
    window.ask(focus).await;
    window.key(Key::PageDown).await;
    window.settle().await;
    assert_ne!(window.ask(shown).await, today, "a month later");
    window.type_keys("t").await;
    window.settle().await;
    assert_eq!(window.ask(shown).await, today, "back to today");

    window.go("settings").await;
    window.press("radio", "Dark").await;
    seen(&window, "dark").await;
    window.resize(1024, 640).await;
    seen(&window, "small").await;
    window.close().await;
}
