//! A board of a thousand services in ten environments.

use crate::window::Window;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

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

/// Scrolls through the rows; seconds from frame to frame, which 95 of 100 reach.
pub async fn frame(window: &Window) -> f64 {
    let script = "
        const grid = document.querySelector('[role=grid], [role=treegrid]');
        const scrolls = (e) => e && (e.scrollHeight > e.clientHeight + 9 ? e : scrolls(e.parentElement));
        const room = scrolls(grid?.firstElementChild ?? grid) ?? document.scrollingElement;
        const times = [];
        const step = (at) => {
          times.push(at);
          room.scrollTop += 40;
          if (times.length <= 240) requestAnimationFrame(step);
          else {
            const gaps = times.slice(1).map((time, n) => time - times[n]).sort((a, b) => a - b);
            window.figure = gaps[Math.floor(gaps.length * 0.95)];
            window.scrolled = room.scrollTop;
          }
        };
        requestAnimationFrame(step);";
    window.ask(script).await;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if let Some(gap) = window.ask("return window.figure ?? null").await.as_f64() {
            let scrolled = window.ask("return window.scrolled").await;
            assert!(
                scrolled.as_f64() > Some(5_000.0),
                "nothing was scrolled: {scrolled}"
            );
            return gap / 1e3;
        }
    }
}
