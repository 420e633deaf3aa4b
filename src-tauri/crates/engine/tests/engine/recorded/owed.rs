//! A run ended while the control repository was out of reach: its end is
//! recorded by whoever of that desktop comes to the ledger next.

use super::leased::slow;
use super::team::Team;
use crate::situations::scene::planned;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::ledger::Moment;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::ports::Clock;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::{runs, seal, watch};
use lockkeeper_testkit::scribe::FakeSigner;

impl Team {
    /// Dana brings 1.9.0 to dev, and before it is there the remote of the
    /// ledger does not answer any more.
    async fn ended_out_of_reach() -> (Self, RunId) {
        let team = Self::with_1_9_cut().await;
        let plan = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
        let desk = slow(&team, 5, Some(team.remote.clone())).await;
        let run = runs::start_run(&desk, &plan.id, None).await.unwrap();
        let run = RunId::new(run.id);
        let drove = runs::drive(&desk, &run).await;
        assert!(drove.is_err(), "its end is told nobody: {drove:?}");
        let ended = runs::run(&desk, &run).await.unwrap();
        assert_eq!(ended.state, RunState::Succeeded);
        (team, run)
    }

    async fn look(&self) {
        let desk = &self.scene.desk;
        drop(seal::follow(desk).await);
        watch::watch_once(desk).await.unwrap();
    }

    /// What the run said, after the beginning.
    async fn told(&self) -> Vec<String> {
        self.trail().await.split_off(1)
    }

    /// Whether nobody else may start in dev.
    async fn is_held(&self) -> bool {
        let ledger = self.lee.ledger.as_ref().unwrap();
        let walk = ledger.refresh().await.unwrap();
        let now = Moment::of(self.scene.world.clock.now());
        walk.state().held_in("dev", "shop", now).is_some()
    }
}

const OPEN: [&str; 2] = ["dana request", "dana start"];
const ENDED: [&str; 3] = ["dana request", "dana start", "dana finish"];

#[tokio::test]
async fn the_next_look_records_an_end_that_could_not_be_recorded_once() {
    let (team, _) = Team::ended_out_of_reach().await;
    team.look().await;
    team.remote.answers(true);
    assert_eq!(team.told().await, OPEN, "nobody could write it yet");
    assert!(team.is_held().await);
    team.look().await;
    assert_eq!(team.told().await, ENDED);
    assert!(!team.is_held().await, "others may start there");
    team.look().await;
    assert_eq!(team.told().await, ENDED, "once");
}

#[tokio::test]
async fn of_two_who_look_one_records_the_end() {
    let (team, _) = Team::ended_out_of_reach().await;
    team.remote.answers(true);
    let other = team.another(&["dana"]).await;
    other.ledger.as_ref().unwrap().refresh().await.unwrap();
    let ((), looked) = tokio::join!(team.look(), watch::watch_once(&other));
    assert!(looked.unwrap().made.is_empty());
    assert_eq!(team.told().await, ENDED);
}

#[tokio::test]
async fn whoever_signs_something_else_records_the_end_as_well() {
    let (team, _) = Team::ended_out_of_reach().await;
    team.remote.answers(true);
    let note = Wish::Note {
        subject: None,
        text: "the line is back".into(),
    };
    team.say(&team.scene.desk, note).await.unwrap();
    let expected = ["dana request", "dana start", "dana note", "dana finish"];
    assert_eq!(team.told().await, expected);
}

#[tokio::test]
async fn the_next_run_records_the_end_before_it_starts() {
    let (team, _) = Team::ended_out_of_reach().await;
    team.remote.answers(true);
    team.scene.bring("1.9.0", &["staging"]).await;
    let told = team.told().await;
    assert_eq!(told[..3], ENDED, "{told:?}");
}

#[tokio::test]
async fn a_key_that_asks_is_not_asked_by_a_look_and_the_board_says_what_is_owed() {
    let (mut team, run) = Team::ended_out_of_reach().await;
    team.remote.answers(true);
    let locked = FakeSigner::of(&["dana"]).locked_with("open sesame");
    team.takes_keys(locked).await;
    team.look().await;
    assert_eq!(team.told().await, OPEN);
    team.scene.hours(1);
    let owed = format!("Record it: lockkeeper run continue {run}");
    let notices = team.notices().await;
    let told = notices.iter().find(|notice| notice.ends_with(&owed));
    let told = told.unwrap_or_else(|| panic!("{notices:#?}"));
    let begins = "The end of shop 1.9.0 → dev is not recorded yet";
    assert!(told.starts_with(begins), "{told}");
    team.takes_keys(FakeSigner::of(&["dana"])).await;
    team.look().await;
    assert_eq!(team.told().await, ENDED);
    let notices = team.notices().await;
    assert!(
        !notices.iter().any(|notice| notice.ends_with(&owed)),
        "{notices:#?}"
    );
}
