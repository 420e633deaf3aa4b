//! Passphrases, typed at the terminal and shown nowhere.

use crate::session::{Told, told};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ledger::Opened;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases::opening;
use std::io::IsTerminal as _;
use std::sync::Arc;

/// Asks for the passphrase of a key; nothing where nobody sits at a terminal.
pub fn ask() -> Option<Passphrase> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    let typed = rpassword::prompt_password("Passphrase of the key: ").ok()?;
    Some(Passphrase::new(typed))
}

/// Opens the key for a run where that was all that stopped it: the passphrase
/// is asked once, and kept as long as the answer is.
pub async fn open_after(desk: &Desk, error: EngineError) -> Result<Option<Arc<Opened>>, Told> {
    if error.code() != ErrorCode::KeyLocked {
        return Err(told(&error));
    }
    let typed = ask().ok_or_else(|| told(&error))?;
    let opened = opening::open_key(desk, typed).await;
    opened.map_err(|error| told(&error))
}
