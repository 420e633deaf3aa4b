//! A first launch: nothing was ever opened.

use crate::page::Page;
use lockkeeper_contract::{AppState, Appearance, CallLine, ProposalView, Theme};
use serde_json::json;

#[test]
fn without_a_workspace_the_frame_is_drawn_and_the_rest_says_why_not() {
    let page = Page::new();
    let state: AppState = page.answer("app_state", json!({}));
    assert_eq!((state.workspace, state.problem), (None, None));
    assert!(state.recent.is_empty());
    for command in ["board", "releases", "runs", "settings", "refresh"] {
        assert_eq!(
            page.refusal(command, json!({ "from": 0, "most": null })),
            "no-workspace",
            "{command}"
        );
    }
}

#[test]
fn appearance_is_kept_and_the_zoom_stays_within_bounds() {
    let page = Page::new();
    let wanted = json!({ "appearance": { "theme": "dark", "zoom": 500 } });
    let kept: Appearance = page.answer("set_appearance", wanted);
    assert_eq!((kept.theme, kept.zoom), (Theme::Dark, 200));
    let state: AppState = page.answer("app_state", json!({}));
    assert_eq!(state.appearance, kept);
}

#[test]
fn a_workspace_is_proposed_written_once_and_opened() {
    let page = Page::on_the_demo();
    let state: AppState = page.answer("app_state", json!({}));
    let demo = state.workspace_path.expect("the demo is open");
    let shop = demo.replace("control/lockkeeper.toml", "shop");
    let proposal: ProposalView = page.answer("propose_workspace", json!({ "place": shop }));
    assert!(
        proposal
            .services
            .iter()
            .any(|service| service.name == "worker")
    );
    let place = page.folder().join("new");
    let wish = json!({ "place": place, "proposal": proposal });
    let state: AppState = page.answer("create_workspace", wish.clone());
    assert_eq!(state.workspace, Some(proposal.name));
    assert_eq!(state.recent.len(), 2, "the demo stays at hand");
    assert_eq!(page.refusal("create_workspace", wish), "usage");
    let calls: Vec<CallLine> = page.answer("calls", json!({}));
    assert!(!calls.is_empty(), "every call of git is listed");
}

#[test]
fn a_workspace_that_is_not_there_leaves_the_open_one_open() {
    let page = Page::on_the_demo();
    let nowhere = json!({ "place": page.folder().join("nowhere") });
    assert_eq!(page.refusal("open_workspace", nowhere), "workspace-file");
    let state: AppState = page.answer("app_state", json!({}));
    assert_eq!(state.workspace.as_deref(), Some("Harbour"));
    let again = json!({ "place": state.workspace_path });
    page.answer::<AppState>("open_workspace", again);
}
