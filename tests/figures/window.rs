//! Figures of the window beside those of an empty one, for `cargo xtask bench`.
//!
//! `window start|rows|memory|idle|frames ours|empty` opens a window twice, so
//! that the second finds what the first made, looks at the second and prints
//! one number: seconds, bytes, or a share of one processor. `window empty` is
//! the empty window itself.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it prints its figure, and ends where it cannot be taken"
)]

mod empty;
mod many;
mod tree;

#[path = "../support/mod.rs"]
mod support;
#[path = "../e2e/window.rs"]
mod window;

use lockkeeper_compose::SystemClock;
use lockkeeper_engine::ports::Clock;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tree::Tree;
use window::Window;

/// How long a window may take until it shows something.
const PATIENCE: Duration = Duration::from_secs(60);
/// What comes after the start has to be over before memory and idleness count.
const REST: Duration = Duration::from_secs(8);
/// How long an idle window is looked at.
const LOOK: Duration = Duration::from_secs(10);

fn main() {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match *words.as_slice() {
        ["empty"] => empty::open(),
        [what, whose] => {
            let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
            println!("{}", runtime.block_on(figure(what, whose)));
        }
        _ => panic!("`window start|rows|memory|idle|frames ours|empty`, not {words:?}"),
    }
}

/// A program that opens a window, what it is given, and what it says once it is there.
struct Program {
    file: PathBuf,
    arguments: Vec<String>,
    mark: &'static str,
}

async fn figure(what: &str, whose: &str) -> f64 {
    let home = tempfile::tempdir().expect("a folder can be made");
    let program = program(what, whose, home.path());
    let first = opened(&program, home.path()).await;
    first.close().await;
    let window = opened(&program, home.path()).await;
    let figure = look(what, &program, &window).await;
    window.close().await;
    figure
}

fn program(what: &str, whose: &str, home: &Path) -> Program {
    if whose == "empty" {
        return Program {
            file: std::env::current_exe().expect("this program has a file"),
            arguments: vec!["empty".to_owned()],
            mark: "Empty shown",
        };
    }
    let workspace = match what {
        "rows" | "frames" => many::workspace(home),
        _ => {
            let made = lockkeeper_demo::make(&home.join("demo"), SystemClock.now());
            made.expect("the demo can be made").workspace
        }
    };
    Program {
        file: env!("CARGO_BIN_EXE_lockkeeper-desktop").into(),
        arguments: vec!["--workspace".to_owned(), workspace.display().to_string()],
        mark: "Board shown",
    }
}

/// Opens the window and waits until it shows what it is for.
async fn opened(program: &Program, home: &Path) -> Window {
    let file = program.file.display().to_string();
    let arguments: Vec<&str> = program.arguments.iter().map(String::as_str).collect();
    let window = Window::open_program("figures", home, &file, &arguments).await;
    let started = Instant::now();
    while shown_after(&window, program.mark).await.is_none() {
        assert!(started.elapsed() < PATIENCE, "the window shows nothing");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    window
}

async fn look(what: &str, program: &Program, window: &Window) -> f64 {
    let tree = || Tree::of(&program.file);
    match what {
        "start" => {
            let page = window.ask("return performance.timeOrigin").await;
            let page = page.as_f64().expect("a page begins at a moment") / 1e3;
            let shown = shown_after(window, program.mark).await.expect("it was");
            let before = page - tree().began();
            eprintln!("{before:.3} s until its page began, {shown:.3} s from there on");
            before + shown
        }
        "rows" => shown_after(window, program.mark).await.expect("it was"),
        "memory" => {
            tokio::time::sleep(REST).await;
            tree().resident()
        }
        "idle" => {
            tokio::time::sleep(REST).await;
            let before = tree().worked();
            tokio::time::sleep(LOOK).await;
            (tree().worked() - before) / LOOK.as_secs_f64()
        }
        "frames" => many::frame(window).await,
        _ => panic!("there is no figure `{what}`"),
    }
}

/// Seconds from the beginning of the page until it noted that.
async fn shown_after(window: &Window, mark: &str) -> Option<f64> {
    let script = format!("return performance.getEntriesByName('{mark}')[0]?.startTime ?? null");
    window.ask(&script).await.as_f64().map(|at| at / 1e3)
}
