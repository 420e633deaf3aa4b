//! What the window may reach: our commands, and nothing else.

use lockkeeper_contract::COMMANDS;
use serde_json::Value;
use std::collections::BTreeSet;

const CONFIGURATION: &str = include_str!("../../tauri.conf.json");
const CAPABILITY: &str = include_str!("../../src-tauri/capabilities/main.json");
const BUILD: &str = include_str!("../../src-tauri/build.rs");

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the file is JSON")
}

#[test]
fn the_page_may_load_only_its_own_files_and_talk_only_to_the_core() {
    let security = &json(CONFIGURATION)["app"]["security"];
    assert_eq!(
        security["csp"],
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self'; connect-src ipc: http://ipc.localhost; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    assert_eq!(security["freezePrototype"], true);
    assert!(
        security
            .get("dangerousDisableAssetCspModification")
            .is_none()
    );
    assert!(security.get("assetProtocol").is_none());
}

#[test]
fn no_global_object_and_no_remote_page_reach_the_core() {
    let configuration = json(CONFIGURATION);
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
    assert!(configuration["build"].get("devUrl").is_none());
    let capability = json(CAPABILITY);
    assert!(
        capability.get("remote").is_none(),
        "no other origin has any permission"
    );
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
}

#[test]
fn the_one_capability_lists_exactly_our_commands_and_five_more() {
    let capability = json(CAPABILITY);
    let permissions = capability["permissions"].as_array().expect("a list");
    let given: BTreeSet<String> = permissions
        .iter()
        .map(|p| p.as_str().expect("plain names, no scopes").to_owned())
        .collect();
    let mut expected: BTreeSet<String> = COMMANDS
        .iter()
        .map(|c| format!("allow-{}", c.name.replace('_', "-")))
        .collect();
    expected.extend(
        [
            "core:event:allow-listen",
            "core:webview:allow-set-webview-zoom",
            "core:event:allow-unlisten",
            "dialog:allow-open",
            "opener:allow-default-urls",
        ]
        .map(str::to_owned),
    );
    assert_eq!(given, expected);
    assert_eq!(permissions.len(), given.len(), "nothing stands twice");
}

#[test]
fn the_build_script_declares_exactly_the_commands_of_the_contract() {
    let list = BUILD
        .split("&[")
        .nth(2)
        .and_then(|rest| rest.split("];").next());
    let declared: BTreeSet<&str> = list
        .expect("the list stands in the file")
        .split('"')
        .skip(1)
        .step_by(2)
        .collect();
    let contract: BTreeSet<&str> = COMMANDS.iter().map(|command| command.name).collect();
    assert_eq!(declared, contract);
}

#[test]
fn the_release_build_has_no_developer_tools_and_no_automation_of_its_own() {
    let manifest = include_str!("../../Cargo.toml");
    for word in ["devtools", "webdriver", "macos-private-api"] {
        assert!(
            !manifest.contains(word),
            "`{word}` has no place in the manifest"
        );
    }
}
