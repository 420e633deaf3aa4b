//! A run continued after the world changed: it stops and explains, and never
//! goes on.

use crate::stories::{Story, Tale};
use jiff::SignedDuration;
use lockkeeper_domain::run::{RunState, StepState};
use lockkeeper_engine::executor::view;
use lockkeeper_engine::ports::{Clock, Journal};

const TAG: &str = "refs/tags/v1.1.0";
const MAIN: &str = "refs/heads/main";

/// Stops a run at a moment, changes the world, and continues on another desk.
async fn stops(tale: Tale, moment: &str, change: impl FnOnce(&Story), says: &str) {
    let story = Story::stop_at(tale, moment).await;
    change(&story);
    let before = story.end().await;
    let executor = story.next_executor();
    let run = executor.unfinished().await.unwrap()[0].id.clone();
    let state = executor.continue_run(&run).await.unwrap();
    assert_eq!(state, RunState::Conflict);
    let after = story.end().await;
    assert!(before.same_world(&after), "{before:#?} became {after:#?}");
    let ended = &story.world.journal.runs(1).await.unwrap()[0];
    let stopped = ended.steps.iter().find(|s| s.state == StepState::Conflict);
    let line = &stopped.expect("a step says why").line;
    assert!(line.contains(says), "`{line}` should say `{says}`");
    let shown = view(ended);
    assert!(
        shown.can_replan && !shown.can_continue,
        "a new plan is offered"
    );
}

fn other_commit(story: &Story) -> lockkeeper_domain::ids::Oid {
    story
        .shop
        .commit_files("aside", "fix: aside", &[("a", "b")])
}

#[tokio::test]
async fn a_tag_deleted_by_hand() {
    let change = |story: &Story| story.shop.set_ref(TAG, None);
    let says = "It was undone meanwhile: Tagged";
    stops(
        Tale::CutWithFiles,
        "journal step 2 Done: after",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_tag_moved_to_another_commit() {
    let change = |story: &Story| {
        let elsewhere = other_commit(story);
        story
            .shop
            .tag("v1.1.0", &elsewhere, "1.1.0\n\n- sell more\n");
    };
    let says = "v1.1.0 is there already and is another one";
    stops(
        Tale::CutWithFiles,
        "journal step 2 Done: after",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_tag_made_by_somebody_else_first() {
    let change = |story: &Story| {
        let commit = story.shop.local_refs()[MAIN].clone();
        story.shop.tag("v1.1.0", &commit, "mine");
    };
    let says = "v1.1.0 is there already and is another one";
    stops(Tale::CutWithFiles, "shop tag v1.1.0: before", change, says).await;
}

#[tokio::test]
async fn a_branch_that_moved_on_before_the_commit() {
    let change = |story: &Story| {
        story.shop.commit_files("main", "fix: quick", &[("a", "b")]);
    };
    stops(
        Tale::CutWithFiles,
        "shop commit main: before",
        change,
        "main is at",
    )
    .await;
}

#[tokio::test]
async fn a_branch_that_moved_on_after_the_commit() {
    let change = |story: &Story| {
        story.shop.commit_files("main", "fix: quick", &[("a", "b")]);
    };
    stops(
        Tale::CutWithFiles,
        "journal step 1 Done: after",
        change,
        "main is at",
    )
    .await;
}

#[tokio::test]
async fn a_release_commit_that_was_reset_away() {
    let change = |story: &Story| {
        let old = story.shop.refs_of("origin")[MAIN].clone();
        story.shop.set_ref(MAIN, Some(&old));
    };
    let says = "It was undone meanwhile: Committed";
    stops(
        Tale::CutWithFiles,
        "journal step 2 Done: after",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_remote_branch_that_moved_on() {
    let change = |story: &Story| {
        let other = other_commit(story);
        story.shop.set_remote_ref("origin", MAIN, Some(&other));
    };
    let says = "main on origin is at";
    stops(Tale::CutWithFiles, "shop push origin: before", change, says).await;
}

#[tokio::test]
async fn a_remote_that_has_the_tag_already() {
    let change = |story: &Story| {
        let other = other_commit(story);
        story.shop.set_remote_ref("origin", TAG, Some(&other));
    };
    let says = "v1.1.0 on origin is at";
    stops(
        Tale::CutWithoutFiles,
        "shop push origin: before",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_push_of_which_only_a_part_arrived() {
    let change = |story: &Story| {
        let tag = story.shop.local_refs()[TAG].clone();
        story.shop.set_remote_ref("origin", TAG, Some(&tag));
    };
    let says = "the plan expected it not there";
    stops(Tale::CutWithFiles, "shop push origin: before", change, says).await;
}

#[tokio::test]
async fn a_value_changed_by_hand_before_the_write() {
    let change = |story: &Story| {
        let now = story.world.clock.now();
        story.world.target.by_hand(&story.place, "0.9.9-hand", now);
    };
    let says = "holds 0.9.9-hand; the plan expected 1.0.0";
    stops(
        Tale::Promote,
        "write staging/values.yaml: before",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_value_set_back_by_hand_after_a_write_whose_answer_was_lost() {
    let change = |story: &Story| {
        let now = story.world.clock.now();
        story.world.target.by_hand(&story.place, "1.0.0", now);
    };
    let says = "was set back by hand";
    stops(
        Tale::Promote,
        "write staging/values.yaml: after",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_value_replaced_while_it_was_waited_for() {
    let change = |story: &Story| {
        let now = story.world.clock.now();
        story.world.target.by_hand(&story.place, "1.2.0", now);
    };
    stops(
        Tale::Promote,
        "journal step 0 Done: after",
        change,
        "holds 1.2.0",
    )
    .await;
}

#[tokio::test]
async fn a_plan_that_grew_old_before_its_first_effect() {
    let change = |story: &Story| story.world.clock.advance(SignedDuration::from_hours(3));
    let says = "rests on facts that are 3 h";
    stops(
        Tale::Promote,
        "write staging/values.yaml: before",
        change,
        says,
    )
    .await;
}

#[tokio::test]
async fn a_withdrawn_tag_that_moved_on_the_remote() {
    let change = |story: &Story| {
        let other = other_commit(story);
        story.shop.set_remote_ref("origin", TAG, Some(&other));
    };
    let says = "v1.1.0 on origin is at";
    stops(Tale::Withdraw, "shop push origin: before", change, says).await;
}

#[tokio::test]
async fn a_branch_with_new_work_on_the_release_that_is_undone() {
    let change = |story: &Story| {
        story.shop.commit_files("main", "feat: more", &[("a", "b")]);
    };
    let moment = "shop restore refs/heads/main: before";
    stops(Tale::Undo, moment, change, "main is at").await;
}

#[tokio::test]
async fn a_finished_push_is_recorded_even_when_the_remote_has_moved_on() {
    let story = Story::stop_at(Tale::CutWithFiles, "journal step 3 Done: after").await;
    let other = other_commit(&story);
    story.shop.set_remote_ref("origin", MAIN, Some(&other));
    let executor = story.next_executor();
    let run = executor.unfinished().await.unwrap()[0].id.clone();
    let state = executor.continue_run(&run).await.unwrap();
    assert_eq!(state, RunState::Succeeded);
    assert_eq!(story.world.journal.all_releases().len(), 1);
}

#[tokio::test]
async fn a_push_whose_answer_was_lost_is_found_below_what_came_on_top_of_it() {
    for tale in [Tale::CutWithFiles, Tale::CutWithoutFiles, Tale::Yank] {
        let story = Story::stop_at(tale, "shop push origin: after").await;
        let ours = story.shop.refs_of("origin")[MAIN].clone();
        story.shop.set_ref("refs/heads/theirs", Some(&ours));
        let theirs = story
            .shop
            .commit_files("theirs", "fix: next", &[("a", "b")]);
        story.shop.set_remote_ref("origin", MAIN, Some(&theirs));
        let effects = story.world.moments.effects().len();
        let executor = story.next_executor();
        let run = executor.unfinished().await.unwrap()[0].id.clone();
        let state = executor.continue_run(&run).await.unwrap();
        assert_eq!(state, RunState::Succeeded, "{tale:?}");
        // The record, and no second push.
        assert_eq!(story.world.moments.effects().len(), effects + 1, "{tale:?}");
    }
}
