//! Seeing for everybody: what holds somebody back is bound as soon as one
//! desktop that may has verified it.

use super::decisions::told;
use super::seal;
use crate::desk::Desk;
use crate::error::EngineError;

/// Looks at the ledger's remote as [`seal::follow`] does, and appends a
/// checkpoint where one is wanted and a key here may sign it unasked. That it
/// could not be written hinders nothing: the next look tries again.
///
/// # Errors
/// Those of [`seal::follow`].
pub async fn follow(desk: &Desk) -> Result<(), EngineError> {
    seal::follow(desk).await?;
    let Some(ledger) = desk.begun_ledger() else {
        return Ok(());
    };
    match ledger.checkpoint().await {
        Ok(true) => told(desk),
        Ok(false) => {}
        Err(error) => tracing::debug!(%error, "no checkpoint was written"),
    }
    Ok(())
}
