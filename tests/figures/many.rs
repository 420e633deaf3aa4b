//! A board of a thousand services in ten environments.

use crate::window::Window;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const SERVICES: u32 = 1_000;
const ENVIRONMENTS: u32 = 10;

/// Writes the workspace and the two repositories it knows; its file.
pub fn workspace(home: &Path) -> PathBuf {
    let folder = home.join("many");
    let versions = "v: 1.0.0\n";
    for environment in names() {
        let place = folder.join("places").join(environment);
        std::fs::create_dir_all(&place).expect("a folder can be made");
        for number in 0..SERVICES {
            std::fs::write(place.join(format!("s{number:04}.yaml")), versions)
                .expect("a file can be written");
        }
    }
    committed(&folder.join("places"));
    let code = folder.join("code");
    std::fs::create_dir_all(&code).expect("a folder can be made");
    std::fs::write(code.join("README.md"), "All of it\n").expect("a file can be written");
    committed(&code);
    let file = folder.join("lockkeeper.toml");
    std::fs::write(&file, text()).expect("a file can be written");
    file
}

fn names() -> impl Iterator<Item = String> {
    (0..ENVIRONMENTS).map(|number| format!("e{number}"))
}

fn text() -> String {
    let quoted: Vec<String> = names().map(|name| format!("{name:?}")).collect();
    let mut text = format!(
        "schema = 1\nname = \"Many\"\nenvironments = [{}]\n[repos.code]\nurl = \"code\"\n\
         [repos.places]\nurl = \"places\"\n",
        quoted.join(", ")
    );
    for name in names() {
        let _infallible = writeln!(text, "[env.{name}]\ngitops = {{ repo = \"places\" }}");
    }
    for number in 0..SERVICES {
        let _infallible = writeln!(
            text,
            "[services.s{number:04}]\nrepo = \"code\"\npaths = [\"services/s{number:04}/**\"]\ntag = \"s{number:04}/v{{version}}\"\n\
             [services.s{number:04}.on.\"*\"]\ntarget = \"gitops\"\n\
             file = \"{{env}}/s{number:04}.yaml\"\nset = \"v\""
        );
    }
    text
}

fn committed(folder: &Path) {
    let script = "git init -q -b main && git add . && git commit -q -m 'feat: everything' \
                  && if [ -e README.md ]; then \
                     for n in $(seq -w 0 0999); do echo \"create refs/tags/s$n/v1.0.0 HEAD\"; done \
                     | git update-ref --stdin; fi";
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(folder);
    for who in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{who}_NAME"), "x")
            .env(format!("GIT_{who}_EMAIL"), "x@lockkeeper.invalid");
    }
    let done = command.output().expect("a shell is here");
    assert!(done.status.success(), "{done:?}");
}

/// How long the rows may scroll until they reach their end.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one frame may take for 60 of them in a second, in milliseconds.
const FRAME: f64 = 1_000.0 / 60.0;

/// Scrolls through the rows, 40 pixels for each frame that is drawn. Every
/// frame has new rows to draw, about as many as a fast turn of a wheel brings.
const SCROLL: &str = "
    const room = document.querySelector('[role=grid]');
    const gaps = [];
    let before = 0;
    window.scrolling = { gaps, done: false };
    const step = (at) => {
      if (before > 0) gaps.push(at - before);
      before = at;
      room.scrollTop += 40;
      if (gaps.length < 300) requestAnimationFrame(step);
      else window.scrolling = { gaps, done: true, scrolled: room.scrollTop };
    };
    requestAnimationFrame(step);";

/// Scrolls; seconds from frame to frame, which 95 of 100 reach.
pub async fn frame(window: &Window) -> f64 {
    // All rows are here before any of them is scrolled away.
    let all = "return document.querySelector('[role=grid]')?.ariaRowCount ?? null";
    let rows = window.ask(all).await;
    assert_eq!(rows.as_str(), Some("1001"), "the rows are not all here");
    window.ask(SCROLL).await;
    let mut gaps = gaps(window).await;
    gaps.sort_by(f64::total_cmp);
    let of_100 = |part: usize| gaps[(gaps.len() - 1) * part / 100];
    let late = gaps.iter().filter(|gap| **gap > FRAME * 1.5).count();
    eprintln!(
        "from frame to frame {:.1} ms of 50 in 100, {:.1} ms of 95, {:.1} ms at most; {:.1} % later than one and a half",
        of_100(50),
        of_100(95),
        of_100(100),
        late as f64 * 100.0 / gaps.len() as f64
    );
    of_100(95) / 1e3
}

/// Milliseconds from frame to frame, once everything was scrolled.
async fn gaps(window: &Window) -> Vec<f64> {
    let started = Instant::now();
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let scrolling = window.ask("return window.scrolling").await;
        if scrolling["done"] == true {
            let scrolled = scrolling["scrolled"].as_f64();
            assert!(
                scrolled > Some(5_000.0),
                "nothing was scrolled: {scrolled:?}"
            );
            let gaps = scrolling["gaps"].as_array().expect("a list");
            return gaps.iter().filter_map(serde_json::Value::as_f64).collect();
        }
        assert!(
            started.elapsed() < PATIENCE,
            "after a minute, only so many frames were drawn: {}",
            scrolling["gaps"].as_array().map_or(0, Vec::len)
        );
    }
}
