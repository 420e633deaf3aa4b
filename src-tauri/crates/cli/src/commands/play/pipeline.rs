//! A pipeline: the repository of the environments takes no change that
//! `lockkeeper verify` does not let pass.

use lockkeeper_domain::ledger::{Hash, ObjectName, State};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::{Asked, Pin, Pins, Refused, check};
use std::path::{Path, PathBuf};

/// A guard before the environments, as long as one promotion takes.
pub(super) struct Pipeline {
    hook: PathBuf,
    /// Where its answer is kept.
    answer: PathBuf,
    pins: Pins,
    asked: Asked,
}

impl Pipeline {
    /// Puts the guard up for the newest request of a service in an environment.
    pub(super) async fn before(
        workspace: &Path,
        desk: &Desk,
        service: &str,
        to: &str,
    ) -> Result<Self, EngineError> {
        let missing = || wrong("the ledger has no such request");
        let ledger = desk.begun_ledger().ok_or_else(missing)?;
        let walk = ledger.refresh().await?;
        let control = workspace.parent().unwrap_or(workspace);
        let remote = control.join("../remotes/infra.git");
        let pipeline = Self {
            hook: remote.join("hooks/pre-receive"),
            answer: remote.join("lockkeeper-answer"),
            pins: pins(walk.state()).ok_or_else(missing)?,
            asked: Asked {
                service: service.to_owned(),
                to: to.to_owned(),
                commit: asked_for(walk.state(), service, to).ok_or_else(missing)?,
            },
        };
        let program = std::env::current_exe().map_err(|error| wrong(&error.to_string()))?;
        let script = pipeline.script(&program, control);
        write_program(&pipeline.hook, &script).map_err(|error| wrong(&error.to_string()))?;
        Ok(pipeline)
    }

    /// The check as a pipeline would call it: no home, no settings.
    fn script(&self, program: &Path, control: &Path) -> String {
        let Pin { number, hash } = &self.pins.at_least;
        let words = [
            quoted(program),
            "verify".to_owned(),
            format!("--service {} --to {}", self.asked.service, self.asked.to),
            format!("--commit {}", self.asked.commit),
            format!("--genesis {} --at-least {number}:{hash}", self.pins.genesis),
            format!("--ledger {}", quoted(control)),
        ];
        format!(
            "#!/bin/sh\nexec env -i PATH=\"$PATH\" {} >{} 2>&1\n",
            words.join(" "),
            quoted(&self.answer)
        )
    }

    /// Takes the guard away; answers what it was told.
    pub(super) fn end(&self) -> Result<String, EngineError> {
        std::fs::remove_file(&self.hook).map_err(|error| wrong(&error.to_string()))?;
        let heard = std::fs::read_to_string(&self.answer);
        let heard = heard.map_err(|_| wrong("nobody asked it"))?;
        Ok(heard.trim().to_owned())
    }

    /// What it would be told now.
    pub(super) async fn asks_again(&self, desk: &Desk) -> Result<String, EngineError> {
        let ledger = desk.begun_ledger();
        let ledger = ledger.ok_or_else(|| wrong("there is no ledger"))?;
        let walk = ledger.refresh().await?;
        Ok(match check(&walk, &self.pins, &self.asked, desk.now()) {
            Ok(start) => format!("Yes: entry {start} started it, and its lease is alive."),
            Err(Refused::Start(words) | Refused::Ledger(words)) => format!("No: {words}"),
        })
    }
}

/// What a pipeline keeps: the first entry and the newest.
fn pins(state: &State) -> Option<Pins> {
    let hash = |number: usize| -> Option<Hash> { Some(state.records().get(number)?.hash.clone()) };
    let newest = state.records().len().checked_sub(1)?;
    Some(Pins {
        genesis: hash(0)?,
        at_least: Pin {
            number: newest,
            hash: hash(newest)?,
        },
    })
}

/// The commit that was asked for last.
fn asked_for(state: &State, service: &str, to: &str) -> Option<ObjectName> {
    let mut newest = state.requests().values().rev();
    let request = newest.find(|one| one.body.to == to && one.services().any(|it| it == service))?;
    let mut items = request.body.items.iter();
    Some(items.find(|item| item.service == service)?.commit.clone())
}

/// A path as a word of a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

fn write_program(path: &Path, script: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, script)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

fn wrong(detail: &str) -> EngineError {
    EngineError::Usage {
        text: format!("The pipeline of the demo cannot be played: {detail}."),
    }
}
