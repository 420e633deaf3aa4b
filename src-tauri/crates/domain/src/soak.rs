//! Soak: healthy time since a version went live.
//!
//! Time counts between two healthy observations that are no further apart
//! than the rule's gap, or inside one watched span; never while unhealthy,
//! never while something else was live. What was counted stays counted when a
//! newer build comes.

use crate::gates::Progress;
use crate::policy::SoakRule;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A span in which a place was watched, with the health that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// First moment.
    pub from: Timestamp,
    /// Last moment; the same as `from` for a single look.
    pub until: Timestamp,
    /// Whether it was healthy throughout.
    pub healthy: bool,
}

impl Watched {
    /// The span of a place without a health probe: the history of its
    /// environment repository covers it for as long as it is live there.
    #[must_use]
    pub const fn by_history(since: Timestamp) -> Self {
        Self {
            from: since,
            until: Timestamp::MAX,
            healthy: true,
        }
    }
}

/// A half-open span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it; absent while it lasts.
    pub until: Option<Timestamp>,
}

/// How far the soak of a build is at a moment. `live` are the spans in which
/// it was live, `watched` the observations of the place; both in any order.
#[must_use]
pub fn progress(rule: &SoakRule, live: &[Span], watched: &[Watched], at: Timestamp) -> Progress {
    let covered = covered(watched, rule.gap, at);
    let mut counted = SignedDuration::ZERO;
    let mut lived = SignedDuration::ZERO;
    for span in live {
        let (from, until) = (span.from, span.until.unwrap_or(at).min(at));
        lived += positive(from, until);
        for stretch in &covered {
            counted += positive(from.max(stretch.0), until.min(stretch.1));
        }
    }
    Progress {
        counted,
        required: rule.required,
        unwatched: lived - counted,
        ready: ready(rule.required - counted, live, watched, at),
    }
}

/// The moment the rest will have passed, if the build stays and stays healthy.
fn ready(
    rest: SignedDuration,
    live: &[Span],
    watched: &[Watched],
    at: Timestamp,
) -> Option<Timestamp> {
    if rest <= SignedDuration::ZERO {
        return Some(at);
    }
    let is_live = live
        .iter()
        .any(|s| s.from <= at && s.until.is_none_or(|until| at < until));
    (is_live && !unhealthy(watched, at)).then(|| at.checked_add(rest).ok())?
}

/// Whether the newest observation at a moment says so.
#[must_use]
pub fn unhealthy(watched: &[Watched], at: Timestamp) -> bool {
    watched
        .iter()
        .filter(|w| w.from <= at)
        .max_by_key(|w| (w.until.min(at), !w.healthy))
        .is_some_and(|w| !w.healthy)
}

/// Healthy stretches up to a moment, without overlap: silences up to `gap`
/// are bridged, everything seen unhealthy is cut out.
fn covered(watched: &[Watched], gap: SignedDuration, at: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut looks: Vec<&Watched> = watched.iter().filter(|w| w.from <= at).collect();
    looks.sort_by_key(|w| (w.from, w.until));
    let mut stretches: Vec<(Timestamp, Timestamp)> = Vec::new();
    let mut broken = true;
    for look in looks {
        let until = look.until.min(at);
        if !look.healthy {
            cut(&mut stretches, look.from, until);
            broken = true;
            continue;
        }
        match stretches.last_mut() {
            Some(last) if !broken && look.from.duration_since(last.1) <= gap => {
                last.1 = last.1.max(until);
            }
            last => {
                // A span that began before trouble ended counts only after it.
                let from = last.map_or(look.from, |last| look.from.max(last.1));
                stretches.push((from, until.max(from)));
            }
        }
        broken = false;
    }
    let sick = watched.iter().filter(|w| !w.healthy);
    sick.for_each(|w| cut(&mut stretches, w.from, w.until));
    stretches
}

/// Takes a span out of the stretches.
fn cut(stretches: &mut Vec<(Timestamp, Timestamp)>, from: Timestamp, until: Timestamp) {
    let mut kept = Vec::with_capacity(stretches.len() + 1);
    for &(start, end) in stretches.iter() {
        if until <= start || end <= from {
            kept.push((start, end));
            continue;
        }
        if start < from {
            kept.push((start, from));
        }
        if until < end {
            kept.push((until, end));
        }
    }
    *stretches = kept;
}

fn positive(from: Timestamp, until: Timestamp) -> SignedDuration {
    until.duration_since(from).max(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests;
