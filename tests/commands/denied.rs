//! Who may not ask.

use crate::page::Page;
use serde_json::json;

#[test]
fn a_command_that_does_not_exist_is_not_answered() {
    let page = Page::new();
    assert!(
        page.ask("read_file", json!({ "path": "/etc/passwd" }))
            .is_err()
    );
    assert!(page.ask("plugin:shell|execute", json!({})).is_err());
}

#[test]
fn a_page_from_elsewhere_is_not_answered() {
    let page = Page::new();
    assert!(page.ask("app_state", json!({})).is_ok());
    let error = page.ask_from("https://elsewhere.example/", "app_state");
    let error = error
        .expect_err("no other origin has a permission")
        .to_string();
    assert!(error.contains("not allowed"), "{error}");
}

#[test]
fn another_window_is_not_answered() {
    let error = Page::new().ask_beside("app_state");
    let error = error
        .expect_err("only the main window has a permission")
        .to_string();
    assert!(error.contains("not allowed"), "{error}");
}

#[test]
fn dialogs_for_saving_and_messages_are_not_offered() {
    let page = Page::new();
    assert!(
        page.ask("plugin:dialog|save", json!({ "options": {} }))
            .is_err()
    );
    assert!(
        page.ask("plugin:opener|open_path", json!({ "path": "/" }))
            .is_err()
    );
}
