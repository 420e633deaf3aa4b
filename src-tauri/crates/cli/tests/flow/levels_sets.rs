//! Sets whose members run branches, with real git: three services, two of
//! them on one branch.

use crate::levels::{Desk, Merge, yard};
use crate::tools::write_program;
use crate::yard::{Yard, code, said};
use serde_json::Value;

/// `shop` and `web` share the branches of one repository, `api` has its own.
const WEB: &str = "[services.web]\nrepo = \"shop\"\ntag = \"web-v{version}\"\npaths = [\"web/**\"]\n\
                   [services.web.on.\"*\"]\ntarget = \"branch\"\n\
                   [repos.api]\nurl = \"../api\"\nbranch = \"develop\"\n\
                   [services.api]\nrepo = \"api\"\ntag = \"v{version}\"\n\
                   [services.api.on.\"*\"]\ntarget = \"branch\"\n";
const WEB_NEEDS_API: &str = "[services.web.requires]\napi = \">=1.1\"\n";
const API_NEEDS_WEB: &str = "[services.api.requires]\nweb = \">=2.0\"\n";

const SET: [&str; 6] = [
    "promote",
    "web@2.0.0",
    "api@1.1.0",
    "shop@1.1.0",
    "--to",
    "staging",
];

/// A second remote with a clone beside the first one's.
fn with_api(yard: &Yard) {
    let remote = yard.path("api.git").display().to_string();
    let git = |below: &str, words: &[&str]| {
        let output = yard.command("git", below).args(words).output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "git {words:?}: {}", said(&output));
    };
    git(".", &["init", "-q", "--bare", "-b", "main", "api.git"]);
    git(".", &["clone", "-q", &remote, "api"]);
    let api = yard.at("api");
    api.commit("it.txt", "one\n", "feat: first");
    api.git(&["tag", "-a", "v1.0.0", "-m", "v1.0.0"]);
    for branch in ["develop", "staging"] {
        api.git(&["branch", branch]);
    }
    api.git(&["push", "-q", "origin", "--all"]);
    api.git(&["switch", "-q", "develop"]);
    api.commit("it.txt", "two\n", "feat: more");
    api.git(&["tag", "-a", "v1.1.0", "-m", "v1.1.0"]);
    api.git(&["push", "-q", "origin", "develop", "--tags"]);
    api.git(&["switch", "-q", "--detach"]);
}

/// A desk at which all three are released, and nothing was brought on yet.
fn sits<'a>(yard: &'a Yard, merge: Merge, requires: &str) -> Desk<'a> {
    with_api(yard);
    let desk = Desk::sits(yard, "work", merge, &format!("{WEB}{requires}"));
    let clone = &desk.clone;
    clone.git(&["tag", "-a", "web-v1.0.0", "-m", "web", "v1.0.0^{}"]);
    clone.git(&["push", "-q", "origin", "web-v1.0.0"]);
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("web/page.txt", "page\n", "feat: a page");
    clone.git(&["tag", "-a", "web-v2.0.0", "-m", "web"]);
    clone.git(&["push", "-q", "origin", "develop", "web-v2.0.0"]);
    desk.releases("1.1.0", "new.txt", "new\n");
    desk
}

/// What runs in staging: of the api, the shop and the web.
fn live(desk: &Desk<'_>) -> [String; 3] {
    let output = desk.run(&["board", "--json"]);
    let board: Value = serde_json::from_slice(&output.stdout).expect("a board");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let rows: Vec<Value> = list(&board["groups"])
        .iter()
        .flat_map(|group| list(&group["rows"]))
        .collect();
    ["api", "shop", "web"].map(|service| {
        let row = rows.iter().find(|row| row["service"] == service);
        let cells = list(&row.expect("it is there")["cells"]);
        let cell = cells.iter().find(|cell| cell["environment"] == "staging");
        let version = &cell.expect("it is there")["version"];
        version.as_str().unwrap_or("nothing").to_owned()
    })
}

/// A remote that takes nothing any more.
fn refuses(yard: &Yard, remote: &str) {
    let hook = yard.path(&format!("{remote}/hooks/pre-receive"));
    std::fs::create_dir_all(hook.parent().expect("a folder")).expect("it is made");
    write_program(&hook, "#!/bin/sh\necho closed today >&2\nexit 1\n");
}

/// Gives the newest run up, which could go on once the remote lets it in, and
/// says what can be done instead.
fn given_up(desk: &Desk<'_>) -> Value {
    let runs = desk.run(&["runs", "--json"]);
    let runs: Value = serde_json::from_slice(&runs.stdout).expect("runs");
    let id = runs[0]["id"].as_str().expect("there is one").to_owned();
    let show = ["run", "show", &id, "--json"];
    let before = desk.run(&show).stdout;
    for verb in ["continue", "cancel"] {
        desk.done(&["run", verb, &id, "--dry-run"]);
        assert_eq!(desk.run(&show).stdout, before, "{verb}");
    }
    desk.done(&["run", "cancel", &id]);
    let run = desk.run(&["run", "show", &id, "--json"]);
    let run: Value = serde_json::from_slice(&run.stdout).expect("a run");
    run["set"].clone()
}

/// Follows what was offered.
fn follows(desk: &Desk<'_>, command: &Value) {
    let command = command.as_str().expect("a command");
    let words = command.strip_prefix("lockkeeper ").expect("it is ours");
    let words: Vec<&str> = words.split(' ').chain(["--yes"]).collect();
    desk.done(&words);
}

#[test]
fn a_set_moves_a_branch_once_for_both_of_its_services() {
    for merge in [Merge::FfOnly, Merge::NoFf] {
        let yard = yard();
        let desk = sits(&yard, merge, WEB_NEEDS_API);
        let plan = desk.done(&[&SET[..], &["--dry-run"]].concat());
        assert!(plan.contains("wave 1  api"), "{plan}");
        assert!(
            plan.contains("wave 2  shop") && plan.contains("wave 2  web"),
            "{plan}"
        );
        let before = desk.there("origin/staging");
        desk.done(&[&SET[..], &["--yes"]].concat());
        assert_eq!(live(&desk), ["1.1.0", "1.1.0", "2.0.0"]);
        let released = desk.there("v1.1.0^{}");
        match merge {
            Merge::FfOnly => assert_eq!(desk.there("origin/staging"), released),
            Merge::NoFf => {
                assert_eq!(desk.there("origin/staging^1"), before, "one merge, not two");
                assert_eq!(desk.there("origin/staging^2"), released);
            }
        }
    }
}

#[test]
fn a_branch_that_takes_nothing_stops_the_set_and_what_went_before_goes_back() {
    let yard = yard();
    let desk = sits(&yard, Merge::NoFf, WEB_NEEDS_API);
    refuses(&yard, "origin.git");
    let stopped = desk.run(&[&SET[..], &["--yes"]].concat());
    assert_ne!(code(&stopped), 0, "{}", said(&stopped));
    assert_eq!(live(&desk), ["1.1.0", "1.0.0", "1.0.0"]);
    let end = given_up(&desk);
    assert_eq!(end["failed"], "shop", "{end:#}");
    assert_eq!(end["moved"], serde_json::json!(["api"]));
    let without = &end["without"]["against"];
    assert_eq!(without, "everything else is there already", "{end:#}");
    follows(&desk, &end["back"]["command"]);
    assert_eq!(live(&desk), ["1.0.0", "1.0.0", "1.0.0"]);
}

#[test]
fn services_of_one_branch_go_back_by_one_commit() {
    let yard = yard();
    let desk = sits(&yard, Merge::NoFf, API_NEEDS_WEB);
    let before = desk.there("origin/staging^{tree}");
    refuses(&yard, "api.git");
    let stopped = desk.run(&[&SET[..], &["--yes"]].concat());
    assert_ne!(code(&stopped), 0, "{}", said(&stopped));
    let moved = desk.there("origin/staging");
    let end = given_up(&desk);
    assert_eq!(end["failed"], "api", "{end:#}");
    assert_eq!(end["moved"], serde_json::json!(["shop", "web"]));
    let back = &end["back"]["command"];
    assert_eq!(
        back,
        "lockkeeper rollback web@1.0.0 shop@1.0.0 --in staging"
    );
    follows(&desk, back);
    assert_eq!(desk.there("origin/staging^1"), moved, "one commit on top");
    assert_eq!(desk.there("origin/staging^{tree}"), before);
    assert_eq!(live(&desk), ["1.0.0", "1.0.0", "1.0.0"]);
}

#[test]
fn one_that_is_in_the_way_is_left_out_and_the_others_go_on() {
    let yard = yard();
    let desk = sits(&yard, Merge::FfOnly, "");
    refuses(&yard, "api.git");
    let stopped = desk.run(&[&SET[..], &["--yes"]].concat());
    assert_ne!(code(&stopped), 0, "{}", said(&stopped));
    let end = given_up(&desk);
    assert_eq!(end["failed"], "api", "{end:#}");
    assert_eq!(end["moved"], serde_json::json!([]));
    follows(&desk, &end["without"]["command"]);
    assert_eq!(live(&desk), ["1.0.0", "1.1.0", "2.0.0"]);
}
