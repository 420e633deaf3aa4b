//! The workspace file of the demo.

use crate::DemoError;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;

const TEXT: &str = include_str!("../files/lockkeeper.toml");
/// How near the freeze may be; nearer, and it is next year's.
const AHEAD: i32 = 7;

/// The workspace file as it would be at a moment, with Dana's public key.
pub(crate) fn render(at: Timestamp, key: Option<&str>) -> Result<String, DemoError> {
    let today = at.to_zoned(TimeZone::UTC).date();
    let freeze = freeze_year(today);
    let key = key.map_or_else(String::new, |key| format!("\"{}\"", key.trim()));
    Ok(TEXT
        .replace("@KEY@", &key)
        .replace("@DAYS@", &days(today).ok_or(DemoError::Moment(at))?)
        .replace("@FREEZE@", &freeze.to_string())
        .replace("@THAW@", &(freeze + 1).to_string()))
}

/// The day of the demo with its neighbours, whatever the zone.
fn days(today: Date) -> Option<String> {
    let first = today.yesterday().ok()?;
    let last = today.tomorrow().ok()?.tomorrow().ok()?;
    Some(format!(
        "{}..{}",
        short(first.weekday()),
        short(last.weekday())
    ))
}

/// The year in which the next freeze begins that is not too near.
fn freeze_year(today: Date) -> i16 {
    let begins = date(today.year(), 12, 20);
    let days = (begins - today).get_days();
    if days > AHEAD {
        today.year()
    } else {
        today.year() + 1
    }
}

const fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}
