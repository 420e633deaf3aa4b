//! The workspace file of the demo, and the rules it stands for.

use crate::{DemoError, people};
use jiff::Timestamp;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use serde_json::Value;

const TEXT: &str = include_str!("../files/lockkeeper.toml");
/// How near the freeze may be; nearer, and it is next year's.
const AHEAD: i32 = 7;

/// The approvers of production: today, and when the ledger began.
const APPROVERS: [&str; 2] = ["count = 2", "count = 1"];

/// The rules as the ledger holds them.
pub(crate) struct Rules {
    /// Those that it began with.
    pub(crate) first: Value,
    /// Those of the file.
    pub(crate) today: Value,
}

/// The rules that a workspace file of the demo has and had.
pub(crate) fn rules(file: &str) -> Result<Rules, DemoError> {
    let [today, first] = APPROVERS;
    Ok(Rules {
        first: read(&file.replace(today, first))?,
        today: read(file)?,
    })
}

fn read(file: &str) -> Result<Value, DemoError> {
    let read = lockkeeper_workspace::parse(file, "lockkeeper.toml");
    let read = read.map_err(|problems| {
        let lines = problems.iter().map(ToString::to_string);
        DemoError::File(lines.collect::<Vec<_>>().join("; "))
    });
    Ok(read?.rules())
}

/// The workspace file as it would be at a moment, with everybody's public key.
pub(crate) fn render(at: Timestamp) -> Result<String, DemoError> {
    let today = at.to_zoned(TimeZone::UTC).date();
    let freeze = freeze_year(today);
    let text = TEXT
        .replace("@DAYS@", &days(today).ok_or(DemoError::Moment(at))?)
        .replace("@FREEZE@", &freeze.to_string())
        .replace("@THAW@", &(freeze + 1).to_string());
    Ok(people::all().fold(text, |text, person| {
        text.replace(&format!("@{}@", person.handle), &person.key().line())
    }))
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
