//! Whether the tag of a finish can be made, or is there from an earlier one.

use crate::branching::{FinishFacts, LocalTag, TagFacts, Untagged};
use crate::ids::TagName;
use crate::plan::model::PlanNote;
use crate::refusal::{Refusal, refused};

/// Names that are shown of those a tag could have.
const SHOWN: usize = 12;

/// What stands in the way of the tag, or of there being one.
pub(super) fn check_tagging(facts: &FinishFacts) -> Vec<Refusal> {
    match (&facts.tag, &facts.untagged) {
        (Some(tag), _) => check_tag(tag, facts),
        (None, Some(Untagged::NoService { possible })) => vec![of_no_service(facts, possible)],
        (None, _) => Vec::new(),
    }
}

/// What should be read about the tag before.
pub(super) fn tag_note(facts: &FinishFacts) -> Option<PlanNote> {
    if let Some(tag) = facts.tag.as_ref().filter(|tag| tag.of_no_service) {
        let text = format!(
            "The tag {} belongs to no service of the workspace: it is no release there, and \
             writes no files.",
            tag.name
        );
        return Some(PlanNote::new("of-no-service", text));
    }
    let Some(Untagged::NothingNew) = &facts.untagged else {
        return None;
    };
    let text = format!(
        "No tag is made: {} names no version, and its commits ask for none. Name one with \
         --tagname.",
        facts.branch.name
    );
    Some(PlanNote::new("untagged", text))
}

fn of_no_service(facts: &FinishFacts, possible: &[String]) -> Refusal {
    let mut lines: Vec<String> = possible.iter().take(SHOWN).cloned().collect();
    if possible.len() > SHOWN {
        lines.push(format!("and {} more", possible.len() - SHOWN));
    }
    refused::tag_of_no_service(&facts.branch.name, &facts.ground.repo).lines(lines)
}

/// A tag of that name is in the way, unless it is the one that is wanted: an
/// earlier finish made it on the commit that brought the work.
fn check_tag(tag: &TagFacts, facts: &FinishFacts) -> Vec<Refusal> {
    let name = &tag.name;
    match (&tag.local, &tag.remote) {
        (None, None) => {
            let blocked = tag.blocked.iter().map(refused::finish_blocked);
            let other = tag.in_the_way.iter();
            let other = other.map(|other| refused::finish_tag_in_the_way(name, other));
            blocked.chain(other).collect()
        }
        (None, Some(_)) => vec![refused::finish_tag_there(name)],
        (Some(here), there) if facts.merged.as_ref() == Some(&here.commit) => {
            let other = there.as_ref().filter(|there| **there != here.object);
            other
                .map(|_| refused::finish_tag_differs(name))
                .into_iter()
                .collect()
        }
        (Some(here), there) => vec![elsewhere(name, here, there.is_some(), facts)],
    }
}

/// The tag bears another commit than the one that brings the work.
fn elsewhere(name: &TagName, here: &LocalTag, there: bool, facts: &FinishFacts) -> Refusal {
    let at = here.commit.short();
    let at = match &facts.merged {
        Some(merged) => format!(
            "{at}, and {} has the work since {}",
            facts.parent.name,
            merged.short()
        ),
        None => at.to_owned(),
    };
    if there || facts.ground.remote.is_none() {
        refused::finish_tag_pushed(name, at)
    } else {
        refused::finish_tag_here(name, at)
    }
}
