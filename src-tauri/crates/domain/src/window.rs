//! Change windows and freezes: when promotion is allowed, and when it is not.
//!
//! Times are wall-clock times of an IANA zone, so a window keeps its hours
//! when the clocks change. The zones are compiled in.

mod allow;
mod freeze;

pub use freeze::{Frozen, check_freeze, frozen};

use crate::policy::Window;
use allow::Allowed;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use thiserror::Error;

/// How far ahead an opening is looked for, in days; every window comes weekly.
const HORIZON: i64 = 9;

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
fn spans_near(allowed: &Allowed, zone: &TimeZone, at: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let today = at.to_zoned(zone.clone()).date();
    (-1..=HORIZON)
        .filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok())
        .filter(|day| allowed.days.contains(&day.weekday()))
        .filter_map(|day| span_on(day, allowed, zone))
        .collect()
}

fn span_on(day: Date, allowed: &Allowed, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
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
fn merged(mut spans: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    spans.sort_unstable();
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(spans.len());
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
