//! Rows about branches.

use super::history::{Shape, make};
use super::pair::{Reach, Row};
use super::rows::lockkeeper;
use super::side::Side;
use crate::steps::{output, program, run};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Every row about branches.
pub fn all(work: &Path, quick: bool) -> Result<Vec<Row>> {
    let status = match quick {
        true => status(work, 800, 50)?,
        false => status(work, 8_000, 1_000)?,
    };
    Ok(vec![status, finish(work)?])
}

/// What is open among very many branches, each far from the one it follows,
/// beside git's own list. Git walks anew for every branch: ten times as many
/// on ten times as many commits cost it a hundred times as much.
fn status(work: &Path, commits: u32, branches: usize) -> Result<Row> {
    let repo = branched(work, commits, branches)?;
    let shown = repo.display().to_string();
    let data = work.join("flow-data");
    Ok(Row {
        name: format!(
            "branches: status of {branches} on {commits} commits, beside `git for-each-ref` with tracking counts"
        ),
        ours: lockkeeper(&data, &["flow", "status", "--json", "--repo", &shown]),
        reference: Some(git(
            &repo,
            "git for-each-ref '--format=%(refname) %(objectname) %(upstream:track)' refs/heads",
        )),
        reach: Reach::Ratio(1.5),
    })
}

/// A repository whose branches follow `main`, made once.
fn branched(work: &Path, commits: u32, branches: usize) -> Result<PathBuf> {
    let place = work.join(format!("branches-{branches}"));
    if place.join("branched").exists() {
        return Ok(place);
    }
    let shape = Shape {
        commits,
        per_tag: commits / 20,
        services: 20,
        by_service: false,
    };
    let from = make(work, shape)?.display().to_string();
    let _none = std::fs::remove_dir_all(&place);
    let shown = place.display().to_string();
    run(&mut program("cp", &["-r", &from, &shown]))?;
    let list = output(&mut program(
        "git",
        &["-C", &shown, "rev-list", "--first-parent", "main"],
    ))?;
    let list: Vec<&str> = list.lines().collect();
    let (mut refs, mut config) = (String::new(), String::new());
    for number in 0..branches {
        let commit = list[number * 7 % (list.len() / 2)];
        writeln!(refs, "create refs/heads/feature/b{number:05} {commit}")?;
        writeln!(
            config,
            "[branch \"feature/b{number:05}\"]\nremote = .\nmerge = refs/heads/main"
        )?;
    }
    let mut update = Command::new("git")
        .args(["-C", &shown, "update-ref", "--stdin"])
        .stdin(Stdio::piped())
        .spawn()?;
    let mut input = update.stdin.take().context("it reads its input")?;
    input.write_all(refs.as_bytes())?;
    drop(input);
    anyhow::ensure!(update.wait()?.success(), "the branches are made");
    run(&mut program("git", &["-C", &shown, "pack-refs", "--all"]))?;
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(place.join("config"))?;
    file.write_all(config.as_bytes())?;
    std::fs::write(place.join("branched"), "")?;
    Ok(place)
}

/// A feature brought home, beside the plain commands of git.
fn finish(work: &Path) -> Result<Row> {
    let (desk, remote) = (work.join("finish-desk"), work.join("finish-remote"));
    let again = {
        let (desk, remote) = (desk.clone(), remote.clone());
        move || anew(&desk, &remote)
    };
    again()?;
    let (shown, data) = (desk.display().to_string(), work.join("finish-data"));
    let words = [
        "flow", "finish", "feature", "x", "--yes", "--json", "--repo", &shown,
    ];
    let forgetting = {
        let (again, data) = (again.clone(), data.clone());
        move || {
            let _none = std::fs::remove_dir_all(&data);
            again()
        }
    };
    Ok(Row {
        name: "branches: a feature finished and pushed, beside git's own commands".to_owned(),
        ours: lockkeeper(&data, &words).after(forgetting),
        reference: Some(
            git(
                &desk,
                "git fetch -q origin && git checkout -q develop \
                 && git merge -q --no-ff --no-edit feature/x \
                 && git branch -q -d feature/x \
                 && git push -q --atomic origin develop :feature/x",
            )
            .after(again),
        ),
        reach: Reach::Ratio(1.5),
    })
}

/// A clone with one feature on `develop`, and its remote.
fn anew(desk: &Path, remote: &Path) -> Result<()> {
    for place in [desk, remote] {
        let _none = std::fs::remove_dir_all(place);
    }
    let (desk, remote) = (desk.display().to_string(), remote.display().to_string());
    let script = format!(
        "git init -q --bare -b main {remote} && git init -q -b main {desk} && cd {desk} \
         && git remote add origin {remote} && git config gitflow.branch.master main \
         && git config gitflow.branch.develop develop && git config gitflow.prefix.feature feature/ \
         && git config user.name x && git config user.email x@lockkeeper.invalid \
         && seq 500 > a && git add a && git commit -q -m 'feat: a' && git branch develop \
         && git checkout -q -b feature/x develop && seq 500 > b && git add b \
         && git commit -q -m 'feat: b' && git push -q -u origin main develop feature/x"
    );
    run(Command::new("sh").args(["-ec", &script]))
}

fn git(repo: &Path, script: &'static str) -> Side {
    let repo = repo.to_owned();
    Side::new(move || {
        let mut command = Command::new("sh");
        command.current_dir(&repo).args(["-ec", script]);
        command
    })
}
