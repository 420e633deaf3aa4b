//! Branches as text.

use super::{pad, shorten};
use lockkeeper_contract::{
    BaseView, BranchesView, CheckView, KeptState, ProtectionView, TopicView,
};

/// The branches of a repository.
pub fn branches(view: &BranchesView) -> String {
    let mut lines = vec![format!("{}, from {}", view.model, view.source)];
    for base in &view.bases {
        let shut = if base.protected {
            "  by pull request"
        } else {
            ""
        };
        lines.push(format!("  {}  {}{shut}", pad(&base.name, 24), base.line));
        lines.extend(lacking(base));
    }
    if view.topics.is_empty() {
        lines.push("No branch is open.".to_owned());
    }
    lines.extend(view.topics.iter().map(topic));
    lines.extend(view.blocked.iter().map(|why| format!("! {why}")));
    if let Some(run) = &view.run {
        lines.push(format!("Waiting: {} ({}). {}", run.title, run.id, run.line));
        lines.push("Go on with `lockkeeper flow continue`.".to_owned());
    }
    lines.join("\n")
}

/// Fixes that a branch does not have yet, and how it gets them.
fn lacking(base: &BaseView) -> Vec<String> {
    let parent = base.parent.as_deref().filter(|_| !base.lacks.is_empty());
    let Some(parent) = parent else {
        return Vec::new();
    };
    let fixes = base.lacks.iter();
    let fixes = fixes.map(|line| format!("      {}", shorten(line, 70)));
    let name = &base.name;
    let hint = format!("    ! It lacks these of {parent}: `lockkeeper flow update {name}`.");
    [hint].into_iter().chain(fixes).collect()
}

fn topic(topic: &TopicView) -> String {
    let mark = if topic.here { "*" } else { " " };
    let name = pad(&shorten(&topic.name, 40), 32);
    let mut line = format!("{mark} {name}  {}  {}", pad(&topic.state, 8), topic.line);
    if !topic.conflicts.is_empty() {
        let files = shorten(&topic.conflicts.join(", "), 60);
        line.push_str(&format!("  conflicts: {files}"));
    }
    if let Some(why) = &topic.misnamed {
        line.push_str(&format!("  {why}"));
    }
    line
}

/// What a check found.
pub fn check(view: &CheckView) -> String {
    view.problems.join("\n")
}

/// The protection of branches beside what they show.
pub fn protection(view: &ProtectionView) -> String {
    let mut lines = Vec::new();
    for branch in &view.branches {
        lines.push(branch.name.clone());
        for rule in &branch.rules {
            let mark = match rule.state {
                KeptState::Kept => "✓",
                KeptState::Broken => "✗",
                KeptState::Unknown => "?",
            };
            lines.push(format!("  {mark} {}: {}", rule.rule, rule.line));
            let named = rule.commits.iter().map(|commit| {
                let subject = shorten(&commit.subject, 60);
                format!("      {} {subject}", commit.oid.short())
            });
            lines.extend(named);
        }
    }
    if view.branches.is_empty() {
        lines.push("No branch is protected by the workspace file.".to_owned());
    }
    if view.left_out > 0 {
        lines.push(format!("{} more were not looked at.", view.left_out));
    }
    let unmatched = view.unmatched.iter();
    lines.extend(unmatched.map(|pattern| format!("! No branch is called like {pattern}.")));
    lines.extend(view.review.iter().map(|line| format!("? {line}")));
    lines.join("\n")
}
