//! Lines that people do once a promotion is through: who still has to tick
//! them, and what a run leaves.

use super::ticks;
use super::views::{closed, small};
use crate::desk::Desk;
use crate::usecases::deployment::{entered, way_in};
use lockkeeper_contract::AfterView;
use lockkeeper_domain::intent::Intent;
use lockkeeper_domain::ledger::{Body, Moment, RequestState, State};
use lockkeeper_domain::plan::tick_command;
use lockkeeper_domain::run::{Run, RunState};
use lockkeeper_domain::words;

/// More lines than this are named by their number alone.
const NAMED: usize = 5;

/// The lines to do after a request: those that are due, and before its end
/// those that will be.
pub(super) fn lines(desk: &Desk, state: &State, request: &RequestState) -> Vec<String> {
    let now = Moment::of(desk.now());
    if state.is_open(request.number, now) {
        let way = entered(desk, &request.body);
        let way = way.filter(|_| request.body.direction != "rollback");
        return way.map_or_else(Vec::new, |way| way.gates.after);
    }
    owned(state.duties_of(request))
}

/// What is still to do after what went, for whoever looks at the board; each
/// line with the command that ticks it.
pub(in crate::usecases) fn due(desk: &Desk) -> Vec<String> {
    let Some(walk) = desk.walk() else {
        return Vec::new();
    };
    let state = walk.state();
    let all = state.due().flat_map(|(request, lines)| {
        let lines = lines.into_iter();
        lines.map(move |line| (request, line))
    });
    let mut all = all.map(|(request, line)| {
        let done = request.closed.map(|why| closed(state, why).1);
        let command = tick_command(&request.number.to_string(), line);
        let title = Body::Request((*request.body).clone()).sentence();
        let done = done.unwrap_or_default();
        format!("{title} · {done} · to do afterwards, “{line}”: {command}")
    });
    let mut notices: Vec<String> = all.by_ref().take(NAMED).collect();
    let more = all.count();
    if more > 0 {
        let lines = words::count(more, "line");
        notices.push(format!(
            "{lines} more to do after what went: lockkeeper requests"
        ));
    }
    notices
}

/// What a promotion leaves to do; nothing before its good end.
pub(in crate::usecases) fn left_by(desk: &Desk, run: &Run) -> Option<AfterView> {
    if run.state != RunState::Succeeded {
        return None;
    }
    let left = match &run.plan.recorded {
        Some(_) => kept(desk, run)?,
        None => unkept(desk, run)?,
    };
    (!left.lines.is_empty()).then_some(left)
}

/// The lines of the request that a run was for.
fn kept(desk: &Desk, run: &Run) -> Option<AfterView> {
    let (walk, plan) = (desk.walk()?, run.plan.hash());
    let state = walk.state();
    let mut starts = state.starts().values().rev();
    let start = starts.find(|start| start.body.plan == plan)?;
    let request = state.requests().get(&start.request)?;
    let ticks = state.ticks_of(request.number).iter();
    Some(AfterView {
        request: Some(small(request.number)),
        lines: owned(state.duties_of(request)),
        ticks: ticks.map(ticks::view).collect(),
    })
}

/// The lines of a promotion that no ledger knows of.
fn unkept(desk: &Desk, run: &Run) -> Option<AfterView> {
    let (to, lane) = match &run.plan.intent {
        Intent::Promote(intent) => (&intent.to, &intent.lane),
        Intent::Umbrella(intent) if !intent.rollback => (&intent.environment, &intent.lane),
        _ => return None,
    };
    Some(AfterView {
        request: None,
        lines: way_in(desk, to, lane.as_deref())?.gates.after,
        ticks: Vec::new(),
    })
}

fn owned(lines: Vec<&str>) -> Vec<String> {
    lines.into_iter().map(str::to_owned).collect()
}
