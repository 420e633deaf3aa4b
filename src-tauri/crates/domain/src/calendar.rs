//! The calendar of an environment: when it lets in, and why not when it does not.
//!
//! A lane is the net result of its windows, its freezes and its stopped lines,
//! without a gap over the time that was asked for. It agrees with the gates at
//! every moment; a rollback passes whatever it says.

mod stop;

pub use stop::Stop;

use crate::environment::Environment;
use crate::policy::Window;
use crate::window::{self, BadTime, Span};
use crate::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether an environment lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Admission {
    /// It does.
    Open,
    /// It does, but for the services whose line is stopped.
    Partly,
    /// It does not.
    Closed,
    /// Nobody can say: a window or a freeze cannot be read.
    Unknown,
}

/// What says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// Nothing is in the way, and there are no windows.
    Always,
    /// The windows.
    Window,
    /// A freeze of the rules.
    Freeze,
    /// A line that a person stopped.
    Stop,
    /// A text that cannot be read.
    Text,
}

/// A time in which one answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
    /// The answer.
    pub ruling: Ruling,
}

/// An answer with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Whether it lets in.
    pub admission: Admission,
    /// What says so.
    pub cause: Cause,
    /// Why, in words.
    pub reason: String,
    /// The entry of the ledger that says so.
    pub entry: Option<usize>,
}

impl Ruling {
    fn new(admission: Admission, cause: Cause, reason: impl Into<String>) -> Self {
        Self {
            admission,
            cause,
            reason: reason.into(),
            entry: None,
        }
    }

    fn stopped(admission: Admission, stop: &Stop) -> Self {
        Self {
            entry: Some(stop.entry),
            ..Self::new(admission, Cause::Stop, stop.in_words())
        }
    }
}

/// The net result of an environment from one moment until before another.
#[must_use]
pub fn lane(
    environment: &Environment,
    stops: &[Stop],
    from: Timestamp,
    until: Timestamp,
) -> Vec<Stretch> {
    match Held::read(environment, stops, from, until) {
        Ok(held) => held.stretches(from, until),
        Err(bad) if from < until => {
            let reason = format!("cannot be read: {bad}");
            let ruling = Ruling::new(Admission::Unknown, Cause::Text, reason);
            vec![Stretch {
                from,
                until,
                ruling,
            }]
        }
        Err(_) => Vec::new(),
    }
}

/// Everything that speaks within a time, with its spans.
struct Held<'a> {
    windows: Vec<(&'a Window, Vec<Span>)>,
    freezes: Vec<(&'a str, Vec<Span>)>,
    stops: &'a [Stop],
}

impl<'a> Held<'a> {
    fn read(
        environment: &'a Environment,
        stops: &'a [Stop],
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Self, BadTime> {
        let gates = &environment.gates;
        let windows = gates.windows.iter();
        let freezes = gates.freezes.iter();
        Ok(Self {
            windows: windows
                .map(|window| Ok((window, window::open(window, from, until)?)))
                .collect::<Result<_, BadTime>>()?,
            freezes: freezes
                .map(|freeze| Ok((&*freeze.name, window::held(freeze, from, until)?)))
                .collect::<Result<_, BadTime>>()?,
            stops,
        })
    }

    fn stretches(&self, from: Timestamp, until: Timestamp) -> Vec<Stretch> {
        let edges = self.edges(from, until);
        let pairs = edges.iter().zip(edges.iter().skip(1));
        let mut stretches: Vec<Stretch> = Vec::new();
        for (from, until) in pairs {
            let ruling = self.ruling(*from);
            match stretches.last_mut() {
                Some(last) if last.ruling == ruling => last.until = *until,
                _ => stretches.push(Stretch {
                    from: *from,
                    until: *until,
                    ruling,
                }),
            }
        }
        stretches
    }

    /// Every moment at which the answer may change, with both ends.
    fn edges(&self, from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
        let windows = self.windows.iter().flat_map(|(_, spans)| spans);
        let freezes = self.freezes.iter().flat_map(|(_, spans)| spans);
        let spans = windows.chain(freezes).flat_map(|span| [span.0, span.1]);
        let stops = self.stops.iter();
        let stops = stops
            .flat_map(|stop| [Some(stop.from), stop.until])
            .flatten();
        let inside = spans.chain(stops).filter(|at| from < *at && *at < until);
        let ends = [from, until].into_iter().filter(|_| from < until);
        let mut edges: Vec<Timestamp> = inside.chain(ends).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// The answer at a moment: what holds everybody back comes first.
    fn ruling(&self, at: Timestamp) -> Ruling {
        let standing = || self.stops.iter().filter(|stop| stop.holds(at));
        if let Some(stop) = standing().find(|stop| stop.services.is_empty()) {
            return Ruling::stopped(Admission::Closed, stop);
        }
        if let Some((name, _)) = self.freezes.iter().find(|(_, spans)| covers(spans, at)) {
            return Ruling::new(Admission::Closed, Cause::Freeze, *name);
        }
        let open = self.windows.iter().find(|(_, spans)| covers(spans, at));
        if open.is_none() && !self.windows.is_empty() {
            return Ruling::new(Admission::Closed, Cause::Window, self.outside());
        }
        if let Some(stop) = standing().next() {
            return Ruling::stopped(Admission::Partly, stop);
        }
        match open {
            Some((window, _)) => Ruling::new(Admission::Open, Cause::Window, said(window)),
            None => Ruling::new(Admission::Open, Cause::Always, "no window and no freeze"),
        }
    }

    fn outside(&self) -> String {
        let windows = self.windows.iter().map(|(window, _)| said(window));
        format!("outside {}", words::list(&windows.collect::<Vec<_>>()))
    }
}

/// A window as it is written, with its zone.
fn said(window: &Window) -> String {
    format!("{} ({})", window.allow, window.zone)
}

/// Whether one of the sorted spans covers a moment.
fn covers(spans: &[Span], at: Timestamp) -> bool {
    let after = spans.partition_point(|span| span.0 <= at);
    spans[..after].last().is_some_and(|span| at < span.1)
}

#[cfg(test)]
mod tests;
