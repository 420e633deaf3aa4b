//! Windows and freezes of an environment at a moment.

use super::{Answer, Evidence, GateKind, Verdict};
use crate::environment::Environment;
use crate::window::{BadTime, Frozen, Opening, frozen, opening};
use crate::words;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What windows and freezes say about everything that wants to enter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// The verdict of the windows; absent when there are none.
    pub windows: Option<Verdict>,
    /// The verdict of the freezes; absent when there are none.
    pub freeze: Option<Verdict>,
}

impl Times {
    /// Why promotion is closed now, in words.
    #[must_use]
    pub fn closed(&self) -> Option<&str> {
        let verdicts = self.freeze.iter().chain(&self.windows);
        let mut against = verdicts.filter(|v| !v.passed());
        against.next().map(|v| v.reason.as_str())
    }

    /// Whether a freeze holds.
    #[must_use]
    pub fn frozen(&self) -> bool {
        self.freeze.as_ref().is_some_and(|v| !v.passed())
    }

    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        self.windows.iter().chain(&self.freeze).cloned().collect()
    }

    /// The same for a rollback, which they never hold.
    pub(super) fn waived(&self) -> Vec<Verdict> {
        let waive = |mut verdict: Verdict| {
            if !verdict.passed() {
                verdict.reason = format!("{}; a rollback may pass", verdict.reason);
                verdict.answer = Answer::Pass;
                verdict.short = "Not for rollbacks".into();
            }
            verdict
        };
        self.verdicts().into_iter().map(waive).collect()
    }
}

/// Asks the windows and freezes of an environment.
#[must_use]
pub fn times(environment: &Environment, at: Timestamp, zone: &TimeZone) -> Times {
    Times {
        windows: windows(environment, at, zone),
        freeze: freeze(environment, at, zone),
    }
}

fn windows(environment: &Environment, at: Timestamp, zone: &TimeZone) -> Option<Verdict> {
    let windows = &environment.gates.windows;
    let words = |moment| words::moment(moment, at, zone);
    let (answer, reason, short) = match opening(windows, at) {
        Ok(Opening::Always) => return None,
        Ok(Opening::Open { until: Some(until) }) => (
            Answer::Pass,
            format!("open until {}", words(until)),
            "Open".into(),
        ),
        Ok(Opening::Open { until: None }) => (Answer::Pass, "open".into(), "Open".into()),
        Ok(Opening::Closed { opens: Some(opens) }) => (
            Answer::Wait { until: Some(opens) },
            format!("closed, opens {}", words(opens)),
            short_opening(&words(opens)),
        ),
        Ok(Opening::Closed { opens: None }) => {
            (Answer::Fail, "no window ever opens".into(), "Closed".into())
        }
        Err(bad) => unreadable(&bad),
    };
    let mut evidence: Vec<Evidence> = windows
        .iter()
        .map(|w| Evidence::new("window", format!("{} {}", w.allow, w.zone)))
        .collect();
    evidence.push(Evidence::new("asked for", at));
    Some(Verdict {
        gate: GateKind::Windows,
        answer,
        title: "Change window".into(),
        reason,
        short,
        evidence,
    })
}

/// The board's gate has room for three words.
fn short_opening(moment: &str) -> String {
    let words = format!("Opens {moment}");
    if words.split(' ').count() > 3 {
        return "Window closed".into();
    }
    words
}

fn freeze(environment: &Environment, at: Timestamp, zone: &TimeZone) -> Option<Verdict> {
    let freezes = &environment.gates.freezes;
    if freezes.is_empty() {
        return None;
    }
    let mut evidence: Vec<Evidence> = freezes
        .iter()
        .map(|f| Evidence::new("freeze", format!("{} ({})", f.name, f.zone)))
        .collect();
    let (answer, reason, short) = match frozen(freezes, at) {
        Ok(None) => (Answer::Pass, "no freeze holds".into(), "No freeze".into()),
        Ok(Some(Frozen { freeze, until })) => {
            evidence.push(Evidence::new("until", until));
            (
                Answer::Wait { until: Some(until) },
                format!("{} until {}", freeze.name, words::moment(until, at, zone)),
                "Frozen".into(),
            )
        }
        Err(bad) => unreadable(&bad),
    };
    evidence.push(Evidence::new("asked for", at));
    Some(Verdict {
        gate: GateKind::Freeze,
        answer,
        title: "No freeze".into(),
        reason,
        short,
        evidence,
    })
}

fn unreadable(bad: &BadTime) -> (Answer, String, String) {
    (
        Answer::Unknown,
        format!("cannot be read: {bad}"),
        "Unreadable".into(),
    )
}
