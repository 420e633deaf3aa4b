//! The rows of the table.

use super::Options;
use super::history::{Shape, make};
use super::pair::{Reach, Row};
use super::side::Side;
use super::{flow, ledger, promotion, window, workspaces};
use crate::steps::{output, root, say};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Every row that was asked for.
pub fn all(options: &Options, work: &Path) -> Result<Vec<Row>> {
    // What a group measures on takes minutes to make, so no other is begun.
    let wants = |words: &[&str]| {
        let only = options.only.as_deref();
        only.is_none_or(|part| words.iter().any(|word| part.contains(word)))
    };
    let mut rows = Vec::new();
    if wants(&["ledger"]) {
        rows.extend(ledger::all(options, work)?);
    }
    if wants(&["version", "changelog", " commits", " tags"]) {
        for (name, repo) in repositories(options, work)? {
            rows.extend(of_repository(&name, &repo, work)?);
        }
    }
    if wants(&["board", "refresh"]) {
        rows.extend(workspaces::all(work, options.quick)?);
    }
    if wants(&["branches"]) {
        rows.extend(flow::all(work, options.quick)?);
    }
    if wants(&["promotion"]) {
        rows.push(promotion::row(work));
    }
    if wants(&["window"]) {
        rows.extend(window::all(options)?);
    }
    rows.retain(|row| {
        options
            .only
            .as_ref()
            .is_none_or(|part| row.name.contains(part))
    });
    Ok(rows)
}

fn repositories(options: &Options, work: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut shapes = vec![(800, 100, 4), (8_000, 900, 10)];
    if !options.quick {
        shapes.extend([(80_000, 3_999, 20), (1_000_000, 1_999, 50)]);
    }
    let only = options.only.as_deref().unwrap_or_default();
    if only.ends_with(" commits") {
        shapes.retain(|(commits, ..)| only.ends_with(&format!(" {commits} commits")));
    }
    let mut found = Vec::new();
    for (commits, per_tag, services) in shapes {
        say(format!("    history of {commits} commits"));
        let place = make(
            work,
            Shape {
                commits,
                per_tag,
                services,
                by_service: false,
            },
        )?;
        found.push((format!("{commits} commits"), place));
    }
    for place in &options.histories {
        let name = place
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        found.push((name, place.clone()));
    }
    Ok(found)
}

fn of_repository(name: &str, repo: &Path, work: &Path) -> Result<Vec<Row>> {
    let base = base_of(repo)?;
    let range = base.map_or_else(|| "HEAD".to_owned(), |base| format!("{base}..HEAD"));
    let warm = work.join("warm");
    let cold = work.join("cold");
    let large = name.starts_with("1000000");
    let counted = git(repo, &["rev-list", "--count", &range]);
    let logged = git(repo, &["log", "--format=%H%n%B", &range]);
    let everything = git(repo, &["log", "--format=%H%n%B"]);
    let mut rows = vec![
        Row {
            name: format!("next version, warm, {name}"),
            ours: ours(repo, &warm, &["next-version", "--json"]),
            reference: Some(counted),
            reach: if large {
                Reach::Within(Duration::from_millis(100))
            } else {
                Reach::Ratio(1.0)
            },
        },
        Row {
            name: format!("next version, cold, {name}"),
            ours: ours(repo, &cold, &["next-version", "--json"]).after(emptying(&cold)),
            reference: Some(logged),
            reach: Reach::Ratio(1.0),
        },
    ];
    if large {
        rows.push(Row {
            name: format!("next version, cold, {name}: memory"),
            ours: ours(repo, &cold, &["next-version", "--json"]).after(emptying(&cold)),
            reference: None,
            reach: Reach::Memory(200 << 20),
        });
    } else {
        rows.push(Row {
            name: format!("full changelog, {name}"),
            ours: ours(repo, &warm, &["changelog"]),
            reference: Some(everything),
            reach: Reach::Ratio(1.5),
        });
    }
    Ok(rows)
}

/// Lets everything that is known be forgotten.
pub fn emptying(data: &Path) -> impl Fn() -> Result<()> + 'static {
    let data = data.to_owned();
    move || {
        let _none = std::fs::remove_dir_all(&data);
        Ok(())
    }
}

/// The tag git itself finds below the head.
fn base_of(repo: &Path) -> Result<Option<String>> {
    let tags = output(Command::new("git").arg("-C").arg(repo).args([
        "for-each-ref",
        "--merged=HEAD",
        "--sort=-version:refname",
        "--count=1",
        "--format=%(refname)",
        "refs/tags",
    ]))?;
    Ok(tags.lines().next().map(str::to_owned))
}

fn git(repo: &Path, arguments: &[&str]) -> Side {
    let (repo, arguments) = (repo.to_owned(), owned(arguments));
    Side::new(move || {
        let mut command = Command::new("git");
        command.arg("-C").arg(&repo).args(&arguments);
        command
    })
}

fn ours(repo: &Path, data: &Path, arguments: &[&str]) -> Side {
    let repo = repo.display().to_string();
    let arguments = [arguments, &["--repo", &repo]].concat();
    lockkeeper(data, &arguments)
}

/// A command of ours that keeps what it knows in `data`.
pub fn lockkeeper(data: &Path, arguments: &[&str]) -> Side {
    let program = root().join("target/release/lockkeeper");
    let (data, arguments) = (data.to_owned(), owned(arguments));
    Side::new(move || {
        let mut command = Command::new(&program);
        command.args(&arguments).arg("--data-dir").arg(&data);
        command
    })
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|text| (*text).to_owned()).collect()
}
