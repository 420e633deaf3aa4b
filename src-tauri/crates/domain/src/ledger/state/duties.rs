//! What people have to do once a promotion has brought what was asked.

use super::{Closed, RequestState, State};
use crate::ledger::Rules;
use serde_json::Value;

impl State {
    /// The lines to do after a request, as the rules had them when it was
    /// done: what they say later asks nothing of what was over. None before
    /// its good end, and none of a rollback.
    #[must_use]
    pub fn duties_of(&self, request: &RequestState) -> Vec<&str> {
        let Some(Closed::Done(end)) = request.closed else {
            return Vec::new();
        };
        let rules = self.rules_after(end);
        let rules = rules.filter(|_| request.body.direction != "rollback");
        rules.map_or_else(Vec::new, |rules| lines(rules, request))
    }

    /// Those of them that nobody has ticked. They hold nothing back, and stay
    /// open however long it takes.
    #[must_use]
    pub fn open_duties_of(&self, request: &RequestState) -> Vec<&str> {
        let ticks = self.ticks_of(request.number);
        let mut duties = self.duties_of(request);
        duties.retain(|line| ticks.iter().all(|tick| tick.line != *line));
        duties
    }

    /// Every request that leaves something to do, with it, the newest first.
    pub fn due(&self) -> impl Iterator<Item = (&RequestState, Vec<&str>)> {
        let requests = self.requests().values().rev();
        let with_duties = requests.map(|request| (request, self.open_duties_of(request)));
        with_duties.filter(|(_, lines)| !lines.is_empty())
    }
}

/// The lines of the way that the request went in. A lane says only what differs.
fn lines<'a>(rules: &'a Rules, request: &RequestState) -> Vec<&'a str> {
    let env = rules.value().get("env");
    let env = env.and_then(|all| all.get(&request.body.to));
    let lane = request.body.lane.as_ref();
    let lane = lane.and_then(|name| env?.get("lanes")?.get(name));
    let lines = after(lane).or_else(|| after(env)).into_iter().flatten();
    lines.filter_map(Value::as_str).collect()
}

fn after(way: Option<&Value>) -> Option<&Vec<Value>> {
    way?.pointer("/gates/checklist/after")?.as_array()
}
