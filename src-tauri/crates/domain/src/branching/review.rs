//! How soon reviews are expected: what is due when, and what is late.

use super::rules::Review;
use jiff::Timestamp;

/// What happened to a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewEvent {
    /// It was opened for review.
    Opened,
    /// Somebody else reviewed it.
    Reviewed,
    /// Its author answered, or pushed more.
    Answered,
}

/// Which review is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewKind {
    /// The first one.
    First,
    /// One more, after an answer.
    FollowUp,
}

/// A review that was, or is, expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewDue {
    /// Which.
    pub kind: ReviewKind,
    /// Until when.
    pub until: Timestamp,
    /// When it came.
    pub came: Option<Timestamp>,
    /// Whether it came too late, or has not come in time.
    pub late: bool,
}

/// The reviews that were expected of a pull request, in order of its events.
/// Several answers before a review are one: the first of them counts. Time is
/// that of clocks, not of working hours.
#[must_use]
pub fn reviews_due(
    events: &[(Timestamp, ReviewEvent)],
    rule: Review,
    now: Timestamp,
) -> Vec<ReviewDue> {
    let mut ordered = events.to_vec();
    ordered.sort_by_key(|(at, _)| *at);
    let mut found: Vec<ReviewDue> = Vec::new();
    let mut reviewed = false;
    for (at, event) in ordered {
        let open = found.iter_mut().find(|due| due.came.is_none());
        match event {
            ReviewEvent::Reviewed => {
                reviewed = true;
                if let Some(open) = open {
                    open.came = Some(at);
                }
            }
            ReviewEvent::Opened | ReviewEvent::Answered if open.is_some() => {}
            ReviewEvent::Opened if reviewed => {}
            ReviewEvent::Opened => found.extend(due(ReviewKind::First, at, rule.first)),
            ReviewEvent::Answered if reviewed => {
                found.extend(due(ReviewKind::FollowUp, at, rule.follow_up));
            }
            ReviewEvent::Answered => {}
        }
    }
    for due in &mut found {
        due.late = due.came.unwrap_or(now) > due.until;
    }
    found
}

fn due(kind: ReviewKind, at: Timestamp, within: Option<jiff::SignedDuration>) -> Option<ReviewDue> {
    // A moment that no calendar holds is never late.
    let until = at.checked_add(within?).ok()?;
    Some(ReviewDue {
        kind,
        until,
        came: None,
        late: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    const RULE: Review = Review {
        first: Some(SignedDuration::from_hours(24)),
        follow_up: Some(SignedDuration::from_hours(4)),
    };

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3600).expect("a calendar holds it")
    }

    /// The reviews as `kind until came late`, in hours.
    fn told(events: &[(i64, ReviewEvent)], now: i64) -> Vec<String> {
        let events: Vec<_> = events
            .iter()
            .map(|(hours, event)| (at(*hours), *event))
            .collect();
        let hours = |at: Timestamp| at.as_second() / 3600;
        let line = |due: ReviewDue| {
            let came = due.came.map(hours);
            format!("{:?} {} {came:?} {}", due.kind, hours(due.until), due.late)
        };
        reviews_due(&events, RULE, at(now))
            .into_iter()
            .map(line)
            .collect()
    }

    #[test]
    fn the_first_review_is_late_after_a_day() {
        use ReviewEvent::{Opened, Reviewed};
        assert_eq!(told(&[(0, Opened)], 24), ["First 24 None false"]);
        assert_eq!(told(&[(0, Opened)], 25), ["First 24 None true"]);
        assert_eq!(
            told(&[(0, Opened), (25, Reviewed)], 99),
            ["First 24 Some(25) true"]
        );
    }

    #[test]
    fn a_follow_up_is_due_after_the_first_of_several_answers() {
        use ReviewEvent::{Answered, Opened, Reviewed};
        let events = [
            (0, Opened),
            (1, Answered),
            (2, Reviewed),
            (5, Answered),
            (8, Answered),
        ];
        assert_eq!(
            told(&events, 9),
            ["First 24 Some(2) false", "FollowUp 9 None false"]
        );
        assert_eq!(told(&events, 10)[1], "FollowUp 9 None true");
    }

    #[test]
    fn what_the_rule_does_not_ask_for_is_never_due() {
        let rule = Review {
            first: None,
            follow_up: None,
        };
        let events = [(at(0), ReviewEvent::Opened)];
        assert_eq!(reviews_due(&events, rule, at(99)), []);
    }
}
