//! The keys at this desk.

use super::{Answer, Here};
use crate::state::Shell;
use crate::wire::answer;
use lockkeeper_compose::use_key;
use lockkeeper_contract::{KeyHere, KeysView};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::KeyChoice;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases;

#[tauri::command]
pub async fn keys(shell: Here<'_>) -> Answer<KeysView> {
    answer("keys", seen(&shell)).await
}

#[tauri::command]
pub async fn make_key(shell: Here<'_>, name: String) -> Answer<KeyHere> {
    answer("make_key", async {
        usecases::keys::make(&shell.made_keys().await?, &name).await
    })
    .await
}

#[tauri::command]
pub async fn remove_key(shell: Here<'_>, fingerprint: String) -> Answer<KeysView> {
    answer("remove_key", async {
        usecases::keys::remove(&shell.made_keys().await?, &fingerprint).await?;
        seen(&shell).await
    })
    .await
}

/// The choice counts from now on and is remembered for the workspace.
#[tauri::command]
pub async fn choose_key(shell: Here<'_>, fingerprint: Option<String>) -> Answer<KeysView> {
    answer("choose_key", async {
        let desk = shell.desk()?;
        use_key(&desk, fingerprint.as_deref()).await?;
        if let Some(ledger) = &desk.ledger {
            ledger.choose(fingerprint.map_or(KeyChoice::Any, KeyChoice::Rather));
        }
        seen(&shell).await
    })
    .await
}

/// Opens the key for the run that is started or continued next.
#[tauri::command]
pub async fn open_key(shell: Here<'_>, passphrase: String) -> Answer<()> {
    let passphrase = Passphrase::new(passphrase);
    answer("open_key", async {
        let opened = usecases::opening::open_key(&shell.desk()?, passphrase).await?;
        shell.keep_opened(opened);
        Ok(())
    })
    .await
}

async fn seen(shell: &Shell) -> Result<KeysView, EngineError> {
    usecases::keys::keys(&shell.desk()?).await
}
