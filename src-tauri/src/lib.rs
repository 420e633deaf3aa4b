//! The desktop shell: a window around the core, and nothing that decides.

mod arguments;
mod logging;

use arguments::Arguments;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Starts the program and returns when its window is closed.
pub fn start(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::parse(words) {
        Ok(arguments) => arguments,
        Err(sentence) => return refuse(&sentence),
    };
    let _ = (&arguments, logging::start as fn(&std::path::Path));
    match tauri::Builder::default().run(tauri::generate_context!()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

fn refuse(sentence: &str) -> ExitCode {
    let _nobody_reads = writeln!(std::io::stderr(), "lockkeeper-desktop: {sentence}");
    ExitCode::from(2)
}
