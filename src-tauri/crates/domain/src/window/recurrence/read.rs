//! Reading the lines of a recurrence.

use super::{Pace, Recurrence, Rule};
use crate::window::zone;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use std::ops::RangeInclusive;

pub(super) fn recurrence(text: &str, zone: &TimeZone) -> Result<Recurrence, String> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut starts = lines().filter(|line| name_of(line) == "DTSTART");
    let start = starts.next().ok_or("it has no `DTSTART`")?;
    if starts.next().is_some() {
        return Err("it has two `DTSTART`".to_owned());
    }
    let (zone, times) = timed(start, zone)?;
    let (start, zone) = match time(times)? {
        (start, true) => (start, TimeZone::UTC),
        (start, false) => (start, zone),
    };
    let mut read = Recurrence {
        start,
        zone,
        rules: Vec::new(),
        more: Vec::new(),
        fewer: Vec::new(),
    };
    for line in lines() {
        match name_of(line) {
            "DTSTART" => {}
            "RRULE" => {
                let rule = line.strip_prefix("RRULE:").ok_or("a rule is `RRULE:`…")?;
                read.rules.push(self::rule(rule, &read.zone)?);
            }
            "RDATE" => read.more.extend(moments(line, &read.zone)?),
            "EXDATE" => read.fewer.extend(moments(line, &read.zone)?),
            other => return Err(format!("`{other}` is not known")),
        }
    }
    if read.rules.is_empty() && read.more.is_empty() {
        return Err("it has no `RRULE`".to_owned());
    }
    Ok(read)
}

fn name_of(line: &str) -> &str {
    line.split([':', ';']).next().unwrap_or(line)
}

/// The zone and the times of a line such as `EXDATE;TZID=Europe/Berlin:…`.
fn timed<'a>(line: &'a str, own: &TimeZone) -> Result<(TimeZone, &'a str), String> {
    let (head, times) = line
        .split_once(':')
        .ok_or_else(|| format!("`{line}` has no `:`"))?;
    let mut found = own.clone();
    for parameter in head.split(';').skip(1) {
        match parameter.split_once('=') {
            Some(("TZID", name)) => found = zone(name).map_err(|bad| bad.to_string())?,
            Some(("VALUE", "DATE" | "DATE-TIME")) => {}
            _ => return Err(format!("`{parameter}` is not known")),
        }
    }
    Ok((found, times))
}

fn moments(line: &str, own: &TimeZone) -> Result<Vec<Timestamp>, String> {
    let (zone, times) = timed(line, own)?;
    times.split(',').map(|text| moment(text, &zone)).collect()
}

/// A moment: in UTC with a `Z` at its end, else by the clock of the zone.
fn moment(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let (at, utc) = time(text)?;
    let zone = if utc { &TimeZone::UTC } else { zone };
    let zoned = at.to_zoned(zone.clone());
    zoned
        .map(|at| at.timestamp())
        .map_err(|_| format!("`{text}` is out of range"))
}

/// `20261231`, `20261231T235959` or `20261231T235959Z`, and whether it is UTC.
fn time(text: &str) -> Result<(DateTime, bool), String> {
    let wrong = || format!("`{text}` is no time such as 20261231T180000");
    let (plain, utc) = text.strip_suffix('Z').map_or((text, false), |t| (t, true));
    let (date, time) = plain.split_once('T').unwrap_or((plain, "000000"));
    let digits =
        |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(date, 8) || !digits(time, 6) {
        return Err(wrong());
    }
    let two = |text: &str, from: usize| text[from..from + 2].parse::<i8>().map_err(|_| wrong());
    let year = date[..4].parse().map_err(|_| wrong())?;
    let date = Date::new(year, two(date, 4)?, two(date, 6)?).map_err(|_| wrong())?;
    let time = Time::new(two(time, 0)?, two(time, 2)?, two(time, 4)?, 0).map_err(|_| wrong())?;
    Ok((date.to_datetime(time), utc))
}

fn rule(text: &str, zone: &TimeZone) -> Result<Rule, String> {
    let mut rule = Rule {
        pace: pace(text)?,
        interval: 1,
        count: None,
        until: None,
        week: Weekday::Monday,
        months: Vec::new(),
        month_days: Vec::new(),
        year_days: Vec::new(),
        weekdays: Vec::new(),
        hours: Vec::new(),
        minutes: Vec::new(),
        seconds: Vec::new(),
        places: Vec::new(),
    };
    let mut names = Vec::new();
    for part in text.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| format!("`{part}` has no `=`"))?;
        if names.contains(&name) {
            return Err(format!("`{name}` stands twice"));
        }
        names.push(name);
        take(&mut rule, name, value, zone)?;
    }
    check(&rule)?;
    Ok(rule)
}

fn pace(text: &str) -> Result<Pace, String> {
    let mut words = text
        .split(';')
        .filter_map(|part| part.strip_prefix("FREQ="));
    match words.next() {
        Some("DAILY") => Ok(Pace::Daily),
        Some("WEEKLY") => Ok(Pace::Weekly),
        Some("MONTHLY") => Ok(Pace::Monthly),
        Some("YEARLY") => Ok(Pace::Yearly),
        Some(other) => Err(format!(
            "`FREQ={other}` is none of DAILY, WEEKLY, MONTHLY, YEARLY"
        )),
        None => Err("it has no `FREQ`".to_owned()),
    }
}

fn take(rule: &mut Rule, name: &str, value: &str, zone: &TimeZone) -> Result<(), String> {
    let several = |range: RangeInclusive<i16>| numbers(name, value, range);
    let signed = |most: i16| {
        let read = numbers(name, value, -most..=most)?;
        if read.contains(&0) {
            return Err(format!("`{name}` holds a 0"));
        }
        Ok(read)
    };
    match name {
        "FREQ" => {}
        "INTERVAL" => rule.interval = number(name, value)?,
        "COUNT" => rule.count = Some(number(name, value)?),
        "UNTIL" => rule.until = Some(until(value, zone)?),
        "WKST" => rule.week = weekday(value)?,
        "BYMONTH" => rule.months = several(1..=12)?,
        "BYMONTHDAY" => rule.month_days = signed(31)?,
        "BYYEARDAY" => rule.year_days = signed(366)?,
        "BYHOUR" => rule.hours = several(0..=23)?,
        "BYMINUTE" => rule.minutes = several(0..=59)?,
        "BYSECOND" => rule.seconds = several(0..=59)?,
        "BYSETPOS" => rule.places = signed(366)?,
        "BYDAY" => rule.weekdays = value.split(',').map(numbered).collect::<Result<_, _>>()?,
        other => return Err(format!("`{other}` is not known here")),
    }
    Ok(())
}

/// Parts that contradict each other would never come, or come wrongly.
fn check(rule: &Rule) -> Result<(), String> {
    let numbered = rule.weekdays.iter().any(|(number, _)| *number != 0);
    let refuse = |words: &str| Err(words.to_owned());
    if numbered && !matches!(rule.pace, Pace::Monthly | Pace::Yearly) {
        return refuse("a numbered weekday needs `FREQ=MONTHLY` or `FREQ=YEARLY`");
    }
    if !rule.month_days.is_empty() && rule.pace == Pace::Weekly {
        return refuse("`BYMONTHDAY` does not go with `FREQ=WEEKLY`");
    }
    if !rule.year_days.is_empty() && rule.pace != Pace::Yearly {
        return refuse("`BYYEARDAY` needs `FREQ=YEARLY`");
    }
    let by = [&rule.months, &rule.month_days, &rule.year_days];
    let by = by
        .into_iter()
        .chain([&rule.hours, &rule.minutes, &rule.seconds]);
    let nothing = rule.weekdays.is_empty() && by.into_iter().all(Vec::is_empty);
    if !rule.places.is_empty() && nothing {
        return refuse("`BYSETPOS` needs another `BY…` to choose from");
    }
    if rule.count.is_some() && rule.until.is_some() {
        return refuse("`COUNT` and `UNTIL` exclude each other");
    }
    Ok(())
}

/// The last moment; a day alone is meant whole.
fn until(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let whole = if text.contains('T') {
        text.to_owned()
    } else {
        format!("{text}T235959")
    };
    moment(&whole, zone)
}

fn number<T: std::str::FromStr + PartialOrd + From<u8>>(
    name: &str,
    value: &str,
) -> Result<T, String> {
    let read = value
        .parse::<T>()
        .ok()
        .filter(|number| *number >= T::from(1));
    read.ok_or_else(|| format!("`{name}={value}` is no number from 1 on"))
}

fn numbers(name: &str, value: &str, range: RangeInclusive<i16>) -> Result<Vec<i16>, String> {
    let one = |text: &str| {
        let read = text.parse().ok().filter(|number| range.contains(number));
        read.ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            format!("`{text}` in `{name}` is not from {least} to {most}")
        })
    };
    value.split(',').map(one).collect()
}

/// `MO`, or `1MO` and `-1FR` for the first and the last.
fn numbered(text: &str) -> Result<(i16, Weekday), String> {
    let wrong = || format!("`{text}` is no weekday such as FR or -1FR");
    let at = text.len().checked_sub(2).ok_or_else(wrong)?;
    let (number, day) = text.split_at_checked(at).ok_or_else(wrong)?;
    let number = match number {
        "" => 0,
        number => {
            let read = number.parse().ok();
            let read = read.filter(|n: &i16| *n != 0 && (-53..=53).contains(n));
            read.ok_or_else(wrong)?
        }
    };
    Ok((number, weekday(day)?))
}

fn weekday(text: &str) -> Result<Weekday, String> {
    Ok(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        other => return Err(format!("`{other}` is no weekday such as FR")),
    })
}
