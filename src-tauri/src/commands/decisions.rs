//! What people decide: prepared in words, then signed by the words' name.

use super::{Answer, Here};
use crate::wire::{answer, fresh, moment};
use lockkeeper_compose::WorkspaceFile;
use lockkeeper_contract::{Decision, RequestView, Signed, Unsigned};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use serde_json::Value;
use std::path::Path;

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

/// The wish of a decision.
fn wish(desk: &Desk, decision: Decision) -> Result<Wish, EngineError> {
    Ok(match decision {
        Decision::Request { intent } => Wish::Request(intent),
        Decision::Approve { subject, comment } => Wish::Approve { subject, comment },
        Decision::Reject { subject, reason } => Wish::Reject { subject, reason },
        Decision::Withdraw { subject, reason } => Wish::Withdraw { subject, reason },
        Decision::BreakGlass {
            request,
            gates,
            reason,
        } => Wish::BreakGlass {
            request,
            gates,
            reason,
        },
        Decision::Freeze {
            environments,
            services,
            until,
            reason,
        } => Wish::Freeze {
            environments,
            services,
            until: until.as_deref().map(moment).transpose()?.flatten(),
            reason,
        },
        Decision::Thaw { freeze, reason } => Wish::Thaw {
            freeze: Some(freeze),
            reason,
        },
        Decision::Policy | Decision::Begin => Wish::Policy {
            rules: rules(desk)?,
        },
    })
}

/// The rules as the workspace file says them now.
fn rules(desk: &Desk) -> Result<Value, EngineError> {
    let file = WorkspaceFile::read(Path::new(&desk.places.file))?;
    Ok(file.rules())
}
