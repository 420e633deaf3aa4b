//! `lockkeeper ledger restore`, `heal` and `adopt`.

use super::Ended;
use super::decide::passphrase_for;
use crate::Exit;
use crate::confirm::{shown, unwanted};
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
    let question = "Agree to this chain? [y/N] ";
    let text = || text::agreement(&view);
    if let Some(exit) = shown(shared, &view, text, question, out) {
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

fn answer(walk: &Walk, out: &mut Out) -> Exit {
    out.answer(&LedgerVerdict::of(walk), || text::verdict(walk));
    Exit::Done
}
