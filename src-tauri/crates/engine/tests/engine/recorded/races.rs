//! Two desks at once.

use super::team::Team;
use lockkeeper_engine::usecases::decisions::Wish;

#[tokio::test]
async fn everything_two_desks_say_at_once_is_kept_in_one_line() {
    let team = Team::with_1_9_cut().await;
    let freeze = |reason: String| Wish::Freeze {
        environments: vec!["dev".into()],
        services: Vec::new(),
        until: None,
        reason,
    };
    for turn in 0..20 {
        let ours = team.say(&team.scene.desk, freeze(format!("dana {turn}")));
        let theirs = team.say(&team.lee, freeze(format!("lee {turn}")));
        let (ours, theirs) = tokio::join!(ours, theirs);
        assert_ne!(ours.unwrap().number, theirs.unwrap().number);
    }
    let trail = team.trail().await;
    assert_eq!(trail.len(), 41);
    assert!(
        trail.iter().all(|entry| !entry.starts_with("void")),
        "{trail:?}"
    );
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_and_nothing_is_said_twice() {
    let team = Team::with_1_9_cut().await;
    team.remote.cut_next_answer();
    let wish = Wish::Freeze {
        environments: vec!["dev".into()],
        services: Vec::new(),
        until: None,
        reason: "once".into(),
    };
    let said = team.say(&team.scene.desk, wish).await;
    let trail = team.trail().await;
    assert_eq!(trail, ["dana genesis", "dana freeze"]);
    assert_eq!(said.unwrap().number, 1, "it had landed");
}
