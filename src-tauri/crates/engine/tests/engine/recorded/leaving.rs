//! Situation 19: somebody who approves leaves the team.

use super::team::{Team, rules};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::{Wish, inbox, policy, prepare};
use lockkeeper_testkit::scribe::TestKey;
use lockkeeper_testkit::team::put;
use serde_json::{Value, json};

fn proposal(rules: &Value) -> Wish {
    Wish::Policy {
        rules: rules.clone(),
    }
}

/// The rules without somebody.
fn without(handle: &str) -> Value {
    let mut after = rules();
    after["people"].as_object_mut().unwrap().remove(handle);
    after
}

fn refused(error: EngineError) -> Vec<String> {
    match error {
        EngineError::Refused { refusals } => refusals.into_iter().map(|one| one.text).collect(),
        other => panic!("{other:#?}"),
    }
}

#[tokio::test]
async fn situation_19_the_last_holders_of_a_needed_role_cannot_be_removed() {
    let team = Team::with_1_9_cut_under(&two_approvers()).await;
    let mut after = two_approvers();
    after["people"].as_object_mut().unwrap().remove("lee");
    let desk = &team.scene.desk;
    let said = refused(prepare(desk, &proposal(&after)).await.unwrap_err());
    assert_eq!(
        said,
        [
            "A promotion to production needs the approval of 2 release-manager, and only dana \
             would be left. Give the role to somebody, or change what needs it, in the same \
             proposal."
        ]
    );
    let shown = policy(desk, &after).await;
    assert_eq!(shown.no_propose.as_ref(), said.first());
    assert_eq!(
        team.trail().await,
        ["dana genesis"],
        "nobody signed anything"
    );
}

#[tokio::test]
async fn situation_19_the_same_change_may_mend_the_rule_or_name_somebody_else() {
    let team = Team::with_1_9_cut_under(&two_approvers()).await;
    let desk = &team.scene.desk;
    let mut fewer = two_approvers();
    fewer["people"].as_object_mut().unwrap().remove("lee");
    put(
        &mut fewer,
        "env.production.gates.approvals",
        json!([{"count": 1, "role": "release-manager"}]),
    );
    assert!(prepare(desk, &proposal(&fewer)).await.is_ok());
    let mut another = two_approvers();
    another["people"].as_object_mut().unwrap().remove("lee");
    let mia = json!({"keys": [TestKey::named("mia").line()], "roles": ["release-manager"]});
    put(&mut another, "people.mia", mia);
    let signed = team.say(desk, proposal(&another)).await;
    assert!(signed.is_ok(), "{signed:#?}");
}

#[tokio::test]
async fn situation_19_whoever_only_held_the_role_by_name_was_no_holder() {
    let mut before = two_approvers();
    put(&mut before, "people.lee.keys", json!([]));
    let team = Team::with_1_9_cut_under(&before).await;
    let mut after = before.clone();
    after["people"].as_object_mut().unwrap().remove("lee");
    let said = prepare(&team.scene.desk, &proposal(&after)).await;
    assert!(said.is_ok(), "it was out of reach before: {said:#?}");
}

#[tokio::test]
async fn situation_19_the_plan_lists_duties_approvals_delegations_and_machines() {
    let mut before = rules();
    let bot = json!({"keys": [TestKey::named("bot").line()], "may": ["finish"]});
    put(&mut before, "machines.deploy-bot", bot);
    let team = Team::with_1_9_soaked_under(&before).await;
    let request = team.request("1.9.0").await;
    team.approve(&team.lee, request.number).await.unwrap();
    let mut after = without("lee");
    after["machines"] = before["machines"].clone();
    let desk = &team.scene.desk;
    let view = prepare(desk, &proposal(&after)).await.unwrap().view();
    assert_eq!(
        view.warnings,
        [
            "These rules are in force as soon as this is signed.".to_owned(),
            "lee leaves the duties of release-manager.".to_owned(),
            format!(
                "The approvals of lee stop counting: entries {}.",
                request.number + 1
            ),
            "Machines keep their keys: change those that were within reach, of deploy-bot."
                .to_owned(),
        ]
    );
    let shown = policy(desk, &after).await;
    assert!(shown.changes.contains(&view.warnings[1]), "{shown:#?}");
    assert_eq!(shown.no_propose, None);
}

#[tokio::test]
async fn situation_19_whoever_signs_the_change_sees_what_is_left_behind() {
    let mut before = rules();
    put(
        &mut before,
        "people.lee.roles",
        json!(["admin", "release-manager"]),
    );
    put(&mut before, "governance.admins", json!(2));
    let mia = json!({"keys": [TestKey::named("mia").line()], "roles": ["admin"]});
    put(&mut before, "people.mia", mia);
    let team = Team::with_1_9_cut_under(&before).await;
    let mut after = before.clone();
    after["people"].as_object_mut().unwrap().remove("mia");
    team.say(&team.scene.desk, proposal(&after)).await.unwrap();
    team.trail().await;
    let asked = inbox(&team.lee).await.remove(0);
    let left = "mia leaves the duties of admin.";
    assert!(asked.changes.iter().any(|one| one == left), "{asked:#?}");
}

/// Production wants both release managers, and each may ask.
fn two_approvers() -> Value {
    let mut two = rules();
    put(
        &mut two,
        "env.production.gates",
        json!({"approvals": [{"count": 2, "role": "release-manager"}], "self": true}),
    );
    two
}

#[tokio::test]
async fn rules_say_when_they_are_in_force_and_which_requests_they_close() {
    let team = Team::with_1_9_soaked().await;
    let request = team.request("1.9.0").await.number;
    let mut after = rules();
    put(&mut after, "env.production.gates.self", json!(true));
    let desk = &team.scene.desk;
    let prepared = prepare(desk, &proposal(&after)).await.unwrap();
    let told = prepared.view().warnings.join(" ");
    assert!(
        told.contains("in force as soon as this is signed"),
        "{told}"
    );
    let closes = format!("They close what was asked for under the old ones: entry {request} (");
    assert!(told.contains(&closes), "{told}");
    let signed = team.say(desk, proposal(&after)).await.unwrap();
    let came = signed.effects.join(" ");
    assert!(came.contains("The rules are in force."), "{came}");
    let closed = format!("They closed what was asked for under the old ones: entry {request} (");
    assert!(came.contains(&closed), "{came}");
}

#[tokio::test]
async fn rules_that_need_another_admin_say_so_before_and_after() {
    let mut two = rules();
    put(
        &mut two,
        "people.lee.roles",
        json!(["admin", "release-manager"]),
    );
    put(&mut two, "governance.admins", json!(2));
    let team = Team::with_1_9_cut_under(&two).await;
    let mut after = two.clone();
    put(&mut after, "env.production.gates.self", json!(true));
    let desk = &team.scene.desk;
    let waits = "come into force with the yes of 1 more admin";
    let prepared = prepare(desk, &proposal(&after)).await.unwrap();
    let told = prepared.view().warnings.join(" ");
    assert!(told.contains(waits), "{told}");
    let signed = team.say(desk, proposal(&after)).await.unwrap();
    assert!(signed.effects.join(" ").contains(waits), "{signed:?}");
    let agreed = team.approve(&team.lee, signed.number).await.unwrap();
    assert_eq!(agreed.effects, ["The rules are in force."]);
}
