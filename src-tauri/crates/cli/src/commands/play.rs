//! The story of the demo, played with everything real.

mod people;
mod pipeline;

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, told, usage};
use crate::text;
use lockkeeper_compose::{Desktop, WorkspaceFile, open_desk};
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::intent::{CutIntent, CutKind, PromoteIntent, RollbackIntent};
use lockkeeper_domain::ledger::LedgerVerdict;
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::version::Version;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::{board, cut, promotion, releases, runs};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What the story did, for `--json`.
#[derive(Debug, Default, Serialize)]
struct Story {
    runs: Vec<RunView>,
    /// What the pipeline was told, while the run was under way and afterwards.
    pipeline: Vec<String>,
    /// The ledger at the end.
    ledger: Option<LedgerVerdict>,
}

/// A story while it is played.
struct Play<'a> {
    desktop: &'a Desktop,
    workspace: &'a Path,
    desk: Desk,
    story: Story,
    out: &'a mut Out,
}

/// Cuts a release, carries it on, rolls another one back, and lets people
/// decide on it anew.
pub async fn run(desktop: &Desktop, workspace: &Path, out: &mut Out) -> Ended {
    let mut play = Play {
        desk: sit_down(desktop, workspace).await?,
        desktop,
        workspace,
        story: Story::default(),
        out,
    };
    play.carry_web().await?;
    play.carry_worker().await?;
    play.decide_anew().await?;
    play.look_back().await?;
    if play.out.is_json() {
        play.out.document(&play.story);
    }
    let place = workspace.parent().unwrap_or(workspace).display();
    play.out.aside(format!(
        "\nThe workspace stays in {place}: try `lockkeeper board --workspace {place}`."
    ));
    Ok(Exit::Done)
}

/// The desk that a workspace file lies on.
async fn sit_down(desktop: &Desktop, workspace: &Path) -> Result<Desk, Told> {
    let store = desktop.store().await.map_err(|error| told(&error))?;
    let file = WorkspaceFile::read(workspace).map_err(|error| told(&error))?;
    Ok(open_desk(desktop, &store, &file).await)
}

/// A wish to bring a version on.
fn promotion_of(service: &str, version: &Version, to: &str) -> PromoteIntent {
    PromoteIntent::of(service.into(), version.clone(), to.into())
}

impl Play<'_> {
    /// Begins a chapter.
    fn tell(&mut self, title: &str) {
        self.say(format!("\n── {title}\n"));
    }

    fn say(&mut self, text: impl AsRef<str>) {
        if !self.out.is_json() {
            self.out.line(text);
        }
    }

    async fn carry_web(&mut self) -> Result<(), Told> {
        self.tell("The board: which version runs where");
        self.show_board().await?;
        self.tell("Cut the next release of web: a reason for every commit, then the plan");
        let version = self.cut_web().await?;
        for environment in ["dev", "staging"] {
            self.tell(&format!("Bring web {version} to {environment}"));
            self.promote(&promotion_of("web", &version, environment))
                .await?;
        }
        self.tell(&format!(
            "Ask for production: web {version} has to soak first"
        ));
        let passed = self
            .promote(&promotion_of("web", &version, "production"))
            .await?;
        debug_assert!(!passed, "a version that was not soaked does not pass");
        Ok(())
    }

    async fn carry_worker(&mut self) -> Result<(), Told> {
        self.tell("worker 0.14.3 has soaked, and two people agreed: bring it to production");
        let worker = promotion_of("worker", &Version::new(0, 14, 3), "production");
        self.promote(&worker).await?;
        self.tell("Something is wrong: back to what was there before");
        self.roll_back().await
    }

    async fn look_back(&mut self) -> Result<(), Told> {
        self.tell("The board afterwards");
        self.show_board().await?;
        self.tell("Everything that was released");
        let list = releases::releases(&self.desk).await;
        let list = list.map_err(|error| told(&error))?;
        self.say(text::releases(&list));
        self.tell("The ledger, from the first entry to the last");
        self.check_ledger().await
    }

    async fn show_board(&mut self) -> Result<(), Told> {
        let looked = board::refresh(&self.desk).await;
        looked.map_err(|error| told(&error))?;
        let board = board::board(&self.desk).await;
        let board = board.map_err(|error| told(&error))?;
        self.say(text::board(&board));
        Ok(())
    }

    async fn cut_web(&mut self) -> Result<Version, Told> {
        let intent = CutIntent {
            service: "web".into(),
            kind: CutKind::Final,
            rev: None,
            accepted: BTreeMap::new(),
            notes: None,
        };
        let view = cut::cut_view(&self.desk, &intent).await;
        let view = view.map_err(|error| told(&error))?;
        self.say(text::cut(&view));
        self.confirm(&view.outcome).await?;
        let next = view.next.next;
        next.ok_or_else(|| usage("The demo has nothing to release."))
    }

    /// Brings a version on; says whether it was let pass.
    async fn promote(&mut self, intent: &PromoteIntent) -> Result<bool, Told> {
        let view = promotion::promotion(&self.desk, intent).await;
        let view = view.map_err(|error| told(&error))?;
        self.say(text::verdicts(&view.gates));
        self.confirm(&view.how).await
    }

    async fn roll_back(&mut self) -> Result<(), Told> {
        let intent = RollbackIntent {
            service: "worker".into(),
            within: "production".into(),
            to: None,
            reason: Some("the demo goes back".to_owned()),
            flags: Vec::new(),
        };
        let view = promotion::rollback(&self.desk, &intent).await;
        let view = view.map_err(|error| told(&error))?;
        self.confirm(&view.how).await.map(drop)
    }

    /// Confirms what is planned; tells what is refused. Says whether it was done.
    async fn confirm(&mut self, outcome: &PlanOutcome) -> Result<bool, Told> {
        self.say(text::outcome(outcome));
        let PlanOutcome::Planned { plan } = outcome else {
            return Ok(false);
        };
        let run = runs::start_run(&self.desk, &plan.id, plan.typed.as_deref()).await;
        let run = run.map_err(|error| told(&error))?;
        let run = runs::drive(&self.desk, &run.id.as_str().into()).await;
        let run = run.map_err(|error| told(&error))?;
        self.say(text::run(&run));
        let done = run.state == RunState::Succeeded;
        self.story.runs.push(run);
        if done {
            Ok(true)
        } else {
            Err(usage("A run of the demo did not succeed."))
        }
    }
}
