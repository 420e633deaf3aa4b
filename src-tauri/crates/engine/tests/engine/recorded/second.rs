//! What a second person reads before they sign, and where they find it.

use super::team::{Team, rules};
use lockkeeper_contract::{Signed, ToSign};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::{board, seal};
use serde_json::{Value, json};

/// Lee may break glass too, and rules need both.
fn two_admins() -> Value {
    let mut rules = rules();
    rules["people"]["lee"]["roles"] = json!(["admin", "release-manager"]);
    rules["governance"] = json!({"admins": 2, "confirm_within": "4h"});
    rules
}

fn approve(number: u32) -> Wish {
    Wish::Approve {
        subject: number.to_string(),
        comment: None,
    }
}

async fn shown(desk: &Desk, wish: &Wish, file: Option<&Value>) -> ToSign {
    let prepared = decisions::prepare_beside(desk, wish, file).await;
    prepared.unwrap().view()
}

/// The first reason of a refusal.
fn said(error: EngineError) -> String {
    match error {
        EngineError::Refused { refusals } => refusals[0].text.clone(),
        other => panic!("it was not refused: {other}"),
    }
}

/// 1.9.0 was asked for, and glass was broken for a freeze that may come.
async fn broken() -> (Team, Signed) {
    let team = Team::with_1_9_soaked_under(&two_admins()).await;
    let request = team.request("1.9.0").await;
    let glass = Wish::BreakGlass {
        request: request.number.to_string(),
        gates: vec!["freeze".into()],
        reason: "customers cannot log in".into(),
    };
    let words = shown(&team.scene.desk, &glass, None).await;
    let lines: Vec<&str> = words.text.lines().collect();
    assert_eq!(lines[0], "Break glass for freeze: customers cannot log in");
    let about = format!("For shop 1.9.0 → production, entry {}", request.number);
    assert_eq!(lines[1], about);
    let signed = team.say(&team.scene.desk, glass).await.unwrap();
    (team, signed)
}

#[tokio::test]
async fn what_stands_already_is_not_signed_again() {
    let (team, glass) = broken().await;
    let request = glass.number - 1;
    let again = |gates: &[&str]| Wish::BreakGlass {
        request: request.to_string(),
        gates: gates.iter().map(ToString::to_string).collect(),
        reason: "once more".into(),
    };
    let stands = format!("Entry {} says so already.", glass.number);
    // Lee's would open nothing that Dana's does not.
    for desk in [&team.scene.desk, &team.lee] {
        let refused = decisions::prepare(desk, &again(&["freeze"])).await;
        assert_eq!(said(refused.unwrap_err()), stands);
    }
    let more = decisions::prepare(&team.scene.desk, &again(&["freeze", "approvals"])).await;
    assert_ne!(said(more.unwrap_err()), stands, "it would open another");

    let until = team.scene.desk.now() + jiff::SignedDuration::from_hours(1);
    let stop = |reason: &str| Wish::Freeze {
        environments: vec!["production".into()],
        services: Vec::new(),
        until: Some(until),
        reason: reason.into(),
    };
    let first = team.say(&team.scene.desk, stop("audit")).await.unwrap();
    let again = decisions::prepare(&team.scene.desk, &stop("audit")).await;
    let stands = format!("Entry {} says so already.", first.number);
    assert_eq!(said(again.unwrap_err()), stands);
    let other = decisions::prepare(&team.lee, &stop("audit")).await;
    other.expect("two people stop the line, each for themselves");
    let other = decisions::prepare(&team.scene.desk, &stop("outage")).await;
    other.expect("for another reason, which may end later");
    let thaw = Wish::Thaw {
        freeze: Some(first.number.to_string()),
        reason: "over".into(),
    };
    team.say(&team.scene.desk, thaw).await.unwrap();
    let after = decisions::prepare(&team.scene.desk, &stop("audit")).await;
    after.expect("it stands no more");
}

#[tokio::test]
async fn broken_glass_is_found_with_its_end_and_confirmed_knowing_what_and_why() {
    let (team, glass) = broken().await;
    let listed = decisions::requests(&team.lee).await.unwrap();
    let found = listed.iter().find(|one| one.kind == "glass").unwrap();
    assert_eq!((found.number, &*found.state), (glass.number, "waiting"));
    let due = "a second person has to confirm it, which is due by ";
    assert!(found.line.starts_with(due), "{}", found.line);
    seal::follow(&team.lee).await.unwrap();
    let told = board::board(&team.lee).await.unwrap().notices;
    let command = format!("lockkeeper approve {}", glass.number);
    assert!(
        told.iter().any(|line| line.ends_with(&command)),
        "{told:#?}"
    );

    let words = shown(&team.lee, &approve(glass.number), None).await;
    for said in ["customers cannot log in", "shop 1.9.0 → production"] {
        assert!(words.text.contains(said), "{}", words.text);
    }
    team.scene.hours(5);
    let listed = decisions::requests(&team.lee).await.unwrap();
    let found = listed.iter().find(|one| one.kind == "glass").unwrap();
    assert!(found.line.contains("which was due by"), "{}", found.line);
    team.approve(&team.lee, glass.number).await.unwrap();
    let listed = decisions::requests(&team.lee).await.unwrap();
    assert!(listed.iter().all(|one| one.kind != "glass"), "{listed:#?}");
}

#[tokio::test]
async fn a_request_says_which_of_its_gates_are_open_by_broken_glass() {
    let mut rules = two_admins();
    rules["env"]["production"]["gates"]["breakable"] = json!(["approvals", "freeze"]);
    let team = Team::with_1_9_soaked_under(&rules).await;
    let request = team.request("1.9.0").await;
    let line = async || team.newest().await.line;
    assert!(line().await.starts_with("waits: 0 of "), "{}", line().await);
    let glass = Wish::BreakGlass {
        request: request.number.to_string(),
        gates: vec!["approvals".into(), "freeze".into()],
        reason: "customers cannot log in".into(),
    };
    let glass = team.say(&team.scene.desk, glass).await.unwrap();
    let told = decisions::requests(&team.lee).await.unwrap();
    let told = told.iter().find(|one| one.kind == "request").unwrap();
    assert_eq!(
        told.line,
        format!(
            "goes with 0 of 1 release-manager; dana broke the glass for approvals and freeze with \
             entry {}",
            glass.number
        )
    );
}

#[tokio::test]
async fn nobody_signs_for_words_that_say_nothing() {
    let (team, glass) = broken().await;
    let subject = glass.number.to_string();
    let nothing = || "  ".to_owned();
    for wish in [
        Wish::Withdraw {
            subject: subject.clone(),
            reason: nothing(),
        },
        Wish::Freeze {
            environments: vec!["production".into()],
            services: Vec::new(),
            until: None,
            reason: nothing(),
        },
        Wish::Note {
            subject: None,
            text: nothing(),
        },
    ] {
        let told = decisions::prepare(&team.scene.desk, &wish).await;
        let told = told.unwrap_err().to_string();
        assert!(told.contains("Say why"), "{wish:?}: {told}");
    }
}

#[tokio::test]
async fn a_gate_that_may_not_be_broken_is_refused_before_anything_is_shown() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await;
    let glass = Wish::BreakGlass {
        request: request.number.to_string(),
        gates: vec!["soak".into()],
        reason: "customers cannot log in".into(),
    };
    let refused = decisions::prepare(&team.scene.desk, &glass).await;
    let why = said(refused.unwrap_err());
    assert!(why.contains("`soak` may not be broken"), "{why}");
    assert_eq!(team.newest().await.breakable, ["freeze"]);
}

#[tokio::test]
async fn rules_are_read_in_words_by_whoever_proposes_and_whoever_approves() {
    let team = Team::with_1_9_cut_under(&two_admins()).await;
    let mut file = two_admins();
    file["env"]["production"]["gates"]["approvals"][0]["count"] = json!(2);
    let wish = Wish::Policy {
        rules: file.clone(),
    };
    let change = "production would need 2 approvals of release-manager instead of 1.";
    let words = shown(&team.scene.desk, &wish, None).await;
    assert!(words.text.contains(change), "{}", words.text);
    let proposal = team.say(&team.scene.desk, wish).await.unwrap();
    let listed = decisions::requests(&team.lee).await.unwrap();
    assert_eq!(
        (listed[0].kind.as_str(), listed[0].number),
        ("policy", proposal.number)
    );

    let yes = approve(proposal.number);
    let same = shown(&team.lee, &yes, Some(&file)).await;
    assert!(same.text.contains(change), "{}", same.text);
    let at_once = "These rules are in force as soon as this is signed.";
    assert_eq!(same.warnings, [at_once]);
    let other = shown(&team.lee, &yes, Some(&two_admins())).await;
    let differs = "Your own workspace file reads differently than this proposal, in 1 place.";
    assert_eq!(other.warnings, [at_once, differs]);
    team.say(&team.lee, yes.clone()).await.unwrap();
    let again = decisions::prepare(&team.lee, &yes).await.unwrap_err();
    let why = format!(
        "The rules of entry {} are in force already, as version 2.",
        proposal.number
    );
    assert_eq!(said(again), why);
}

#[tokio::test]
async fn asking_again_names_who_rejected_it_and_why() {
    let team = Team::with_1_9_soaked().await;
    let first = team.request("1.9.0").await;
    let no = Wish::Reject {
        subject: first.number.to_string(),
        reason: "the migration is not tested".into(),
    };
    team.say(&team.lee, no).await.unwrap();
    let words = shown(&team.scene.desk, &Wish::Request(team.intent("1.9.0")), None).await;
    let last = words.text.lines().last().unwrap();
    let said = format!(
        "Asked for before, and rejected by lee in entry {}: the migration is not tested",
        first.number + 1
    );
    assert_eq!(last, said);
}
