//! Ten thousand bodies that nobody meant, sent to every command of the window:
//! each is answered, and none does anything.

use crate::page::Page;
use lockkeeper_contract::{COMMANDS, Command, RunView};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::Command as Program;

/// How many bodies are sent to commands that take arguments.
const BODIES: usize = 10_000;
/// How many are sent to each command that takes none, and so does what it does.
const WITHOUT_ARGUMENTS: usize = 12;
/// What makes a demo, or looks at the remotes, whatever else is in the body.
const ACTS: [&str; 2] = ["open_demo", "refresh"];

/// A small generator of our own: the bodies repeat from run to run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).expect("31 bits fit");
        high % end
    }

    fn text(&mut self) -> String {
        const TEXTS: [&str; 22] = [
            "",
            " ",
            "web",
            "worker",
            "staging",
            "production",
            "1.0.0",
            "v4.1.7",
            "-x",
            "--upload-pack=touch x",
            "../../etc/passwd",
            "/",
            ".",
            "\0",
            "a\nb",
            "\u{202e}web",
            "'; DROP TABLE run; --",
            "r-000000000000",
            "p-000000000000",
            "2026-02-30T25:61:00Z",
            "NaN",
            "𝟙",
        ];
        match self.below(TEXTS.len() + 2) {
            0 => "x".repeat(20_000),
            1 => (0..self.below(12))
                .filter_map(|_| char::from_u32(u32::try_from(self.below(0x3000)).ok()?))
                .collect(),
            place => TEXTS[place - 2].to_owned(),
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        const FIELDS: [&str; 16] = [
            "service", "version", "to", "within", "kind", "reason", "commit", "rev", "ticked",
            "accepted", "notes", "decision", "theme", "zoom", "file", "lane",
        ];
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(1 << 30)),
            3 => json!(-1.5e300),
            4 | 5 => json!(self.text()),
            6 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let fields = (0..self.below(5)).map(|_| {
                    let name = FIELDS[self.below(FIELDS.len())];
                    (name.to_owned(), self.value(depth - 1))
                });
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }

    /// The arguments of a command by their names, or something else altogether.
    fn body(&mut self, command: &Command) -> Value {
        if self.below(10) == 0 {
            return json!({ "nothing": self.value(3) });
        }
        let fields = command.arguments.iter().map(|(name, kind)| {
            let meant = kind.starts_with("string") && self.below(3) > 0;
            let value = if meant {
                json!(self.text())
            } else {
                self.value(3)
            };
            ((*name).to_owned(), value)
        });
        Value::Object(fields.collect())
    }
}

/// Every ref, every file that is not git's, of everything in the demo.
fn everything(demo: &Path) -> String {
    let script = "for git in $(find . -name HEAD -not -path '*/refs/*' -not -path '*/logs/*' -printf '%h\\n' | sort); do \
                  echo $git; git --git-dir=$git for-each-ref | grep -v refs/remotes; done; \
                  find . -type f -not -path '*/.git/*' -not -path './remotes/*' | sort | xargs -d '\\n' cksum";
    let told = Program::new("sh")
        .args(["-c", script])
        .current_dir(demo)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("it can be listed");
    assert!(told.status.success(), "{told:?}");
    String::from_utf8_lossy(&told.stdout).into_owned()
}

/// The folder of the demo that is open.
fn demo_of(page: &Page) -> std::path::PathBuf {
    let demos = page.folder().join("files/demo");
    assert!(demos.is_dir(), "{}", demos.display());
    demos
}

#[test]
fn ten_thousand_bodies_that_nobody_meant_do_nothing() {
    let page = Page::on_the_demo();
    let demo = demo_of(&page);
    let before = everything(&demo);
    assert!(before.lines().count() > 50, "{before}");
    let mut dice = Dice(0x10cc);
    let (with, without): (Vec<&Command>, Vec<&Command>) = COMMANDS
        .iter()
        .filter(|command| !ACTS.contains(&command.name))
        .partition(|command| !command.arguments.is_empty());
    let mut refused = 0;
    for number in 0..BODIES {
        let command = with[number % with.len()];
        let body = dice.body(command);
        refused += usize::from(page.ask(command.name, body).is_err());
    }
    for command in without {
        for _ in 0..WITHOUT_ARGUMENTS {
            let _answer = page.ask(command.name, json!({ "x": dice.value(3) }));
        }
    }
    assert!(refused * 10 > BODIES * 7, "only {refused} were refused");
    assert_eq!(everything(&demo), before);
    let runs: Vec<RunView> = page.answer("runs", json!({}));
    assert!(runs.is_empty(), "{runs:#?}");
    let state = page.ask("app_state", json!({}));
    assert!(state.is_ok(), "the core still answers: {state:?}");
}

/// The harness would see an effect.
#[test]
fn a_tag_or_a_line_that_somebody_made_is_seen() {
    let page = Page::on_the_demo();
    let demo = demo_of(&page);
    let before = everything(&demo);
    let control = std::fs::read_dir(&demo).expect("it is there").flatten();
    assert!(control.count() > 0);
    std::fs::write(demo.join("new"), "x").expect("it can be written");
    assert_ne!(everything(&demo), before);
}
