//! Rows about a large ledger, which is written for the measurement.

use super::Options;
use super::pair::{Reach, Row};
use super::rows::lockkeeper;
use super::side::Side;
use super::workspaces::small_workspace;
use crate::steps::{cargo, output, program, root, run, say};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The branch on a remote, and the ref that follows it here.
const FOLLOWS: &str = "+refs/heads/lockkeeper/ledger:refs/lockkeeper/remote/origin/ledger";

/// Every row about a ledger.
pub fn all(options: &Options, work: &Path) -> Result<Vec<Row>> {
    let build = "--package lockkeeper-compose --example ledger-figures";
    let words: Vec<&str> = ["build", "--release"]
        .into_iter()
        .chain(build.split(' '))
        .collect();
    if !options.built {
        run(&mut cargo(&words))?;
    }
    let entries = if options.quick { 1_000 } else { 100_000 };
    let whole = written(work, entries)?;
    let more = written(work, entries + 10)?;
    let (desk, remote) = (work.join("ledger-desk"), work.join("ledger-remote"));
    let anew = afresh(&desk, &remote, &whole, &more);
    anew()?;
    let place = whole.display().to_string();
    let data = work.join("ledger-data");
    let verify = || lockkeeper(&data, &["ledger", "verify", "--json", "--repo", &place]);
    let named = |what: &str| format!("ledger of {entries} entries: {what}");
    let mut rows = vec![
        Row {
            name: named("full check, beside as many bare signature checks"),
            ours: verify(),
            reference: Some(Side::new(figures(&["bare", &entries.to_string(), "1"]))),
            reach: Reach::Ratio(2.0),
        },
        Row {
            name: named("full check, beside bare checks on every core"),
            ours: verify(),
            reference: Some(Side::new(figures(&[
                "bare",
                &entries.to_string(),
                &cores(),
            ]))),
            reach: Reach::Ratio(2.0),
        },
        Row {
            name: named("full check: memory"),
            ours: verify(),
            reference: None,
            reach: Reach::Memory(200 << 20),
        },
        Row {
            name: named("refresh with 10 new ones, beside `git fetch`"),
            ours: Side::told(figures(&["refresh", &desk.display().to_string()]))
                .after(afresh(&desk, &remote, &whole, &more)),
            reference: Some(fetching(&desk).after(anew)),
            reach: Reach::Ratio(1.3),
        },
        Row {
            name: named("append one, beside a plain fetch and push"),
            ours: Side::told(figures(&["append", &desk.display().to_string()]))
                .after(afresh(&desk, &remote, &whole, &whole)),
            reference: Some(pushing(&desk).after(afresh(&desk, &remote, &whole, &whole))),
            reach: Reach::Ratio(2.0),
        },
    ];
    rows.push(race(work, options.quick)?);
    rows.push(pipeline(work, if options.quick { 1_000 } else { 10_000 })?);
    rows.push(board(
        work,
        &whole,
        &named("board, one service, verified before"),
    )?);
    Ok(rows)
}

fn cores() -> String {
    std::thread::available_parallelism().map_or_else(|_| "1".to_owned(), |cores| cores.to_string())
}

/// A bare repository with so many entries, made once.
fn written(work: &Path, entries: u32) -> Result<PathBuf> {
    let place = work.join(format!("ledger-{entries}"));
    if place.join("complete").exists() {
        return Ok(place);
    }
    say(format!("    ledger of {entries} entries"));
    let _none = std::fs::remove_dir_all(&place);
    let shown = place.display().to_string();
    run(&mut figures(&["write", &shown, &entries.to_string()])())?;
    std::fs::write(place.join("complete"), "")?;
    Ok(place)
}

/// Puts a clone back to what it knew, and its remote to what it shows.
fn afresh(
    desk: &Path,
    remote: &Path,
    knows: &Path,
    shows: &Path,
) -> impl Fn() -> Result<()> + use<> {
    let [desk, remote, knows, shows] = [desk, remote, knows, shows].map(Path::to_owned);
    move || {
        for (place, from) in [(&desk, &knows), (&remote, &shows)] {
            let _none = std::fs::remove_dir_all(place);
            let copy = [from, place].map(|path| path.display().to_string());
            run(&mut program("cp", &["-r", &copy[0], &copy[1]]))?;
        }
        let (desk, remote) = (desk.display().to_string(), remote.display().to_string());
        run(&mut program(
            "git",
            &["-C", &desk, "remote", "add", "origin", &remote],
        ))
    }
}

fn fetching(desk: &Path) -> Side {
    git(desk, "git fetch -q --no-tags origin \"$FOLLOWS\"")
}

/// A push of a commit that was made before, and the fetch that precedes it.
fn pushing(desk: &Path) -> Side {
    git(
        desk,
        "git fetch -q --no-tags origin \"$FOLLOWS\" \
         && at=refs/heads/lockkeeper/ledger \
         && git push -q origin $(git commit-tree -p $at -m x $at^{tree}):$at",
    )
}

fn git(desk: &Path, script: &'static str) -> Side {
    let desk = desk.to_owned();
    Side::new(move || {
        let mut command = Command::new("sh");
        command.current_dir(&desk).env("FOLLOWS", FOLLOWS);
        for (name, value) in [("AUTHOR", "x"), ("COMMITTER", "x")] {
            command.env(format!("GIT_{name}_NAME"), value);
            command.env(format!("GIT_{name}_EMAIL"), "x@lockkeeper.invalid");
        }
        command.args(["-ec", script]);
        command
    })
}

/// Desks that write at once.
const WRITERS: u32 = 8;

/// Eight writers at once, until all are through, beside as many plain pushes
/// one after the other.
fn race(work: &Path, quick: bool) -> Result<Row> {
    let whole = written(work, if quick { 100 } else { 1_000 })?;
    let (room, remote) = (work.join("ledger-race"), work.join("ledger-race-remote"));
    let again = {
        let (room, remote) = (room.clone(), remote.clone());
        move || {
            let _none = std::fs::remove_dir_all(&room);
            std::fs::create_dir_all(&room)?;
            for number in 0..WRITERS {
                let desk = room.join(format!("desk{number}"));
                afresh(&desk, &remote, &whole, &whole)()?;
            }
            Ok(())
        }
    };
    let script = "for desk in desk*; do (cd $desk; git fetch -q --no-tags origin \"$FOLLOWS\" \
         && at=refs/lockkeeper/remote/origin/ledger \
         && git push -q origin $(git commit-tree -p $at -m x $at^{tree}):refs/heads/lockkeeper/ledger); done";
    Ok(Row {
        name: format!("ledger: append by {WRITERS} writers at once, beside as many pushes in turn"),
        ours: Side::told(figures(&["race", &room.display().to_string()])).after(again.clone()),
        reference: Some(git(&room, script).after(again)),
        reach: Reach::Ratio(1.5),
    })
}

/// What a pipeline asks before it deploys: everything fetched and checked anew,
/// by somebody without a home, a keychain or anything kept from before.
fn pipeline(work: &Path, entries: u32) -> Result<Row> {
    let place = work.join("ledger-started");
    let _none = std::fs::remove_dir_all(&place);
    let (shown, count) = (place.display().to_string(), entries.to_string());
    // Made anew each time, because its lease has to be alive.
    let words = output(&mut figures(&["start", &shown, &count])())?;
    let program = root().join("target/release/lockkeeper");
    let ours = Side::new(move || {
        let mut command = Command::new(&program);
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path);
        command.args(["verify", "--ledger", &format!("file://{shown}")]);
        command.args(words.split_whitespace());
        command
    });
    Ok(Row {
        name: format!("ledger of {entries} entries: `verify` in a pipeline, fetched anew"),
        ours,
        reference: None,
        reach: Reach::Within(Duration::from_secs(2)),
    })
}

/// The board of a workspace whose control repository holds the ledger.
fn board(work: &Path, whole: &Path, name: &str) -> Result<Row> {
    let file = small_workspace(work, "ledger-board")?;
    let folder = file.parent().unwrap_or(work).to_owned();
    let (control, data) = (folder.display().to_string(), work.join("ledger-board-data"));
    run(&mut program("git", &["-C", &control, "init", "-q"]))?;
    let branch = "+refs/heads/lockkeeper/ledger:refs/heads/lockkeeper/ledger";
    let whole = whole.display().to_string();
    run(&mut program(
        "git",
        &["-C", &control, "fetch", "-q", &whole, branch],
    ))?;
    let without = small_workspace(work, "ledger-none")?;
    let shown = |file: &Path| file.display().to_string();
    let board = |file: &Path| lockkeeper(&data, &["board", "--json", "--workspace", &shown(file)]);
    Ok(Row {
        name: format!("{name}, beside one without a ledger"),
        ours: board(&file),
        reference: Some(board(&without)),
        reach: Reach::Within(Duration::from_millis(200)),
    })
}

/// A command of the program that measures from inside.
fn figures(words: &[&str]) -> impl Fn() -> Command + use<> {
    let program = root().join("target/release/examples/ledger-figures");
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    move || {
        let mut command = Command::new(&program);
        command.args(&words);
        command
    }
}
