//! The calendar as text.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use lockkeeper_contract::{CalendarView, LaneView, MarkKind, MarkView, StretchView};
use lockkeeper_domain::calendar::Admission;
use std::fmt::Write as _;

/// Each environment with its answers, then what happened.
pub fn calendar(view: &CalendarView, zone: &TimeZone) -> String {
    let lanes = view.lanes.iter().map(|one| lane(one, zone));
    let mut text = lanes.collect::<Vec<_>>().join("\n\n");
    if !view.marks.is_empty() {
        text.push_str("\n\nHappened\n");
        let marks = view.marks.iter().map(|one| mark(one, zone));
        text.push_str(&marks.collect::<Vec<_>>().join("\n"));
    }
    text
}

fn lane(lane: &LaneView, zone: &TimeZone) -> String {
    let mut text = lane.environment.clone();
    for one in &lane.stretches {
        let _always = write!(text, "\n  {}", stretch(one, zone));
    }
    text
}

fn stretch(one: &StretchView, zone: &TimeZone) -> String {
    let admission = match one.admission {
        Admission::Open => "✓ open  ",
        Admission::Partly => "! partly",
        Admission::Closed => "✗ closed",
        Admission::Unknown => "? unknown",
    };
    let (from, until) = (local(&one.from, zone), local(&one.until, zone));
    let entry = one.entry.map(|entry| format!(" (entry {entry})"));
    format!(
        "{admission}  {from} – {until}  {}{}",
        one.reason,
        entry.unwrap_or_default()
    )
}

fn mark(mark: &MarkView, zone: &TimeZone) -> String {
    let kind = match mark.kind {
        MarkKind::Request => "requested",
        MarkKind::Start => "started",
        MarkKind::Finish => "finished",
        MarkKind::Failure => "ended without success",
        MarkKind::BreakGlass => "glass broken",
    };
    let at = local(&mark.at, zone);
    format!(
        "{:>6}  {at}  {kind} by {}: {}",
        mark.entry, mark.by, mark.sentence
    )
}

/// A moment as people here say it; as it came where it cannot be read.
fn local(moment: &str, zone: &TimeZone) -> String {
    let here = |at: Timestamp| -> Zoned { at.to_zoned(zone.clone()) };
    let read = moment.parse().map(here);
    read.map_or_else(
        |_| moment.to_owned(),
        |at| at.strftime("%a %-d %b %H:%M").to_string(),
    )
}
