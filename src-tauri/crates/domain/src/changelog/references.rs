//! What stands in brackets behind an entry: its commit, pull requests, issues.

use super::Links;
use super::entry::pattern;
use super::markdown::{escape, link};
use crate::release::ReasonedCommit;
use regex::Regex;
use std::sync::LazyLock;

// Patterns are of ASCII where they can be: those of all scripts take
// milliseconds to make ready, which is most of a small changelog.

/// `(#409)` at the end of a subject, as hosts write it when they squash.
static TRAILING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\s)+\((?:PR )?([#!])([0-9]{1,18})\)$"));
/// The number of a merge.
static MERGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^Merge pull request #([0-9]{1,18}) |^See merge request [^ \t\r\n]*!([0-9]{1,18})$",
    )
});
/// `Closes #12`, `Refs: #12, #13`.
static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^(?i-u:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|issues?):?[ \t]+(#[0-9]{1,18}.*)$",
    )
});
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"#([0-9]{1,18})(?-u:\b)"));

/// A description and what it refers to.
pub(super) struct Mentions {
    /// The description without the numbers at its end.
    pub(super) rest: String,
    /// The references in Markdown, the commit first.
    pub(super) list: Vec<String>,
}

/// Finds what a message refers to.
pub(super) fn mentions(
    commit: &ReasonedCommit,
    description: &str,
    text: &str,
    links: &Links,
) -> Mentions {
    let mut rest = description.trim_end();
    let mut pulls = Vec::new();
    while let Some(found) = TRAILING.captures(rest) {
        pulls.insert(0, number(&found[2]));
        rest = &rest[..found.get(0).map_or(0, |whole| whole.start())];
    }
    for found in MERGED.captures_iter(text) {
        pulls.extend(
            found
                .get(1)
                .or_else(|| found.get(2))
                .map(|n| number(n.as_str())),
        );
    }
    let mut list = vec![link(commit.oid.short(), links.commit(&commit.oid))];
    let mut add = |reference: String| {
        if !list.contains(&reference) {
            list.push(reference);
        }
    };
    for pull in &pulls {
        add(link(
            &format!("{}{pull}", links.pull_sign()),
            links.pull(*pull),
        ));
    }
    let footers = FOOTER.captures_iter(text).filter_map(|line| line.get(1));
    for found in footers.flat_map(|line| NUMBER.captures_iter(line.as_str())) {
        let issue = number(&found[1]);
        if !pulls.contains(&issue) {
            add(link(&format!("#{issue}"), links.issue(issue)));
        }
    }
    for id in links
        .issues(text)
        .into_iter()
        .filter(|id| !rest.contains(id))
    {
        add(escape(id));
    }
    Mentions {
        rest: rest.to_owned(),
        list,
    }
}

/// At most eighteen digits, so that it is always a number.
fn number(digits: &str) -> u64 {
    digits.parse().unwrap_or_default()
}
