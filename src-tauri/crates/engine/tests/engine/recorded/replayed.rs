//! What the gates said at an earlier moment, by the ledger as it was then.

use super::team::{Team, stop};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::gates::{GateKind, Verdict};
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::promotion::explain;

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
