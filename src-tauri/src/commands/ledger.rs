//! The ledger: its seal, its trail, its rules, and copies of it for strangers.

use super::{Answer, Here};
use crate::wire::answer;
use crate::wishes::rules;
use jiff::Timestamp;
use lockkeeper_compose::{PlannedFreeze, WorkspaceFile, export};
use lockkeeper_contract::{
    AgreedView, AgreementView, CalendarView, EntryView, PolicyView, SealView, TrailView,
};
use lockkeeper_domain::refusal::refused;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::Ledger;
use lockkeeper_engine::ports::Passphrase;
use lockkeeper_engine::usecases;
use lockkeeper_engine::usecases::{agreement, decisions};
use std::path::Path;

#[tauri::command]
pub async fn seal(shell: Here<'_>) -> Answer<SealView> {
    answer("seal", async {
        Ok(usecases::seal::seal(&shell.desk()?).await)
    })
    .await
}

#[tauri::command]
pub async fn agreement(shell: Here<'_>, hash: Option<String>) -> Answer<AgreementView> {
    answer("agreement", async {
        let chosen = agreement::prepare(&shell.desk()?, hash.as_deref()).await?;
        Ok(agreement::view(&chosen))
    })
    .await
}

#[tauri::command]
pub async fn agree(
    shell: Here<'_>,
    head: String,
    passphrase: Option<String>,
) -> Answer<AgreedView> {
    let passphrase = passphrase.map(Passphrase::new);
    answer("agree", async {
        let desk = shell.desk()?;
        let chosen = agreement::prepare(&desk, Some(&head)).await?;
        agreement::agree(&desk, &chosen, passphrase.as_ref()).await
    })
    .await
}

#[tauri::command]
pub async fn plan_freeze(
    shell: Here<'_>,
    environments: Vec<String>,
    from: Timestamp,
    until: Timestamp,
    zone: String,
) -> Answer<Vec<String>> {
    answer("plan_freeze", async {
        let desk = shell.desk()?;
        let file = WorkspaceFile::read(Path::new(&desk.places.file))?;
        let freeze = PlannedFreeze { from, until, zone };
        file.plan_freeze(&environments, &freeze)?;
        Ok(decisions::policy(&desk, &rules(&desk)?).await.changes)
    })
    .await
}

#[tauri::command]
pub async fn trail(shell: Here<'_>, most: u32) -> Answer<TrailView> {
    answer("trail", async {
        let desk = shell.desk()?;
        let ledger = begun(&desk)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        usecases::trail::trail(ledger.book(), &ledger.seen(), most).await
    })
    .await
}

#[tauri::command]
pub async fn entry(shell: Here<'_>, name: String) -> Answer<EntryView> {
    answer("entry", async {
        let desk = shell.desk()?;
        let ledger = begun(&desk)?;
        usecases::trail::entry(ledger.book(), &ledger.seen(), &name).await
    })
    .await
}

#[tauri::command]
pub async fn export_ledger(shell: Here<'_>, folder: String, form: String) -> Answer<Vec<String>> {
    answer("export_ledger", async {
        let file = shell.desk()?.places.file.clone();
        let control = Path::new(&file).parent().unwrap_or(Path::new("."));
        let asked = export::Asked::in_folder(Path::new(&folder), &form)?;
        export::of_control(shell.desktop(), control, &asked).await
    })
    .await
}

#[tauri::command]
pub async fn calendar(shell: Here<'_>, from: Timestamp, until: Timestamp) -> Answer<CalendarView> {
    answer("calendar", async {
        usecases::calendar::calendar(&shell.desk()?, from, until)
    })
    .await
}

#[tauri::command]
pub async fn policy(shell: Here<'_>) -> Answer<PolicyView> {
    answer("policy", async {
        let desk = shell.desk()?;
        Ok(decisions::policy(&desk, &rules(&desk)?).await)
    })
    .await
}

fn begun(desk: &Desk) -> Result<&Ledger, EngineError> {
    let none = || EngineError::refused(refused::not_begun());
    desk.begun_ledger().ok_or_else(none)
}
