//! Opening a key for a run: the passphrase is asked once, before anything is
//! done, and kept only as long as the run goes on.

use super::recall;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::Opened;
use crate::ports::{Asks, Passphrase, SignerError};
use lockkeeper_domain::ledger::Kind;
use lockkeeper_domain::plan::Plan;
use std::sync::Arc;

/// Opens the key of the person at this desk for the runs they start while the
/// answer is held; nothing where no passphrase is asked.
///
/// # Errors
/// When the passphrase does not open it.
pub async fn open_key(
    desk: &Desk,
    passphrase: Passphrase,
) -> Result<Option<Arc<Opened>>, EngineError> {
    let Some(ledger) = desk.begun_ledger() else {
        return Ok(None);
    };
    let speaker = ledger.person(ledger.seen().state()).await?;
    if speaker.asks != Asks::Passphrase {
        return Ok(None);
    }
    ledger.open(&speaker, passphrase).await.map(Some)
}

/// Says before a run begins whether its key is there and open: a run that
/// fails for that has used its plan up.
pub(super) async fn check_open(desk: &Desk, plan: &Plan) -> Result<(), EngineError> {
    let Some(ledger) = desk.begun_ledger() else {
        return Ok(());
    };
    let walk = ledger.seen();
    let mut speakers = Vec::new();
    if plan.recorded.is_some() {
        speakers.push(ledger.runner(walk.state(), Kind::Start).await);
    }
    let asks = plan
        .recorded
        .as_ref()
        .is_some_and(|wish| wish.request.is_none());
    if asks || recall::yanked(plan).is_some() {
        speakers.push(ledger.person(walk.state()).await);
    }
    // A rollback goes without the ledger where it has to.
    let wish = plan.recorded.as_ref();
    let alone = wish.is_some_and(|wish| wish.unreached.is_some());
    for speaker in speakers {
        match speaker {
            Ok(speaker) if ledger.is_open(&speaker) => {}
            Ok(_) => return Err(EngineError::signing(SignerError::Locked)),
            Err(_) if alone => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
