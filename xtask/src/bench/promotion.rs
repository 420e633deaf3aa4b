//! What a step of a promotion takes beside the git calls inside of it.

use super::pair::{Reach, Row, median};
use super::side::Side;
use crate::steps::{output, program, root};
use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::Value;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Instant;

/// Every step of a promotion of the demo, beside the calls of git in them: from
/// where git says that it ends back to where it says that it begins, and what
/// the system takes to start any run of it before that.
pub fn row(work: &Path) -> Row {
    let place = work.join("promotion");
    let calls = Rc::new(Cell::new(0.0));
    let told = Rc::clone(&calls);
    Row {
        name: "promotion: its steps, beside the git calls inside of them".to_owned(),
        ours: Side::found(move || {
            let (steps, git) = promoted(&place)?;
            told.set(git);
            Ok(steps)
        }),
        reference: Some(Side::found(move || Ok(calls.get()))),
        reach: Reach::Ratio(1.1),
    }
}

/// Where git writes what it does.
const TRACE: &str = "GIT_TRACE2_EVENT";

/// How often a run of git that does nothing is looked at.
const STARTS: usize = 15;

/// A part of a run, in seconds since 1970.
type Span = (f64, f64);

/// Makes the demo anew and promotes in it: the seconds of all steps, and those
/// of git within them.
fn promoted(place: &Path) -> Result<(f64, f64)> {
    let _none = std::fs::remove_dir_all(place);
    std::fs::create_dir_all(place)?;
    let demo = place.join("demo").display().to_string();
    output(&mut ours(place, &["demo", "--dir", &demo]))?;
    let workspace = format!("{demo}/control");
    let words = ["promote", "web", "--to", "staging", "--yes", "--json"];
    let words = [&words[..], &["--workspace", &workspace]].concat();
    let trace = place.join("trace");
    let answer = output(ours(place, &words).env(TRACE, &trace))?;
    let steps = steps(&serde_json::from_str(&answer)?)?;
    let before = started(place)?;
    let calls: Vec<Span> = calls(&std::fs::read_to_string(trace)?)?
        .into_iter()
        .map(|(from, until)| (from - before, until))
        .collect();
    let inside = steps.iter().map(|step| within(*step, &calls)).sum();
    Ok((steps.iter().map(|(from, until)| until - from).sum(), inside))
}

/// What a run of git takes around what it tells of itself, in seconds: the
/// median of some that do nothing.
fn started(place: &Path) -> Result<f64> {
    let trace = place.join("started");
    let mut found = Vec::new();
    for _ in 0..STARTS {
        let _none = std::fs::remove_file(&trace);
        let from = Instant::now();
        output(program("git", &["version"]).env(TRACE, &trace))?;
        let whole = from.elapsed().as_secs_f64();
        let told = calls(&std::fs::read_to_string(&trace)?)?;
        found.push(whole - told.iter().map(|(from, until)| until - from).sum::<f64>());
    }
    Ok(median(found))
}

fn ours(place: &Path, words: &[&str]) -> Command {
    let file: PathBuf = root().join("target/release/lockkeeper");
    let mut command = program(&file.display().to_string(), words);
    command
        .env("HOME", place)
        .arg("--data-dir")
        .arg(place.join("data"));
    command
}

fn steps(run: &Value) -> Result<Vec<Span>> {
    let steps = run["steps"].as_array().context("a run has steps")?;
    let span = |step: &Value| {
        let from = moment(step["started_at"].as_str()?)?;
        Some((from, from + step["elapsed_ms"].as_f64()? / 1e3))
    };
    let spans: Option<Vec<Span>> = steps.iter().map(span).collect();
    spans.context("each step was done")
}

/// The calls of git that we made; what git calls itself lies within them.
fn calls(trace: &str) -> Result<Vec<Span>> {
    let mut calls = Vec::new();
    for line in trace.lines() {
        let event: Value = serde_json::from_str(line)?;
        let own = event["sid"].as_str().is_some_and(|id| !id.contains('/'));
        if own && event["event"] == "exit" {
            let until = event["time"].as_str().and_then(moment);
            let (until, took) = until.zip(event["t_abs"].as_f64()).context("it ends")?;
            calls.push((until - took, until));
        }
    }
    calls.sort_by(|one, other| one.0.total_cmp(&other.0));
    Ok(calls)
}

/// The seconds of a step in which git ran, each counted once.
fn within((from, until): Span, calls: &[Span]) -> f64 {
    let (mut counted, mut seconds) = (from, 0.0);
    for (begin, end) in calls {
        let (begin, end) = (begin.max(counted), end.min(until));
        if end > begin {
            seconds += end - begin;
            counted = end;
        }
    }
    seconds
}

fn moment(text: &str) -> Option<f64> {
    let at: Timestamp = text.parse().ok()?;
    Some(at.as_duration().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_at_the_same_time_count_once() {
        let calls = [(0.0, 1.5), (1.0, 2.0), (3.0, 9.0)];
        let seconds = within((1.0, 4.0), &calls);
        assert!((seconds - 2.0).abs() < 1e-9, "{seconds}");
    }

    #[test]
    fn what_git_calls_itself_is_within_its_own_call() {
        let at = |sid: &str| {
            format!(r#"{{"event":"exit","sid":"{sid}","time":"2026-03-10T09:00:02Z","t_abs":0.5}}"#)
        };
        let trace = format!("{}\n{}", at("a"), at("a/b"));
        let calls = calls(&trace).unwrap();
        assert_eq!(calls.len(), 1);
        assert!((calls[0].1 - calls[0].0 - 0.5).abs() < 1e-9);
    }
}
