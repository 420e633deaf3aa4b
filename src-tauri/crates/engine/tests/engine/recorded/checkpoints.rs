//! What holds somebody back is bound by the first desktop that may.

use super::team::{Team, rules, stop};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::{checkpoint, keys};
use lockkeeper_testkit::scribe::{FakeSigner, TestKey};
use lockkeeper_testkit::team::put;
use serde_json::{Value, json};

/// Sam may stop the line as well; a machine has what it may.
fn with_sam(may: &[&str]) -> Value {
    let mut rules = rules();
    let line = |name: &str| TestKey::named(name).line();
    let sam = json!({"keys": [line("sam")], "roles": ["release-manager"]});
    put(&mut rules, "people.sam", sam);
    let keeper = json!({"keys": [line("keeper")], "may": may});
    put(&mut rules, "machines.keeper", keeper);
    rules
}

impl Team {
    /// Somebody lets a key of a device speak for them.
    async fn device(&self, desk: &Desk, name: &str) {
        let line = TestKey::named(name).line();
        let prepared = keys::prepare_device(desk, &line).await.unwrap();
        decisions::sign(desk, &prepared, None).await.unwrap();
    }

    /// Sam stops the line at a desk of their own, each time for another reason.
    async fn stopped(&self) {
        let sam = self.another(&["sam"]).await;
        let freeze = Wish::Freeze {
            environments: vec!["production".into()],
            services: Vec::new(),
            until: None,
            reason: format!("outage {}", self.trail().await.len()),
        };
        self.say(&sam, freeze).await.unwrap();
    }

    async fn checkpoints(&self) -> usize {
        let trail = self.trail().await;
        let kinds = trail.iter().filter(|entry| entry.ends_with(" checkpoint"));
        kinds.count()
    }
}

async fn team() -> Team {
    let team = Team::with_1_9_cut_under(&with_sam(&["checkpoint"])).await;
    team.device(&team.scene.desk, "phone").await;
    team
}

#[tokio::test]
async fn a_freeze_that_nobody_has_seen_is_bound_once_by_a_device_key() {
    let mut team = team().await;
    let keys = FakeSigner::of(&["dana"])
        .locked_with("sesame")
        .and(&["phone"]);
    team.takes_keys(keys).await;
    let desk = &team.scene.desk;
    checkpoint::follow(desk).await.unwrap();
    assert_eq!(team.checkpoints().await, 0, "nothing waits");
    team.stopped().await;
    checkpoint::follow(desk).await.unwrap();
    assert_eq!(team.trail().await.last().unwrap(), "dana checkpoint");
    checkpoint::follow(desk).await.unwrap();
    assert_eq!(team.checkpoints().await, 1, "a checkpoint needs none");
    team.say(&team.lee, stop()).await.unwrap();
    team.say(&team.another(&["sam"]).await, note())
        .await
        .unwrap();
    checkpoint::follow(desk).await.unwrap();
    assert_eq!(team.checkpoints().await, 1, "sam has seen it");
}

fn note() -> Wish {
    Wish::Note {
        subject: None,
        text: "seen".into(),
    }
}

#[tokio::test]
async fn only_keys_that_were_given_for_it_sign_and_never_for_what_is_their_own() {
    let team = team().await;
    team.stopped().await;
    let own = team.another(&["dana"]).await;
    checkpoint::follow(&own).await.unwrap();
    assert_eq!(team.checkpoints().await, 0, "nobody was asked");
    let keeper = team.another(&["keeper"]).await;
    checkpoint::follow(&keeper).await.unwrap();
    assert_eq!(team.trail().await.last().unwrap(), "keeper checkpoint");
    team.say(&team.scene.desk, stop()).await.unwrap();
    let phone = team.another(&["phone"]).await;
    checkpoint::follow(&phone).await.unwrap();
    assert_eq!(team.checkpoints().await, 1, "the freeze is dana's own");

    let team = Team::with_1_9_cut_under(&with_sam(&["finish"])).await;
    team.stopped().await;
    let keeper = team.another(&["keeper"]).await;
    checkpoint::follow(&keeper).await.unwrap();
    assert_eq!(team.checkpoints().await, 0, "it may not");
}

#[tokio::test]
async fn two_desktops_that_see_it_at_once_bind_it_once_and_then_rest() {
    let team = team().await;
    team.device(&team.lee, "tablet").await;
    let (phone, tablet) = (
        team.another(&["phone"]).await,
        team.another(&["tablet"]).await,
    );
    for turn in 1..=20 {
        team.stopped().await;
        let both = tokio::join!(checkpoint::follow(&phone), checkpoint::follow(&tablet));
        assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        for desk in [&phone, &tablet, &phone] {
            checkpoint::follow(desk).await.unwrap();
        }
        assert_eq!(team.checkpoints().await, turn, "{:?}", team.trail().await);
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_hinders_nothing_and_is_not_said_again() {
    let team = team().await;
    let phone = team.another(&["phone"]).await;
    team.stopped().await;
    team.remote.cut_next_answer();
    checkpoint::follow(&phone).await.unwrap();
    checkpoint::follow(&phone).await.unwrap();
    assert_eq!(team.checkpoints().await, 1);
    team.remote.answers(false);
    assert!(checkpoint::follow(&phone).await.is_err(), "as any look");
    team.remote.answers(true);
    assert_eq!(team.checkpoints().await, 1);
}
