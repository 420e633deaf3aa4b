//! The ledger as the window asks of it, in a workspace that has none and in
//! one of a single person.

use crate::page::Page;
use lockkeeper_contract::{
    EntryView, PolicyView, RequestView, SealView, Signed, TrailView, Unsigned,
};
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// A page on a control repository whose one person signs with a key of the
/// repository's own configuration.
fn begun() -> Page {
    let page = Page::new();
    let control = page.folder().join("control");
    std::fs::create_dir_all(&control).expect("a folder can be made");
    let key = control.join("key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "open sesame", "-C", "", "-f"])
        .arg(&key)
        .status();
    assert!(made.is_ok_and(|status| status.success()), "a key is made");
    let line = std::fs::read_to_string(control.join("key.pub")).expect("it is there");
    let file = format!(
        "schema = 1\nname = \"Quay\"\nenvironments = [\"dev\"]\n\
         [people.dana]\nname = \"Dana\"\nroles = [\"admin\", \"release-manager\"]\nkeys = [\"{}\"]\n",
        line.trim()
    );
    std::fs::write(control.join("lockkeeper.toml"), file).expect("a file can be written");
    git(&control, &["init", "-q"]);
    git(&control, &["config", "gpg.format", "ssh"]);
    git(&control, &["config", "commit.gpgsign", "false"]);
    git(
        &control,
        &["config", "user.signingkey", &key.display().to_string()],
    );
    let place = json!({ "place": control });
    page.answer::<serde_json::Value>("open_workspace", place);
    page
}

fn git(folder: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_NOSYSTEM", "1");
    let done = command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .args(words)
        .status();
    assert!(done.is_ok_and(|status| status.success()), "{words:?}");
}

#[test]
fn before_anybody_begins_it_the_ledger_is_empty_and_says_how_to_begin() {
    let page = begun();
    let seal: SealView = page.answer("seal", json!({}));
    assert_eq!((seal.verdict.as_str(), seal.entries), ("none", 0));
    let inbox: Vec<RequestView> = page.answer("inbox", json!({}));
    assert!(inbox.is_empty());
    assert_eq!(page.refusal("trail", json!({ "most": 10 })), "refused");
    assert_eq!(page.refusal("entry", json!({ "name": "0" })), "refused");
    let freeze = json!({ "decision": { "decision": "freeze", "environments": ["dev"],
        "services": [], "until": null, "reason": "an audit" } });
    assert_eq!(page.refusal("prepare", freeze), "refused");
    let policy: PolicyView = page.answer("policy", json!({}));
    assert!(policy.version.is_none() && policy.no_propose.is_some());
}

#[test]
fn words_are_signed_by_their_name_and_a_locked_key_asks_for_its_passphrase() {
    let page = begun();
    let begin = json!({ "decision": { "decision": "begin" } });
    let words: Unsigned = page.answer("prepare", begin);
    assert_eq!(words.words.by, "dana");
    assert!(words.words.text.contains("Begin the ledger of Quay"));
    let sign = |passphrase: Option<&str>| json!({ "id": words.id, "passphrase": passphrase });
    assert_eq!(page.refusal("sign", sign(None)), "key-locked");
    assert_eq!(page.refusal("sign", sign(Some("wrong"))), "key-locked");
    let signed: Signed = page.answer("sign", sign(Some("open sesame")));
    assert_eq!(signed.number, 0);
    let seal: SealView = page.answer("seal", json!({}));
    assert_eq!((seal.verdict.as_str(), seal.entries), ("intact", 1));
    assert_eq!(seal.you.map(|you| you.handle).as_deref(), Some("dana"));
    let topics: Vec<_> = page
        .heard()
        .into_iter()
        .flat_map(|one| one.topics)
        .collect();
    assert!(topics.contains(&"ledger".to_owned()), "{topics:?}");

    freeze_and_thaw(&page);
    let trail: TrailView = page.answer("trail", json!({ "most": 100 }));
    assert_eq!(trail.lines.len(), 3);
    let entry: EntryView = page.answer("entry", json!({ "name": "0" }));
    assert!(
        entry
            .commands
            .iter()
            .any(|line| line.contains("ssh-keygen -Y verify"))
    );
    let folder = page.folder().join("out");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    for (form, count) in [("bundle", 5), ("jsonl", 1), ("csv", 1)] {
        let asked = json!({ "folder": folder, "form": form });
        let written: Vec<String> = page.answer("export_ledger", asked);
        assert_eq!(written.len(), count, "{form}");
        assert!(written.iter().all(|path| Path::new(path).exists()));
    }
    let asked = json!({ "folder": folder, "form": "exe" });
    assert_eq!(page.refusal("export_ledger", asked), "usage");
}

/// Stops the line and lets it go on.
fn freeze_and_thaw(page: &Page) {
    let freeze = json!({ "decision": { "decision": "freeze", "environments": ["dev"],
        "services": [], "until": null, "reason": "an audit" } });
    let first: Unsigned = page.answer("prepare", freeze.clone());
    let second: Unsigned = page.answer("prepare", freeze);
    let key = "open sesame";
    let old = json!({ "id": first.id, "passphrase": key });
    assert_eq!(
        page.refusal("sign", old),
        "refused",
        "others were prepared since"
    );
    let new = json!({ "id": second.id, "passphrase": key });
    page.answer::<Signed>("sign", new);
    let seal: SealView = page.answer("seal", json!({}));
    assert_eq!(seal.freezes.len(), 1);
    assert_eq!(seal.freezes[0].no_thaw, None);
    let thaw = json!({ "decision": { "decision": "thaw",
        "freeze": seal.freezes[0].hash, "reason": "it is over" } });
    let words: Unsigned = page.answer("prepare", thaw);
    page.answer::<Signed>("sign", json!({ "id": words.id, "passphrase": key }));
    let seal: SealView = page.answer("seal", json!({}));
    assert!(seal.freezes.is_empty());
}
