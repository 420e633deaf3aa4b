//! The calendar: when each environment lets in, and what happened there.

use crate::desk::Desk;
use crate::error::EngineError;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_contract::{CalendarView, LaneView, MarkKind, MarkView, StretchView};
use lockkeeper_domain::calendar::{Stop, Stretch, lane};
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::ledger::{Body, RequestState, State};

/// The longest time that is drawn at once.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 400);

/// The calendar from one moment until before another. Nothing is observed:
/// it is made of the rules and of the ledger as it was verified.
///
/// # Errors
/// When the time is empty, or too long to be drawn.
pub fn calendar(
    desk: &Desk,
    from: Timestamp,
    until: Timestamp,
) -> Result<CalendarView, EngineError> {
    if until <= from || until.duration_since(from) > LONGEST {
        let text = "A calendar shows at least a moment and at most 400 days.".to_owned();
        return Err(EngineError::Usage { text });
    }
    let walk = desk.walk();
    let state = walk.as_deref().map(lockkeeper_domain::ledger::Walk::state);
    let environments = desk.workspace.environments.iter();
    let lanes = environments.map(|one| drawn(one, state, from, until));
    let mut marks: Vec<MarkView> = state
        .map(|state| marks(state, from, until))
        .unwrap_or_default();
    marks.sort_by_key(|mark| mark.entry);
    Ok(CalendarView {
        from: from.to_string(),
        until: until.to_string(),
        lanes: lanes.collect(),
        marks,
        services: desk
            .workspace
            .services
            .keys()
            .map(ToString::to_string)
            .collect(),
    })
}

fn drawn(
    environment: &Environment,
    state: Option<&State>,
    from: Timestamp,
    until: Timestamp,
) -> LaneView {
    let stops = state.map(|state| Stop::all(state, &environment.name));
    let stretches = lane(environment, &stops.unwrap_or_default(), from, until);
    LaneView {
        environment: environment.name.to_string(),
        stretches: stretches.into_iter().map(stretch).collect(),
    }
}

fn stretch(one: Stretch) -> StretchView {
    StretchView {
        from: one.from.to_string(),
        until: one.until.to_string(),
        admission: one.ruling.admission,
        cause: one.ruling.cause,
        reason: one.ruling.reason,
        entry: one.ruling.entry.map(small),
    }
}

/// What the ledger says happened in a time.
fn marks(state: &State, from: Timestamp, until: Timestamp) -> Vec<MarkView> {
    let mark = |number: usize, kind: MarkKind, request: usize, sentence: Option<String>| {
        let record = state.records().get(number)?;
        let request = state.requests().get(&request)?;
        let at = record.at.timestamp();
        (from <= at && at < until).then(|| MarkView {
            at: record.at.to_string(),
            kind,
            environment: request.body.to.clone(),
            by: record.by.clone(),
            sentence: sentence.unwrap_or_else(|| asked(request)),
            entry: small(number),
        })
    };
    let requests = state.requests().keys();
    let requests = requests.filter_map(|number| mark(*number, MarkKind::Request, *number, None));
    let starts = state.starts().values();
    let starts = starts.filter_map(|one| mark(one.number, MarkKind::Start, one.request, None));
    let ends = state.starts().values().filter_map(|one| {
        let kind = match one.outcome.as_deref()? {
            "succeeded" => MarkKind::Finish,
            _ => MarkKind::Failure,
        };
        mark(one.finished?, kind, one.request, None)
    });
    let glass = state.glass().values().filter_map(|one| {
        let sentence = Body::BreakGlass((*one.body).clone()).sentence();
        mark(
            one.number,
            MarkKind::BreakGlass,
            one.request,
            Some(sentence),
        )
    });
    requests.chain(starts).chain(ends).chain(glass).collect()
}

fn asked(request: &RequestState) -> String {
    Body::Request((*request.body).clone()).sentence()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
