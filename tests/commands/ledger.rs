//! The ledger as the window asks of it, in a workspace that has none and in
//! one of a single person.

use crate::page::Page;
use lockkeeper_contract::board::{Board, CellState};
use lockkeeper_contract::{
    AgreedView, AgreementView, AppState, EntryView, PolicyView, RequestView, SealView, Signed,
    TrailView, Unsigned,
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
    note_and_incident(&page);
    let trail: TrailView = page.answer("trail", json!({ "most": 100 }));
    assert_eq!(trail.lines.len(), 6);
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

/// Records a note, and tells of an incident until it is over.
fn note_and_incident(page: &Page) {
    let said = |decision: serde_json::Value| -> (Unsigned, Signed) {
        let words: Unsigned = page.answer("prepare", json!({ "decision": decision }));
        let sign = json!({ "id": words.id, "passphrase": "open sesame" });
        let signed = page.answer("sign", sign);
        (words, signed)
    };
    let nowhere = json!({ "decision": "note", "service": "web", "environment": null,
        "text": "read the runbook" });
    let told = page.refusal("prepare", json!({ "decision": nowhere }));
    assert_eq!(told, "unknown-name", "there is no such service");
    let note = json!({ "decision": "note", "service": null, "environment": null,
        "text": "read the runbook" });
    let (words, _) = said(note);
    assert_eq!(words.words.text, "Note: read the runbook");
    let broken = json!({ "decision": "incident", "service": null, "environment": "dev",
        "severity": "major", "summary": "no orders" });
    let (_, open) = said(broken);
    let seal: SealView = page.answer("seal", json!({}));
    assert_eq!(seal.incidents.len(), 1);
    assert_eq!(seal.incidents[0].number, open.number);
    assert_eq!(seal.incidents[0].summary, "no orders");
    said(
        json!({ "decision": "incident_over", "incident": open.number.to_string(),
        "summary": null }),
    );
    let seal: SealView = page.answer("seal", json!({}));
    assert!(seal.incidents.is_empty());
}

#[test]
fn what_runs_without_a_record_is_accepted_in_one_go_and_a_freeze_is_proposed() {
    let page = Page::on_the_demo();
    let all = json!({ "decision": { "decision": "adopt", "environments": [], "services": [],
        "reason": "the first day", "until": null } });
    assert_eq!(
        page.refusal("prepare", all.clone()),
        "refused",
        "all is known"
    );
    let board: Board = page.answer("board", json!({ "from": 0, "most": null }));
    let app: AppState = page.answer("app_state", json!({}));
    let file = app.workspace_path.expect("it is open");
    let demo = Path::new(&file).parent().and_then(Path::parent);
    let infra = demo.expect("it lies in a folder").join("infra");
    let file = infra.join("web/production.yaml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    std::fs::write(&file, text.replace("4.1.6", "4.1.7")).expect("it can be written");
    let who = [
        "-c",
        "user.name=Noor",
        "-c",
        "user.email=noor@harbour.example",
    ];
    git(
        &infra,
        &[&who[..], &["commit", "-qam", "web: now"]].concat(),
    );
    git(&infra, &["push", "-q", "origin", "HEAD"]);
    page.answer::<serde_json::Value>("refresh", json!({}));
    let drift = |board: &Board| {
        let rows = board.groups.iter().flat_map(|group| &group.rows);
        let cells = rows.flat_map(|row| &row.cells);
        cells.filter(|cell| cell.state == CellState::Drift).count()
    };
    assert_eq!(drift(&board), 0);
    let board: Board = page.answer("board", json!({ "from": 0, "most": null }));
    assert_eq!(drift(&board), 1);
    let words: Unsigned = page.answer("prepare", all);
    assert!(words.words.text.contains("Accept web 4.1.7 in production"));
    let sign = json!({ "id": words.id, "passphrase": null });
    page.answer::<Signed>("sign", sign);
    let board: Board = page.answer("board", json!({ "from": 0, "most": null }));
    assert_eq!(drift(&board), 0);

    let later = json!({ "environments": ["production"], "from": "2036-12-24T00:00:00Z",
        "until": "2037-01-02T00:00:00Z", "zone": "Europe/Berlin" });
    let changes: Vec<String> = page.answer("plan_freeze", later);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(changes[0].contains("production"), "{changes:?}");
    let backwards = json!({ "environments": ["production"], "from": "2037-01-02T00:00:00Z",
        "until": "2036-12-24T00:00:00Z", "zone": "Europe/Berlin" });
    assert_eq!(page.refusal("plan_freeze", backwards), "workspace-file");
    let propose = json!({ "decision": { "decision": "policy" } });
    let words: Unsigned = page.answer("prepare", propose);
    let sign = json!({ "id": words.id, "passphrase": null });
    page.answer::<Signed>("sign", sign);
    let policy: PolicyView = page.answer("policy", json!({}));
    assert_eq!(policy.open.len(), 1, "another admin has to sign it");
}

#[test]
fn a_ledger_that_nobody_contradicts_has_nothing_to_take_over() {
    let page = Page::on_the_demo();
    let view: AgreementView = page.answer("agreement", json!({ "hash": null }));
    assert!(view.remote && view.again.is_empty() && view.anew.is_empty());
    let agree = json!({ "head": view.head, "passphrase": null });
    let agreed: AgreedView = page.answer("agree", agree);
    assert_eq!(agreed.number, view.number);
    assert!(agreed.waits.is_empty() && agreed.linked.is_empty());
    let wrong = json!({ "hash": "c41d" });
    assert_eq!(page.refusal("agreement", wrong), "usage");
}
