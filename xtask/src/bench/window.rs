//! Rows about the window, which a program of its own opens and looks at.

use super::Options;
use super::pair::{Reach, Row};
use super::side::Side;
use crate::steps::{cargo, run};
use crate::test::in_a_session;
use crate::{system, window};
use anyhow::Result;
use std::time::Duration;

/// Every row about the window.
pub fn all(options: &Options) -> Result<Vec<Row>> {
    if !options.built {
        system::prepare_tests()?;
        window::build()?;
        run(&mut cargo(&[
            "bench", "--quiet", "--no-run", "--bench", "window",
        ]))?;
    }
    let beside = |what: &'static str, reach| Row {
        name: format!("window: {}, beside an empty one", named(what)),
        ours: figure(what, "ours"),
        reference: Some(figure(what, "empty")),
        reach,
    };
    let alone = |what: &'static str, reach| Row {
        name: format!("window: {}", named(what)),
        ours: figure(what, "ours"),
        reference: None,
        reach,
    };
    Ok(vec![
        beside("start", Reach::Ratio(1.3)),
        beside("memory", Reach::MemoryRatio(1.25)),
        alone("idle", Reach::Share(0.01)),
        alone("rows", Reach::Within(Duration::from_millis(200))),
        alone("frames", Reach::Within(Duration::from_millis(17))),
    ])
}

fn named(what: &str) -> &'static str {
    match what {
        "start" => "from the start to the board of the demo",
        "memory" => "memory with the demo, all processes",
        "idle" => "processor while nothing happens",
        "rows" => "first rows of 1,000 services × 10 environments, kept from before",
        _ => "from frame to frame while they scroll, 95 of 100",
    }
}

/// One figure of one window, in a display of its own.
fn figure(what: &'static str, whose: &'static str) -> Side {
    let command = move || {
        let mut command = in_a_session("cargo");
        command.args(["bench", "--quiet", "--bench", "window", "--", what, whose]);
        command
    };
    Side::told(command)
}
