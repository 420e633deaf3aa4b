//! Change windows and freezes: when promotion is allowed, and when it is not.
//!
//! Times are wall-clock times of an IANA zone, so a window keeps its hours
//! when the clocks change. The zones are compiled in.

mod allow;
mod freeze;
mod recurrence;

pub use freeze::{Frozen, check_freeze, frozen};

pub(crate) use freeze::held;

use crate::policy::Window;
use allow::Allowed;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use thiserror::Error;

/// How far ahead an opening is looked for, in days; every window comes weekly.
const HORIZON: i64 = 9;

/// The first moment, and the first moment after.
pub(crate) type Span = (Timestamp, Timestamp);

/// Why a text about time cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}`: {why}")]
pub struct BadTime {
    /// The text, or the part of it that is wrong.
    pub text: String,
    /// What is wrong with it, and how it is written.
    pub why: String,
}

impl BadTime {
    fn new(text: &str, why: impl Into<String>) -> Self {
        Self {
            text: text.to_owned(),
            why: why.into(),
        }
    }
}

/// Whether a moment is inside the allowed windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// There are no windows.
    Always,
    /// Inside one.
    Open {
        /// When it closes; absent when not within the next days.
        until: Option<Timestamp>,
    },
    /// Outside all.
    Closed {
        /// When the next one opens; absent when none ever does.
        opens: Option<Timestamp>,
    },
}

/// The zone of that name.
///
/// # Errors
/// When no zone has that name.
pub fn zone(name: &str) -> Result<TimeZone, BadTime> {
    TimeZoneDatabase::bundled()
        .get(name)
        .map_err(|_| BadTime::new(name, "is not an IANA time zone such as `Europe/Berlin`"))
}

/// Checks the texts of a window.
///
/// # Errors
/// When its days, its times or its zone cannot be read.
pub fn check_window(window: &Window) -> Result<(), BadTime> {
    zone(&window.zone)?;
    Allowed::parse(&window.allow).map(|_| ())
}

/// Whether a moment is inside the windows, and when that changes.
///
/// # Errors
/// When a window cannot be read.
pub fn opening(windows: &[Window], at: Timestamp) -> Result<Opening, BadTime> {
    if windows.is_empty() {
        return Ok(Opening::Always);
    }
    let mut spans = Vec::new();
    for window in windows {
        let allowed = Allowed::parse(&window.allow)?;
        spans.extend(spans_near(&allowed, &zone(&window.zone)?, at));
    }
    let spans = merged(spans);
    let Some(current) = spans.iter().find(|s| s.0 <= at && at < s.1) else {
        let opens = spans.iter().map(|s| s.0).find(|from| *from > at);
        return Ok(Opening::Closed { opens });
    };
    let ends = spans.last() != Some(current);
    Ok(Opening::Open {
        until: ends.then_some(current.1),
    })
}

/// The spans of a window that begin from yesterday up to the horizon.
fn spans_near(allowed: &Allowed, zone: &TimeZone, at: Timestamp) -> Vec<Span> {
    let today = at.to_zoned(zone.clone()).date();
    spans_around(allowed, zone, today, HORIZON)
}

/// The spans of a window that begin from the day before up to so many days later.
fn spans_around(allowed: &Allowed, zone: &TimeZone, first: Date, days: i64) -> Vec<Span> {
    (-1..=days)
        .filter_map(|days| first.checked_add(jiff::Span::new().days(days)).ok())
        .filter(|day| allowed.days.contains(&day.weekday()))
        .filter_map(|day| span_on(day, allowed, zone))
        .collect()
}

/// The spans of a window that touch a time, sorted and joined.
///
/// # Errors
/// When the window cannot be read.
pub(crate) fn open(
    window: &Window,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Span>, BadTime> {
    let (allowed, zone) = (Allowed::parse(&window.allow)?, zone(&window.zone)?);
    let first = from.to_zoned(zone.clone()).date();
    // A day more at the end: days of the zone are not days of the clock.
    let days = until.duration_since(from).as_hours() / 24 + 2;
    let spans = spans_around(&allowed, &zone, first, days).into_iter();
    Ok(merged(
        spans
            .filter(|span| span.0 < until && from < span.1)
            .collect(),
    ))
}

fn span_on(day: Date, allowed: &Allowed, zone: &TimeZone) -> Option<Span> {
    let end_day = if allowed.until <= allowed.from {
        day.tomorrow().ok()?
    } else {
        day
    };
    let from = day.to_datetime(allowed.from).to_zoned(zone.clone()).ok()?;
    let until = end_day
        .to_datetime(allowed.until)
        .to_zoned(zone.clone())
        .ok()?;
    Some((from.timestamp(), until.timestamp())).filter(|(from, until)| from < until)
}

/// Sorted, with touching spans joined.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for (from, until) in spans {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    joined
}

#[cfg(test)]
mod tests;
