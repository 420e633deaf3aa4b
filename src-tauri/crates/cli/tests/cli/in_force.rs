//! What people signed judges, whatever the file says meanwhile.

use crate::world::{World, aside, code};
use std::process::Output;

const SOAK: &str = "soak = { in = \"staging\", for = \"48h\" }";

/// The first line: what the gate says.
fn verdict(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    out.lines().next().expect("it says something").to_owned()
}

#[test]
fn a_gate_that_is_taken_out_of_the_file_holds_until_that_is_signed() {
    let world = World::today();
    let soaks = ["explain", "api:production", "--gate", "soak"];
    // The ledger is new to this desktop, and told as such, only once.
    world.done(&["board"]);
    let before = world.run(&soaks);
    assert_eq!((code(&before), aside(&before)), (1, String::new()));
    let file = world.path("demo/control/lockkeeper.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    assert!(text.contains(SOAK));
    std::fs::write(&file, text.replace(SOAK, "")).expect("it can be written");

    let after = world.run(&soaks);
    assert_eq!((code(&after), verdict(&after)), (1, verdict(&before)));
    let told = "The workspace file says something else than the rules in force";
    assert!(aside(&after).contains(told), "{}", aside(&after));
    let board = world.document(&["board"]);
    let notices = board["notices"].to_string();
    assert!(notices.contains(told), "{notices}");
    let config = world.done(&["config", "show", "api", "--env", "production"]);
    assert!(
        !config.contains("48h"),
        "the file is shown as it is: {config}"
    );

    std::fs::write(&file, text).expect("it can be written");
    let back = world.run(&soaks);
    assert_eq!((code(&back), aside(&back)), (1, String::new()));
}
