//! From what a person wants to say to the body that is signed.

use super::super::{promotion, umbrella};
use super::{demands, remarks, ticks};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent, UmbrellaIntent};
use lockkeeper_domain::ledger::body::{
    Approval, BreakGlass, Freeze, Proposal, Rejection, Thaw, Withdrawal,
};
use lockkeeper_domain::ledger::{Body, DAY, FlagSwitch, Hash, Moment, State, Uuid, Walk};
use lockkeeper_domain::refusal::refused;
use serde_json::Value;

/// How long an approval stands.
const STANDS: i64 = 7 * DAY;

/// What a person wants to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Bring a version into an environment.
    Request(PromoteIntent),
    /// Bring a whole set into an environment, or back.
    RequestSet(UmbrellaIntent),
    /// Bring an earlier version back.
    RequestBack(RollbackIntent),
    /// Yes to a request, a proposal, broken glass or an adopt.
    Approve {
        /// The id, the number or the beginning of the hash.
        subject: String,
        /// Words to it.
        comment: Option<String>,
    },
    /// No to a request or a proposal.
    Reject {
        /// As above.
        subject: String,
        /// Why.
        reason: String,
    },
    /// Something of one's own is taken back.
    Withdraw {
        /// As above.
        subject: String,
        /// Why.
        reason: String,
    },
    /// A line of a request's checklist is done.
    Tick {
        /// As above.
        request: String,
        /// The line.
        line: String,
    },
    /// Gates of a request are passed.
    BreakGlass {
        /// As above.
        request: String,
        /// Which gates.
        gates: Vec<String>,
        /// Why.
        reason: String,
    },
    /// The line is stopped.
    Freeze {
        /// Where.
        environments: Vec<String>,
        /// For which services; all when empty.
        services: Vec<String>,
        /// Until then; until thawed when absent.
        until: Option<jiff::Timestamp>,
        /// Why.
        reason: String,
    },
    /// A freeze ends.
    Thaw {
        /// The number or the beginning of the hash; the only one that holds
        /// when absent.
        freeze: Option<String>,
        /// Why.
        reason: String,
    },
    /// A flag was switched.
    Flag {
        /// How.
        switch: FlagSwitch,
        /// Words to it.
        text: Option<String>,
    },
    /// Words for the record.
    Note {
        /// The number or the beginning of the hash of what they are about.
        subject: Option<String>,
        /// The words.
        text: String,
    },
    /// Something is broken.
    Incident {
        /// How bad.
        severity: String,
        /// In words.
        summary: String,
        /// The request that mends it: the id, the number or the beginning of the hash.
        request: Option<String>,
    },
    /// It is mended.
    IncidentOver {
        /// The number of an entry about it, or the beginning of its id.
        incident: String,
        /// How, in words; as it was told when absent.
        summary: Option<String>,
    },
    /// The rules of the file are proposed.
    Policy {
        /// The rules.
        rules: Value,
    },
}

/// The body that a wish stands for, and what a request would wait for, one
/// sentence each.
pub(super) async fn body(
    desk: &Desk,
    walk: &Walk,
    by: &str,
    wish: &Wish,
) -> Result<(Body, Vec<String>), EngineError> {
    let state = walk.state();
    let now = Moment::of(desk.now());
    let asked =
        |wanted, reason: &Option<String>| Ok(demands::of(desk, walk, by, &wanted, reason.clone()));
    let body = match wish {
        Wish::Request(intent) => {
            return asked(
                promotion::recorded_wish(desk, intent).await?,
                &intent.reason,
            );
        }
        Wish::RequestSet(intent) => {
            return asked(umbrella::recorded_wish(desk, intent).await?, &intent.reason);
        }
        Wish::RequestBack(intent) => {
            let wanted = promotion::recorded_way_back(desk, intent).await?;
            return asked(wanted, &intent.reason);
        }
        Wish::Approve { subject, comment } => {
            let (number, subject) = named(state, subject)?;
            not_in_force(state, number)?;
            approval(state, number, subject, comment.clone(), now)
        }
        Wish::Reject { subject, reason } => {
            let (number, subject) = named(state, subject)?;
            rejection(state, number, subject, reason.clone())
        }
        Wish::Withdraw { subject, reason } => withdrawal(named(state, subject)?.1, reason.clone()),
        Wish::Tick { request, line } => ticks::tick(desk, state, request, line)?,
        Wish::BreakGlass {
            request,
            gates,
            reason,
        } => broken_glass(named(state, request)?.1, gates, reason),
        Wish::Freeze {
            environments,
            services,
            until,
            reason,
        } => Body::Freeze(Freeze {
            environments: known_environments(desk, environments)?,
            reason: reason.clone(),
            services: known_services(desk, services)?,
            until: until
                .map(|until| to_come(until, now, "stopped"))
                .transpose()?,
        }),
        Wish::Thaw { freeze, reason } => Body::Thaw(Thaw {
            freeze: frozen(state, freeze.as_deref(), now)?,
            reason: reason.clone(),
        }),
        Wish::Flag { switch, text } => remarks::flag(desk, switch, text.as_deref())?,
        Wish::Note { subject, text } => remarks::note(state, subject.as_deref(), text)?,
        Wish::Incident {
            severity,
            summary,
            request,
        } => remarks::incident(desk, state, (severity, summary), request.as_deref())?,
        Wish::IncidentOver { incident, summary } => {
            remarks::over(state, incident, summary.as_deref())?
        }
        Wish::Policy { rules } => proposal(state, rules)?,
    };
    Ok((body, Vec::new()))
}

/// Gates of a request passed.
fn broken_glass(request: Hash, gates: &[String], reason: &str) -> Body {
    Body::BreakGlass(BreakGlass {
        gates: gates.to_vec(),
        reason: reason.to_owned(),
        request,
    })
}

/// The next version of the rules.
fn proposal(state: &State, rules: &Value) -> Result<Body, EngineError> {
    differs(state, rules)?;
    Ok(Body::Policy(Proposal {
        rules: rules.as_object().cloned().unwrap_or_default(),
        version: state.policy_version() + 1,
    }))
}

/// The end of something that holds for a while; one in the past has no effect.
pub(in crate::usecases) fn to_come(
    until: jiff::Timestamp,
    now: Moment,
    effect: &str,
) -> Result<Moment, EngineError> {
    let until = Moment::of(until);
    if until > now {
        return Ok(until);
    }
    let text = format!("{until} is past: nothing would be {effect}.");
    Err(EngineError::Usage { text })
}

/// What is in force already needs nobody's yes.
fn differs(state: &State, rules: &Value) -> Result<(), EngineError> {
    let same = state.rules().filter(|now| now.value() == rules);
    match same {
        Some(_) => {
            let why = refused::same_rules(state.policy_version());
            Err(EngineError::refused(why))
        }
        None => Ok(()),
    }
}

/// A yes that comes after the last one that was needed says nothing any more.
fn not_in_force(state: &State, number: usize) -> Result<(), EngineError> {
    let policy = state.policies().get(&number);
    match policy.filter(|policy| policy.in_force) {
        Some(policy) => {
            let why = refused::in_force(number, policy.version);
            Err(EngineError::refused(why))
        }
        None => Ok(()),
    }
}

/// Yes to an entry.
pub(super) fn approval(
    state: &State,
    number: usize,
    subject: Hash,
    comment: Option<String>,
    now: Moment,
) -> Body {
    Body::Approval(Approval {
        comment,
        expires: now.plus(STANDS),
        what: state.what(number).unwrap_or_default(),
        subject,
    })
}

/// No to an entry.
pub(super) fn rejection(state: &State, number: usize, subject: Hash, reason: String) -> Body {
    Body::Rejection(Rejection {
        reason,
        what: state.what(number).unwrap_or_default(),
        subject,
    })
}

/// An entry taken back.
pub(super) const fn withdrawal(subject: Hash, reason: String) -> Body {
    Body::Withdrawal(Withdrawal { reason, subject })
}

fn known_environments(desk: &Desk, names: &[String]) -> Result<Vec<String>, EngineError> {
    for name in names {
        desk.environment(&name.as_str().into())?;
    }
    Ok(names.to_vec())
}

/// The services that are meant; none are all.
fn known_services(desk: &Desk, names: &[String]) -> Result<Option<Vec<String>>, EngineError> {
    for name in names {
        desk.service(&name.as_str().into())?;
    }
    Ok((!names.is_empty()).then(|| names.to_vec()))
}

/// The freeze that is meant.
fn frozen(state: &State, name: Option<&str>, now: Moment) -> Result<Hash, EngineError> {
    if let Some(name) = name {
        return named(state, name).map(|(_, hash)| hash);
    }
    let standing = state.freezes().values().filter(|freeze| freeze.holds(now));
    let standing: Vec<usize> = standing.map(|freeze| freeze.number).collect();
    match standing[..] {
        [only] => Ok(state.records()[only].hash.clone()),
        [] => Err(EngineError::refused(refused::nothing_stopped())),
        _ => Err(EngineError::refused(refused::several_stopped())),
    }
}

/// An entry by the id of its request, its number, or the beginning of its hash.
pub(in crate::usecases) fn named(state: &State, name: &str) -> Result<(usize, Hash), EngineError> {
    let long_enough = name.len() >= 4;
    let by_id = state.requests().values().rev();
    let by_id = by_id
        .filter(|_| long_enough)
        .find(|request| request.body.id.as_str().starts_with(name));
    let by_number = || name.parse().ok().filter(|at| *at < state.records().len());
    let by_hash = || {
        let starts = |hash: &Hash| long_enough && hash.as_str().starts_with(name);
        let mut records = state.records().iter();
        records.position(|record| starts(&record.hash))
    };
    let number = by_id
        .map(|request| request.number)
        .or_else(by_number)
        .or_else(by_hash)
        .ok_or_else(|| unknown("entry", name))?;
    Ok((number, state.records()[number].hash.clone()))
}

/// A name that nothing has.
pub(in crate::usecases) fn fresh_id(desk: &Desk) -> Uuid {
    Uuid::random(&desk.ports.ids.fresh_nonce())
}
