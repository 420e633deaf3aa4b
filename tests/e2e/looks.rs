//! How the window looks in the dark, small, large, empty, in trouble and with
//! words that want to be something else; the guide shows some of it.

use crate::guide::{fits, in_both_themes_and_sizes, open, picture};
use crate::window::Window;
use crate::world::{bare, demo, hostile};
use fantoccini::key::Key;

#[tokio::test]
async fn it_is_whole_in_the_dark_and_in_its_smallest_window() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("dark", home.path()).await;
    window.go("settings").await;
    window.press("radio", "Dark").await;
    picture(&window, "settings-dark").await;
    for (size, (width, height)) in [("dark", (1600, 1000)), ("small", (1024, 640))] {
        window.resize(width, height).await;
        for (screen, link, heading) in [
            ("board", "board", "Board"),
            ("service", "service/web", "web"),
            ("cut", "cut/web", "Cut web"),
            (
                "promotion",
                "promote/worker/production",
                "worker to production",
            ),
            ("releases", "releases", "Releases"),
        ] {
            window.go(link).await;
            window.see("heading", heading).await;
            fits(&window, screen).await;
            picture(&window, &format!("{screen}-{size}")).await;
        }
    }
    window.close().await;
}

#[tokio::test]
async fn it_can_be_read_at_twice_its_size() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("zoom", home.path()).await;
    window.go("settings").await;
    // The driver cannot click what is zoomed, so one key goes all the way.
    window.press("field", "Zoom in percent").await;
    window.key(Key::End).await;
    window.read("200 %").await;
    for (screen, link, heading) in [
        ("board", "board", "Board"),
        ("cut", "cut/web", "Cut web"),
        ("service", "service/api", "api"),
        ("inbox", "inbox/29", "Inbox"),
        ("audit", "audit/1", "Audit"),
        ("calendar", "calendar", "Calendar"),
        ("branches", "branches?repo=shop", "Branches"),
        ("history", "branches/history?repo=shop", "Branches"),
        ("set", "set/staging?items=api,web", "A set to staging"),
        ("releases", "releases", "Releases"),
        (
            "promotion",
            "promote/worker/production",
            "worker to production",
        ),
    ] {
        window.go(link).await;
        window.see("heading", heading).await;
        fits(&window, screen).await;
        picture(&window, &format!("{screen}-large")).await;
    }
    window.close().await;
}

#[tokio::test]
async fn an_empty_board_says_what_comes_next() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let place = bare(home.path(), "Quay").display().to_string();
    let window = Window::open("empty", home.path(), &["--workspace", &place]).await;
    window.resize(1360, 860).await;
    window.see("heading", "Board").await;
    window.see("button", "Quay").await;
    picture(&window, "empty-light").await;
    window.go("start").await;
    window.see("button", "Open the demo").await;
    picture(&window, "first-run-light").await;
    window.close().await;
}

#[tokio::test]
async fn a_remote_that_is_gone_is_said_and_what_was_known_stays() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let control = demo(home.path());
    let remotes = home.path().join("demo/remotes");
    let window = Window::open("gone", home.path(), &["--workspace", &control]).await;
    window.resize(1280, 800).await;
    window.read("1.10.0-rc.1").await;
    window.see_titled("Facts of").await;
    std::fs::rename(&remotes, home.path().join("away")).expect("it can be moved");
    window.press_titled("Facts of").await;
    window.read("Offline").await;
    picture(&window, "offline-light").await;
    window.go("promote/web/dev").await;
    window.see("heading", "web to dev").await;
    picture(&window, "promotion-offline").await;
    window.close().await;
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let place = hostile(home.path()).display().to_string();
    let window = Window::open("hostile", home.path(), &["--workspace", &place]).await;
    let service = "the-service-that-settles-every-invoice-of-the-harbour";
    let (cut, one) = (format!("cut/{service}"), format!("service/{service}"));
    let cutting = format!("Cut {service}");
    window.see("heading", "Board").await;
    window.go(&cut).await;
    window.read("onerror=").await;
    let owned = "return document.title.includes('owned') || document.querySelector('img') !== null";
    assert_eq!(window.ask(owned).await, false, "text became markup");
    let screens = [
        ("hostile-board", "board", "Board"),
        ("hostile-cut", cut.as_str(), cutting.as_str()),
        ("hostile-service", one.as_str(), service),
        ("hostile-releases", "releases", "Releases"),
        ("hostile-branches", "branches", "Branches"),
        ("hostile-history", "branches/history", "Branches"),
    ];
    in_both_themes_and_sizes(&window, &screens).await;
    assert_eq!(window.ask(owned).await, false, "text became markup");
    window.close().await;
}
