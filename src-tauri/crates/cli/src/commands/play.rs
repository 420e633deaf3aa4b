//! The story of the demo, played with everything real.

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, told};
use crate::text;
use lockkeeper_compose::{Desktop, WorkspaceFile, open_desk};
use lockkeeper_contract::{PlanOutcome, RunView};
use lockkeeper_domain::intent::{CutIntent, CutKind, PromoteIntent, RollbackIntent};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::version::Version;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::{board, cut, promotion, releases, runs};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What the story did, for `--json`.
#[derive(Debug, Default, Serialize)]
struct Story {
    runs: Vec<RunView>,
}

/// Cuts a release, carries it from dev to production, and rolls it back.
pub async fn run(desktop: &Desktop, workspace: &Path, out: &mut Out) -> Ended {
    let store = desktop.store().await.map_err(|error| told(&error))?;
    let file = WorkspaceFile::read(workspace).map_err(|error| told(&error))?;
    let desk = open_desk(desktop, &store, &file).await;
    let mut story = Story::default();
    tell(out, "The board: which version runs where");
    show_board(&desk, out).await?;
    tell(
        out,
        "Cut the next release of web: a reason for every commit, then the plan",
    );
    let version = cut_web(&desk, &mut story, out).await?;
    for environment in ["dev", "staging"] {
        tell(out, &format!("Bring web {version} to {environment}"));
        promote(
            &desk,
            "web",
            Some(version.clone()),
            environment,
            &mut story,
            out,
        )
        .await?;
    }
    tell(
        out,
        &format!("Ask for production: web {version} has to soak first"),
    );
    let asked = promote(
        &desk,
        "web",
        Some(version.clone()),
        "production",
        &mut story,
        out,
    )
    .await?;
    debug_assert!(!asked, "a version that was not soaked does not pass");
    tell(out, "worker 0.14.3 has soaked: bring it to production");
    promote(
        &desk,
        "worker",
        Some(Version::new(0, 14, 3)),
        "production",
        &mut story,
        out,
    )
    .await?;
    tell(out, "Something is wrong: back to what was there before");
    roll_back(&desk, &mut story, out).await?;
    tell(out, "The board afterwards");
    show_board(&desk, out).await?;
    tell(out, "Everything that was released");
    let list = releases::releases(&desk)
        .await
        .map_err(|error| told(&error))?;
    if !out.is_json() {
        out.line(text::releases(&list));
    }
    if out.is_json() {
        out.document(&story);
    }
    let place = workspace.parent().unwrap_or(workspace).display();
    out.aside(format!(
        "\nThe workspace stays in {place}: try `lockkeeper board --workspace {place}`."
    ));
    Ok(Exit::Done)
}

fn tell(out: &mut Out, title: &str) {
    if !out.is_json() {
        out.line(format!("\n── {title}\n"));
    }
}

async fn show_board(desk: &Desk, out: &mut Out) -> Result<(), Told> {
    board::refresh(desk).await.map_err(|error| told(&error))?;
    let board = board::board(desk).await.map_err(|error| told(&error))?;
    if !out.is_json() {
        out.line(text::board(&board));
    }
    Ok(())
}

async fn cut_web(desk: &Desk, story: &mut Story, out: &mut Out) -> Result<Version, Told> {
    let intent = CutIntent {
        service: "web".into(),
        kind: CutKind::Final,
        rev: None,
        accepted: BTreeMap::new(),
        notes: None,
    };
    let view = cut::cut_view(desk, &intent)
        .await
        .map_err(|error| told(&error))?;
    if !out.is_json() {
        out.line(text::cut(&view));
    }
    confirm(desk, &view.outcome, story, out).await?;
    view.next.next.ok_or_else(|| {
        told(&EngineError::Usage {
            text: "The demo has nothing to release.".to_owned(),
        })
    })
}

async fn promote(
    desk: &Desk,
    service: &str,
    version: Option<Version>,
    to: &str,
    story: &mut Story,
    out: &mut Out,
) -> Result<bool, Told> {
    let intent = PromoteIntent {
        service: service.into(),
        version,
        commit: None,
        to: to.into(),
        ticked: BTreeMap::new(),
        reason: None,
    };
    let view = promotion::promotion(desk, &intent)
        .await
        .map_err(|error| told(&error))?;
    if !out.is_json() {
        out.line(text::verdicts(&view.gates));
    }
    confirm(desk, &view.how, story, out).await
}

async fn roll_back(desk: &Desk, story: &mut Story, out: &mut Out) -> Result<(), Told> {
    let intent = RollbackIntent {
        service: "worker".into(),
        within: "production".into(),
        to: None,
        reason: Some("the demo goes back".to_owned()),
    };
    let view = promotion::rollback(desk, &intent)
        .await
        .map_err(|error| told(&error))?;
    confirm(desk, &view.how, story, out).await.map(|_| ())
}

/// Confirms what is planned; tells what is refused. Says whether it was done.
async fn confirm(
    desk: &Desk,
    outcome: &PlanOutcome,
    story: &mut Story,
    out: &mut Out,
) -> Result<bool, Told> {
    if !out.is_json() {
        out.line(text::outcome(outcome));
    }
    let PlanOutcome::Planned { plan } = outcome else {
        return Ok(false);
    };
    let run = runs::start_run(desk, &plan.id, plan.typed.as_deref()).await;
    let run = run.map_err(|error| told(&error))?;
    let run = runs::drive(desk, &run.id.as_str().into())
        .await
        .map_err(|error| told(&error))?;
    if !out.is_json() {
        out.line(text::run(&run));
    }
    let done = run.state == RunState::Succeeded;
    story.runs.push(run);
    if done {
        Ok(true)
    } else {
        Err(told(&EngineError::Usage {
            text: "A run of the demo did not succeed.".to_owned(),
        }))
    }
}
