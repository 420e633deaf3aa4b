//! `lockkeeper ledger restore`, `heal` and `adopt`.

use super::Ended;
use super::decide::passphrase_for;
use crate::Exit;
use crate::confirm::{YesNo, yes_or_no};
use crate::out::Out;
use crate::session::{Told, desk, told};
use crate::text;
use crate::words::Shared;
use jiff::Timestamp;
use lockkeeper_domain::ledger::{LedgerVerdict, Walk};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::ledger::Ledger;
use lockkeeper_engine::usecases::{agreement, decisions};

/// Pushes what was verified here back to the remote.
pub async fn restore(shared: &Shared, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let ledger = ledger(&desk)?;
    let walk = ledger.restorable().await.map_err(|error| told(&error))?;
    out.aside(format!(
        "The remote lacks the newest of the {} entries that were verified here; all of them are pushed.",
        walk.len()
    ));
    let question = "Push the ledger that was verified here to the remote? [y/N] ";
    if let Some(exit) = unwanted(shared, question, out) {
        return Ok(exit);
    }
    let walk = ledger.restore().await.map_err(|error| told(&error))?;
    Ok(answer(&walk, out))
}

/// Puts a broken tail aside, or one dated ahead by this and a second clock.
pub async fn heal(shared: &Shared, second: Option<Timestamp>, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let ledger = ledger(&desk)?;
    let walk = ledger.healable(second).await;
    let walk = walk.map_err(|error| told(&error))?;
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
    let walk = ledger.heal(second).await.map_err(|error| told(&error))?;
    Ok(answer(&walk, out))
}

/// Agrees to one of two chains, and takes over what the other one held.
pub async fn adopt(shared: &Shared, hash: &str, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let chosen = agreement::prepare(&desk, Some(hash)).await;
    let chosen = chosen.map_err(|error| told(&error))?;
    let view = agreement::view(&chosen);
    if shared.dry_run {
        out.answer(&view, || text::agreement(&view));
        return Ok(Exit::Done);
    }
    if !out.is_json() {
        out.line(text::agreement(&view));
    }
    let question = "Agree to this chain? [y/N] ";
    if let Some(exit) = unwanted(shared, question, out) {
        return Ok(exit);
    }
    let passphrase = passphrase_for(chosen.asks());
    let agreed = agreement::agree(&desk, &chosen, passphrase.as_ref()).await;
    let agreed = agreed.map_err(|error| told(&error))?;
    out.answer(&agreed, || text::agreed(&agreed));
    for warning in &agreed.warnings {
        out.aside(format!("lockkeeper: {warning}"));
    }
    Ok(Exit::Done)
}

fn ledger(desk: &Desk) -> Result<&Ledger, Told> {
    decisions::place(desk).map_err(|error| told(&error))
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
