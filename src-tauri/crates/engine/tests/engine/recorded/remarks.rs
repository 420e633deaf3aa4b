//! Situations 3, 16 and 24: what people say for the record, and what others
//! read of it.

use super::adopted::adopt;
use super::team::{Team, rules};
use crate::situations::scene::{codes, harbour, note, planned, refused};
use lockkeeper_domain::gates::{GateKind, Verdict};
use lockkeeper_domain::ledger::body::{Item, Release};
use lockkeeper_domain::ledger::{Body, FlagSwitch, Hash};
use lockkeeper_engine::ledger::Words;
use lockkeeper_engine::usecases::board::{board, refresh};
use lockkeeper_engine::usecases::decisions::Wish;
use std::sync::Arc;

fn switched(on: bool) -> Wish {
    Wish::Flag {
        switch: FlagSwitch {
            name: "rebates".to_owned(),
            on,
            service: "shop".to_owned(),
            environment: "production".to_owned(),
        },
        text: Some("for everybody".to_owned()),
    }
}

/// 1.9.0 soaked, and production asks for health, which nobody can tell.
async fn with_a_health_gate() -> Team {
    let mut workspace = harbour();
    let production = workspace.environments.last_mut().unwrap();
    production.gates.without_source.extend([unhealthy()]);
    let mut team = Team::with_1_9_cut_in(workspace.clone(), &rules()).await;
    adopt(&team, &[]).await.unwrap();
    team.scene.bring("1.9.0", &["dev", "staging"]).await;
    team.scene.hours(25);
    workspace.environments[1]
        .gates
        .without_source
        .extend([unhealthy()]);
    team.scene.desk.workspace = Arc::new(workspace);
    team
}

fn unhealthy() -> (String, String) {
    ("health".to_owned(), "no probe answers".to_owned())
}

impl Team {
    pub(super) async fn notices(&self) -> Vec<String> {
        refresh(&self.scene.desk).await.unwrap();
        board(&self.scene.desk).await.unwrap().notices
    }

    /// Records that a build of a version was made.
    async fn built(&self, version: &str, artifact: &str) {
        let desk = &self.scene.desk;
        let ledger = desk.ledger.as_ref().unwrap();
        let walk = ledger.refresh().await.unwrap();
        let rules = walk.state().rules().unwrap().clone();
        let speaker = ledger.speaker(&rules).await.unwrap().unwrap();
        let adopted = walk.state().adopts().values().next().unwrap();
        let item = Item {
            version: version.to_owned(),
            artifact: Some(artifact.to_owned()),
            ..adopted.body.item.clone()
        };
        let notes = Hash::of(b"notes");
        let words = Words::of(Body::Release(Release { item, notes }));
        ledger.say(&speaker, &words, None).await.unwrap();
    }
}

fn health(gates: &[Verdict]) -> &Verdict {
    let mut gates = gates.iter();
    gates.find(|one| one.gate == GateKind::Health).unwrap()
}

#[tokio::test]
async fn situation_03_health_only_warns_for_a_request_with_an_open_incident() {
    let team = with_a_health_gate().await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"]);
    assert!(!health(&page.gates).passed());
    let broken = Wish::Incident {
        severity: "major".to_owned(),
        summary: "nobody can pay".to_owned(),
        request: Some(request.number.to_string()),
    };
    let told = team.say(&team.scene.desk, broken).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    let warning = health(&page.gates);
    assert!(warning.passed(), "{warning:#?}");
    assert!(warning.reason.contains("nobody can pay"), "{warning:#?}");
    assert!(warning.reason.contains("no probe answers"), "{warning:#?}");
    planned(page.how);
    let notices = team.notices().await;
    assert!(
        notices[0].starts_with("Incident major: nobody can pay"),
        "{notices:?}"
    );

    let over = Wish::IncidentOver {
        incident: told.number.to_string(),
        summary: None,
    };
    team.say(&team.scene.desk, over.clone()).await.unwrap();
    let page = team.scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"], "it is over");
    assert!(team.notices().await.is_empty());
    assert!(team.say(&team.scene.desk, over).await.is_err(), "twice");
}

#[tokio::test]
async fn situation_03_an_incident_that_names_another_request_changes_nothing() {
    let team = with_a_health_gate().await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let elsewhere = Wish::Incident {
        severity: "minor".to_owned(),
        summary: "a slow page\nand no line of ours".to_owned(),
        request: None,
    };
    team.say(&team.scene.desk, elsewhere).await.unwrap();
    let notices = team.notices().await;
    assert!(
        notices[0].contains("a slow page and no line"),
        "{notices:?}"
    );
    let page = team.scene.page(Some("1.9.0"), "production").await;
    assert_eq!(codes(&refused(page.how)), ["gate"]);
}

/// What the board marks as broken, by environment.
async fn marked(team: &Team) -> Vec<Option<String>> {
    refresh(&team.scene.desk).await.unwrap();
    let board = board(&team.scene.desk).await.unwrap();
    let cells = board.groups[0].rows[0].cells.iter();
    cells.map(|cell| cell.incident.clone()).collect()
}

#[tokio::test]
async fn an_incident_marks_the_places_it_is_about_until_it_is_over() {
    let team = Team::with_1_9_live().await;
    let open = async |summary: &str| {
        let broken = Wish::Incident {
            severity: "major".to_owned(),
            summary: summary.to_owned(),
            request: None,
        };
        team.say(&team.scene.desk, broken).await.unwrap().number
    };
    open("nobody can log in").await;
    open("till in staging: of another workspace").await;
    assert_eq!(
        marked(&team).await,
        [None, None, None],
        "about nothing here"
    );
    let here = open("shop in staging: no orders").await;
    let staging = Some("major: shop in staging: no orders".to_owned());
    assert_eq!(marked(&team).await, [None, staging.clone(), None]);
    open("shop: slow").await;
    let all = Some("major: shop: slow".to_owned());
    let all = [all.clone(), all.clone(), all];
    assert_eq!(marked(&team).await, all, "the newest of each");
    let over = Wish::IncidentOver {
        incident: here.to_string(),
        summary: Some("shop in staging: mended".to_owned()),
    };
    team.say(&team.scene.desk, over).await.unwrap();
    assert_eq!(marked(&team).await, all);
}

#[tokio::test]
async fn situation_03_health_only_warns_for_a_rollback() {
    let team = with_a_health_gate().await;
    let page = team.scene.way_back("staging", None).await;
    let warning = health(&page.gates);
    assert!(warning.passed(), "{warning:#?}");
    assert!(warning.reason.contains("it goes back"), "{warning:#?}");
    planned(page.how);
}

#[tokio::test]
async fn situation_16_the_first_artifact_recorded_is_the_one_and_another_is_a_finding() {
    let team = Team::with_1_9_live().await;
    let first = "registry.example/shop@sha256:aaaa";
    team.built("1.9.0", first).await;
    team.built("1.9.0", "mirror.example/shop@sha256:aaaa").await;
    assert!(team.notices().await.is_empty(), "the same in another place");
    team.built("1.9.0", "registry.example/shop@sha256:bbbb")
        .await;
    team.built("1.9.0", "registry.example/shop@sha256:bbbb")
        .await;
    let notices = team.notices().await;
    assert_eq!(notices.len(), 1, "{notices:#?}");
    assert!(
        notices[0].starts_with("shop 1.9.0 was built twice"),
        "{notices:?}"
    );
    assert!(
        notices[0].contains(&format!("says {first},")),
        "{notices:?}"
    );
    assert!(notices[0].contains("says registry.example/shop@sha256:bbbb."));
    let walk = team.scene.desk.walk().unwrap();
    assert_eq!(walk.state().rebuilt()[0].first.1, first);
}

#[tokio::test]
async fn situation_24_a_flag_is_a_dated_note_on_the_board() {
    let team = Team::with_1_9_live().await;
    let signed = team.say(&team.scene.desk, switched(true)).await.unwrap();
    assert_eq!(signed.sentence, "Note: Flag rebates on: shop in production");
    let cell = team.scene.cell("production").await;
    assert!(
        cell.reason.ends_with(" · flag rebates on"),
        "{}",
        cell.reason
    );
    let elsewhere = team.scene.cell("staging").await;
    assert!(!elsewhere.reason.contains("flag"), "{}", elsewhere.reason);
    team.say(&team.lee, switched(false)).await.unwrap();
    let cell = team.scene.cell("production").await;
    assert!(!cell.reason.contains("flag"), "{}", cell.reason);
}

#[tokio::test]
async fn situation_24_whoever_wants_to_go_back_is_offered_the_flag_first() {
    let team = Team::with_1_9_live().await;
    team.to_production("1.10.0").await;
    team.say(&team.lee, switched(true)).await.unwrap();
    let plan = planned(team.scene.way_back("production", None).await.how);
    assert_eq!(plan.notes[0].code, "flag", "{:#?}", plan.notes);
    let text = &plan.notes[0].text;
    assert!(
        text.starts_with("lee switched the flag rebates on at"),
        "{text}"
    );
    assert!(text.ends_with("switching it off may be enough."), "{text}");
    assert!(plan.notes[0].lines[0].contains("--flag rebates=off"));
    team.say(&team.lee, switched(false)).await.unwrap();
    let plan = planned(team.scene.way_back("production", None).await.how);
    assert!(note(&plan, "flag").is_none());
}

#[tokio::test]
async fn a_flag_of_nothing_there_is_is_not_signed() {
    let team = Team::with_1_9_live().await;
    for (service, environment, name) in [
        ("till", "production", "rebates"),
        ("shop", "moon", "rebates"),
        ("shop", "production", "two words"),
    ] {
        let switch = FlagSwitch {
            name: name.to_owned(),
            on: true,
            service: service.to_owned(),
            environment: environment.to_owned(),
        };
        let wish = Wish::Flag { switch, text: None };
        assert!(team.say(&team.scene.desk, wish).await.is_err(), "{name}");
    }
}
