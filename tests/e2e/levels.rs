//! Environments that run branches, in the window: forward by fast-forward and
//! by merge commit, back by a new commit, and what is refused.

use crate::guide::{in_both_themes_and_sizes, picture};
use crate::slipway::slipway;
use crate::window::Window;
use crate::world::alone;
use std::path::Path;

async fn opened(name: &str, home: &Path) -> Window {
    let (control, data) = (slipway(home), home.join("own").display().to_string());
    let window = Window::open(name, home, &["--workspace", &control, "--data-dir", &data]).await;
    window.resize(1600, 1000).await;
    window.see("heading", "Board").await;
    window.read("1.1.0").await;
    window
}

/// Opens the menu of a gate on the board and takes what it offers.
async fn promote_from_the_board(window: &Window, service: &str, version: &str, to: &str) {
    window.go("board").await;
    window.press_gate(service, to).await;
    window.type_keys(".").await;
    let act = format!("Promote {service} {version} to {to}");
    window.press("menuitem", &act).await;
    window.see("heading", &format!("{service} to {to}")).await;
}

#[tokio::test]
async fn a_version_goes_from_branch_to_branch_by_button_and_back() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = opened("levels", home.path()).await;
    let there = |rev: &str| {
        alone(
            home.path(),
            &home.path().join("shop.git"),
            &["rev-parse", rev],
        )
    };
    let (released, before) = (there("v1.1.0^{commit}"), there("main"));
    picture(&window, "branch-board-light").await;

    promote_from_the_board(&window, "shop", "1.1.0", "staging").await;
    window.read("fast-forward").await;
    picture(&window, "branch-forward-light").await;
    window.press("button", "Bring shop 1.1.0 to staging").await;
    window
        .read("Recorded: brought shop 1.1.0 to staging.")
        .await;
    assert_eq!(there("staging"), released, "a fast-forward");

    promote_from_the_board(&window, "shop", "1.1.0", "production").await;
    window
        .press("button", "Bring shop 1.1.0 to production")
        .await;
    window.fill_focused("1.1.0").await;
    window.press("button", "Start").await;
    window
        .read("Recorded: brought shop 1.1.0 to production.")
        .await;
    picture(&window, "branch-run-light").await;
    assert_eq!(there("main^1"), before, "a merge commit");
    assert_eq!(there("main^2"), released);
    let merged = there("main");

    window.go("rollback/shop/production").await;
    window
        .press("button", "Roll back shop in production to 1.0.0")
        .await;
    window.fill_focused("1.0.0").await;
    window.press("button", "Start").await;
    window
        .read("Recorded: brought shop back to 1.0.0 in production.")
        .await;
    picture(&window, "branch-back-light").await;
    assert_eq!(there("main^1"), merged, "nothing was forced");
    assert_eq!(there("main^{tree}"), there("v1.0.0^{tree}"));
    window.close().await;
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_branch_is_said_in_words() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = opened("refusals", home.path()).await;
    promote_from_the_board(&window, "till", "1.1.0", "staging").await;
    window.read("chore: only here, by hand").await;
    promote_from_the_board(&window, "web", "1.1.0", "staging").await;
    window.read("totals.txt").await;
    let screens = [
        ("branch-board", "board", "Board"),
        ("branch-foreign", "promote/till/staging", "till to staging"),
        ("branch-conflict", "promote/web/staging", "web to staging"),
        ("branch-forward", "promote/shop/staging", "shop to staging"),
        ("branch-service", "service/shop", "shop"),
        ("branch-lanes", "branches", "Branches"),
    ];
    in_both_themes_and_sizes(&window, &screens).await;
    window.close().await;
}
