//! Cutting a release.

use super::{Answer, Here};
use crate::wire::answer;
use lockkeeper_contract::{CutView, NoteEntry};
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::intent::CutIntent;
use lockkeeper_engine::usecases::cut;

#[tauri::command]
pub async fn cut_view(shell: Here<'_>, intent: CutIntent) -> Answer<CutView> {
    answer("cut_view", async {
        cut::cut_view(&shell.desk()?, &intent).await
    })
    .await
}

#[tauri::command]
pub async fn keep_notes(
    shell: Here<'_>,
    service: ServiceName,
    entries: Vec<NoteEntry>,
) -> Answer<()> {
    answer("keep_notes", async {
        cut::keep_notes(&shell.desk()?, &service, &entries).await
    })
    .await
}
