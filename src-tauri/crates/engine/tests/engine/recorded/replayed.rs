//! What the gates said at an earlier moment, by the ledger as it was then, and
//! what was decided on it.

use super::team::{Team, rules, stop};
use crate::situations::scene::harbour;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::gates::{Answer, GateKind, Verdict, passes};
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::explain::{explain, recorded};
use lockkeeper_engine::usecases::runs;
use serde_json::json;

/// Whether people had said yes to 1.9.0 in production, and nobody had stopped it.
async fn said(team: &Team, at: Timestamp) -> (bool, bool) {
    let verdicts = explain(&team.scene.desk, &team.intent("1.9.0"), Some(at)).await;
    let verdicts = verdicts.unwrap();
    let of = |kind: GateKind| verdicts.iter().filter(move |verdict| verdict.gate == kind);
    let approved = of(GateKind::Approvals).any(Verdict::passed);
    (approved, of(GateKind::Freeze).all(Verdict::passed))
}

#[tokio::test]
async fn a_past_decision_is_judged_by_what_was_signed_until_then() {
    let team = Team::with_1_9_soaked().await;
    let scene = &team.scene;
    let an_hour_on = || {
        scene.hours(1);
        scene.desk.now()
    };
    let asked = an_hour_on();
    let request = team.request("1.9.0").await;
    let approved = an_hour_on();
    team.approve(&team.lee, request.number).await.unwrap();
    let stopped = an_hour_on();
    team.say(&team.lee, stop()).await.unwrap();
    let thawed = an_hour_on();
    let thaw = Wish::Thaw {
        freeze: None,
        reason: "over".into(),
    };
    team.say(&team.lee, thaw).await.unwrap();
    let now = an_hour_on();
    let before = SignedDuration::from_mins(30);
    for (moment, expected) in [
        (asked - before, (false, true)),
        (approved - before, (false, true)),
        (stopped - before, (true, true)),
        (thawed - before, (true, false)),
        (now, (true, true)),
    ] {
        assert_eq!(said(&team, moment).await, expected, "at {moment}");
    }
    // Before its first entry nobody could have said yes.
    let long_ago = now - SignedDuration::from_hours(24 * 365 * 20);
    assert!(!said(&team, long_ago).await.0);
}

#[tokio::test]
async fn the_past_is_judged_by_the_rules_of_then() {
    let team = Team::with_1_9_soaked().await;
    let (scene, desk) = (&team.scene, &team.scene.desk);
    let long_ago = desk.now();
    scene.hours(1);
    let mut later = rules();
    later["name"] = json!("Harbour and quay");
    team.say(desk, Wish::Policy { rules: later }).await.unwrap();
    let asked = async |at| {
        let verdicts = explain(desk, &team.intent("1.9.0"), at).await;
        let has = |verdicts: Vec<Verdict>| {
            let mut verdicts = verdicts.iter();
            verdicts.any(|verdict| verdict.gate == GateKind::Checklist)
        };
        verdicts.map(has)
    };
    let unread = asked(Some(long_ago)).await.unwrap_err();
    assert_eq!(unread.code(), ErrorCode::Refused);
    let why = unread.to_wire("test").detail.join(" ");
    let told = "This version cannot read the rules that were in force then";
    assert!(why.contains(told), "{why}");
    let mut then = harbour();
    let production = then.environments.last_mut().unwrap();
    production.gates.checklist = vec!["Runbook read".into()];
    scene.world.rulebook.means(&rules(), then);
    assert!(
        asked(Some(long_ago)).await.unwrap(),
        "it was asked for then"
    );
    assert!(!asked(None).await.unwrap(), "it is not any more");
}

/// What the ledger has of a name, at a moment.
async fn told(team: &Team, name: &str, at: Option<Timestamp>) -> Vec<Verdict> {
    let told = recorded(&team.scene.desk, name, at).await.unwrap();
    told.unwrap_or_else(|| panic!("{name} is not there"))
}

fn of(verdicts: &[Verdict], gate: GateKind) -> &Verdict {
    let found = verdicts.iter().find(|verdict| verdict.gate == gate);
    found.unwrap_or_else(|| panic!("{gate:?} in {verdicts:#?}"))
}

#[tokio::test]
async fn what_started_is_told_as_it_was_decided_whatever_is_true_now() {
    let team = Team::with_1_9_soaked().await;
    let scene = &team.scene;
    let request = team.request("1.9.0").await;
    let id = team.newest().await.id;
    let waiting = told(&team, &id, None).await;
    let open = of(&waiting, GateKind::Approvals);
    assert_eq!(open.answer, Answer::Wait { until: None }, "{open:#?}");
    assert!(of(&waiting, GateKind::Soak).passed());
    let before = scene.desk.now();
    scene.hours(1);
    team.approve(&team.lee, request.number).await.unwrap();
    scene.bring("1.9.0", &["production"]).await;
    // Since then the line was stopped, and another version runs in staging.
    team.say(&team.lee, stop()).await.unwrap();
    scene.commit("main", "feat: rounding");
    scene.cut("main").await;
    scene.bring("1.10.0", &["dev", "staging"]).await;
    let run = runs::runs(&scene.desk).await.unwrap();
    let run = run.iter().find(|run| run.title.contains("production"));
    let run = run.unwrap().id.clone();
    for name in [
        id.clone(),
        request.number.to_string(),
        request.hash[..8].to_owned(),
        run,
    ] {
        let verdicts = told(&team, &name, None).await;
        assert!(passes(&verdicts), "{name}: {verdicts:#?}");
        let approved = of(&verdicts, GateKind::Approvals);
        let told = |name: &str| {
            let mut evidence = approved.evidence.iter();
            evidence.find(|one| one.name == name).map(|one| &*one.value)
        };
        assert_eq!(told("judged again"), Some("approved by lee"));
        assert_eq!(told("release-manager"), Some("lee"));
        let entry = told("recorded in").unwrap_or_default();
        assert!(entry.contains(" by dana, "), "{entry}");
        assert!(of(&verdicts, GateKind::Soak).passed(), "{verdicts:#?}");
    }
    // Before it started nothing was decided.
    let early = told(&team, &id, Some(before)).await;
    assert!(!of(&early, GateKind::Approvals).passed(), "{early:#?}");
}

#[tokio::test]
async fn only_requests_starts_and_what_started_can_be_told() {
    let team = Team::with_1_9_cut().await;
    let team = &team;
    let none = async |name: &str| {
        let told: Result<_, EngineError> = recorded(&team.scene.desk, name, None).await;
        told.unwrap().is_none()
    };
    assert!(none("0").await, "the beginning is no decision on a version");
    assert!(none("r-99").await && none("nonsense").await);
    team.scene.bring("1.9.0", &["dev"]).await;
    let all = decisions::requests(&team.scene.desk).await.unwrap();
    assert_eq!(all.len(), 1);
    // Its start and its end tell the same.
    for entry in [all[0].number + 1, all[0].number + 2] {
        told(team, &entry.to_string(), None).await;
    }
}
