//! Somebody rewrites the branch of the environment repository.

use crate::recorded::Team;
use crate::world::{code, said};
use std::fs;

#[test]
fn a_promotion_that_was_pushed_away_by_force_comes_back_by_its_value() {
    let team = Team::begun();
    let goes = ["promote", "worker@0.14.3", "--to", "production", "--yes"];
    let gone = team.at("dana", &goes);
    assert_eq!(code(&gone), 0, "{}", said(&gone));
    let world = &team.world;
    let (infra, production) = ("demo/infra", "worker/values-production.yaml");
    world.git(infra, &["fetch", "-q"]);
    world.git(infra, &["reset", "-q", "--hard", "origin/main~1"]);
    let file = world.path(infra).join(production);
    let now = fs::read_to_string(&file).expect("it is there");
    let now = format!("# looked after by the night shift\n{now}");
    fs::write(&file, &now).expect("it can be written");
    let somebody = [
        "-c",
        "user.name=Robin Vale",
        "-c",
        "user.email=robin@harbour.example",
    ];
    let commit = [&somebody[..], &["commit", "-qam", "Begin the night"]].concat();
    world.git(infra, &commit);
    world.git(infra, &["push", "-q", "--force", "origin", "HEAD:main"]);
    let board = team.document("dana", &["board"]).to_string();
    assert!(
        board.contains("runs 0.14.2, no promotion record"),
        "{board}"
    );

    let back = ["rollback", "worker", "--in", "production", "--to", "0.14.3"];
    let shown = team.at("dana", &[&back[..], &["--dry-run"]].concat());
    assert!(said(&shown).contains("no longer tells"), "{}", said(&shown));
    let restored = team.at("dana", &[&back[..], &["--yes"]].concat());
    assert_eq!(code(&restored), 0, "{}", said(&restored));
    let there = world.git(
        "demo/remotes/infra.git",
        &["show", &format!("main:{production}")],
    );
    assert_eq!(there.trim_end(), now.replace("0.14.2", "0.14.3").trim_end());
    let board = team.document("dana", &["board"]).to_string();
    assert!(!board.contains("no promotion record"), "{board}");
}
