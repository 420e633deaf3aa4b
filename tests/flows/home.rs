//! A desk in a folder of its own, and what was said there.

use crate::page::Page;
use lockkeeper_compose::SystemClock;
use lockkeeper_contract::{PlanOutcome, PromotionView, RunView, Signed, Unsigned};
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::ports::Clock;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The demo of today, shared by the desks of its people.
pub struct Harbour(TempDir);

impl Harbour {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        lockkeeper_demo::make(&folder.path().join("demo"), SystemClock.now())
            .expect("the demo can be made");
        Self(folder)
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.0.path().join("demo").join(below)
    }

    /// What git answers in one of the repositories.
    pub fn git(&self, below: &str, words: &[&str]) -> String {
        let mut command = Command::new("git");
        command
            .current_dir(self.path(below))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        let done = command.args(words).output().expect("git is here");
        assert!(done.status.success(), "{words:?}: {done:?}");
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Somebody's clone of the control folder, in which their key signs.
    pub fn control_of(&self, name: &str) -> PathBuf {
        let folder = format!("control-{name}");
        self.git(".", &["clone", "-q", "control", &folder]);
        let key = self.path("keys").join(name).display().to_string();
        self.git(&folder, &["config", "gpg.format", "ssh"]);
        self.git(&folder, &["config", "user.signingKey", &key]);
        self.path(&folder)
    }
}

/// One person's window; everything it was answered is kept.
pub struct Home {
    pub page: Page,
    heard: RefCell<Vec<String>>,
}

impl Home {
    /// A first start, then that workspace.
    pub fn at(control: &Path) -> Self {
        let home = Self::of(Page::new());
        home.ok("open_workspace", json!({ "place": control }));
        home.ok("refresh", json!({}));
        home
    }

    /// A first start on that page.
    pub fn of(page: Page) -> Self {
        Self {
            page,
            heard: RefCell::default(),
        }
    }

    /// Asks, and keeps the answer or the error.
    pub fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let answer = self.page.ask(command, arguments);
        let text = answer
            .as_ref()
            .map_or_else(Value::to_string, Value::to_string);
        self.heard.borrow_mut().push(text);
        answer
    }

    /// The answer to what can be done.
    pub fn ok(&self, command: &str, arguments: Value) -> Value {
        let answer = self.ask(command, arguments);
        answer.unwrap_or_else(|error| panic!("{command}: {error:#}"))
    }

    /// The plan of a page, confirmed and driven to its end.
    pub fn goes(&self, outcome: &Value) -> RunView {
        let outcome: PlanOutcome = serde_json::from_value(outcome.clone()).expect("an outcome");
        let PlanOutcome::Planned { plan } = outcome else {
            panic!("refused: {outcome:#?}");
        };
        let confirmed = json!({ "plan": plan.id, "typed": plan.typed });
        let run = self.ok("start_run", confirmed);
        let ended = self.page.ended(run["id"].as_str().expect("an id"));
        assert_eq!(ended.state, RunState::Succeeded, "{ended:#?}");
        // The run has ended a moment before the world is looked at again.
        self.ok("refresh", json!({}));
        ended
    }

    pub fn promotion(&self, service: &str, version: &str, to: &str) -> PromotionView {
        let intent = json!({ "service": service, "version": version, "commit": null,
            "to": to, "ticked": {}, "reason": null, "lane": null });
        let view = self.ok("promotion", json!({ "intent": intent }));
        serde_json::from_value(view).expect("a page")
    }

    /// Prepares words and signs them.
    pub fn says(&self, decision: &Value, passphrase: Option<&str>) -> Result<Signed, String> {
        let words: Unsigned =
            serde_json::from_value(self.ok("prepare", json!({ "decision": decision })))
                .expect("words");
        let asked = json!({ "id": words.id, "passphrase": passphrase });
        let signed = self.ask("sign", asked);
        signed
            .map(|signed| serde_json::from_value(signed).expect("it was signed"))
            .map_err(|error| error["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Everything the window was told.
    pub fn told(&self) -> String {
        let events = format!("{:?}", self.page.heard());
        self.heard.borrow().join("\n") + &events
    }
}
