//! Sets of releases.

use super::plan::verdicts;
use lockkeeper_contract::{MemberView, SetEndView, UmbrellaView};
use std::fmt::Write as _;

/// What goes in which wave, and what the gates say.
pub fn set(view: &UmbrellaView) -> String {
    let mut lines: Vec<String> = view.members.iter().map(member).collect();
    lines.push(verdicts(&view.gates));
    for member in view.members.iter().filter(|one| !one.gates.is_empty()) {
        lines.push(format!("{}:", member.service));
        lines.push(verdicts(&member.gates));
    }
    lines.join("\n")
}

fn member(member: &MemberView) -> String {
    let mut text = format!(
        "wave {}  {}  {} → {}",
        member.wave + 1,
        member.service,
        member.from.as_deref().unwrap_or("nothing"),
        member.to.as_deref().unwrap_or("not known")
    );
    if !member.needs.is_empty() {
        let _always = write!(text, "  after {}", member.needs.join(", "));
    }
    if let Some(leader) = &member.with {
        let _always = write!(text, "  on the branch of {leader}");
    }
    if member.stays {
        text.push_str("  there already");
    }
    text
}

/// What can be done after a set ended early.
pub fn set_end(end: &SetEndView) -> String {
    let mut lines = vec![match end.moved.as_slice() {
        [] => "Nothing of the set was moved.".to_owned(),
        moved => format!("Moved: {}.", moved.join(", ")),
    }];
    let failed = end.failed.as_deref().unwrap_or("what failed");
    let offers = [
        (format!("go on without {failed}"), &end.without),
        ("bring back all that moved".to_owned(), &end.back),
    ];
    for (what, offer) in offers {
        lines.push(match &offer.against {
            None => format!("  → {what}: {}", offer.command),
            Some(why) => format!("  ✗ {what}: {why}"),
        });
    }
    lines.join("\n")
}
