//! A branch takes its parent in, is pushed, or is deleted.

use super::{base_key, catch_up, check_ground, check_lane, leave, planned, pushed, unpublished};
use crate::branching::{
    BroughtDown, Down, Forecast, LeaveFacts, Outlook, PublishFacts, UpdateFacts,
};
use crate::intent::FlowAct;
use crate::plan::action::{Action, Desired, Joining, Source};
use crate::plan::facts::{Stamp, Standing};
use crate::plan::model::{Plan, PlanNote};
use crate::plan::{push, unless_refused};
use crate::refusal::{Refusal, refused};
use crate::words;

/// Plans to bring the parent into a branch.
///
/// # Errors
/// All reasons why that cannot be, together.
pub fn update(act: FlowAct, facts: &UpdateFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let (ground, lane) = (&facts.ground, &facts.branch);
    let mut refusals = check_ground(ground, &[&lane.name]);
    refusals.extend(check_lane(ground, lane));
    refusals.extend(
        facts
            .parent
            .as_ref()
            .and_then(|parent| check_lane(ground, parent)),
    );
    let behind = matches!(lane.standing, Standing::Behind(_));
    let taken = facts.parent.as_ref().filter(|_| !facts.contained);
    if taken.is_none() && !behind {
        refusals.push(refused::up_to_date(&lane.name));
    }
    if taken.is_some() && facts.down == Down::Rebase && lane.remote_tip.is_some() {
        refusals.push(refused::made_anew(&lane.name));
    }
    unless_refused(refusals, || {
        let mut actions: Vec<Action> = catch_up(ground, lane).into_iter().collect();
        actions.extend(taken.map(|parent| match facts.down {
            Down::Merge => Action::Merge {
                repo: ground.repo.clone(),
                branch: lane.name.clone(),
                expected: lane.newest().clone(),
                source: Source::Commit(parent.newest().clone()),
                how: Joining::Merge,
                message: format!("Merge branch '{}' into {}\n", parent.name, lane.name),
            },
            Down::Rebase => Action::Rebase {
                repo: ground.repo.clone(),
                branch: lane.name.clone(),
                expected: Source::Commit(lane.newest().clone()),
                onto: parent.newest().clone(),
            },
        }));
        let conflicts = facts.forecast.iter().filter_map(forecast_note);
        let rollbacks = facts.brought_down.iter().map(down_note);
        let notes = conflicts.chain(rollbacks).collect();
        planned(ground, &lane.name, act, stamp, (actions, notes))
    })
}

/// A merge or rebase that will stop, told before anything moves.
pub(super) fn forecast_note(forecast: &Forecast) -> Option<PlanNote> {
    let Forecast { from, into, .. } = forecast;
    let (what, files) = match &forecast.outlook {
        Outlook::Clean | Outlook::Apart => return None,
        Outlook::Conflicts(files) => {
            let count = words::count(files.len(), "file");
            (
                format!("Bringing {from} into {into} conflicts in {count}"),
                files,
            )
        }
        Outlook::Stops {
            commit,
            subject,
            files,
        } => {
            let count = words::count(files.len(), "file");
            let text = format!(
                "Making the commits of {from} anew on {into} stops at {} ({subject}) with \
                 conflicts in {count}",
                commit.short()
            );
            (text, files)
        }
    };
    let text = format!("{what}: the run stops there, you solve it in any editor, and continue.");
    Some(PlanNote::new("conflict", text).lines(files.clone()))
}

/// A rollback is about one environment; merged into a branch below, it takes
/// the work away there as well, and out of what is released next.
pub(super) fn down_note(down: &BroughtDown) -> PlanNote {
    let into = &down.into;
    let (rollback, takes) = match down.rollbacks.len() {
        1 => ("a rollback", "it takes"),
        _ => ("rollbacks", "they take"),
    };
    let text = format!(
        "This brings {rollback} of an environment into {into}: {takes} the same work away there, \
         and the next release goes without it. Take single fixes with `git cherry-pick` instead, \
         or bring the next version to that environment first."
    );
    PlanNote::new("brings-rollback", text).lines(down.rollbacks.clone())
}

/// Plans to push a branch.
///
/// # Errors
/// All reasons why that cannot be, together.
pub fn publish(act: FlowAct, facts: &PublishFacts, stamp: &Stamp) -> Result<Plan, Vec<Refusal>> {
    let (ground, lane) = (&facts.ground, &facts.branch);
    let mut refusals = Vec::new();
    refusals.extend(check_lane(ground, lane));
    let refused = match (&ground.remote, &ground.unreached, lane.standing) {
        (None, ..) => Some(refused::no_remote()),
        (_, Some(why), _) => Some(refused::unasked("The remote", why)),
        (_, _, Standing::Level) => Some(refused::pushed_already(&lane.name)),
        (_, _, Standing::Behind(_)) => Some(refused::behind_at_push(&lane.name)),
        _ => None,
    };
    refusals.extend(refused);
    unless_refused(refusals, || {
        let remote = ground.remote.as_deref().unwrap_or_default();
        let update = pushed(lane, Desired::Object(lane.tip.clone()));
        let actions = vec![push(&ground.repo, remote, vec![update])];
        planned(ground, &lane.name, act, stamp, (actions, Vec::new()))
    })
}

/// Plans to delete a branch, here and on the remote.
///
/// # Errors
/// All reasons why that cannot be, together; commits that are nowhere else
/// unless `force` is given.
pub fn delete(
    act: FlowAct,
    force: bool,
    facts: &LeaveFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let (ground, lane) = (&facts.ground, &facts.branch);
    let mut refusals = check_ground(ground, &[&lane.name]);
    let base = ground.model.base(&lane.name).is_some();
    if base {
        refusals.push(refused::stays(&lane.name));
    }
    if facts.within.is_empty() && !force && facts.alone > 0 {
        let commits = words::count(facts.alone, "commit");
        refusals.push(refused::unmerged(commits, &lane.name));
    }
    unless_refused(refusals, || {
        let repo = ground.repo.clone();
        let mut actions = Vec::new();
        let to = ground.model.kind_of(&lane.name);
        let to = to.map_or_else(|| &ground.model.bases[0].name, |(topic, _)| &topic.start);
        actions.extend(leave(ground, &lane.name, to));
        let remote = ground.remote.as_ref().zip(unpublished(lane));
        actions.extend(remote.map(|(remote, update)| push(&repo, remote, vec![update])));
        actions.extend(lane.local.then(|| Action::DeleteBranch {
            repo: repo.clone(),
            branch: lane.name.clone(),
            expected: Source::Commit(lane.tip.clone()),
        }));
        actions.extend(ground.notes_base.then(|| Action::Configure {
            repo,
            key: base_key(&lane.name),
            value: None,
        }));
        planned(ground, &lane.name, act, stamp, (actions, Vec::new()))
    })
}
