//! `lockkeeper ledger restore`, `heal` and `adopt`.

use super::Ended;
use crate::Exit;
use crate::confirm::{YesNo, yes_or_no};
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::Shared;
use lockkeeper_domain::ledger::{Hash, LedgerVerdict, Walk};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::Ledger;

/// Pushes what was verified here back to the remote.
pub async fn restore(shared: &Shared, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let question = "Push the ledger that was verified here to the remote? [y/N] ";
    if let Some(exit) = unwanted(shared, question, out) {
        return Ok(exit);
    }
    let walk = ledger(&desk)?.restore().await;
    let walk = walk.map_err(|error| told(&error))?;
    Ok(answer(&walk, out))
}

/// Puts a broken tail aside.
pub async fn heal(shared: &Shared, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let ledger = ledger(&desk)?;
    let walk = ledger.refresh().await.map_err(|error| told(&error))?;
    if let Some(stop) = walk.stop() {
        let (at, why) = (stop.number(), stop.detail());
        out.aside(format!(
            "Entry {at} and all behind it are put aside: {why}."
        ));
    }
    let question = "Put the branch back to the last entry that counts? [y/N] ";
    if let Some(exit) = unwanted(shared, question, out) {
        return Ok(exit);
    }
    let walk = ledger.heal().await.map_err(|error| told(&error))?;
    Ok(answer(&walk, out))
}

/// Agrees to the chain that the remote shows.
pub async fn adopt(shared: &Shared, hash: &str, out: &mut Out) -> Ended {
    let hash = Hash::parse(hash)
        .ok_or_else(|| usage("A hash has 64 lower-case hex digits; type all of them."))?;
    let desk = desk(shared).await?;
    let ledger = ledger(&desk)?;
    let question = "Agree to the ledger that the remote shows? [y/N] ";
    if let Some(exit) = unwanted(shared, question, out) {
        return Ok(exit);
    }
    let accepted = ledger.accept(&hash).await.map_err(|error| told(&error))?;
    let lacking: Vec<String> = accepted
        .lacking
        .iter()
        .map(|(number, one)| format!("entry {number}, {} by {}", one.kind.word(), one.by))
        .collect();
    let document = serde_json::json!({"number": accepted.number, "lacking": lacking});
    out.answer(&document, || {
        let mut text = format!("Agreed, up to entry {}.", accepted.number);
        if !lacking.is_empty() {
            text.push_str("\nIt lacks what was verified here; decide about each again:\n  ");
            text.push_str(&lacking.join("\n  "));
        }
        text
    });
    Ok(Exit::Done)
}

fn ledger(desk: &Desk) -> Result<&Ledger, Told> {
    let text = "The workspace file lies in no git repository, so there is no ledger.";
    let none = || told(&EngineError::refused(text));
    desk.ledger.as_ref().ok_or_else(none)
}

/// The exit code when nobody said yes.
fn unwanted(shared: &Shared, question: &str, out: &mut Out) -> Option<Exit> {
    match yes_or_no(shared.yes, shared.dry_run, question, out) {
        YesNo::Yes => None,
        YesNo::Look => Some(Exit::Done),
        YesNo::No => {
            out.aside("lockkeeper: nothing was confirmed: add --yes. Nothing was changed.");
            Some(Exit::Usage)
        }
    }
}

fn answer(walk: &Walk, out: &mut Out) -> Exit {
    out.answer(&LedgerVerdict::of(walk), || text::verdict(walk));
    Exit::Done
}
