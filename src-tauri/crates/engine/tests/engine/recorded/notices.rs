//! What the desktop tells each person, once.

use super::team::Team;
use lockkeeper_contract::NoticeChoice;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::{notices, seal};

const ALL: NoticeChoice = NoticeChoice {
    needs_me: true,
    glass: true,
    decided: true,
    frozen: true,
};

async fn told(desk: &Desk) -> Vec<String> {
    seal::follow(desk).await.unwrap();
    let news = notices::take(desk).await.unwrap();
    let line = |one: &notices::Notice| format!("{}: {} ({})", one.title, one.body, one.link);
    news.notices.iter().map(line).collect()
}

#[tokio::test]
async fn the_first_look_tells_nothing_and_each_entry_is_told_once_to_whom_it_concerns() {
    let team = Team::with_1_9_soaked().await;
    let (dana, lee) = (&team.scene.desk, &team.lee);
    notices::set_choice(&*lee.ports.settings, ALL)
        .await
        .unwrap();
    notices::set_choice(&*dana.ports.settings, ALL)
        .await
        .unwrap();
    let before = team.request("1.9.0").await;
    assert!(
        told(lee).await.is_empty(),
        "it was there before anybody looked"
    );
    assert!(told(dana).await.is_empty());
    assert_eq!(notices::take(lee).await.unwrap().waiting, 1);

    let back = Wish::Withdraw {
        subject: before.number.to_string(),
        reason: "once more".into(),
    };
    team.say(dana, back).await.unwrap();
    let request = team.request("1.9.0").await.number;
    let lines = told(lee).await;
    let asked = format!(
        "A request waits for your decision: shop 1.9.0 → production, by dana \
         (lockkeeper://inbox/{request})"
    );
    assert_eq!(lines, [asked]);
    assert!(told(lee).await.is_empty(), "once");
    assert!(told(dana).await.is_empty(), "not what one did oneself");

    team.approve(lee, request).await.unwrap();
    let yes = format!("lee approved: shop 1.9.0 → production (lockkeeper://inbox/{request})");
    assert_eq!(told(dana).await, [yes]);
    let again = team.after_the_crash().await;
    assert!(told(&again).await.is_empty(), "also after a restart");

    let freeze = Wish::Freeze {
        environments: vec!["production".into()],
        services: Vec::new(),
        until: None,
        reason: "<b>outage</b>".into(),
    };
    let number = team.say(lee, freeze).await.unwrap().number;
    let stopped = format!(
        "A line was stopped: Stop the line in production: ‹b›outage‹/b› \
         (lockkeeper://audit/{number})"
    );
    assert_eq!(told(dana).await, [stopped]);
}

#[tokio::test]
async fn what_nobody_chose_is_not_told_and_still_counts() {
    let team = Team::with_1_9_soaked().await;
    let lee = &team.lee;
    assert!(told(lee).await.is_empty());
    let quiet = NoticeChoice {
        needs_me: false,
        ..NoticeChoice::default()
    };
    let kept = notices::set_choice(&*lee.ports.settings, quiet)
        .await
        .unwrap();
    assert_eq!(kept, quiet);
    team.request("1.9.0").await;
    assert!(told(lee).await.is_empty());
    assert_eq!(notices::take(lee).await.unwrap().waiting, 1);
}

#[tokio::test]
async fn many_things_at_once_are_told_as_one() {
    let team = Team::with_1_9_soaked().await;
    let (dana, lee) = (&team.scene.desk, &team.lee);
    notices::set_choice(&*lee.ports.settings, ALL)
        .await
        .unwrap();
    assert!(told(lee).await.is_empty());
    for reason in ["one", "two", "three", "four"] {
        let freeze = Wish::Freeze {
            environments: vec!["dev".into()],
            services: Vec::new(),
            until: None,
            reason: reason.into(),
        };
        team.say(dana, freeze).await.unwrap();
    }
    let lines = told(lee).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("4 things are new in the ledger: The newest: "));
}
