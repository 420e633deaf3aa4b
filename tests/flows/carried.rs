//! A release is cut, carried on, and taken back.

use crate::home::{Harbour, Home};
use crate::sweep::{leaks, log, private_lines};
use lockkeeper_contract::board::Board;
use serde_json::{Value, json};

fn live(home: &Home, service: &str, environment: &str) -> Option<String> {
    let board: Board = serde_json::from_value(home.ok("board", json!({ "from": 0, "most": null })))
        .expect("a board");
    let mut rows = board.groups.iter().flat_map(|group| &group.rows);
    let row = rows.find(|row| row.service.as_str() == service);
    let mut cells = row.expect("it has a row").cells.iter();
    let cell = cells.find(|cell| cell.environment.as_str() == environment);
    cell.and_then(|cell| cell.version.clone())
}

#[test]
fn a_release_is_cut_carried_to_staging_and_taken_back() {
    let log = log();
    let harbour = Harbour::new();
    let home = Home::at(&harbour.path("control"));
    let intent = json!({ "service": "web", "kind": { "kind": "final" }, "rev": null,
                         "accepted": {}, "notes": null });
    let cut: Value = home.ok("cut_view", json!({ "intent": intent }));
    let version = cut["next"]["next"].as_str().expect("a version").to_owned();
    home.goes(&cut["outcome"]);
    let tag = format!("v{version}");
    let tags = harbour.git("remotes/web.git", &["tag", "--list", &tag]);
    assert_eq!(tags, tag, "the remote has it");

    let before = live(&home, "web", "staging");
    for to in ["dev", "staging"] {
        let page = home.promotion("web", &version, to);
        if page.already.is_none() {
            home.goes(&serde_json::to_value(&page.how).expect("it is written"));
        }
        assert_eq!(live(&home, "web", to).as_deref(), Some(&*version), "{to}");
    }
    let again = home.promotion("web", &version, "staging");
    assert!(again.already.is_some() && again.what.diff.is_empty());

    let back = json!({ "intent": { "service": "web", "within": "staging",
                                   "to": null, "reason": "it is slow" } });
    let page = home.ok("rollback", back);
    home.goes(&page["how"]);
    assert_eq!(live(&home, "web", "staging"), before);
    let runs = home.ok("runs", json!({}));
    assert!(runs.as_array().expect("a list").len() >= 3, "{runs:#}");

    let keys = private_lines(&harbour.path("keys/dana"));
    let texts = [("what the window was told", home.told())];
    let log = log.parent().expect("it lies in a folder").to_owned();
    let places = [home.page.folder(), &harbour.path("."), &log];
    assert_eq!(leaks(&keys, &places, &texts), [""; 0]);
}
