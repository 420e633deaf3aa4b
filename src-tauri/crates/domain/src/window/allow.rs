//! The text of a window: `Mon..Thu 09:00-16:00`.

use super::BadTime;
use jiff::civil::{Time, Weekday};

const FORM: &str = "is written like `Mon..Thu 09:00-16:00`, `Mon, Wed 22:00-02:00` or `Sat..Sun`";

/// How the end of a day is written; no day begins there.
const DAYS_END: &str = "24:00";

/// Days of the week and a span of the day; one that ends at or before its
/// start ends on the next day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) days: Vec<Weekday>,
    pub(super) from: Time,
    pub(super) until: Time,
}

impl Allowed {
    pub(super) fn parse(text: &str) -> Result<Self, BadTime> {
        let text = text.trim();
        let (days, times) = match text.rsplit_once(char::is_whitespace) {
            Some((days, times)) if times.contains(':') => (days.trim(), Some(times)),
            None if text.contains(':') => ("", Some(text)),
            _ => (text, None),
        };
        if days.is_empty() && times.is_none() {
            return Err(BadTime::new(text, FORM));
        }
        let (from, until) = times.map_or(Ok((Time::midnight(), Time::midnight())), parse_times)?;
        Ok(Self {
            days: parse_days(days)?,
            from,
            until,
        })
    }
}

/// No days mean every day.
fn parse_days(text: &str) -> Result<Vec<Weekday>, BadTime> {
    if text.is_empty() {
        return Ok(Weekday::Monday.cycle_forward().take(7).collect());
    }
    let mut days = Vec::new();
    for part in text.split(',').map(str::trim) {
        match part.split_once("..") {
            None => days.push(parse_day(part)?),
            Some((first, last)) => {
                let (first, last) = (parse_day(first.trim())?, parse_day(last.trim())?);
                let length = usize::from(first.until(last).unsigned_abs());
                days.extend(first.cycle_forward().take(length + 1));
            }
        }
    }
    Ok(days)
}

fn parse_day(text: &str) -> Result<Weekday, BadTime> {
    match text.to_ascii_lowercase().as_str() {
        "mon" | "monday" => Ok(Weekday::Monday),
        "tue" | "tuesday" => Ok(Weekday::Tuesday),
        "wed" | "wednesday" => Ok(Weekday::Wednesday),
        "thu" | "thursday" => Ok(Weekday::Thursday),
        "fri" | "friday" => Ok(Weekday::Friday),
        "sat" | "saturday" => Ok(Weekday::Saturday),
        "sun" | "sunday" => Ok(Weekday::Sunday),
        _ => Err(BadTime::new(
            text,
            "is not a day of the week; they are Mon, Tue, Wed, Thu, Fri, Sat and Sun",
        )),
    }
}

fn parse_times(text: &str) -> Result<(Time, Time), BadTime> {
    let (from, until) = text
        .split_once('-')
        .ok_or_else(|| BadTime::new(text, FORM))?;
    let to_midnight = until == DAYS_END;
    let from = parse_time(from)?;
    let until = if to_midnight {
        Time::midnight()
    } else {
        parse_time(until)?
    };
    if from == until && !to_midnight {
        return Err(BadTime::new(
            text,
            "is no time at all; leave the times out for whole days",
        ));
    }
    Ok((from, until))
}

fn parse_time(text: &str) -> Result<Time, BadTime> {
    let wrong = || BadTime::new(text, "is not a time of the day such as `09:00`");
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let number = |part: &str| match part.len() {
        1 | 2 => part.parse::<i8>().map_err(|_| wrong()),
        _ => Err(wrong()),
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| wrong())
}
