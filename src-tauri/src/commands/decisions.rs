//! What people decide: prepared in words, then signed by the words' name.

use super::{Answer, Here};
use crate::unsigned::Words;
use crate::wire::{answer, fresh};
use lockkeeper_contract::{Decision, RequestView, Signed, Unsigned};
use lockkeeper_domain::refusal::refused;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases::decisions;

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
        let words = Words::of(&desk, decision).await?;
        let (id, shown) = (fresh(), words.view());
        shell.keep_unsigned(id.clone(), words);
        Ok(Unsigned { id, words: shown })
    })
    .await
}

#[tauri::command]
pub async fn sign(shell: Here<'_>, id: String, passphrase: Option<String>) -> Answer<Signed> {
    let passphrase = passphrase.map(Passphrase::new);
    answer("sign", async {
        let gone = || EngineError::refused(refused::words_replaced());
        let words = shell.unsigned(&id);
        let words = words.ok_or_else(gone)?;
        words.sign(&shell.desk()?, passphrase.as_ref()).await
    })
    .await
}
