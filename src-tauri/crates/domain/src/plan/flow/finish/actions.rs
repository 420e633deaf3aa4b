//! The steps of a finish.

use super::Way;
use crate::branching::{FinishFacts, Lane, TagFacts, Up};
use crate::plan::action::{Action, Desired, Joining, RefUpdate, Source};
use crate::plan::flow::{base_key, catch_up, leave, pushed, unpublished};
use crate::plan::push;
use crate::plan::writing::Writing;

/// The steps of a finish, as they come together.
struct Actions<'a> {
    facts: &'a FinishFacts,
    list: Vec<Action>,
    pushes: Vec<RefUpdate>,
    /// The newest commit of the branch that is finished.
    work: Source,
}

/// Everything a finish does, in order.
pub(super) fn actions(facts: &FinishFacts, way: &Way<'_>) -> Vec<Action> {
    let mut all = Actions::new(facts);
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
    all.list
}

/// The parent takes pull requests only: the branch is pushed with everything
/// the release writes, and the rest waits until it was merged there.
pub(super) fn request_actions(facts: &FinishFacts, way: &Way<'_>) -> Vec<Action> {
    let mut all = Actions::new(facts);
    all.write(way);
    let (ground, topic) = (&facts.ground, &facts.branch);
    let behind = topic.remote_tip.as_ref() != Some(&topic.tip);
    let desired = match &all.work {
        Source::Step(step) => Some(Desired::Step(*step)),
        Source::Commit(tip) => behind.then(|| Desired::Object(tip.clone())),
    };
    if let Some((remote, desired)) = ground.remote.as_ref().zip(desired) {
        let refs = vec![pushed(topic, desired)];
        all.list.push(push(&ground.repo, remote, refs));
    }
    all.list
}

impl<'a> Actions<'a> {
    fn new(facts: &'a FinishFacts) -> Self {
        Self {
            facts,
            list: Vec::new(),
            pushes: Vec::new(),
            work: Source::Commit(facts.branch.tip.clone()),
        }
    }

    fn next(&self) -> u32 {
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    fn writing(&self, tag: &'a TagFacts) -> Writing<'a> {
        Writing {
            repo: &self.facts.ground.repo,
            tag: &tag.name,
            files: &tag.files,
            commit_message: &tag.commit_message,
            tag_text: &tag.text,
            signing: &tag.signing,
        }
    }

    /// The files of the release, as the last commit of the branch.
    fn write(&mut self, way: &Way<'a>) {
        let topic = &self.facts.branch;
        let Some(tag) = way.tag.filter(|tag| !tag.files.is_empty()) else {
            return;
        };
        if !topic.local {
            self.list.extend(catch_up(&self.facts.ground, topic));
        }
        let commit = self.writing(tag).commit(&topic.name, &topic.tip);
        self.list.extend(commit);
        self.work = Source::Step(self.next().saturating_sub(1));
    }

    /// Into the parent; answers with the commit that has it.
    fn join(&mut self, way: &Way<'a>) -> Source {
        let facts = self.facts;
        let (parent, topic) = (&facts.parent, &facts.branch);
        self.list.extend(catch_up(&facts.ground, parent));
        if let Some(merged) = &facts.merged {
            if parent.standing.wants_push() {
                self.pushes
                    .push(pushed(parent, Desired::Object(parent.newest().clone())));
            }
            return Source::Commit(merged.clone());
        }
        self.write(way);
        if way.up == Up::Rebase {
            let step = self.next();
            self.list.push(Action::Rebase {
                repo: facts.ground.repo.clone(),
                branch: topic.name.clone(),
                expected: self.work.clone(),
                onto: parent.newest().clone(),
            });
            self.work = Source::Step(step);
        }
        let (how, message) = match way.up {
            Up::Merge => (Joining::Merge, merge_message(facts)),
            Up::Squash => (Joining::Squash, format!("{}\n", squash_subject(facts))),
            Up::FfOnly | Up::Rebase => (Joining::FastForward, String::new()),
        };
        let step = self.merge(parent, self.work.clone(), how, message);
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
        let desired = match &tag.local {
            None => {
                let commit = match result {
                    Source::Commit(commit) => Some(commit.clone()),
                    Source::Step(_) => None,
                };
                self.list.push(self.writing(tag).tag(commit));
                Desired::MadeTag
            }
            // An earlier finish made it and did not get to push it.
            Some(made) if tag.remote.is_none() => Desired::Object(made.object.clone()),
            Some(_) => return,
        };
        self.pushes.push(RefUpdate {
            name: format!("refs/tags/{}", tag.name),
            expected: None,
            desired: Some(desired),
        });
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
        } else if let (Source::Step(step), Some(_)) = (&self.work, &topic.remote_tip) {
            self.pushes.push(pushed(topic, Desired::Step(*step)));
        }
        if let Some(remote) = way.push.filter(|_| !self.pushes.is_empty()) {
            let refs = std::mem::take(&mut self.pushes);
            self.list.push(push(&ground.repo, remote, refs));
        }
        let made_here = matches!(self.work, Source::Step(_));
        if way.keep || !(topic.local || made_here) {
            return;
        }
        self.list.push(Action::DeleteBranch {
            repo: ground.repo.clone(),
            branch: topic.name.clone(),
            expected: self.work.clone(),
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
