//! Completions and manual pages, made from the words themselves.

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::usage;
use crate::words::Words;
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::Path;

/// Writes the completions of a shell.
pub fn completions(shell: Shell, out: &mut Out) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Words::command(), "lockkeeper", &mut script);
    out.raw(&String::from_utf8_lossy(&script));
    Exit::Done
}

/// Writes one manual page per command into a folder.
pub fn manual(dir: &Path, out: &mut Out) -> Ended {
    let unwritten =
        |error: std::io::Error| usage(format!("{} cannot be written: {error}.", dir.display()));
    std::fs::create_dir_all(dir).map_err(unwritten)?;
    clap_mangen::generate_to(Words::command(), dir).map_err(unwritten)?;
    out.line(format!("Written: {}", dir.display()));
    Ok(Exit::Done)
}
