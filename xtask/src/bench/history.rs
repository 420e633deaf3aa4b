//! Repositories to measure on, made once and kept in `target/bench`.

use crate::steps::{program, run};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The shape of a generated history.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Commits on the one branch, merges included.
    pub commits: u32,
    /// Commits between two tags of the whole repository.
    pub per_tag: u32,
    /// Folders `services/s00` and so on, touched in turn.
    pub services: u32,
    /// Whether each service is tagged by itself (`s00/v1.1.0`), a few commits
    /// after the one before it.
    pub by_service: bool,
}

/// Makes the repository unless it is there; the last tag lies `unreleased`
/// commits below the head.
pub fn make(work: &Path, shape: Shape) -> Result<PathBuf> {
    let place = work.join(format!(
        "history-{}{}",
        shape.commits,
        if shape.by_service { "-services" } else { "" }
    ));
    if place.join("complete").exists() {
        return Ok(place);
    }
    let _none = std::fs::remove_dir_all(&place);
    let shown = place.display().to_string();
    run(&mut program(
        "git",
        &["init", "--quiet", "--bare", "--initial-branch=main", &shown],
    ))?;
    let mut import = Command::new("git")
        .args(["-C", &shown, "fast-import", "--quiet", "--max-pack-size=2g"])
        .stdin(Stdio::piped())
        .spawn()?;
    {
        let input = import
            .stdin
            .take()
            .context("fast-import reads its standard input")?;
        write_stream(&mut BufWriter::with_capacity(1 << 20, input), shape)?;
    }
    anyhow::ensure!(import.wait()?.success(), "fast-import failed");
    std::fs::write(place.join("complete"), "")?;
    Ok(place)
}

fn write_stream(out: &mut impl Write, shape: Shape) -> Result<()> {
    let mut record = String::new();
    for number in 1..=shape.commits {
        record.clear();
        write_commit(&mut record, number, shape)?;
        if shape.by_service {
            // Half of a round is unreleased in the end.
            let service = (number + shape.per_tag / 2) % shape.per_tag;
            if service < shape.services {
                let name = format!("s{service:02}/v1.{}.0", number / shape.per_tag + 1);
                write_tag(&mut record, number, &name)?;
            }
        } else if number % shape.per_tag == 0 {
            let name = format!("v1.{}.0", number / shape.per_tag);
            write_tag(&mut record, number, &name)?;
        }
        out.write_all(record.as_bytes())?;
    }
    out.flush()?;
    Ok(())
}

/// Every seventh commit merges a side commit, as real histories do.
fn write_commit(record: &mut String, number: u32, shape: Shape) -> Result<()> {
    let service = number % shape.services;
    let kind = ["feat", "fix", "docs", "chore", "perf", "refactor", "fix"][number as usize % 7];
    let message = format!(
        "{kind}(s{service:02}): change number {number}\n\nWhy this was needed, in a line or two of text.\n"
    );
    let time = 1_500_000_000 + u64::from(number) * 60;
    write!(
        record,
        "commit refs/heads/main\nmark :{number}\nauthor A U Thor <a@example.org> {time} +0000\n\
         committer A U Thor <a@example.org> {time} +0000\ndata {}\n{message}",
        message.len()
    )?;
    if number > 1 {
        writeln!(record, "from :{}", number - 1)?;
    }
    if number > 14 && number.is_multiple_of(7) {
        writeln!(record, "merge :{}", number - 5)?;
    }
    let text = format!("{number}\n");
    write!(
        record,
        "M 100644 inline services/s{service:02}/file\ndata {}\n{text}\n",
        text.len()
    )?;
    Ok(())
}

fn write_tag(record: &mut String, commit: u32, name: &str) -> Result<()> {
    let time = 1_500_000_000 + u64::from(commit) * 60;
    let message = format!("{name}\n");
    write!(
        record,
        "tag {name}\nfrom :{commit}\ntagger A U Thor <a@example.org> {time} +0000\ndata {}\n{message}",
        message.len()
    )?;
    Ok(())
}
