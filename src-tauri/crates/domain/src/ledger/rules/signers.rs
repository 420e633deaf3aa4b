//! Who may be asked to sign: holders of a role, without those who are away.
//!
//! Days away decide nothing: a yes of somebody who is away counts like any
//! other. They only say whom nobody should wait for.

use super::{ApprovalRule, Rules};
use crate::ledger::{Moment, RequestState, State};
use crate::words;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

/// Days on which a person is not asked, the first and the last among them.
/// Days are those of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Away {
    /// Reads `["2026-12-20", "2027-01-03"]`; anything else is nobody's absence.
    #[must_use]
    pub(super) fn read(value: &Value) -> Option<Self> {
        let day = |value: &Value| value.as_str()?.parse::<Date>().ok();
        match value.as_array()?.as_slice() {
            [from, until] => Some(Self {
                from: day(from)?,
                until: day(until)?,
            }),
            _ => None,
        }
    }

    /// Whether that moment is on one of the days.
    #[must_use]
    pub fn covers(&self, now: Moment) -> bool {
        let today = now.timestamp().to_zoned(TimeZone::UTC).date();
        (self.from..=self.until).contains(&today)
    }
}

/// Somebody who may sign and is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Their handle.
    pub handle: String,
    /// The last day.
    pub until: Date,
}

/// Who could still say yes to a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signers {
    /// Those who may be asked.
    pub may: Vec<String>,
    /// Those who may not be, because they are away.
    pub away: Vec<Absent>,
}

impl Signers {
    /// Why a rule cannot be met by them, in words; nothing when it can.
    #[must_use]
    pub fn against(&self, have: usize, count: u64) -> Option<String> {
        let reach = u64::try_from(have + self.may.len()).unwrap_or(u64::MAX);
        if reach >= count {
            return None;
        }
        let left = match (have, self.may.as_slice()) {
            (0, []) => "nobody may sign".to_owned(),
            (_, []) => "nobody else may sign".to_owned(),
            (0, may) => format!("only {} may sign", words::list(may)),
            (_, may) => format!("only {} may sign too", words::list(may)),
        };
        let away = self.away.iter();
        let away = away.map(|one| format!(", {} is away until {}", one.handle, one.until));
        Some(format!(
            "cannot be reached now: {left}{}",
            away.collect::<String>()
        ))
    }
}

impl Rules {
    /// The people a condition holds for, told apart by whether they are away.
    #[must_use]
    pub fn signers(&self, fits: impl Fn(&str) -> bool, now: Moment) -> Signers {
        let mut signers = Signers::default();
        for (handle, person) in self.people.iter().filter(|(handle, _)| fits(handle)) {
            match person.away.filter(|away| away.covers(now)) {
                Some(away) => signers.away.push(Absent {
                    handle: handle.clone(),
                    until: away.until,
                }),
                None => signers.may.push(handle.clone()),
            }
        }
        signers
    }
}

impl State {
    /// Who could still say yes to a request for one of its rules.
    #[must_use]
    pub fn signers(
        &self,
        request: &RequestState,
        rule: &ApprovalRule,
        rules: &Rules,
        now: Moment,
    ) -> Signers {
        let said = self.approvers(request, &rule.role, rules, now);
        let own_counts = rules
            .env(&request.body.to)
            .is_some_and(|env| env.own_counts);
        let fits = |person: &str| {
            !said.contains(person)
                && (own_counts || person != request.by)
                && rules.holds(person, &rule.role, request.services())
        };
        rules.signers(fits, now)
    }
}

#[cfg(test)]
mod tests {
    use super::{Absent, Away, Signers};
    use crate::ledger::Moment;
    use jiff::civil::date;
    use serde_json::json;

    #[test]
    fn both_days_belong_to_the_absence() {
        let away = Away::read(&json!(["2026-12-20", "2027-01-03"])).unwrap();
        let on = |text: &str| away.covers(Moment::parse(text).unwrap());
        assert!(!on("2026-12-19T23:59:59Z"));
        assert!(on("2026-12-20T00:00:00Z"));
        assert!(on("2027-01-03T23:59:59Z"));
        assert!(!on("2027-01-04T00:00:00Z"));
    }

    #[test]
    fn what_is_no_pair_of_days_keeps_nobody_away() {
        for odd in [json!("2026-12-20"), json!(["soon", "later"]), json!([1])] {
            assert_eq!(Away::read(&odd), None, "{odd}");
        }
    }

    #[test]
    fn a_count_out_of_reach_names_who_is_left_and_who_is_away() {
        let mut signers = Signers {
            may: vec!["lee".to_owned()],
            away: vec![Absent {
                handle: "mia".to_owned(),
                until: date(2027, 1, 3),
            }],
        };
        assert_eq!(signers.against(1, 2), None);
        assert_eq!(
            signers.against(0, 2).as_deref(),
            Some("cannot be reached now: only lee may sign, mia is away until 2027-01-03")
        );
        signers.may.clear();
        assert_eq!(
            signers.against(0, 1).as_deref(),
            Some("cannot be reached now: nobody may sign, mia is away until 2027-01-03")
        );
    }
}
