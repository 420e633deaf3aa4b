//! What the window may ask. A command converts, calls one use case, and
//! converts back.

mod app;
mod board;
mod branches;
mod cut;
mod decisions;
mod history;
mod keys;
mod ledger;
mod promotion;
mod releases;
mod runs;
mod setup;

use crate::state::Shell;
use lockkeeper_contract::WireError;
use tauri::{Builder, Runtime, State};

/// What a command answers.
type Answer<T> = Result<T, WireError>;

/// The shell, as Tauri hands it to a command.
type Here<'a> = State<'a, Shell>;

/// Makes every command of the contract reachable, and nothing else.
pub fn register<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        app::app_state,
        setup::open_demo,
        setup::open_workspace,
        setup::first_sight,
        setup::propose_workspace,
        setup::create_workspace,
        app::refresh,
        board::board,
        board::service,
        cut::cut_view,
        cut::keep_notes,
        promotion::promotion,
        promotion::rollback,
        promotion::umbrella,
        branches::branches,
        branches::plan_flow,
        branches::finish_view,
        branches::protection,
        history::commits,
        history::commit_count,
        history::commit,
        branches::abort_flow,
        releases::releases,
        releases::release,
        releases::compare,
        releases::plan_withdraw,
        releases::plan_yank,
        releases::plan_undo,
        promotion::explain,
        runs::start_run,
        runs::run,
        runs::runs,
        runs::cancel_run,
        runs::continue_run,
        ledger::seal,
        ledger::agreement,
        ledger::agree,
        ledger::plan_freeze,
        decisions::inbox,
        decisions::prepare,
        decisions::sign,
        keys::keys,
        keys::make_key,
        keys::remove_key,
        keys::choose_key,
        keys::open_key,
        ledger::trail,
        ledger::entry,
        ledger::export_ledger,
        ledger::calendar,
        ledger::policy,
        app::settings,
        app::set_appearance,
        app::set_notices,
        app::calls,
    ])
}
