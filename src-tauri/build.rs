//! Tells Tauri where its files are and which commands exist.
#![allow(
    clippy::print_stdout,
    reason = "cargo reads the build script's standard output"
)]

/// The window's commands; a test compares this list with the contract's.
const COMMANDS: &[&str] = &[
    "app_state",
    "open_demo",
    "open_workspace",
    "first_sight",
    "propose_workspace",
    "create_workspace",
    "refresh",
    "board",
    "service",
    "cut_view",
    "keep_notes",
    "promotion",
    "rollback",
    "umbrella",
    "branches",
    "plan_flow",
    "finish_view",
    "protection",
    "commits",
    "commit_count",
    "commit",
    "abort_flow",
    "releases",
    "release",
    "compare",
    "plan_withdraw",
    "plan_yank",
    "plan_undo",
    "explain",
    "start_run",
    "run",
    "runs",
    "cancel_run",
    "continue_run",
    "seal",
    "agreement",
    "agree",
    "plan_freeze",
    "inbox",
    "prepare",
    "sign",
    "keys",
    "make_key",
    "remove_key",
    "choose_key",
    "open_key",
    "trail",
    "entry",
    "export_ledger",
    "calendar",
    "policy",
    "settings",
    "set_appearance",
    "set_notices",
    "calls",
];

fn main() {
    // Tauri watches its usual folder only, and ours is another one.
    println!("cargo::rerun-if-changed=src-tauri/capabilities");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
