//! Which key signs: chosen, opened for a run, or of this device.

use super::team::{Team, stop};
use crate::situations::scene::planned;
use lockkeeper_domain::ledger::PublicKey;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ledger::KeyChoice;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases::decisions;
use lockkeeper_engine::usecases::{keys, opening, runs};
use lockkeeper_testkit::scribe::{FakeSigner, TestKey};

fn typed(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

fn code<T>(answer: Result<T, EngineError>) -> Option<ErrorCode> {
    answer.err().map(|error| error.code())
}

fn locked() -> FakeSigner {
    FakeSigner::of(&["dana"]).locked_with("open sesame")
}

#[tokio::test]
async fn a_locked_key_is_asked_about_before_anything_is_done_and_once_for_the_run() {
    let mut team = Team::with_1_9_cut().await;
    team.takes_keys(locked()).await;
    let desk = &team.scene.desk;
    let plan = planned(team.scene.page(Some("1.9.0"), "dev").await.how);
    let start = async || runs::start_run(desk, &plan.id, None).await;
    assert_eq!(code(start().await), Some(ErrorCode::KeyLocked));
    assert_eq!(
        runs::runs(desk).await.unwrap().len(),
        1,
        "only what was before"
    );
    let wrong = opening::open_key(desk, typed("close sesame")).await;
    assert_eq!(code(wrong), Some(ErrorCode::KeyLocked));
    let opened = opening::open_key(desk, typed("open sesame")).await.unwrap();
    assert!(opened.is_some());
    // The plan was not used up by the first try.
    let run = start().await.unwrap();
    runs::drive(desk, &run.id.as_str().into()).await.unwrap();
    assert_eq!(
        team.trail().await,
        ["dana genesis", "dana request", "dana start", "dana finish"]
    );
    drop(opened);
    let plan = planned(team.scene.page(Some("1.9.0"), "staging").await.how);
    let next = runs::start_run(desk, &plan.id, None).await;
    assert_eq!(code(next), Some(ErrorCode::KeyLocked), "it was let go");
}

#[tokio::test]
async fn a_key_that_is_open_for_a_run_signs_no_decision() {
    let mut team = Team::with_1_9_cut().await;
    team.takes_keys(locked()).await;
    let desk = &team.scene.desk;
    let _open = opening::open_key(desk, typed("open sesame")).await.unwrap();
    let said = team.say(desk, stop()).await;
    assert_eq!(code(said), Some(ErrorCode::KeyLocked));
    let prepared = decisions::prepare(desk, &stop()).await.unwrap();
    let passphrase = typed("open sesame");
    let said = decisions::sign(desk, &prepared, Some(&passphrase)).await;
    assert!(said.is_ok(), "{said:?}");
}

#[tokio::test]
async fn a_device_key_signs_what_runs_say_while_the_persons_own_is_locked() {
    let mut team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    team.takes_keys(locked().and(&["device"])).await;
    let desk = team.scene.desk.clone();
    let line = TestKey::named("device").line();
    let prepared = keys::prepare_device(&desk, &line).await.unwrap();
    let passphrase = typed("open sesame");
    decisions::sign(&desk, &prepared, Some(&passphrase))
        .await
        .unwrap();
    let view = keys::keys(&desk).await.unwrap();
    assert_eq!(view.keys[0].person.as_deref(), Some("dana"));
    assert!(view.keys[0].signs, "what a person decides");
    assert_eq!(view.keys[0].asks, "passphrase");
    assert_eq!(view.keys[1].device_of.as_deref(), Some("dana"));
    team.scene.bring("1.9.0", &["production"]).await;
    assert_eq!(team.scene.live("production"), "1.9.0");
    let ledger = desk.ledger.as_ref().unwrap();
    let walk = ledger.refresh().await.unwrap();
    assert_eq!(
        team.trail().await[walk.len() - 3..],
        ["dana delegation", "dana start", "dana finish"]
    );
    // A decision is still the person's own.
    assert_eq!(
        code(team.say(&desk, stop()).await),
        Some(ErrorCode::KeyLocked)
    );
    // After 90 days it speaks for nobody.
    team.scene.hours(24 * 91);
    let kind = lockkeeper_domain::ledger::Kind::Start;
    let runner = ledger.runner(walk.state(), kind).await.unwrap();
    assert_eq!(runner.key, *TestKey::named("dana").public());
}

#[tokio::test]
async fn of_several_keys_the_chosen_one_signs() {
    let mut team = Team::with_1_9_cut().await;
    team.takes_keys(FakeSigner::of(&["dana", "lee"])).await;
    let desk = &team.scene.desk;
    let ledger = desk.ledger.as_ref().unwrap();
    let who = async || decisions::who(desk).await.map(|who| who.unwrap().0);
    let of = |name: &str| TestKey::named(name).public().fingerprint();
    assert_eq!(who().await.unwrap(), "dana");
    ledger.choose(KeyChoice::Rather(of("lee")));
    assert_eq!(who().await.unwrap(), "lee");
    let view = keys::keys(desk).await.unwrap();
    assert_eq!(view.keys[0].fingerprint, of("lee"));
    // One that was chosen some time ago and is gone leaves the best one.
    ledger.choose(KeyChoice::Rather(of("sam")));
    assert_eq!(who().await.unwrap(), "dana");
    assert_eq!(code(ledger.insist().await), Some(ErrorCode::KeyNotFound));
    // One that was just named and is not here signs nothing.
    ledger.choose(KeyChoice::Only(of("sam")));
    assert_eq!(code(who().await), Some(ErrorCode::KeyNotFound));
    assert_eq!(
        code(team.say(desk, stop()).await),
        Some(ErrorCode::KeyNotFound)
    );
}

#[tokio::test]
async fn a_choice_is_remembered_for_its_workspace() {
    let team = Team::with_1_9_cut().await;
    let settings = &*team.scene.desk.ports.settings;
    let read = async |workspace| keys::chosen(settings, workspace).await.unwrap();
    let line = TestKey::named("dana").line();
    let fingerprint = PublicKey::parse_line(&line).unwrap().fingerprint();
    keys::choose(settings, "/a", Some(&fingerprint))
        .await
        .unwrap();
    assert_eq!(read("/a").await.as_ref(), Some(&fingerprint));
    assert_eq!(read("/b").await, None);
    keys::choose(settings, "/a", None).await.unwrap();
    assert_eq!(read("/a").await.filter(|text| !text.is_empty()), None);
}
