//! What a person should know before a finish.

use super::past::past_notes;
use super::tag::tag_note;
use super::{Way, moved};
use crate::branching::{FinishFacts, Up};
use crate::ids::BranchName;
use crate::plan::flow::head;
use crate::plan::flow::update::{down_note, forecast_note};
use crate::plan::model::PlanNote;
use crate::plan::writing::handwritten;

/// What should be read before a finish.
pub(super) fn notes(facts: &FinishFacts, way: &Way<'_>) -> Vec<PlanNote> {
    let mut notes: Vec<PlanNote> = facts.forecasts.iter().filter_map(forecast_note).collect();
    notes.extend(past_notes(facts, way));
    notes.extend(brought_down(facts, way));
    notes.extend(landed(facts));
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
    notes.extend(tag_note(facts));
    if let Some(tag) = way.tag.filter(|_| facts.merged.is_none()) {
        notes.extend(handwritten(&tag.files));
    }
    notes.extend(unwritten(facts, way));
    if way.push.is_none() && facts.ground.remote.is_some() {
        notes.push(PlanNote::new(
            "local",
            "Nothing is pushed; it can be undone until it is.",
        ));
    }
    notes
}

/// Rollbacks that come into the branches that are moved.
fn brought_down(facts: &FinishFacts, way: &Way<'_>) -> Vec<PlanNote> {
    let moved: Vec<&BranchName> = moved(facts, way);
    let brought = facts.brought_down.iter();
    let brought = brought.filter(|down| moved.contains(&&down.into));
    brought.map(down_note).collect()
}

/// What is to be done where the parent takes pull requests only.
pub(super) fn request_note(facts: &FinishFacts) -> PlanNote {
    let (topic, parent) = (&facts.branch.name, &facts.parent.name);
    let text = format!(
        "{parent} takes work by pull request only: this pushes {topic}. Open a pull request into \
         {parent}; once it is merged, finish again, and the tag and the branches that follow come."
    );
    PlanNote::new("by-request", text).lines(vec![head(topic)])
}

/// The work is there, and its commits are not.
fn landed(facts: &FinishFacts) -> Option<PlanNote> {
    let merged = facts.merged.as_ref().filter(|_| facts.landed)?;
    let (topic, parent) = (&facts.branch.name, &facts.parent.name);
    let text = format!(
        "{parent} has this work since {}, by other commits: they were squashed or made anew \
         there. Those of {topic} go with it.",
        merged.short()
    );
    Some(PlanNote::new("landed", text))
}

/// The work went into the parent before its files could be written.
fn unwritten(facts: &FinishFacts, way: &Way<'_>) -> Option<PlanNote> {
    let tag = way.tag.filter(|tag| !tag.files.is_empty())?;
    facts.merged.as_ref()?;
    let text = format!(
        "{} has the work already, so nothing is written any more: these files do not say {}.",
        facts.parent.name, tag.name
    );
    let files = tag.files.iter().map(|file| file.path.clone());
    Some(PlanNote::new("unwritten", text).lines(files.collect()))
}
