//! What people decide: prepared in words, then signed by the words' name.

use super::{Answer, Here};
use crate::wire::{answer, fresh};
use crate::wishes::{rules, wish};
use lockkeeper_contract::{Decision, RequestView, Signed, Unsigned};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases::{decisions, keys};

#[tauri::command]
pub async fn inbox(shell: Here<'_>) -> Answer<Vec<RequestView>> {
    answer("inbox", async {
        Ok(decisions::inbox(&shell.desk()?).await)
    })
    .await
}

#[tauri::command]
pub async fn prepare(shell: Here<'_>, decision: Decision) -> Answer<Unsigned> {
    answer("prepare", async {
        let desk = shell.desk()?;
        let prepared = match decision {
            Decision::Begin => decisions::prepare_begin(&desk, &rules(&desk)?).await?,
            Decision::Device { line } => keys::prepare_device(&desk, &line).await?,
            decision => decisions::prepare(&desk, &wish(&desk, decision)?).await?,
        };
        let (id, words) = (fresh(), prepared.view());
        shell.keep_unsigned(id.clone(), prepared);
        Ok(Unsigned { id, words })
    })
    .await
}

#[tauri::command]
pub async fn sign(shell: Here<'_>, id: String, passphrase: Option<String>) -> Answer<Signed> {
    let passphrase = passphrase.map(Passphrase::new);
    answer("sign", async {
        let gone = "These words were replaced by others. Nothing was signed.";
        let prepared = shell.unsigned(&id);
        let prepared = prepared.ok_or_else(|| EngineError::refused(gone))?;
        decisions::sign(&shell.desk()?, &prepared, passphrase.as_ref()).await
    })
    .await
}
