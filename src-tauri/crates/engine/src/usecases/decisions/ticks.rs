//! Ticking the lines of a request's checklist, one entry for each.

use super::duties;
use super::requests::over;
use super::views::small;
use super::wishes::named;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::usecases::deployment::entered;
use lockkeeper_contract::TickView;
use lockkeeper_domain::ledger::body::{Request, Tick};
use lockkeeper_domain::ledger::{Body, Moment, State, TickState};
use lockkeeper_domain::plan::RecordedWish;
use lockkeeper_domain::refusal::refused;
use lockkeeper_domain::words;

/// A line is done: of an open request, or one that a request leaves to do. The
/// ledger takes any line; what nobody asks for is refused here, before it stands
/// there for ever.
pub(super) fn tick(
    desk: &Desk,
    state: &State,
    request: &str,
    line: &str,
) -> Result<Body, EngineError> {
    let (number, subject) = named(state, request)?;
    let Some(request) = state.requests().get(&number) else {
        return Err(EngineError::refused(refused::no_request(number)));
    };
    let over = over(state, request, Moment::of(desk.now()));
    let duties = duties::lines(desk, state, request);
    if let Some((_, why)) = over.as_ref().filter(|_| duties.is_empty()) {
        return Err(EngineError::refused(refused::request_closed(why)));
    }
    let ticks = state.ticks_of(number);
    let ticked = |line: &str| ticks.iter().find(|tick| tick.line == line);
    if let Some(TickState { number, by, .. }) = ticked(line) {
        let why = refused::ticked_already(by, line, number);
        return Err(EngineError::refused(why));
    }
    let open = over.is_none();
    let lines = match open {
        true => lines(desk, &request.body),
        false => duties.clone(),
    };
    if !lines.iter().any(|one| one == line) {
        if open && duties.iter().any(|one| one == line) {
            return Err(EngineError::refused(refused::tick_afterwards(line)));
        }
        let open = lines.iter().filter(|line| ticked(line).is_none());
        let open: Vec<String> = open.map(|line| format!("“{line}”")).collect();
        return Err(EngineError::refused(match &open[..] {
            [] => refused::no_line_open(line),
            [only] => refused::no_line(line, "is", only),
            _ => refused::no_line(line, "are", words::list(&open)),
        }));
    }
    let line = line.to_owned();
    Ok(Body::Tick(Tick { line, subject }))
}

/// The lines of a request's checklist; a rollback has none.
pub(super) fn lines(desk: &Desk, request: &Request) -> Vec<String> {
    if request.is_rollback() {
        return Vec::new();
    }
    let environment = entered(desk, request);
    environment.map_or_else(Vec::new, |environment| environment.gates.checklist)
}

/// The lines that are ticked for the request which a plan goes by.
pub(in crate::usecases) fn signed(desk: &Desk, wish: Option<&RecordedWish>) -> Vec<TickView> {
    let request = wish.and_then(|wish| wish.request.as_ref());
    let Some((walk, request)) = desk.walk().zip(request) else {
        return Vec::new();
    };
    let state = walk.state();
    let number = state.number_of(request);
    let ticks = number.map_or(&[][..], |number| state.ticks_of(number));
    ticks.iter().map(view).collect()
}

/// A tick as it is shown.
pub(super) fn view(tick: &TickState) -> TickView {
    TickView {
        line: tick.line.clone(),
        by: tick.by.clone(),
        at: tick.at.to_string(),
        number: small(tick.number),
    }
}
