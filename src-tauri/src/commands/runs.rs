//! Runs: started, shown, continued, cancelled. The work itself goes on behind.

use super::{Answer, Here};
use crate::background;
use crate::wire::answer;
use lockkeeper_contract::RunView;
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_engine::usecases;

#[tauri::command]
pub async fn start_run(shell: Here<'_>, plan: PlanId, typed: Option<String>) -> Answer<RunView> {
    answer("start_run", async {
        let (desk, opened) = (shell.desk()?, shell.take_opened());
        let run = usecases::promotion::start_or_replan(&desk, &plan, typed.as_deref()).await?;
        background::drive(desk, RunId::new(run.id.clone()), opened);
        Ok(run)
    })
    .await
}

#[tauri::command]
pub async fn run(shell: Here<'_>, id: RunId) -> Answer<RunView> {
    answer("run", async {
        usecases::runs::run(&shell.desk()?, &id).await
    })
    .await
}

#[tauri::command]
pub async fn runs(shell: Here<'_>) -> Answer<Vec<RunView>> {
    answer("runs", async { usecases::runs::runs(&shell.desk()?).await }).await
}

#[tauri::command]
pub async fn cancel_run(shell: Here<'_>, id: RunId) -> Answer<RunView> {
    answer("cancel_run", async {
        let (desk, _open_until_the_end) = (shell.desk()?, shell.take_opened());
        usecases::runs::cancel_run(&desk, &id).await
    })
    .await
}

#[tauri::command]
pub async fn continue_run(shell: Here<'_>, id: RunId) -> Answer<RunView> {
    answer("continue_run", async {
        let (desk, opened) = (shell.desk()?, shell.take_opened());
        background::take_over(desk, shell.announcer().listen(), id, opened).await
    })
    .await
}
