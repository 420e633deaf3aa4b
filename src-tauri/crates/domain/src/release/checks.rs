//! What is in doubt about the tags, and what forbids a tag.

use super::next::{NextInputs, Raise};
use super::{NextVersion, ReasonedCommit, Warning};
use crate::ids::Oid;
use crate::intent::CutKind;
use crate::version::{Misfit, Version, VersionTag, core, outside_maintenance};
use crate::words;
use std::collections::HashSet;

/// How many commits a warning names.
const MOST_NAMED: usize = 3;

/// Doubts about the tags themselves.
pub(super) fn warn(inputs: &NextInputs<'_>, answer: &mut NextVersion) {
    let mut warn = |code: &str, text: String| answer.warnings.push(about_tags(code, text));
    for (one, other) in &inputs.tags.ambiguous {
        warn(
            "ambiguous-tags",
            format!(
                "{one} and {other} differ only in build metadata: neither is the higher version."
            ),
        );
    }
    for (tag, why) in &inputs.tags.misfits {
        let (code, why) = match why {
            Misfit::TooLarge => (
                "unsupported-tag",
                "has a number that is too large to be supported",
            ),
            Misfit::LeadingZero => (
                "invalid-tag",
                "has a number with a leading zero, so it is no version",
            ),
            Misfit::Suffix => (
                "invalid-tag",
                "has neither a prerelease nor build metadata after its numbers, so it is no version",
            ),
        };
        warn(code, format!("{tag} {why}; it is left aside."));
    }
    let later = raised_after_open(inputs);
    let later: Vec<String> = later
        .map(|raise| format!("{} {}", raise.service, raise.release.version))
        .collect();
    if let (CutKind::Final, Some(open), [_, ..]) = (inputs.kind, inputs.open, later.as_slice()) {
        let sentence = format!(
            "{} came after {}: the candidate was never tried with {}.",
            words::list(&later),
            open.version,
            if later.len() == 1 { "it" } else { "them" }
        );
        warn("moved-since-prerelease", sentence);
    }
    let moved = since_open(inputs, &answer.commits);
    if let (CutKind::Final, Some(open)) = (inputs.kind, inputs.open)
        && !moved.is_empty()
    {
        // Files are written on a branch, so they cannot be in the candidate.
        let files = inputs.service.changelog.is_some() || !inputs.service.version_files.is_empty();
        let exactly = format!(" To release exactly the candidate, cut from {}.", open.name);
        let sentence = format!(
            "{} after {}: the final version would contain what the candidate did not.{}",
            came(&moved),
            open.version,
            if files { "" } else { &exactly }
        );
        answer
            .warnings
            .push(about_tags("moved-since-prerelease", sentence));
    }
}

fn about_tags(code: &str, text: String) -> Warning {
    Warning {
        code: code.to_owned(),
        text,
        commit: None,
        offer: None,
    }
}

/// What it depends on and was released after the open prerelease was made.
pub(super) fn raised_after_open<'i>(inputs: &NextInputs<'i>) -> impl Iterator<Item = &'i Raise> {
    let raised = inputs.open.map_or(&[][..], |_| inputs.raised);
    raised.iter().filter(|raise| raise.after_open)
}

/// The commits of the service that the open prerelease lacks.
pub(super) fn since_open<'c>(
    inputs: &NextInputs<'_>,
    commits: &'c [ReasonedCommit],
) -> Vec<&'c ReasonedCommit> {
    let since: HashSet<&Oid> = inputs.since_open.iter().collect();
    commits
        .iter()
        .filter(|commit| since.contains(&commit.oid))
        .collect()
}

/// How many commits came, and which.
fn came(commits: &[&ReasonedCommit]) -> String {
    let named: Vec<_> = commits
        .iter()
        .take(MOST_NAMED)
        .map(|commit| commit.oid.short().to_string())
        .collect();
    let more = commits.len() - named.len();
    let named = match (named.join(", "), more) {
        (named, 0) => named,
        (named, more) => format!("{named} and {more} more"),
    };
    match commits.len() {
        1 => format!("1 commit ({named}) came"),
        count => format!("{count} commits ({named}) came"),
    }
}

/// Why a first version cannot be computed: there are final versions as high,
/// and the commit contains none of them.
pub(super) fn unreachable(inputs: &NextInputs<'_>, first: &Version) -> Option<String> {
    let highest = inputs.tags.highest_final()?;
    let is_higher = first.cmp_precedence(&highest.version).is_gt();
    (!is_higher).then(|| {
        format!(
            "{}: this is no first release, and what came since cannot be told. Release from a branch that contains one of them, or set the version by hand.",
            elsewhere(inputs, highest)
        )
    })
}

/// Says where the final versions are, when one is chosen without them.
pub(super) fn warn_unreachable(inputs: &NextInputs<'_>, answer: &mut NextVersion) {
    if let (None, Some(_), Some(highest)) = (inputs.base, &answer.next, inputs.tags.highest_final())
    {
        let sentence = format!("{}.", elsewhere(inputs, highest));
        answer
            .warnings
            .push(about_tags("unreachable-versions", sentence));
    }
}

/// Says when a message, or a person, asks for less than the commits do.
pub(super) fn warn_lowered(
    asked: &Version,
    by: Option<&Oid>,
    computed: Option<Version>,
    answer: &mut NextVersion,
) {
    // A candidate of what the commits lead to is not less.
    let lower = |one: &Version| one.cmp_precedence(&core(asked)).is_gt();
    let Some(computed) = computed.filter(lower) else {
        return;
    };
    let (code, text) = match by.map(Oid::short) {
        Some(by) => (
            "release-as-lower",
            format!("{by} asks for {asked} with Release-As; its commits alone lead to {computed}."),
        ),
        None => (
            "by-hand-lower",
            format!("{asked} is set by hand; the commits alone lead to {computed}."),
        ),
    };
    answer.warnings.push(Warning {
        commit: by.cloned(),
        ..about_tags(code, text)
    });
}

/// Where the final versions are, when the commit contains none.
fn elsewhere(inputs: &NextInputs<'_>, highest: &VersionTag) -> String {
    let is_final = |tag: &&VersionTag| tag.version.pre.is_empty();
    let place = format!("{}, on commit {}", highest.name, highest.commit.short());
    match inputs.tags.versions.iter().filter(is_final).count() {
        1 => format!("This commit does not contain {place}"),
        count => format!(
            "This commit contains none of the {count} final versions, the highest of which is {place}"
        ),
    }
}

/// Why no tag may be made although a version was found.
pub(super) fn block(inputs: &NextInputs<'_>, answer: &mut NextVersion) {
    let Some(next) = answer.next.clone() else {
        return;
    };
    if let Some(tag) = inputs.tags.find(&next) {
        answer.blocked.push(format!(
            "{} exists already, on commit {}: a version is never used twice.",
            tag.name,
            tag.commit.short()
        ));
    }
    answer.blocked.extend(badly_ordered(inputs, &next));
    if let Some(sentence) = inputs
        .branch
        .and_then(|branch| outside_maintenance(branch, &next))
    {
        answer.blocked.push(format!("{sentence}."));
    }
    if let Some(base) = inputs.base
        && next.cmp_precedence(&base.version).is_le()
    {
        answer.blocked.push(format!(
            "{next} is not higher than {}, which this commit contains.",
            base.version
        ));
    }
    for (one, other) in &inputs.tags.ambiguous {
        let is_base =
            |name: &crate::ids::TagName| inputs.base.is_some_and(|base| base.name == *name);
        if is_base(one) || is_base(other) {
            answer.blocked.push(format!(
                "{one} and {other} are the same version: remove one of them."
            ));
        }
    }
}

/// Why a candidate that was asked for by its whole name would not stand where
/// people look for it: behind those before it, and before its final version.
fn badly_ordered(inputs: &NextInputs<'_>, next: &Version) -> Option<String> {
    if next.pre.is_empty() {
        return None;
    }
    let all = inputs.tags.versions.iter().map(|tag| &tag.version);
    let same: Vec<&Version> = all.filter(|one| core(one) == core(next)).collect();
    let highest = same.iter().max_by(|one, other| one.cmp_precedence(other));
    if let Some(highest) = highest.filter(|one| one.cmp_precedence(next).is_gt()) {
        return Some(if highest.pre.is_empty() {
            format!("{highest} is released already, so {next} cannot follow.")
        } else {
            format!("{highest} exists, and {next} would sort before it.")
        });
    }
    let (word, number) = undotted(next)?;
    // Where a core began so, its last candidates go on so.
    let began_so = same.iter().any(|one| undotted(one).is_some());
    (!began_so).then(|| {
        format!(
            "{next} has no dot before its number, so {word}10 would sort before {word}9: set {}-{word}.{number}.",
            core(next)
        )
    })
}

/// The word and the number of a candidate that is counted without a dot.
fn undotted(version: &Version) -> Option<(&str, &str)> {
    let first = version.pre.as_str().split('.').next()?;
    let word = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &first[word.len()..];
    (!word.is_empty() && !number.is_empty()).then_some((word, number))
}
