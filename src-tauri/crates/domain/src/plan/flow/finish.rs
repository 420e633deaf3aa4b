//! The work of a branch goes where it belongs, and the branch ends.
//!
//! The order is the one nothing can be lost in: what the release writes, as
//! the last commit of its branch, then into the parent, the tag, into the
//! branches that follow, one atomic push of everything, and only then the
//! branch itself. A merge that conflicts leaves everything before it done and
//! everything after it to do.

mod actions;
mod notes;
mod past;
mod sentence;
mod tag;

pub use sentence::{finish_command, finish_sentence};

use super::{check_ground, check_lane, planned};
use crate::branching::{FinishFacts, Lane, Outlook, TagFacts, Up};
use crate::ids::BranchName;
use crate::intent::{FinishOptions, FlowAct};
use crate::plan::facts::{Stamp, Standing};
use crate::plan::model::Plan;
use crate::plan::unless_refused;
use crate::refusal::{Refusal, refused};
use actions::{actions, request_actions};
use notes::{notes, request_note};
use past::check_past;
use tag::check_tagging;

/// Plans the end of a branch.
///
/// # Errors
/// All reasons why that cannot be, together.
pub fn finish(
    branch: &BranchName,
    options: &FinishOptions,
    facts: &FinishFacts,
    stamp: &Stamp,
) -> Result<Plan, Vec<Refusal>> {
    let ground = &facts.ground;
    let way = Way::of(options, facts);
    let mut refusals = check_ground(ground, &moved(facts, &way));
    refusals.extend(check_branch(facts));
    let lanes = [&facts.parent].into_iter().chain(way.takers(facts));
    refusals.extend(lanes.filter_map(|lane| check_lane(ground, lane)));
    refusals.extend(check_tagging(facts));
    refusals.extend(check_up(&way, facts));
    refusals.extend(check_past(facts, &way));
    unless_refused(refusals, || {
        let act = FlowAct::Finish {
            branch: branch.clone(),
            options: options.clone(),
        };
        let made = if way.by_request {
            (request_actions(facts, &way), vec![request_note(facts)])
        } else {
            (actions(facts, &way), notes(facts, &way))
        };
        planned(ground, branch, act, stamp, made)
    })
}

/// How this finish goes: what the model says, with the options over it.
struct Way<'a> {
    up: Up,
    keep: bool,
    push: Option<&'a str>,
    tag: Option<&'a TagFacts>,
    back: bool,
    releases: bool,
    /// The parent takes work by pull request only, and has not taken this.
    by_request: bool,
}

impl<'a> Way<'a> {
    fn of(options: &'a FinishOptions, facts: &'a FinishFacts) -> Self {
        let ground = &facts.ground;
        let up = options.up.as_deref().and_then(Up::parse);
        Self {
            up: up.unwrap_or(facts.topic.up),
            keep: options.keep || facts.topic.keep,
            push: ground.remote.as_deref().filter(|_| !options.local),
            tag: facts.tag.as_ref(),
            back: !options.no_back_merge,
            releases: !options.no_releases && !options.no_back_merge,
            by_request: ground.is_protected(&facts.parent.name)
                && facts.merged.is_none()
                && ground.remote.is_some(),
        }
    }

    /// Branches that take the result, in order.
    fn takers(&self, facts: &'a FinishFacts) -> impl Iterator<Item = &'a Lane> + use<'a> {
        let (back, releases) = (self.back, self.releases);
        let followers = facts.followers.iter().filter(move |_| back);
        let fitting = facts
            .releases
            .iter()
            .filter(move |(_, fits)| releases && *fits);
        let ground = &facts.ground;
        followers
            .chain(fitting.map(|(lane, _)| lane))
            .filter(|lane| !ground.is_protected(&lane.name))
    }
}

fn moved<'a>(facts: &'a FinishFacts, way: &Way<'a>) -> Vec<&'a BranchName> {
    let mut names = vec![&facts.branch.name, &facts.parent.name];
    names.extend(way.takers(facts).map(|lane| &lane.name));
    names
}

fn check_branch(facts: &FinishFacts) -> Option<Refusal> {
    let name = &facts.branch.name;
    match facts.branch.standing {
        Standing::Behind(_) => Some(refused::behind_at_finish(name)),
        Standing::Diverged { .. } => check_lane(&facts.ground, &facts.branch),
        Standing::Level | Standing::Ahead(_) | Standing::New => None,
    }
}

/// What cuts ancestry is not for branches that are tagged and merged back.
fn check_up(way: &Way<'_>, facts: &FinishFacts) -> Option<Refusal> {
    let (branch, parent) = (&facts.branch, &facts.parent);
    let ahead = way.up == Up::FfOnly && facts.merged.is_none();
    if ahead
        && facts
            .forecasts
            .iter()
            .any(|f| f.into == parent.name && f.outlook == Outlook::Apart)
    {
        let tip = parent.newest().short();
        return Some(refused::not_forward(&branch.name, &parent.name, tip));
    }
    let rebased = way.up == Up::Rebase && branch.remote_tip.is_some() && way.keep;
    rebased.then(|| refused::not_rebased(&branch.name))
}
