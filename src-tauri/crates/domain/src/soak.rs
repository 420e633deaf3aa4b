//! Soak: healthy time since a version went live.
//!
//! Time counts between two healthy observations that are no further apart
//! than the rule's gap, or inside one watched span; never while unhealthy,
//! never while something else was live. What was counted stays counted when a
//! newer build comes. An outage pauses the soak; it ends when the build was
//! taken away while unhealthy and what came instead was not.

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

/// A healthy stretch, from its first to its last moment.
type Stretch = (Timestamp, Timestamp);

/// A half-open span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it; absent while it lasts.
    pub until: Option<Timestamp>,
}

/// What is left of some spans from a moment on; all of them without one.
#[must_use]
pub fn since(spans: Vec<Span>, from: Option<Timestamp>) -> Vec<Span> {
    let Some(from) = from else { return spans };
    let lasts = |span: &Span| span.until.is_none_or(|until| until > from);
    let cut = |span: Span| Span {
        from: span.from.max(from),
        ..span
    };
    spans.into_iter().filter(lasts).map(cut).collect()
}

/// How far the soak of a build is at a moment. `live` are the spans in which
/// it was live, `watched` the observations of the place; both in any order.
#[must_use]
pub fn progress(rule: &SoakRule, live: &[Span], watched: &[Watched], at: Timestamp) -> Progress {
    let covered = covered(watched, rule.gap, at);
    let mut live = live.to_vec();
    live.sort_by_key(|span| span.from);
    let begun = begun(rule, &live, watched, &covered, at);
    let counting = &live[begun..];
    let counted = counted(counting, &covered, at);
    let lived: SignedDuration = counting
        .iter()
        .map(|span| positive(span.from, span.until.unwrap_or(at).min(at)))
        .sum();
    Progress {
        counted,
        required: rule.required,
        unwatched: lived - counted,
        ready: ready(rule.required - counted, &live, watched, at),
        ended: begun > 0,
    }
}

/// Healthy time of the spans up to a moment.
fn counted(live: &[Span], covered: &[Stretch], at: Timestamp) -> SignedDuration {
    let in_span = |span: &Span| {
        let until = span.until.unwrap_or(at).min(at);
        let stretches = covered.iter();
        stretches
            .map(|stretch| positive(span.from.max(stretch.0), until.min(stretch.1)))
            .sum::<SignedDuration>()
    };
    live.iter().map(in_span).sum()
}

/// The first span that counts. A soak that is not over ends with a span that
/// was unhealthy at its end, unless what came after it was unhealthy as well:
/// then it was the place and not the build.
fn begun(
    rule: &SoakRule,
    live: &[Span],
    watched: &[Watched],
    covered: &[Stretch],
    at: Timestamp,
) -> usize {
    let mut begun = 0;
    for (number, span) in live.iter().enumerate() {
        let Some(until) = span.until.filter(|until| *until <= at) else {
            continue;
        };
        let next = live.get(number + 1).map_or(at, |next| next.from.min(at));
        let is_over = counted(&live[begun..=number], covered, until) >= rule.required;
        let blamed = sick_at_end(watched, until) && !sick_after(watched, covered, until, next);
        if until < next && !is_over && blamed {
            begun = number + 1;
        }
    }
    begun
}

/// Whether the newest observation before a moment was unhealthy.
fn sick_at_end(watched: &[Watched], until: Timestamp) -> bool {
    let before = watched.iter().filter(|w| w.from < until);
    let newest = before.max_by_key(|w| (w.until.min(until), !w.healthy));
    newest.is_some_and(|w| !w.healthy)
}

/// Whether the first observation in a span of time was unhealthy.
fn sick_after(watched: &[Watched], covered: &[Stretch], from: Timestamp, until: Timestamp) -> bool {
    let first = |moments: &mut dyn Iterator<Item = (Timestamp, Timestamp)>| {
        moments
            .filter(|moment| moment.0 < until && from < moment.1)
            .map(|moment| moment.0.max(from))
            .min()
    };
    let looks = |healthy: bool| {
        watched
            .iter()
            .filter(move |w| w.healthy == healthy && w.from >= from)
            .map(|w| (w.from, Timestamp::MAX))
    };
    let sick = watched.iter().filter(|w| !w.healthy);
    let sick = first(&mut sick.map(|w| (w.from, w.until)).chain(looks(false)));
    let healthy = first(&mut covered.iter().copied().chain(looks(true)));
    sick.is_some_and(|sick| healthy.is_none_or(|healthy| sick <= healthy))
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
fn covered(watched: &[Watched], gap: SignedDuration, at: Timestamp) -> Vec<Stretch> {
    let mut looks: Vec<&Watched> = watched.iter().filter(|w| w.from <= at).collect();
    looks.sort_by_key(|w| (w.from, w.until));
    let mut stretches: Vec<Stretch> = Vec::new();
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
fn cut(stretches: &mut Vec<Stretch>, from: Timestamp, until: Timestamp) {
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
