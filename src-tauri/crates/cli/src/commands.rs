//! The commands, one file per area: words in, one use case, text or JSON out.

mod calendar;
mod config;
mod decide;
mod demo;
mod doctor;
mod explain;
mod flow;
mod heal;
mod init;
mod key;
mod ledger;
mod paper;
mod plan;
mod play;
mod promote;
mod release;
mod runs;
mod snippet;
mod umbrella;
mod versions;

use crate::Exit;
use crate::out::Out;
use crate::session::{self, Told, desk, told, usage};
use crate::text;
use crate::words::{FlowVerb, KeyWords, LedgerWords, Shared, Verb, Words};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::watch::{self, Look};
use lockkeeper_engine::usecases::{board, checkpoint};

/// How a command ends.
type Ended = Result<Exit, Told>;

/// Runs the command that was asked for.
pub async fn dispatch(words: &Words, out: &mut Out) -> Ended {
    let shared = &words.shared;
    if shared.dry_run && acts_at_once(&words.verb) {
        let text = "This command shows nothing before it acts. Nothing was done.";
        return Err(usage(text));
    }
    match &words.verb {
        Verb::Demo(demo) => demo::run(shared, demo, out).await,
        Verb::Init(init) => init::run(shared, init, out).await,
        Verb::Board | Verb::Status => show_board(words, out).await,
        Verb::ParseCommit { service } => versions::parse(shared, service.as_deref(), out),
        Verb::Release(release) => release::run(shared, release, out).await,
        Verb::Promote(promote) => promote::promote(shared, promote, out).await,
        Verb::Rollback(rollback) => promote::rollback(shared, rollback, out).await,
        Verb::Runs => runs::list(shared, out).await,
        Verb::Run(run) => runs::one(shared, run, out).await,
        Verb::Explain(explain) => explain::run(shared, explain, out).await,
        Verb::Key(words) => key::run(shared, words, out).await,
        Verb::Flow(words) => flow::run(shared, words, out).await,
        Verb::Check(words) => flow::check(shared, words, out).await,
        Verb::Config(config) => config::run(shared, config, out),
        Verb::Watch(watch) => watch_for(words, watch.once, out).await,
        Verb::NextVersion(asked) => versions::next(shared, asked, out).await,
        Verb::Changelog(asked) => versions::changelog(shared, asked, out).await,
        Verb::Doctor => doctor::run(shared, out).await,
        Verb::Completions { shell } => Ok(paper::completions(*shell, out)),
        Verb::Manual { dir } => paper::manual(dir, out),
        decision => about_ledger(shared, decision, out).await,
    }
}

/// Commands that have no plan: `--dry-run` can only stop them.
const fn acts_at_once(verb: &Verb) -> bool {
    match verb {
        Verb::Demo(_) | Verb::Manual { .. } | Verb::Watch(_) => true,
        Verb::Key(words) => matches!(words, KeyWords::Use { .. }),
        Verb::Ledger(words) => matches!(words, LedgerWords::Export { .. }),
        Verb::Flow(words) => matches!(words.verb, FlowVerb::Hook { .. }),
        _ => false,
    }
}

async fn about_ledger(shared: &Shared, verb: &Verb, out: &mut Out) -> Ended {
    match verb {
        Verb::Ledger(words) => ledger::run(shared, words, out).await,
        Verb::Verify(words) => ledger::pipeline(shared, words, out).await,
        Verb::CiSnippet { forge } => Ok(ledger::ci_snippet(*forge, out)),
        _ => decide::run(shared, verb, out).await,
    }
}

async fn show_board(words: &Words, out: &mut Out) -> Ended {
    let desk = desk(&words.shared).await?;
    board::refresh(&desk).await.map_err(|error| told(&error))?;
    let board = board::board(&desk).await.map_err(|error| told(&error))?;
    out.answer(&board, || text::board(&board));
    Ok(Exit::Done)
}

/// Shows what a look came to, and how a single one ends: as the first run that
/// did not succeed, or as what could not begin.
fn looked(look: &Look, out: &mut Out) -> Exit {
    let Look { made, missed } = look;
    out.answer(made, || match (made.is_empty(), missed.is_empty()) {
        (true, true) => "Nothing goes by itself at the moment.".to_owned(),
        (true, false) => "Nothing went by itself.".to_owned(),
        (false, _) => text::runs(made),
    });
    let mut ends: Vec<Exit> = made.iter().map(|run| plan::exit_of(run.state)).collect();
    for one in missed {
        out.aside(format!("✗ {} to {}:", one.service, one.environment));
        let end = out.tell(&told(&one.error));
        ends.push(match &one.error {
            EngineError::Refused { refusals } => Exit::of_refusals(refusals),
            _ => end,
        });
    }
    let bad = ends.into_iter().find(|end| *end != Exit::Done);
    bad.unwrap_or(Exit::Done)
}

async fn watch_for(words: &Words, once: bool, out: &mut Out) -> Ended {
    let mut desk = desk(&words.shared).await?;
    loop {
        // Who is offline goes on watching; a run looks for itself.
        let _seen_next_time = checkpoint::follow(&desk).await;
        let look = watch::watch_once(&desk).await;
        let look = look.map_err(|error| told(&error))?;
        let exit = looked(&look, out);
        if once {
            return Ok(exit);
        }
        desk.ports
            .clock
            .sleep(jiff::SignedDuration::from_secs(60))
            .await;
        if desk.rules_changed() {
            desk = session::desk(&words.shared).await?;
        }
    }
}
