//! The ledger as text.

use lockkeeper_contract::{EntryLine, EntryView, TrailView};
use lockkeeper_domain::ledger::{LedgerVerdict, Walk};
use std::fmt::Write as _;

/// The trail, newest first, under its seal.
pub fn trail(view: &TrailView) -> String {
    let mut text = seal(&view.verdict, view.entries, &view.head);
    if let (Some(at), Some(rule)) = (view.broken_at, &view.rule) {
        let _always = write!(text, "\nNothing from entry {at} on counts: {rule}.");
    }
    for entry in &view.lines {
        text.push('\n');
        text.push_str(&line(entry));
    }
    text
}

fn line(entry: &EntryLine) -> String {
    let mut text = format!(
        "{:>6}  {}  {}: {}",
        entry.number, entry.at, entry.by, entry.sentence
    );
    if let Some(void) = &entry.void {
        let _always = write!(text, "\n        ✗ without effect: {void}");
    }
    for remark in &entry.remarks {
        let _always = write!(text, "\n        ! {remark}");
    }
    text
}

/// One entry with its proof.
pub fn entry(view: &EntryView) -> String {
    let mut text = line(&view.line);
    let _always = write!(
        text,
        "\n\nEntry   {}\nCommit  {}\nKey     {}\n\n{}\n\n{}",
        view.line.hash, view.line.commit, view.key, view.statement, view.signature
    );
    text.push_str("\nTo check it without this program, in a clone of the repository:\n");
    for command in &view.commands {
        let _always = write!(text, "\n    {command}");
    }
    text
}

/// The first entry of a ledger that was never seen here.
pub fn genesis(view: &EntryView) -> String {
    let line = &view.line;
    format!(
        "This desktop sees this ledger for the first time: {}, begun by {} at {}.\n\
         Genesis {}\nKey     {}\n\
         Compare both with what an admin of the workspace tells you over another way.",
        line.sentence, line.by, line.at, line.hash, view.key
    )
}

/// The verdict in words.
pub fn verdict(walk: &Walk) -> String {
    let verdict = LedgerVerdict::of(walk);
    let entries = u32::try_from(verdict.entries).unwrap_or(u32::MAX);
    let mut text = seal(&verdict.verdict.to_string(), entries, verdict.head.as_str());
    if let Some(stop) = walk.stop() {
        let (at, why) = (stop.number(), stop.detail());
        let _always = write!(text, "\nNothing from entry {at} on counts: {why}.");
    }
    for (number, record) in walk.state().records().iter().enumerate() {
        if let Some(void) = &record.void {
            let _always = write!(text, "\nEntry {number} is without effect: {}.", void.detail);
        }
    }
    text
}

fn seal(verdict: &str, entries: u32, head: &str) -> String {
    format!("{entries} entries, {verdict}, head {head}")
}
