//! Freezes: times in which promotion is denied, once or again and again.

use super::recurrence::Recurrence;
use super::{BadTime, Span, merged, zone};
use crate::policy::{Freeze, FreezeSpan};
use jiff::{SignedDuration, Timestamp};

/// Occurrences that can be drawn; more are a grey wall and no calendar.
const DRAWN: usize = 1_000;

/// More than clocks were ever put back or forward at once.
const SHIFT: SignedDuration = SignedDuration::from_hours(26);

/// A freeze that holds at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen<'a> {
    /// Which.
    pub freeze: &'a Freeze,
    /// The first moment after it.
    pub until: Timestamp,
}

/// The freeze that holds at a moment; of several the one that lasts longest.
///
/// # Errors
/// When the rule of a recurring freeze cannot be read.
pub fn frozen(freezes: &[Freeze], at: Timestamp) -> Result<Option<Frozen<'_>>, BadTime> {
    let mut longest: Option<Frozen<'_>> = None;
    for freeze in freezes {
        let Some(until) = end_at(freeze, at)? else {
            continue;
        };
        if longest.is_none_or(|known| known.until < until) {
            longest = Some(Frozen { freeze, until });
        }
    }
    Ok(longest)
}

/// Checks the texts of a freeze.
///
/// # Errors
/// When its zone or its rule cannot be read, or it lasts no time at all.
pub fn check_freeze(freeze: &Freeze) -> Result<(), BadTime> {
    zone(&freeze.zone)?;
    match &freeze.span {
        FreezeSpan::Once { from, until } if until <= from => {
            Err(BadTime::new(&freeze.name, "ends before it begins"))
        }
        FreezeSpan::Once { .. } => Ok(()),
        FreezeSpan::Recurring { lasts, .. } if *lasts <= SignedDuration::ZERO => {
            Err(BadTime::new(&freeze.name, "lasts no time at all"))
        }
        FreezeSpan::Recurring { rrule, .. } => rule(rrule, &freeze.zone).map(|_| ()),
    }
}

/// When the freeze ends that holds at a moment; absent when it does not hold.
fn end_at(freeze: &Freeze, at: Timestamp) -> Result<Option<Timestamp>, BadTime> {
    match &freeze.span {
        FreezeSpan::Once { from, until } => Ok((*from <= at && at < *until).then_some(*until)),
        FreezeSpan::Recurring { rrule, lasts } => {
            let rule = rule(rrule, &freeze.zone)?;
            Ok(occurrence_end(&rule, *lasts, at))
        }
    }
}

/// The spans in which a freeze holds that touch a time, sorted and joined.
///
/// # Errors
/// When its rule cannot be read, or comes more often than can be drawn.
pub(crate) fn held(
    freeze: &Freeze,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Span>, BadTime> {
    let spans = match &freeze.span {
        FreezeSpan::Once { from, until } => vec![(*from, *until)],
        FreezeSpan::Recurring { rrule, lasts } => {
            let rule = rule(rrule, &freeze.zone)?;
            occurrences(&rule, *lasts, from, until)
                .ok_or_else(|| BadTime::new(&freeze.name, "comes too often to be drawn"))?
        }
    };
    let touches = |span: &Span| span.0 < span.1 && span.0 < until && from < span.1;
    Ok(merged(spans.into_iter().filter(touches).collect()))
}

/// The occurrences of a rule around a time; none when they are too many.
fn occurrences(
    rule: &Recurrence,
    lasts: SignedDuration,
    from: Timestamp,
    until: Timestamp,
) -> Option<Vec<Span>> {
    let starts = rule.between(from.checked_sub(lasts.saturating_add(SHIFT)).ok()?, until);
    let span = |start: &Timestamp| Some((*start, rule.end(*start, lasts)?));
    (starts.len() <= DRAWN).then(|| starts.iter().filter_map(span).collect())
}

/// The latest end of the occurrences that hold at a moment.
fn occurrence_end(rule: &Recurrence, lasts: SignedDuration, at: Timestamp) -> Option<Timestamp> {
    let starts = rule.between(at.checked_sub(lasts.saturating_add(SHIFT)).ok()?, at);
    let ends = starts
        .into_iter()
        .filter_map(|start| rule.end(start, lasts));
    ends.filter(|end| at < *end).max()
}

/// Reads a rule; a start without a zone is meant in the freeze's own.
fn rule(text: &str, zone_name: &str) -> Result<Recurrence, BadTime> {
    if !text.lines().any(|line| line.trim().starts_with("DTSTART")) {
        return Err(BadTime::new(
            text,
            "has no `DTSTART:` line that says when it begins",
        ));
    }
    Recurrence::parse(text, &zone(zone_name)?)
        .map_err(|why| BadTime::new(text, format!("is not a rule: {why}")))
}
