//! The history of a repository, walked by keys, and how it looks.

use crate::guide::{in_both_themes_and_sizes, open, picture};
use fantoccini::key::Key;

#[tokio::test]
async fn a_history_is_walked_by_keys_and_opens_its_commits() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("graph", home.path()).await;
    let screens = [("history", "branches/history?repo=shop", "Branches")];
    window.go(screens[0].1).await;
    window.read("commits").await;
    window.see("listbox", "Commits").await;
    in_both_themes_and_sizes(&window, &screens).await;

    window.resize(1600, 1000).await;
    window.focus("listbox", "Commits").await;
    for key in [Key::Down, Key::Down, Key::End, Key::Home, Key::Down] {
        window.key(key).await;
    }
    let chosen = "return document.querySelector('[role=option][aria-selected=true]')?.ariaPosInSet";
    assert_eq!(window.ask(chosen).await, "2");
    window.key(Key::Enter).await;
    window.see("button", "Copy the commit").await;
    picture(&window, "commit-light").await;
    window.key(Key::Escape).await;
    window.miss("button", "Copy the commit").await;
    let focus = "return document.activeElement?.getAttribute('aria-label')";
    assert_eq!(window.ask(focus).await, "Commits", "the focus came back");
    window.close().await;
}
