//! Two people at two desks: one asks, the other agrees with a key that has a
//! passphrase, and the version goes.

use crate::home::{Harbour, Home};
use crate::support::within;
use crate::sweep::{leaks, log, private_lines};
use serde_json::{Value, json};
use std::process::Command;

const PASSPHRASE: &str = "heron-quay-canary-7315";
/// What was typed first is as secret: it may open something else.
const WRONG: &str = "egret-quay-canary-9042";

fn waiting(home: &Home) -> Value {
    let inbox = home.ok("inbox", json!({}));
    let all = inbox.as_array().expect("a list").clone();
    let asked = |one: &Value| one["title"] == "web 4.1.7 → production";
    all.into_iter().find(asked).expect("Sam has asked")
}

#[test]
fn what_a_second_person_agrees_to_at_their_own_desk_goes_and_no_secret_stays() {
    let log = log();
    let harbour = Harbour::new();
    let key = harbour.path("keys/dana");
    let locked = Command::new("ssh-keygen")
        .args(["-q", "-p", "-P", "", "-N", PASSPHRASE, "-f"])
        .arg(&key)
        .output()
        .expect("ssh-keygen is here");
    assert!(locked.status.success(), "{locked:?}");
    let sam = Home::at(&harbour.control_of("sam"));
    let dana = Home::at(&harbour.path("control"));

    let early = sam.promotion("web", "4.1.7", "production");
    let shut = serde_json::to_value(&early.how).expect("it is written");
    assert_eq!(shut["outcome"], "refused", "one approval is missing");

    let request = waiting(&dana);
    assert_eq!(request["state"], "waiting");
    let yes = json!({ "decision": "approve", "subject": request["id"], "comment": null });
    let said = |passphrase| dana.says(&yes, passphrase).map(|signed| signed.number);
    assert_eq!(said(None), Err("key-locked".to_owned()));
    assert_eq!(said(Some(WRONG)), Err("key-locked".to_owned()));
    assert!(said(Some(PASSPHRASE)).is_ok());

    sam.ok("refresh", json!({}));
    assert_eq!(waiting(&sam)["state"], "approved");
    let page = sam.promotion("web", "4.1.7", "production");
    sam.goes(&serde_json::to_value(&page.how).expect("it is written"));
    // The end is recorded a moment after the run has ended.
    let kinds = within(|| {
        let trail = sam.ok("trail", json!({ "most": 3 }));
        let lines = trail["lines"].as_array().expect("lines").iter();
        let kinds: Vec<_> = lines.map(|line| line["kind"].to_string()).collect();
        kinds[0].contains("finish").then_some(kinds)
    });
    assert_eq!(kinds, ["\"finish\"", "\"start\"", "\"approval\""]);

    let mut secrets = private_lines(&key);
    secrets.extend([PASSPHRASE, WRONG].map(str::to_owned));
    let texts = [
        ("what Sam was told", sam.told()),
        ("what Dana was told", dana.told()),
    ];
    let log = log.parent().expect("it lies in a folder").to_owned();
    let places = [
        sam.page.folder(),
        dana.page.folder(),
        &harbour.path("."),
        &log,
    ];
    assert_eq!(leaks(&secrets, &places, &texts), [""; 0]);
}
