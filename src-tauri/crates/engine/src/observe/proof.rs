//! Which of the versions that ran somewhere were never seen to arrive.

use crate::desk::Desk;
use lockkeeper_domain::run::{Run, RunState};
use lockkeeper_domain::snapshot::{Known, Live, Snapshot};
use std::collections::BTreeSet;

/// How many runs are looked through.
const LOOKED_THROUGH: usize = 200;

/// Marks what came by a run that did not end well. Runs that only another
/// desktop knows are taken for good, like a commit made by hand.
pub(super) async fn mark(desk: &Desk, snapshot: &mut Snapshot) {
    let unproven = unproven(desk).await;
    let places = snapshot.places.values_mut().flat_map(|on| on.values_mut());
    for place in places {
        if let Known::Seen(place) = &mut place.state {
            for live in &mut place.history {
                live.unproven = is_of(live, &unproven);
            }
        }
    }
}

fn is_of(live: &Live, runs: &BTreeSet<String>) -> bool {
    live.run
        .as_ref()
        .is_some_and(|run| runs.contains(run.as_str()))
}

/// Names of runs and of their plans: a commit may carry either.
async fn unproven(desk: &Desk) -> BTreeSet<String> {
    let runs = desk.ports.journal.runs(LOOKED_THROUGH).await;
    let runs = runs.unwrap_or_default().into_iter();
    let bad = runs.filter(|run| run.state != RunState::Succeeded);
    bad.flat_map(|Run { id, plan, .. }| [id.0, plan.id.0])
        .collect()
}
