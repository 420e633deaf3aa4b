//! What an environment asks of a promotion, told where work comes into it
//! without one: a branch that it runs is moved by other hands.

use super::people::title;
use super::recorded::stopped_line;
use super::{Answer, times};
use crate::environment::Environment;
use crate::ids::{EnvName, ServiceName};
use crate::ledger::{Moment, State};
use crate::policy::Gates;
use crate::words;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The gates that nobody is asked at, and whether one holds everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aside {
    /// The gates of its policy, as people call them.
    pub gates: Vec<String>,
    /// Why it is frozen, a clause each.
    pub frozen: Vec<String>,
    /// Why nobody can say whether it is.
    pub undecided: Option<String>,
}

/// Looks at an environment into which services come past its gates. `before`
/// is the environment in front of it.
#[must_use]
pub fn aside(
    environment: &Environment,
    before: Option<&EnvName>,
    services: &[ServiceName],
    ledger: Option<&State>,
    (at, zone): (Timestamp, &TimeZone),
) -> Aside {
    let freeze = times(environment, at, zone).freeze;
    let freeze = freeze.filter(|verdict| !verdict.passed());
    let (mut frozen, mut undecided) = (Vec::new(), None);
    match freeze {
        Some(verdict) if verdict.answer == Answer::Unknown => undecided = Some(verdict.reason),
        Some(verdict) => frozen.push(format!("it is frozen: {}", verdict.reason)),
        None => {}
    }
    let name = environment.name.as_str();
    frozen.extend(ledger.and_then(|state| stopped_line(state, name, services, Moment::of(at))));
    Aside {
        gates: names(&environment.gates, before),
        frozen,
        undecided,
    }
}

/// Gates in the words of their verdicts.
fn names(gates: &Gates, before: Option<&EnvName>) -> Vec<String> {
    let mut names = Vec::new();
    let before = before.filter(|_| gates.previous);
    names.extend(before.map(|name| format!("Live in {name}")));
    names.extend(gates.soak.as_ref().map(|rule| {
        let required = words::duration(rule.required);
        format!("Soaked {required} in {}", rule.within)
    }));
    let approvals = gates.approvals.iter();
    let approvals: Vec<String> = approvals
        .map(|rule| format!("{} {}", rule.count, rule.role))
        .collect();
    if !approvals.is_empty() {
        names.push(format!("Approved by {}", words::list(&approvals)));
    }
    let rest = [
        (!gates.windows.is_empty(), "Change window"),
        (!gates.freezes.is_empty(), "No freeze"),
        (gates.signed_tag, "Tag signed by a person of the workspace"),
        (!gates.checklist.is_empty(), "Checklist"),
    ];
    let rest = rest.into_iter().filter(|(asked, _)| *asked);
    names.extend(rest.map(|(_, name)| name.to_owned()));
    names.extend(gates.without_source.keys().map(|name| title(name)));
    names
}
