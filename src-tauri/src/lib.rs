//! The desktop shell: a window around the core, and nothing that decides.

mod arguments;
mod background;
mod commands;
mod events;
mod instance;
mod logging;
mod notices;
mod state;
mod unsigned;
mod wire;
mod wishes;

pub use state::Shell;

use arguments::Arguments;
use instance::Instance;
use lockkeeper_compose::{Desktop, Folders, keychain_of};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tauri::async_runtime::{block_on, spawn};
use tauri::plugin::TauriPlugin;
use tauri::{App, Builder, Context, Manager, Runtime};

/// Starts the program and returns when its window is closed.
pub fn start(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::parse(words) {
        Ok(arguments) => arguments,
        Err(sentence) => return refuse(&sentence),
    };
    let folders = match folders(&arguments) {
        Ok(folders) => folders,
        Err(sentence) => return refuse(&sentence),
    };
    logging::start(&folders.logs());
    let places = folders.data().join("window-state.json");
    let keychain = keychain_of(|name| std::env::var(name).ok());
    let desktop = Desktop::new(folders).with_keychain(keychain);
    let shell = Shell::new(desktop, arguments.workspace);
    shell.keep_link(arguments.link);
    let shown = block_on(shown(&shell));
    // The question whether another process shows it comes before all else.
    let builder = Builder::default()
        .plugin(instance::plugin(&shown))
        .manage(Instance::default())
        .plugin(window_places(&places));
    match assemble(builder, shell).run(context()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

/// The commands, the plugins and the work in the background, over any runtime.
pub fn assemble<R: Runtime>(builder: Builder<R>, shell: Shell) -> Builder<R> {
    commands::register(builder)
        .plugin(opening())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(shell)
        .setup(|app| {
            accompany(app);
            Ok(())
        })
}

/// What the window is and may do, as the files of this program say.
#[must_use]
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Opens the workspace while the system makes the window: plugins begin
/// before it does.
fn opening<R: Runtime>() -> TauriPlugin<R> {
    tauri::plugin::Builder::new("opening")
        .setup(|app, _| {
            spawn(background::begin(app.clone()));
            Ok(())
        })
        .build()
}

/// Begins what goes on beside the window.
fn accompany<R: Runtime>(app: &App<R>) {
    let announcer = app.state::<Shell>().announcer();
    spawn(events::forward(app.handle().clone(), announcer.listen()));
    notices::follow(app.handle());
    spawn(background::watch(app.handle().clone()));
}

/// Where the window was, kept beside everything else this desktop keeps.
fn window_places<R: Runtime>(file: &Path) -> TauriPlugin<R> {
    tauri_plugin_window_state::Builder::new()
        .with_filename(file.display().to_string())
        .build()
}

fn folders(arguments: &Arguments) -> Result<Folders, String> {
    let read = |name: &str| std::env::var_os(name).map(PathBuf::from);
    match &arguments.data {
        Some(chosen) => Ok(Folders::under(chosen)),
        None => Folders::from_environment(read).map_err(|error| error.to_string()),
    }
}

/// What this window shows: the workspace, or the first run of this desktop.
async fn shown(shell: &Shell) -> PathBuf {
    let first = shell.first().await;
    first.unwrap_or_else(|| shell.desktop().folders().data().to_owned())
}

fn refuse(sentence: &str) -> ExitCode {
    let _nobody_reads = writeln!(std::io::stderr(), "lockkeeper-desktop: {sentence}");
    ExitCode::from(2)
}
