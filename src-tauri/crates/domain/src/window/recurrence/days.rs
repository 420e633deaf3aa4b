//! Which days of a period a rule means.

use super::{Pace, Rule};
use jiff::civil::{Date, Weekday};

impl Rule {
    /// Whether the rule means this day. Where it says nothing of days, those
    /// like its start are meant.
    pub(super) fn holds(&self, day: Date, start: Date) -> bool {
        let asks = |list: &[i16], own: i8| list.is_empty() || list.contains(&own.into());
        asks(&self.months, day.month())
            && self.is_on_month_day(day)
            && self.is_on_year_day(day)
            && self.is_on_weekday(day)
            && (self.says_days() || self.is_like(day, start))
    }

    const fn says_days(&self) -> bool {
        !(self.month_days.is_empty() && self.year_days.is_empty() && self.weekdays.is_empty())
    }

    fn is_like(&self, day: Date, start: Date) -> bool {
        match self.pace {
            Pace::Daily => true,
            Pace::Weekly => day.weekday() == start.weekday(),
            Pace::Monthly => day.day() == start.day(),
            Pace::Yearly => {
                let month = !self.months.is_empty() || day.month() == start.month();
                month && day.day() == start.day()
            }
        }
    }

    fn is_on_month_day(&self, day: Date) -> bool {
        among(
            &self.month_days,
            day.day().into(),
            day.days_in_month().into(),
        )
    }

    fn is_on_year_day(&self, day: Date) -> bool {
        among(&self.year_days, day.day_of_year(), day.days_in_year())
    }

    fn is_on_weekday(&self, day: Date) -> bool {
        let by_month = self.pace == Pace::Monthly || !self.months.is_empty();
        let (at, days) = if by_month {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        } else {
            (day.day_of_year(), day.days_in_year())
        };
        let meant = |(number, weekday): &(i16, Weekday)| {
            let from_start = (at - 1) / 7 + 1;
            let from_end = -((days - at) / 7 + 1);
            *weekday == day.weekday() && [0, from_start, from_end].contains(number)
        };
        self.weekdays.is_empty() || self.weekdays.iter().any(meant)
    }
}

/// Whether the day of that number, of so many, is asked for: from the start,
/// or from the end with a minus.
fn among(asked: &[i16], day: i16, days: i16) -> bool {
    asked.is_empty() || asked.contains(&day) || asked.contains(&(day - days - 1))
}
