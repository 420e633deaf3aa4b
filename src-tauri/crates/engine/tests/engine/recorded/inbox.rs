//! What each person sees of what was asked, and of what is stopped.

use super::adopted::adopt;
use super::team::{Team, rules};
use crate::situations::scene::Scene;
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::ledger::RawTree;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::{board, seal};
use serde_json::json;

async fn inbox(desk: &Desk) -> Vec<lockkeeper_contract::RequestView> {
    seal::follow(desk).await.unwrap();
    decisions::inbox(desk).await
}

#[tokio::test]
async fn a_request_needs_the_other_person_and_says_why_its_author_may_not_approve() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await;
    let own = inbox(&team.scene.desk).await.remove(0);
    assert_eq!(
        (own.number, own.you.own, own.you.needed),
        (request.number, true, false)
    );
    let why = own.you.no_approve.as_deref();
    assert_eq!(
        why,
        Some("Nobody decides on what they asked for themselves.")
    );
    assert_eq!(own.you.no_withdraw, None);
    let theirs = inbox(&team.lee).await.remove(0);
    assert!(theirs.you.needed && theirs.you.no_approve.is_none());
    assert!(
        theirs.you.no_withdraw.is_some(),
        "only its author takes it back"
    );

    team.approve(&team.lee, request.number).await.unwrap();
    let approved = inbox(&team.lee).await.remove(0);
    assert_eq!(
        (approved.state.as_str(), approved.you.needed),
        ("approved", false)
    );
    assert!(approved.you.no_approve.is_some(), "one yes of one person");
    let no = Wish::Reject {
        subject: request.number.to_string(),
        reason: "not today".into(),
    };
    team.say(&team.lee, no).await.unwrap();
    let closed = inbox(&team.lee).await.remove(0);
    assert_eq!(
        closed.line,
        format!("rejected by lee in entry {}", request.number + 2)
    );
    assert_eq!(closed.closed_by, Some(request.number + 2));
    assert_eq!(closed.you.no_approve.as_deref(), Some("It is closed."));
}

#[tokio::test]
async fn what_was_adopted_waits_for_a_second_look_and_for_nobody() {
    let team = Team::with_1_9_cut().await;
    assert_eq!(adopt(&team, &["production"]).await.unwrap(), 1);
    let all = inbox(&team.lee).await;
    let adopted = all.iter().find(|one| one.kind == "adopt").unwrap();
    assert_eq!((&*adopted.state, adopted.you.needed), ("waiting", false));
    assert_eq!(adopted.you.no_approve, None);
    team.approve(&team.lee, adopted.number).await.unwrap();
    let all = inbox(&team.lee).await;
    let adopted = all.iter().find(|one| one.kind == "adopt").unwrap();
    assert_eq!(adopted.line, "confirmed by lee");
}

#[tokio::test]
async fn the_seal_names_the_entry_where_a_remote_contradicts_what_was_verified() {
    let team = Team::with_1_9_soaked().await;
    team.request("1.9.0").await;
    seal::follow(&team.lee).await.unwrap();
    let ledger = team.lee.ledger.as_ref().unwrap();
    let head = team.remote.head().unwrap();
    let whole = ledger.book().entries(&head, 0).await.unwrap();
    let word = async || {
        let _told = seal::follow(&team.lee).await;
        let seal = seal::seal(&team.lee).await;
        (seal.verdict, seal.broken_at)
    };
    assert_eq!(word().await, ("intact".to_owned(), None));
    team.remote.show(&whole[..3]);
    assert_eq!(word().await, ("rewound".to_owned(), Some(3)));
    let mut forged = whole.clone();
    let RawTree::Files(files) = &mut forged[2].tree else {
        panic!("it has three files");
    };
    files.statement[9] ^= 1;
    forged[2].commit.replace_range(..1, "f");
    forged.truncate(3);
    team.remote.show(&forged);
    assert_eq!(word().await, ("broken".to_owned(), Some(2)));
    let stance = &decisions::inbox(&team.lee).await[0].you;
    assert!(!stance.needed, "nothing is decided on top of it");
    team.remote.show(&whole);
    assert_eq!(word().await, ("intact".to_owned(), None));
}

#[tokio::test]
async fn a_stopped_line_is_seen_in_its_column_and_its_chambers_until_it_goes_on() {
    let team = Team::with_1_9_soaked().await;
    adopt(&team, &["production"]).await.unwrap();
    let stop = Wish::Freeze {
        environments: vec!["production".into()],
        services: Vec::new(),
        until: None,
        reason: "an outage".into(),
    };
    team.say(&team.lee, stop).await.unwrap();
    let seen = seal::seal(&team.lee).await;
    assert_eq!(seen.verdict, "intact");
    assert_eq!(seen.you.map(|you| you.handle).as_deref(), Some("lee"));
    assert_eq!(seen.freezes[0].no_thaw, None);
    let (closed, state) = production(&team.scene).await;
    assert_eq!(closed.as_deref(), Some("stopped by lee: an outage"));
    assert_eq!(state, CellState::Frozen);
    let over = Wish::Thaw {
        freeze: None,
        reason: "over".into(),
    };
    team.say(&team.lee, over).await.unwrap();
    let (closed, state) = production(&team.scene).await;
    assert_eq!((closed, state), (None, CellState::Live));
    assert!(seal::seal(&team.lee).await.freezes.is_empty());
}

/// Why production is closed, and how its one chamber stands.
async fn production(scene: &Scene) -> (Option<String>, CellState) {
    board::refresh(&scene.desk).await.unwrap();
    let board = board::board(&scene.desk).await.unwrap();
    let state = board.groups[0].rows[0].cells[2].state;
    (board.environments[2].closed.clone(), state)
}

#[tokio::test]
async fn the_file_s_rules_are_told_apart_from_those_in_force_and_proposed() {
    let team = Team::with_1_9_cut().await;
    let dana = &team.scene.desk;
    let same = decisions::policy(dana, &rules()).await;
    assert_eq!((same.version, same.changes.len()), (Some(1), 0));
    assert_eq!(
        same.no_propose.as_deref(),
        Some("The file says what is in force.")
    );
    let mut file = rules();
    file["env"]["production"]["gates"]["approvals"][0]["count"] = json!(2);
    let view = decisions::policy(dana, &file).await;
    let said = "production would need 2 approvals of release-manager instead of 1.";
    assert!(
        view.changes.iter().any(|line| line == said),
        "{:?}",
        view.changes
    );
    assert_eq!(view.no_propose, None);
    team.say(
        dana,
        Wish::Policy {
            rules: file.clone(),
        },
    )
    .await
    .unwrap();
    let all = inbox(dana).await;
    let proposal = all.iter().find(|one| one.kind == "policy").unwrap();
    assert_eq!(proposal.state, "in_force", "one admin is enough here");
    assert!(proposal.changes.iter().any(|line| line == said));
}
