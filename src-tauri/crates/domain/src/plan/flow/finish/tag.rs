//! Whether the tag of a finish can be made, or is there from an earlier one.

use crate::branching::{FinishFacts, LocalTag, TagFacts, Untagged};
use crate::ids::TagName;
use crate::plan::model::{PlanNote, Refusal};

/// How a finish gets around a tag that is in the way.
const OTHERWISE: &str = "choose another with --tagname, or finish without one with --notag";

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
    let text = format!(
        "{} names no tag of a service, and the services of {} have tags of their own.",
        facts.branch.name, facts.ground.repo
    );
    let hint = "Name the tag with --tagname, or finish without one with --notag.";
    let mut lines: Vec<String> = possible.iter().take(SHOWN).cloned().collect();
    if possible.len() > SHOWN {
        lines.push(format!("and {} more", possible.len() - SHOWN));
    }
    Refusal::new("tag-of-no-service", text)
        .hint(hint)
        .lines(lines)
}

/// A tag of that name is in the way, unless it is the one that is wanted: an
/// earlier finish made it on the commit that brought the work.
fn check_tag(tag: &TagFacts, facts: &FinishFacts) -> Vec<Refusal> {
    let name = &tag.name;
    match (&tag.local, &tag.remote) {
        (None, None) => {
            let hint = "Choose another tag with --tagname, or finish without one with --notag.";
            let blocked = tag.blocked.iter();
            blocked
                .map(|why| Refusal::new("blocked", why).hint(hint))
                .collect()
        }
        (None, Some(_)) => vec![in_the_way(
            format!("The tag {name} exists already, on the remote only."),
            format!("Take it with `git fetch origin tag {name}`, {OTHERWISE}."),
        )],
        (Some(here), there) if facts.merged.as_ref() == Some(&here.commit) => {
            let other = there.as_ref().filter(|there| **there != here.object);
            other.map(|_| another_there(name)).into_iter().collect()
        }
        (Some(here), there) => vec![elsewhere(name, here, there.is_some(), facts)],
    }
}

fn in_the_way(text: String, hint: String) -> Refusal {
    Refusal::new("tag-exists", text).hint(hint)
}

/// Two objects have the name, here and on the remote.
fn another_there(name: &TagName) -> Refusal {
    in_the_way(
        format!("The tag {name} here is not the one the remote has."),
        format!(
            "Take the remote's with `git fetch origin +refs/tags/{name}:refs/tags/{name}`, or \
             {OTHERWISE}."
        ),
    )
}

/// The tag bears another commit than the one that brings the work.
fn elsewhere(name: &TagName, here: &LocalTag, there: bool, facts: &FinishFacts) -> Refusal {
    let at = here.commit.short();
    let text = match &facts.merged {
        Some(merged) => format!(
            "The tag {name} exists already, at {at}, and {} has the work since {}.",
            facts.parent.name,
            merged.short()
        ),
        None => format!("The tag {name} exists already, at {at}."),
    };
    let hint = if there || facts.ground.remote.is_none() {
        "Choose another with --tagname, or finish without one with --notag.".to_owned()
    } else {
        format!("It was never pushed: delete it with `git tag -d {name}`, {OTHERWISE}.")
    };
    in_the_way(text, hint)
}
