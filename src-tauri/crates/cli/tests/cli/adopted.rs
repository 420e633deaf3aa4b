//! Somebody deploys past the program, and somebody answers for it.

use crate::world::{World, code, said};
use serde_json::Value;

/// The cell of a service in production.
fn production(world: &World, service: &str) -> Value {
    let board = world.document(&["board"]);
    let groups = board["groups"].as_array().expect("groups");
    let mut rows = groups
        .iter()
        .flat_map(|group| group["rows"].as_array().expect("rows"));
    let row = rows
        .find(|row| row["service"] == service)
        .expect("it is on the board");
    let cells = row["cells"].as_array().expect("cells");
    let cell = cells
        .iter()
        .find(|cell| cell["environment"] == "production");
    cell.expect("it is deployed").clone()
}

#[test]
fn what_was_deployed_past_the_ledger_is_drift_until_it_is_adopted() {
    let world = World::today();
    assert_ne!(production(&world, "web")["state"], "drift");
    let file = world.path("demo/infra/web/production.yaml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    std::fs::write(&file, text.replace("4.1.6", "4.1.7")).expect("it can be written");
    let who = [
        "-c",
        "user.name=Noor",
        "-c",
        "user.email=noor@harbour.example",
    ];
    let commit = [&who[..], &["commit", "-qam", "web: now"]].concat();
    world.git("demo/infra", &commit);
    world.git("demo/infra", &["push", "-q", "origin", "HEAD"]);
    let drift = production(&world, "web");
    assert_eq!(drift["state"], "drift", "{drift}");
    let reason = drift["reason"].as_str().expect("a reason");
    assert_eq!(reason, "runs 4.1.7, no promotion record · by Noor");

    let adopt = ["adopt", "production", "web", "--reason", "outage at night"];
    let looked = world.run(&[&adopt[..], &["--dry-run"]].concat());
    assert_eq!(code(&looked), 0, "{}", said(&looked));
    assert_eq!(production(&world, "web")["state"], "drift", "only looked");
    let words = [&adopt[..], &["--yes"]].concat();
    let signed = world.document(&words);
    assert_eq!(signed.as_array().map(Vec::len), Some(1), "{signed}");
    assert_ne!(production(&world, "web")["state"], "drift");
    let again = world.run(&words);
    assert_eq!(code(&again), 1, "nothing is left: {}", said(&again));
    let everything = world.run(&["adopt", "--all", "--reason", "x", "--yes"]);
    assert_eq!(
        code(&everything),
        1,
        "all is explained: {}",
        said(&everything)
    );
}
