//! The first time that this desktop sees a ledger.

use crate::{Desktop, WorkspaceFile};
use lockkeeper_contract::EntryView;
use lockkeeper_domain::ledger::Moment;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::verify;
use lockkeeper_engine::ports::{BookError, PinError};
use lockkeeper_engine::usecases::trail;
use lockkeeper_store::Store;

/// The first entry of the ledger beside a workspace file, for a person to
/// compare, where this desktop has verified neither that ledger nor another
/// one in that place. Nothing is remembered and no remote is asked.
///
/// # Errors
/// When the ledger or what is remembered cannot be read.
pub async fn first_sight(
    desktop: &Desktop,
    store: &Store,
    file: &WorkspaceFile,
) -> Result<Option<EntryView>, EngineError> {
    let book = match desktop.git(file.folder()).book(".").await {
        Ok(book) => book,
        Err(BookError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(super::reading(error)),
    };
    let pins = desktop.pins(store);
    if pins
        .held_at(&book.place())
        .await
        .map_err(|error| forgotten(&error))?
        .is_some()
    {
        return Ok(None);
    }
    let walk = verify(&book, Moment::of(desktop.clock().now())).await?;
    let Some(workspace) = walk.state().workspace() else {
        return Ok(None);
    };
    if pins
        .get(workspace)
        .await
        .map_err(|error| forgotten(&error))?
        .is_some()
    {
        return Ok(None);
    }
    trail::entry(&book, &walk, "0").await.map(Some)
}

fn forgotten(error: &PinError) -> EngineError {
    EngineError::Usage {
        text: format!("What this desktop knows of ledgers cannot be read: {error}."),
    }
}
