//! `lockkeeper ledger`, `verify` and `ci-snippet`.

use super::snippet::snippet;
use super::{Ended, decide, heal};
use crate::Exit;
use crate::out::{Out, aside};
use crate::session::{Told, desktop, told, usage, workspace_path};
use crate::text;
use crate::words::{ForgeWord, LedgerPlace, LedgerWords, Shared, VerifyWords};
use lockkeeper_compose::{
    Checkout, Desktop, Folders, GitBook, contradiction, export, ledger_at, newest_ledger,
};
use lockkeeper_domain::ledger::{Hash, LedgerVerdict, Moment, ObjectName, Walk};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::{Asked, Pin, Pins, Refused, check, verify};
use lockkeeper_engine::ports::BookError;
use lockkeeper_engine::usecases::trail;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Runs one of the commands about the ledger.
pub async fn run(shared: &Shared, words: &LedgerWords, out: &mut Out) -> Ended {
    match words {
        LedgerWords::Begin => decide::begin(shared, out).await,
        LedgerWords::Propose => decide::propose(shared, out).await,
        LedgerWords::Restore => heal::restore(shared, out).await,
        LedgerWords::Heal { second_clock } => heal::heal(shared, *second_clock, out).await,
        LedgerWords::Adopt { hash } => heal::adopt(shared, hash, out).await,
        LedgerWords::Log { place, most } => {
            let (book, walk) = walked(shared, place, None).await?;
            let view = trail::trail(&*book, &walk, *most).await;
            let view = view.map_err(|error| told(&error))?;
            out.answer(&view, || text::trail(&view));
            Ok(of(&LedgerVerdict::of(&walk)))
        }
        LedgerWords::Show { entry, place } => {
            let (book, walk) = walked(shared, place, None).await?;
            let view = trail::entry(&*book, &walk, entry).await;
            let view = view.map_err(|error| told(&error))?;
            out.answer(&view, || text::entry(&view));
            Ok(Exit::Done)
        }
        LedgerWords::Verify { place, at } => {
            let (_, walk) = walked(shared, place, *at).await?;
            let (verdict, line) = (LedgerVerdict::of(&walk), text::verdict(&walk));
            let now = Moment::of(at.unwrap_or_else(|| quiet(shared).clock().now()));
            let advice = walk.stop().and_then(|stop| stop.advice(now));
            out.answer(&verdict, || line);
            if let Some(advice) = advice {
                out.aside(advice);
            }
            Ok(of(&verdict))
        }
        LedgerWords::Export {
            place,
            bundle,
            jsonl,
            csv,
            pdf,
        } => {
            let asked = export::Asked {
                bundle: bundle.clone(),
                jsonl: jsonl.clone(),
                csv: csv.clone(),
                pdf: pdf.clone(),
            };
            if asked.is_nothing() {
                return Err(usage(
                    "Say what to write: --bundle, --jsonl, --csv or --pdf.",
                ));
            }
            let (book, walk) = walked(shared, place, None).await?;
            let written = export::write(&book, &walk, &asked).await;
            let written = written.map_err(|error| told(&error))?;
            out.answer(&written, || {
                let lines: Vec<String> = written
                    .iter()
                    .map(|path| format!("Written: {path}"))
                    .collect();
                lines.join("\n")
            });
            Ok(of(&LedgerVerdict::of(&walk)))
        }
    }
}

/// Says whether a deployment is the one that was started.
pub async fn pipeline(shared: &Shared, words: &VerifyWords, out: &mut Out) -> Ended {
    let pins = pins(words)?;
    let asked = Asked {
        service: words.service.clone(),
        to: words.to.clone(),
        commit: ObjectName::parse(&words.commit)
            .ok_or_else(|| usage("--commit takes a full object name, 40 or 64 hex digits."))?,
    };
    let now = quiet(shared).clock().now();
    let checkout = Checkout::of(&words.ledger).await;
    let checkout = checkout.map_err(|error| told(&error))?;
    let walk = verify(&*checkout.book, Moment::of(now)).await;
    let walk = walk.map_err(|error| told(&error))?;
    let mut answer = check(&walk, &pins, &asked, now);
    if answer.is_ok() {
        let ahead = checkout.mirror_ahead(&walk, Moment::of(now)).await;
        if let Some(words) = ahead.map_err(|error| told(&error))? {
            answer = Err(Refused::Ledger(format!(
                "It is not the whole ledger: {words}."
            )));
        }
    }
    let (exit, sentence) = match &answer {
        Ok(start) => (
            Exit::Done,
            format!("Yes: entry {start} started it, and its lease is alive."),
        ),
        Err(Refused::Start(words)) => (Exit::Refused, format!("No: {words}")),
        Err(Refused::Ledger(words)) => (Exit::LedgerBroken, format!("No: {words}")),
    };
    let document = serde_json::json!({
        "may_deploy": answer.is_ok(),
        "start": answer.as_ref().ok(),
        "sentence": sentence,
    });
    out.answer(&document, || sentence.clone());
    Ok(exit)
}

/// Prints the job for a forge.
pub fn ci_snippet(forge: ForgeWord, out: &mut Out) -> Exit {
    out.raw(snippet(forge));
    Exit::Done
}

fn pins(words: &VerifyWords) -> Result<Pins, Told> {
    let hash = |option: &str, text: &str| {
        let wrong = || {
            usage(format!(
                "{option} takes a hash of 64 lower-case hex digits."
            ))
        };
        Hash::parse(text).ok_or_else(wrong)
    };
    let (number, at_least) = words
        .at_least
        .split_once(':')
        .ok_or_else(|| usage("--at-least takes NUMBER:HASH."))?;
    let number = number.parse();
    Ok(Pins {
        genesis: hash("--genesis", &words.genesis)?,
        at_least: Pin {
            number: number.map_err(|_| usage("--at-least takes NUMBER:HASH."))?,
            hash: hash("--at-least", at_least)?,
        },
    })
}

/// This desktop, or one without a home: whoever only checks writes nothing.
fn quiet(shared: &Shared) -> Desktop {
    let nowhere = || Desktop::new(Folders::under(&std::env::temp_dir()));
    desktop(shared).unwrap_or_else(|_| nowhere())
}

/// The ledger of the repository that was named, as it lies there; or that of
/// the workspace, as its remote has it now.
async fn book_of(
    desktop: &Desktop,
    shared: &Shared,
    place: &LedgerPlace,
) -> Result<Arc<GitBook>, Told> {
    if let Some(repo) = &place.repo {
        return ledger_at(desktop, repo).map_err(|error| told(&error));
    }
    let folder = control(shared)?;
    let found = newest_ledger(desktop, &folder).await;
    let (book, unreached) = found.map_err(|error| told(&error))?;
    if let Some(why) = unreached {
        aside(format!(
            "lockkeeper: {why}; this is the ledger as it was seen last."
        ));
    }
    Ok(book)
}

/// The workspace's folder.
fn control(shared: &Shared) -> Result<PathBuf, Told> {
    let file = workspace_path(shared)?;
    let folder = if file.is_dir() {
        Some(&*file)
    } else {
        file.parent()
    };
    Ok(folder.unwrap_or_else(|| Path::new(".")).to_owned())
}

/// The ledger that a command asks about, and the walk over it.
///
/// # Errors
/// When it cannot be read, or that of the workspace is not the one that was
/// verified here.
async fn walked(
    shared: &Shared,
    place: &LedgerPlace,
    at: Option<jiff::Timestamp>,
) -> Result<(Arc<GitBook>, Walk), Told> {
    let desktop = quiet(shared);
    let book = book_of(&desktop, shared, place).await?;
    let now = at.unwrap_or_else(|| desktop.clock().now());
    let walk = verify(&*book, Moment::of(now)).await;
    let walk = walk.map_err(|error| told(&error))?;
    if walk.is_empty() && walk.stop().is_none() {
        // An empty one would be as good as any, and a branch that was deleted, too.
        return Err(told(&EngineError::Ledger {
            wish: "read",
            source: BookError::NotFound("the ledger".to_owned()),
        }));
    }
    // By itself a ledger that was cut off is as good as one that goes on, and
    // what is broken says so itself. One that is named is read as it lies there.
    if place.repo.is_none() && walk.stop().is_none() {
        let found = contradiction(&desktop, &control(shared)?, &walk).await;
        if let Some(error) = found.map_err(|error| told(&error))? {
            return Err(told(&error));
        }
    }
    Ok((book, walk))
}

/// The exit code of a verdict.
fn of(verdict: &LedgerVerdict) -> Exit {
    if verdict.is_intact() {
        Exit::Done
    } else {
        Exit::LedgerBroken
    }
}
