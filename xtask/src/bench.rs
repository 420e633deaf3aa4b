//! Figures beside their references, measured in one run.
//!
//! Machines are noisy, so each command and its reference run in turn, A B A B,
//! and what is kept is the median of the ratios of the pairs. `--quick` runs
//! each pair once and judges nothing; `--history DIR` adds a repository of
//! yours to the ones made here; `--only TEXT` measures the rows that say so;
//! `--built` takes the programs as they are.

mod flow;
mod history;
mod ledger;
mod pair;
mod promotion;
mod rows;
mod side;
mod window;
mod workspaces;

use crate::steps::{root, say};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// How the figures are taken.
pub struct Options {
    /// Once each, without judging.
    pub quick: bool,
    /// Repositories of the user.
    pub histories: Vec<PathBuf>,
    /// Only rows whose name contains this.
    pub only: Option<String>,
    /// The programs as they were built last, whatever changed since.
    pub built: bool,
}

/// Builds the release programs, measures every row and prints the table.
pub fn run_all(rest: &[String]) -> Result<()> {
    let options = read(rest);
    if !options.built {
        crate::command_line::build()?;
    }
    let work = root().join("target/bench");
    std::fs::create_dir_all(&work)?;
    let rows = rows::all(&options, &work)?;
    if rows.is_empty() {
        bail!("no row says so; docs/performance.md has what they say");
    }
    say(machine());
    say("| what | ours | reference | ratio | processor | reach |");
    say("|---|---|---|---|---|---|");
    let mut missed = 0;
    for row in rows {
        let figures = pair::measure(&row, &options)?;
        missed += usize::from(!figures.reached(row.reach));
        say(figures.line(&row));
    }
    if options.quick {
        say("Once each: this shows that the rows run, and judges no time.");
    } else {
        say(format!("{missed} rows do not reach their figure."));
    }
    Ok(())
}

fn read(rest: &[String]) -> Options {
    let value = |name: &str| {
        rest.windows(2)
            .filter(|pair| pair[0] == name)
            .map(|pair| pair[1].clone())
            .collect::<Vec<_>>()
    };
    Options {
        quick: rest.iter().any(|word| word == "--quick"),
        histories: value("--history").into_iter().map(PathBuf::from).collect(),
        only: value("--only").pop(),
        built: rest.iter().any(|word| word == "--built"),
    }
}

/// What the figures were measured on.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("");
    let cores = cpu
        .lines()
        .filter(|line| line.starts_with("processor"))
        .count();
    let git = crate::steps::output(&mut crate::steps::program("git", &["--version"]));
    format!(
        "{} cores, {}, {}\n",
        cores,
        model.trim_start_matches([' ', '\t', ':']),
        git.unwrap_or_default().trim()
    )
}
