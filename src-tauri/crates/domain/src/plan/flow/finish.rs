//! The work of a branch goes where it belongs, and the branch ends.
//!
//! The order is the one nothing can be lost in: into the parent, the tag,
//! into the branches that follow, one atomic push of everything, and only
//! then the branch itself. A merge that conflicts leaves everything before it
//! done and everything after it to do.

use super::update::forecast_note;
use super::{
    base_key, catch_up, check_ground, check_lane, head, leave, planned, pushed, unpublished,
};
use crate::branching::{FinishFacts, Lane, TagFacts, Up};
use crate::ids::{BranchName, Oid};
use crate::intent::{FinishOptions, FlowAct};
use crate::plan::action::{Action, Desired, Joining, RefUpdate, Source, TagText};
use crate::plan::facts::{Stamp, Standing};
use crate::plan::model::{Plan, PlanNote, Refusal};
use crate::plan::{push, unless_refused};

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
    refusals.extend(way.tag.and_then(|tag| check_tag(tag, facts)));
    refusals.extend(check_up(&way, facts));
    unless_refused(refusals, || {
        let act = FlowAct::Finish {
            branch: branch.clone(),
            options: options.clone(),
        };
        let made = if way.by_request {
            (request_actions(facts), vec![request_note(facts)])
        } else {
            (Actions::of(facts, &way).list, notes(facts, &way))
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
        Standing::Behind(_) => {
            let text = format!("The remote has commits of {name} that are not here.");
            let hint = format!("Take them with `lockkeeper flow update {name}`.");
            Some(Refusal::new("behind", text).hint(hint))
        }
        Standing::Diverged { .. } => check_lane(&facts.ground, &facts.branch),
        Standing::Level | Standing::Ahead(_) | Standing::New => None,
    }
}

/// A tag of that name is in the way, unless it is the one that is wanted.
fn check_tag(tag: &TagFacts, facts: &FinishFacts) -> Option<Refusal> {
    let name = &tag.name;
    let wanted = tag.local.is_some() && tag.local == facts.merged;
    let text = match (&tag.local, tag.remote) {
        _ if wanted => return None,
        (None, false) => return None,
        (Some(at), _) => format!("The tag {name} exists already, at {}.", at.short()),
        (None, true) => format!("The tag {name} exists already, on the remote only."),
    };
    let hint = "Choose another with --tag, or finish without one with --no-tag.";
    Some(Refusal::new("tag-exists", text).hint(hint))
}

/// What cuts ancestry is not for branches that are tagged and merged back.
fn check_up(way: &Way<'_>, facts: &FinishFacts) -> Option<Refusal> {
    let newest = facts.parent.newest();
    let ahead = way.up == Up::FfOnly && facts.merged.is_none();
    if ahead
        && facts
            .forecasts
            .iter()
            .any(|f| f.into == facts.parent.name && f.from == "apart")
    {
        let text = format!(
            "{} is not on top of {} ({}), and only a fast-forward is allowed.",
            facts.branch.name,
            facts.parent.name,
            newest.short()
        );
        let hint = format!(
            "Bring it up with `lockkeeper flow update {}`.",
            facts.branch.name
        );
        return Some(Refusal::new("not-fast-forward", text).hint(hint));
    }
    if way.up == Up::Rebase && facts.branch.remote_tip.is_some() && way.keep {
        let text = format!(
            "{} is on the remote and stays; it cannot be rebased.",
            facts.branch.name
        );
        return Some(Refusal::new("published", text).hint("Merge it, or let it go."));
    }
    None
}

/// The steps of a finish, as they come together.
struct Actions<'a> {
    facts: &'a FinishFacts,
    list: Vec<Action>,
    pushes: Vec<RefUpdate>,
}

impl<'a> Actions<'a> {
    fn of(facts: &'a FinishFacts, way: &Way<'a>) -> Self {
        let mut all = Self {
            facts,
            list: Vec::new(),
            pushes: Vec::new(),
        };
        let result = all.join(way);
        all.tag(way, &result);
        let called = way.tag.map_or_else(
            || format!("branch '{}'", facts.parent.name),
            |tag| format!("tag '{}'", tag.name),
        );
        for taker in way.takers(facts) {
            all.bring(taker, &called, &result);
        }
        all.end(way);
        all
    }

    fn next(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    /// Into the parent; answers with the commit that has it.
    fn join(&mut self, way: &Way<'a>) -> Source {
        let facts = self.facts;
        let (parent, topic) = (&facts.parent, &facts.branch);
        self.list.extend(catch_up(&facts.ground, parent));
        if let Some(merged) = &facts.merged {
            if matches!(parent.standing, Standing::Ahead(_) | Standing::New) {
                self.pushes
                    .push(pushed(parent, Desired::Object(parent.newest().clone())));
            }
            return Source::Commit(merged.clone());
        }
        let mut source = Source::Commit(topic.tip.clone());
        if way.up == Up::Rebase {
            source = Source::Step(self.next());
            self.list.push(Action::Rebase {
                repo: facts.ground.repo.clone(),
                branch: topic.name.clone(),
                expected: topic.tip.clone(),
                onto: parent.newest().clone(),
            });
        }
        let (how, message) = match way.up {
            Up::Merge => (Joining::Merge, merge_message(facts)),
            Up::Squash => (Joining::Squash, format!("{}\n", squash_subject(facts))),
            Up::FfOnly | Up::Rebase => (Joining::FastForward, String::new()),
        };
        let step = self.merge(parent, source, how, message);
        self.pushes.push(pushed(parent, Desired::Step(step)));
        Source::Step(step)
    }

    fn merge(&mut self, lane: &Lane, source: Source, how: Joining, message: String) -> u32 {
        let step = self.next();
        self.list.push(Action::Merge {
            repo: self.facts.ground.repo.clone(),
            branch: lane.name.clone(),
            expected: lane.newest().clone(),
            source,
            how,
            message,
        });
        step
    }

    fn tag(&mut self, way: &Way<'a>, result: &Source) {
        let Some(tag) = way.tag else {
            return;
        };
        if tag.local.is_none() {
            self.list.push(Action::CreateTag {
                repo: self.facts.ground.repo.clone(),
                tag: tag.name.clone(),
                commit: match result {
                    Source::Commit(commit) => Some(commit.clone()),
                    Source::Step(_) => None,
                },
                text: TagText {
                    message: tag.text.clone(),
                },
                signing: tag.signing.clone(),
            });
            self.pushes.push(RefUpdate {
                name: format!("refs/tags/{}", tag.name),
                expected: None,
                desired: Some(Desired::MadeTag),
            });
        }
    }

    fn bring(&mut self, taker: &Lane, called: &str, result: &Source) {
        self.list.extend(catch_up(&self.facts.ground, taker));
        let message = format!("Merge {called} into {}\n", taker.name);
        let step = self.merge(taker, result.clone(), Joining::Merge, message);
        self.pushes.push(pushed(taker, Desired::Step(step)));
    }

    /// One push of everything, and the end of the branch.
    fn end(&mut self, way: &Way<'a>) {
        let facts = self.facts;
        let (ground, topic) = (&facts.ground, &facts.branch);
        if !way.keep {
            let to = facts
                .followers
                .first()
                .map_or(&facts.parent.name, |lane| &lane.name);
            self.list.extend(leave(ground, &topic.name, to));
            self.pushes
                .extend(unpublished(topic).filter(|_| way.push.is_some()));
        }
        if let Some(remote) = way.push.filter(|_| !self.pushes.is_empty()) {
            let refs = std::mem::take(&mut self.pushes);
            self.list.push(push(&ground.repo, remote, refs));
        }
        if way.keep || !topic.local {
            return;
        }
        let rebased = self
            .list
            .iter()
            .position(|action| matches!(action, Action::Rebase { .. }));
        let rebased = rebased.and_then(|place| u32::try_from(place).ok());
        self.list.push(Action::DeleteBranch {
            repo: ground.repo.clone(),
            branch: topic.name.clone(),
            expected: rebased.map_or_else(|| Source::Commit(topic.tip.clone()), Source::Step),
        });
        if ground.notes_base {
            self.list.push(Action::Configure {
                repo: ground.repo.clone(),
                key: base_key(&topic.name),
                value: None,
            });
        }
    }
}

fn merge_message(facts: &FinishFacts) -> String {
    let (topic, parent) = (&facts.branch.name, &facts.parent.name);
    // As git itself says it: the branch releases are cut from is not named.
    let into = match parent.as_str() {
        "main" | "master" => String::new(),
        parent => format!(" into {parent}"),
    };
    format!("Merge branch '{topic}'{into}\n")
}

fn squash_subject(facts: &FinishFacts) -> String {
    let (topic, parent) = (&facts.branch.name, &facts.parent.name);
    format!("Squash branch '{topic}' into {parent}")
}

fn notes(facts: &FinishFacts, way: &Way<'_>) -> Vec<PlanNote> {
    let mut notes: Vec<PlanNote> = facts.forecasts.iter().filter_map(forecast_note).collect();
    let left = facts
        .releases
        .iter()
        .filter(|(_, fits)| !fits && way.releases);
    let left: Vec<String> = left.map(|(lane, _)| lane.name.to_string()).collect();
    if !left.is_empty() {
        let text = "These open releases were cut before the fix's base, so merging would drag \
                    other work into them. Port the fix by hand with `git cherry-pick`.";
        notes.push(PlanNote::new("not-forwarded", text).lines(left));
    }
    let guarded = facts
        .followers
        .iter()
        .filter(|lane| facts.ground.is_protected(&lane.name));
    let guarded: Vec<String> = guarded.map(|lane| lane.name.to_string()).collect();
    if !guarded.is_empty() && way.back {
        let text = "These branches take work by pull request only: open one from the tag or the \
                    parent into each.";
        notes.push(PlanNote::new("by-request", text).lines(guarded));
    }
    if way.up == Up::Squash && facts.topic.tag.is_some() {
        let text = "Squashing cuts the ancestry: git will not know that the branch was merged.";
        notes.push(PlanNote::new("squash", text));
    }
    if way.push.is_none() && facts.ground.remote.is_some() {
        notes.push(PlanNote::new(
            "local",
            "Nothing is pushed; it can be undone until it is.",
        ));
    }
    notes
}

/// The parent takes pull requests only: the branch is pushed, and the rest
/// waits until it was merged there.
fn request_actions(facts: &FinishFacts) -> Vec<Action> {
    let (ground, topic) = (&facts.ground, &facts.branch);
    let behind = topic.remote_tip.as_ref() != Some(&topic.tip);
    let remote = ground.remote.as_ref().filter(|_| behind);
    let tip: Oid = topic.tip.clone();
    let update = pushed(topic, Desired::Object(tip));
    remote
        .map(|remote| push(&ground.repo, remote, vec![update]))
        .into_iter()
        .collect()
}

fn request_note(facts: &FinishFacts) -> PlanNote {
    let (topic, parent) = (&facts.branch.name, &facts.parent.name);
    let text = format!(
        "{parent} takes work by pull request only: this pushes {topic}. Open a pull request into \
         {parent}; once it is merged, finish again, and the tag and the branches that follow come."
    );
    PlanNote::new("by-request", text).lines(vec![head(topic)])
}
