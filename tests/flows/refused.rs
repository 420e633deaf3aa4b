//! What fails with a secret in it is told without, and leaves none behind.

use crate::home::{Harbour, Home};
use crate::page::Page;
use crate::support::within;
use crate::sweep::{leaks, log, private_lines};
use lockkeeper_engine::ports::{Keychain, Unlock};
use lockkeeper_testkit::fake_keychain::FakeKeychain;
use lockkeeper_testkit::repo::executable;
use serde_json::{Value, json};
use std::sync::Arc;

const TOKEN: &str = "ghp-heron-canary-4821";

/// A remote that is not there, with a token in its address.
fn away(name: &str) -> String {
    format!("https://bot:{TOKEN}@127.0.0.1:1/{name}.git")
}

/// No form of a secret is in what was told, logged or kept at this desk.
fn keeps_it(home: &Home, secrets: &[String]) {
    let log = log();
    let log = log.parent().expect("it lies in a folder").to_owned();
    let told = home.told();
    assert!(
        told.contains("127.0.0.1"),
        "it was told of the place: {told}"
    );
    let texts = [("what the window was told", told)];
    let places = [home.page.folder(), &log];
    assert_eq!(leaks(secrets, &places, &texts), [""; 0]);
}

#[test]
fn a_push_that_is_refused_is_told_without_the_token_in_the_words_of_the_remote() {
    let _begun = log();
    let harbour = Harbour::new();
    let hook = harbour.path("remotes/web.git/hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("it can be made");
    let words = format!(
        "#!/bin/sh\necho 'ask {} first' >&2\nexit 1\n",
        away("rules")
    );
    std::fs::write(&hook, words).expect("it can be written");
    executable(&hook);
    let home = Home::at(&harbour.path("control"));
    let intent = json!({ "service": "web", "kind": { "kind": "final" }, "rev": null,
                         "accepted": {}, "notes": null });
    let cut: Value = home.ok("cut_view", json!({ "intent": intent }));
    let plan = &cut["outcome"]["plan"];
    let confirmed = json!({ "plan": plan["id"], "typed": plan["typed"] });
    let run = home.ok("start_run", confirmed);
    let stopped = within(|| {
        let run = home.ok("run", json!({ "id": run["id"] }));
        let waits = run["state"] != "running" && run["state"] != "planned";
        waits.then_some(run)
    });
    assert_ne!(stopped["state"], "succeeded", "{stopped:#}");
    keeps_it(&home, &[TOKEN.to_owned()]);
}

#[test]
fn a_remote_that_cannot_be_reached_is_told_without_the_token_in_its_address() {
    let _begun = log();
    let harbour = Harbour::new();
    for folder in ["web", "infra"] {
        let url = away(folder);
        harbour.git(folder, &["remote", "set-url", "origin", &url]);
    }
    let home = Home::of(Page::new());
    let control = json!({ "place": harbour.path("control") });
    home.ok("open_workspace", control);
    for (command, words) in [
        ("refresh", json!({})),
        ("board", json!({ "from": 0, "most": null })),
        ("inbox", json!({})),
        ("calls", json!({})),
    ] {
        let _either = home.ask(command, words);
    }
    keeps_it(&home, &[TOKEN.to_owned()]);
}

#[test]
fn a_repository_that_is_named_with_a_token_and_cannot_be_reached_leaves_none() {
    let _begun = log();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let text = format!(
        "schema = 1\nname = \"Till\"\nenvironments = [\"dev\"]\n\
         [repos.till]\nurl = {:?}\n[services.till]\nrepo = \"till\"\n",
        away("till")
    );
    let file = folder.path().join("lockkeeper.toml");
    std::fs::write(file, text).expect("it can be written");
    let home = Home::of(Page::new());
    home.ok("open_workspace", json!({ "place": folder.path() }));
    for (command, words) in [
        ("refresh", json!({})),
        ("board", json!({ "from": 0, "most": null })),
        ("calls", json!({})),
    ] {
        let _either = home.ask(command, words);
    }
    keeps_it(&home, &[TOKEN.to_owned()]);
}

#[test]
fn a_key_that_is_made_lies_in_the_keychain_and_nowhere_else() {
    let _begun = log();
    let harbour = Harbour::new();
    let keychain = FakeKeychain::default();
    let page = Page::with(|desktop| desktop.with_keychain(Arc::new(keychain.clone())));
    let home = Home::of(page);
    home.ok(
        "open_workspace",
        json!({ "place": harbour.path("control") }),
    );
    home.ok("make_key", json!({ "name": "dana@laptop at 127.0.0.1" }));
    home.ok("keys", json!({}));
    let kept = harbour.path("keys/kept");
    let name = keychain
        .names()
        .into_iter()
        .find(|name| name.starts_with("key/"));
    let name = name.expect("it is kept");
    let waiting = tokio::runtime::Builder::new_current_thread().build();
    let secret = waiting
        .expect("a runtime")
        .block_on(keychain.get(&name, Unlock::Leave))
        .expect("it is there");
    std::fs::write(&kept, secret.reveal()).expect("it can be written");
    keeps_it(&home, &private_lines(&kept));
}
