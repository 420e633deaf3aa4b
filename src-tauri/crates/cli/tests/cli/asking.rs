//! What cannot go now is asked for, found, and decided on knowing what it is.

use crate::recorded::Team;
use crate::world::{World, aside, code, said};

const GOES: [&str; 5] = ["promote", "web@4.1.7", "--to", "production", "--yes"];

/// Sam takes the request for web back, and Dana stops the line.
fn stopped() -> Team {
    let team = Team::begun();
    let id = team.waiting()["id"].as_str().expect("an id").to_owned();
    for (who, words) in [
        ("sam", vec!["withdraw", &id, "--reason", "later", "--yes"]),
        (
            "dana",
            vec!["freeze", "production", "--reason", "outage", "--yes"],
        ),
    ] {
        let done = team.at(who, &words);
        assert_eq!(code(&done), 0, "{}", said(&done));
    }
    team
}

#[test]
fn a_flag_that_no_rule_names_is_refused_before_anything_is_asked() {
    let team = Team::begun();
    let before = team.document("lee", &["ledger", "verify"]);
    let refused = team.at("lee", &[&GOES[..], &["--flag", "security-high"]].concat());
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let why = "No rule of approvals on this way to production names the flag `security-high`.";
    assert!(aside(&refused).contains(why), "{}", aside(&refused));
    assert_eq!(team.document("lee", &["ledger", "verify"]), before);
}

#[test]
fn a_line_that_no_checklist_has_is_refused_before_anything_is_signed() {
    let team = Team::begun();
    let id = team.waiting()["id"].clone();
    let before = team.document("lee", &["ledger", "verify"]);
    let tick = ["tick", id.as_str().expect("an id"), "Runbook read", "--yes"];
    let refused = team.at("lee", &tick);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let why = "“Runbook read” is no line of the checklist of this request. No line is open.";
    assert!(aside(&refused).contains(why), "{}", aside(&refused));
    assert_eq!(team.document("lee", &["ledger", "verify"]), before);
}

#[test]
fn what_is_asked_for_is_told_in_one_document_with_what_refused_it() {
    let team = stopped();
    let before = team.document("sam", &["ledger", "verify"]);
    let silent = &GOES[..GOES.len() - 1];
    let refused = team.document("sam", silent);
    assert_eq!(refused["outcome"], "refused", "{refused:#}");
    assert_eq!(refused.get("request"), None, "{refused:#}");
    assert_eq!(team.document("sam", &["ledger", "verify"]), before);
    let asked = team.document("sam", &GOES);
    assert_eq!(asked["outcome"], "refused", "{asked:#}");
    let number = asked["request"]["number"].as_u64().expect("an entry");
    assert_eq!(before["entries"], number, "the next one: {asked:#}");
}

#[test]
fn on_a_stopped_line_glass_is_broken_for_a_request_that_promote_signs() {
    let team = stopped();
    let asked = team.at("sam", &GOES);
    assert_eq!(code(&asked), 1, "{}", said(&asked));
    let told = said(&asked);
    for line in [
        "! It waits for freeze: the line is stopped by dana: outage.",
        "--gate freeze --reason …",
        "Signed as entry",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let request = team.waiting();
    assert_eq!(request["state"], "waiting");
    let id = request["id"].as_str().expect("an id").to_owned();
    let hard = [
        "break-glass",
        &id,
        "--gate",
        "soak",
        "--reason",
        "x",
        "--dry-run",
    ];
    let hard = team.at("sam", &hard);
    assert_eq!(code(&hard), 1, "{}", said(&hard));

    let reason = "customers cannot log in";
    let glass = ["break-glass", &id, "--gate", "freeze", "--reason", reason];
    let shown = team.at("sam", &glass);
    assert_eq!(code(&shown), 2, "nothing was confirmed: {}", said(&shown));
    assert!(
        said(&shown).contains("For web 4.1.7 → production, entry "),
        "{}",
        said(&shown)
    );
    let signed = team.document("sam", &[&glass[..], &["--yes"]].concat());
    let number = signed["number"].to_string();
    let command = format!("lockkeeper approve {number}");
    for place in ["requests", "board"] {
        let listed = team.at("lee", &[place]);
        assert!(said(&listed).contains(&command), "{}", said(&listed));
        assert!(said(&listed).contains("is due by"), "{}", said(&listed));
    }
    let confirmed = team.at("lee", &["approve", &number, "--yes"]);
    assert_eq!(code(&confirmed), 0, "{}", said(&confirmed));
    for words in [reason, "web 4.1.7 → production"] {
        assert!(said(&confirmed).contains(words), "{}", said(&confirmed));
    }
}

#[test]
fn a_request_is_explained_by_its_id_and_a_decision_as_it_was_recorded() {
    let team = Team::begun();
    let id = team.waiting()["id"].as_str().expect("an id").to_owned();
    let waits = team.document("lee", &["explain", &id, "--gate", "approvals"]);
    assert_eq!(waits[0]["answer"]["answer"], "wait", "{waits:#}");
    let asked = team.at("lee", &["explain", &id]);
    assert_eq!(code(&asked), 1, "{}", said(&asked));
    let requests = team.document("lee", &["requests"]);
    let requests = requests.as_array().expect("a list");
    let done = |one: &&serde_json::Value| one["state"] == "done" && one["to"] == "production";
    let done = requests.iter().find(done).expect("something went there");
    let number = done["number"].to_string();
    let decided = team.at("lee", &["explain", &number]);
    assert_eq!(code(&decided), 0, "{}", said(&decided));
    let words = said(&decided);
    for told in ["    judged again = ", "    recorded in = entry "] {
        assert!(words.contains(told), "{words}");
    }
}

/// The glass of the demo let worker 0.14.2 go with one yes of two.
#[test]
fn of_what_is_over_nobody_is_said_to_be_able_to_sign() {
    let world = World::new();
    let told = world.done(&["requests"]);
    let mut state = "";
    for line in told.lines() {
        if !line.starts_with(' ') {
            state = line.split("  ").nth(1).unwrap_or_default();
        }
        assert!(
            state == "waiting" || !line.contains("may sign"),
            "{line}\n{told}"
        );
    }
    assert!(told.contains("0 of 2 release-manager\n"), "{told}");
}

#[test]
fn a_yes_that_would_count_for_nothing_is_not_signed_and_no_second_one_either() {
    let world = World::today();
    let requests = world.document(&["requests"]);
    let mut all = requests.as_array().expect("a list").iter();
    let waiting = all.find(|one| one["you"]["needed"] == true);
    let id = waiting.expect("one waits")["id"].as_str().expect("its id");
    let key = |who: &str| {
        let file = world.path("demo/keys").join(who).display().to_string();
        world.git("demo/control", &["config", "user.signingKey", &file]);
    };
    let approve = ["approve", id, "--yes"];
    key("lee");
    let nobodys = world.run(&approve);
    assert_eq!(code(&nobodys), 1, "{}", said(&nobodys));
    assert!(
        said(&nobodys).contains("count for no rule"),
        "{}",
        said(&nobodys)
    );
    key("dana");
    world.done(&approve);
    let entries = world.document(&["ledger", "verify"])["entries"].clone();
    let twice = world.run(&approve);
    assert_eq!(code(&twice), 1, "{}", said(&twice));
    assert!(
        said(&twice).contains("approved it already"),
        "{}",
        said(&twice)
    );
    assert_eq!(world.document(&["ledger", "verify"])["entries"], entries);
}
