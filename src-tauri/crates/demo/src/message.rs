//! What commits and tags say.

use crate::story::{Event, Happening};
use std::fmt::Write as _;

/// The message of a commit: ` || ` separates paragraphs.
pub(crate) fn commit(message: &str) -> String {
    format!("{}\n", message.replace(" || ", "\n\n"))
}

/// The message of a commit in the environment repository. What a plan made
/// names the plan.
pub(crate) fn deploy(event: &Event<'_>) -> String {
    let Happening::Deploy {
        service,
        environment,
        version,
        rollback,
        message,
    } = &event.what
    else {
        return String::new();
    };
    if let Some(message) = message {
        return format!("{message}\n");
    }
    let mut text = if *rollback {
        format!("{service} back to {version} in {environment}")
    } else {
        format!("{service} {version} to {environment}")
    };
    let plan = fingerprint(&format!("{text} {}", event.at));
    let _ = write!(text, "\n\nLockkeeper-Plan: {plan:012x}\n");
    if *rollback {
        text.push_str("Lockkeeper-Rollback: yes\n");
    }
    text
}

/// A section of a changelog.
pub(crate) fn section(version: &str, date: &str, notes: &[String]) -> String {
    let mut text = format!("## [{version}] - {date}\n");
    for (title, r#type) in [("Added", "feat"), ("Fixed", "fix"), ("Changed", "perf")] {
        let lines: Vec<_> = notes.iter().filter_map(|note| line(note, r#type)).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n### {title}\n\n{}", lines.concat());
        }
    }
    text
}

/// A line of a changelog, for a subject of that type.
fn line(subject: &str, r#type: &str) -> Option<String> {
    let (kind, text) = subject.split_once(": ")?;
    let kind = kind.split(['(', '!']).next()?;
    let mut letters = text.chars();
    let first = letters.next()?.to_uppercase();
    (kind == r#type).then(|| format!("- {first}{}\n", letters.as_str()))
}

/// FNV-1a, 48 bits: enough to tell plans apart, the same on every machine.
fn fingerprint(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash >> 16
}
