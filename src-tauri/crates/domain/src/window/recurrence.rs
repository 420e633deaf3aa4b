//! What comes again and again: the rules of RFC 5545, by day and more rarely.
//!
//! A rule is counted out from its start, in the wall clock of its zone. Every
//! part of a rule is either honoured or refused; none is passed over.

mod days;
mod read;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// A start, the rules that go on from it, and single days more or fewer.
#[derive(Debug, Clone)]
pub(super) struct Recurrence {
    start: DateTime,
    zone: TimeZone,
    rules: Vec<Rule>,
    more: Vec<Timestamp>,
    fewer: Vec<Timestamp>,
}

/// How often a rule comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// One `RRULE`. An empty list asks for nothing.
#[derive(Debug, Clone)]
struct Rule {
    pace: Pace,
    interval: i32,
    count: Option<usize>,
    until: Option<Timestamp>,
    /// The day on which weeks begin.
    week: Weekday,
    months: Vec<i16>,
    month_days: Vec<i16>,
    year_days: Vec<i16>,
    /// Weekdays; with a number, the so-manieth of the month or the year.
    weekdays: Vec<(i16, Weekday)>,
    hours: Vec<i16>,
    minutes: Vec<i16>,
    seconds: Vec<i16>,
    /// Which of a period's occurrences are meant, from its start or its end.
    places: Vec<i16>,
}

impl Recurrence {
    /// Reads the lines of a recurrence; a time without a zone is in this one.
    ///
    /// # Errors
    /// What cannot be read, and why.
    pub(super) fn parse(text: &str, zone: &TimeZone) -> Result<Self, String> {
        read::recurrence(text, zone)
    }

    /// The occurrences from one moment to another, both included, in order.
    pub(super) fn between(&self, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
        let mut found: Vec<Timestamp> = self.more.clone();
        for rule in &self.rules {
            rule.collect(self, (from, to), &mut found);
        }
        found.retain(|at| from <= *at && *at <= to && !self.fewer.contains(at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// When an occurrence ends: days are those of the wall clock.
    pub(super) fn end(&self, start: Timestamp, lasts: SignedDuration) -> Option<Timestamp> {
        let (days, rest) = (lasts.as_hours() / 24, lasts.as_secs() % (24 * 60 * 60));
        if rest != 0 {
            return start.checked_add(lasts).ok();
        }
        let days = Span::new().try_days(days).ok()?;
        let end = start.to_zoned(self.zone.clone()).checked_add(days).ok()?;
        Some(end.timestamp())
    }

    fn moment(&self, at: DateTime) -> Option<Timestamp> {
        at.to_zoned(self.zone.clone()).ok().map(|at| at.timestamp())
    }
}

impl Rule {
    /// Counts the rule out, from its start to its end or to the later moment,
    /// and keeps what is not before the earlier one.
    fn collect(
        &self,
        of: &Recurrence,
        (from, to): (Timestamp, Timestamp),
        found: &mut Vec<Timestamp>,
    ) {
        let until = self.until.map_or(to, |until| until.min(to));
        let times = self.times(of.start.time());
        let mut left = self.count.unwrap_or(usize::MAX);
        for number in 0.. {
            let Some((first, days)) = self.period(of.start.date(), number) else {
                return;
            };
            let begins = of.moment(first.max(of.start.date()).to_datetime(Time::midnight()));
            if begins.is_none_or(|begins| begins > until) {
                return;
            }
            for at in self.placed(days, &times) {
                let Some(moment) = of.moment(at).filter(|_| at >= of.start) else {
                    continue;
                };
                if moment > until || left == 0 {
                    return;
                }
                left -= 1;
                if from <= moment {
                    found.push(moment);
                }
            }
        }
    }

    /// The first day of the period of that number, and its days that count.
    fn period(&self, start: Date, number: i32) -> Option<(Date, Vec<Date>)> {
        let steps = number.checked_mul(self.interval)?;
        let first = match self.pace {
            Pace::Daily => start,
            Pace::Weekly => {
                let into = self.week.until(start.weekday());
                start.checked_sub(Span::new().days(into)).ok()?
            }
            Pace::Monthly => start.first_of_month(),
            Pace::Yearly => start.first_of_year(),
        };
        let span = |count: i32| match self.pace {
            Pace::Daily => Span::new().try_days(count),
            Pace::Weekly => Span::new().try_weeks(count),
            Pace::Monthly => Span::new().try_months(count),
            Pace::Yearly => Span::new().try_years(count),
        };
        let first = first.checked_add(span(steps).ok()?).ok()?;
        let end = first.checked_add(span(1).ok()?).ok()?;
        // Places are counted in whole months and years, and in weeks from the
        // start on, as others read the format.
        let cut = self.pace == Pace::Weekly;
        let days = first.series(Span::new().days(1));
        let days = days.take_while(|day| *day < end);
        let days = days.filter(|day| (!cut || *day >= start) && self.holds(*day, start));
        Some((first, days.collect()))
    }

    /// The times of these days; where places are asked for, only those.
    fn placed(&self, days: Vec<Date>, times: &[Time]) -> Vec<DateTime> {
        let all = days.into_iter();
        let all = all.flat_map(|day| times.iter().map(move |time| day.to_datetime(*time)));
        let all: Vec<DateTime> = all.collect();
        if self.places.is_empty() {
            return all;
        }
        let placed = |(place, at): (usize, &DateTime)| {
            let from_start = i16::try_from(place + 1).ok()?;
            let from_end = -i16::try_from(all.len() - place).ok()?;
            let meant = self.places.contains(&from_start) || self.places.contains(&from_end);
            meant.then_some(*at)
        };
        all.iter().enumerate().filter_map(placed).collect()
    }

    /// The times of a day, in order; the start's where nothing else is said.
    fn times(&self, start: Time) -> Vec<Time> {
        let or = |asked: &[i16], own: i8| match asked {
            [] => vec![own],
            asked => asked.iter().filter_map(|n| i8::try_from(*n).ok()).collect(),
        };
        let mut times = Vec::new();
        for hour in or(&self.hours, start.hour()) {
            for minute in or(&self.minutes, start.minute()) {
                let seconds = or(&self.seconds, start.second()).into_iter();
                times.extend(seconds.filter_map(|s| Time::new(hour, minute, s, 0).ok()));
            }
        }
        times.sort_unstable();
        times
    }
}

#[cfg(test)]
mod tests;
