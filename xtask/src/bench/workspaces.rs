//! Rows about whole workspaces, which are written for the measurement.

use super::history::{Shape, make};
use super::pair::{Reach, Row};
use super::rows::{emptying, lockkeeper};
use super::side::Side;
use crate::steps::{program, run, say};
use anyhow::Result;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Services in the one repository.
const SERVICES: u32 = 50;
/// Repositories that are asked for something new.
const REPOS: u32 = 100;

/// Every row about a workspace.
pub fn all(work: &Path, quick: bool) -> Result<Vec<Row>> {
    Ok(vec![services(work)?, refresh(work, quick)?])
}

/// Fifty services of one repository beside one of them, both from nothing.
fn services(work: &Path) -> Result<Row> {
    say("    history of one repository with 50 services");
    let shape = Shape {
        commits: 8_000,
        per_tag: 800,
        services: SERVICES,
        by_service: true,
    };
    let repo = make(work, shape)?;
    let write = |name: &str, services: Range<u32>| -> Result<PathBuf> {
        let mut text = head();
        repo_of(&mut text, "all", &repo)?;
        for number in services {
            let more = format!(
                "tag = \"s{number:02}/v{{version}}\"\npaths = [\"services/s{number:02}/**\"]"
            );
            service_of(&mut text, number, "all", &more)?;
        }
        workspace(work, name, &text)
    };
    let (fifty, one) = (write("fifty", 0..SERVICES)?, write("one", 0..1)?);
    Ok(Row {
        name: format!("board of {SERVICES} services of one repository, cold, beside one service"),
        ours: from_nothing(work, "fifty", &fifty),
        reference: Some(from_nothing(work, "one", &one)),
        reach: Reach::Ratio(1.3),
    })
}

/// One service of one repository, in a workspace of that name.
pub fn small_workspace(work: &Path, name: &str) -> Result<PathBuf> {
    let shape = Shape {
        commits: 800,
        per_tag: 100,
        services: 4,
        by_service: false,
    };
    let mut text = head();
    repo_of(&mut text, "all", &make(work, shape)?)?;
    service_of(&mut text, 0, "all", "tag = \"v{version}\"")?;
    workspace(work, name, &text)
}

/// A refresh of many repositories in which nothing is new, beside asking git.
fn refresh(work: &Path, quick: bool) -> Result<Row> {
    let count = if quick { 4 } else { REPOS };
    say(format!("    {count} repositories with a remote each"));
    let shape = Shape {
        commits: 800,
        per_tag: 100,
        services: 4,
        by_service: false,
    };
    let origin = make(work, shape)?;
    let mut text = head();
    let mut list = String::new();
    for number in 0..count {
        let place = clone(&origin, &work.join(format!("clones/r{number:03}")))?;
        let name = format!("r{number:03}");
        repo_of(&mut text, &name, &place)?;
        service_of(&mut text, number, &name, "tag = \"v{version}\"")?;
        writeln!(list, "{}", place.display())?;
    }
    let name = format!("refresh-{count}");
    let file = workspace(work, &name, &text)?;
    let places = file.with_extension("list");
    std::fs::write(&places, list)?;
    let asked = move || {
        let mut command = Command::new("xargs");
        command
            .arg("--arg-file")
            .arg(&places)
            .args(["-P", "8", "-I", "{}"]);
        command.args(["git", "-C", "{}", "ls-remote", "origin"]);
        command
    };
    Ok(Row {
        name: format!("refresh of {count} repositories with nothing new"),
        ours: board(&work.join(name), &file),
        reference: Some(Side::new(asked)),
        reach: Reach::Ratio(1.2),
    })
}

fn clone(origin: &Path, place: &Path) -> Result<PathBuf> {
    if !place.join("HEAD").exists() {
        let (from, to) = (origin.display().to_string(), place.display().to_string());
        run(&mut program(
            "git",
            &["clone", "--quiet", "--mirror", &from, &to],
        ))?;
    }
    Ok(place.to_owned())
}

fn head() -> String {
    "schema = 1\nname = \"Bench\"\nenvironments = [\"dev\", \"production\"]\n".to_owned()
}

fn repo_of(text: &mut String, name: &str, place: &Path) -> Result<()> {
    let place = place.display().to_string();
    writeln!(text, "[repos.{name}]\nurl = {place:?}\nbranch = \"main\"")?;
    Ok(())
}

fn service_of(text: &mut String, number: u32, repo: &str, more: &str) -> Result<()> {
    writeln!(text, "[services.s{number:02}]\nrepo = \"{repo}\"\n{more}")?;
    Ok(())
}

fn workspace(work: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let folder = work.join("workspaces").join(name);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("lockkeeper.toml");
    std::fs::write(&file, text)?;
    Ok(file)
}

fn board(data: &Path, file: &Path) -> Side {
    let workspace = file.display().to_string();
    lockkeeper(data, &["board", "--json", "--workspace", &workspace])
}

fn from_nothing(work: &Path, name: &str, file: &Path) -> Side {
    let data = work.join(format!("cold-{name}"));
    board(&data, file).after(emptying(&data))
}
