//! What is in doubt about the tags, and what forbids a tag.

use super::next::NextInputs;
use super::{NextVersion, ReasonedCommit, Warning};
use crate::ids::Oid;
use crate::intent::CutKind;
use crate::version::{Misfit, Version, VersionTag, outside_maintenance};
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

/// Says when a message asks for less than its commits do.
pub(super) fn warn_lowered(
    asked: &Version,
    by: &Oid,
    computed: Option<Version>,
    answer: &mut NextVersion,
) {
    let Some(computed) = computed.filter(|one| one.cmp_precedence(asked).is_gt()) else {
        return;
    };
    answer.warnings.push(Warning {
        commit: Some(by.clone()),
        ..about_tags(
            "release-as-lower",
            format!(
                "{} asks for {asked} with Release-As; its commits alone lead to {computed}.",
                by.short()
            ),
        )
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
