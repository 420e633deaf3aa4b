//! The `lockkeeper` command: the same core as the window, in a terminal.
//!
//! A command reads its words, calls one use case, and writes what that
//! answers, as text or as JSON. Nothing is decided here.

mod commands;
mod confirm;
mod exit;
mod out;
mod passphrase;
mod session;
mod text;
pub mod words;

pub use exit::Exit;

use out::Out;
use std::ffi::OsString;
use words::Words;

/// Runs the command and says how it ended.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let words = match Words::read(&arguments) {
        Ok(words) => words,
        Err(error) => {
            let asked = !error.use_stderr();
            let _closed = error.print();
            return if asked { Exit::Done } else { Exit::Usage };
        }
    };
    let mut out = Out::new(words.shared.json);
    match commands::dispatch(&words, &mut out).await {
        Ok(exit) => exit,
        Err(failure) => out.failure(&failure),
    }
}
