//! The next version from facts.

use super::{NextVersion, ReasonedCommit, Warning};
use crate::commit::{CommitFacts, Message};
use crate::ids::{Oid, ServiceName};
use crate::intent::CutKind;
use crate::policy::Service;
use crate::range::{FilterError, PathFilter};
use crate::version::{
    Level, Tags, Version, VersionTag, bump, core, next_prerelease, outside_maintenance,
};
use std::collections::BTreeMap;

/// Everything the next version depends on.
#[derive(Debug, Clone)]
pub struct NextInputs<'a> {
    /// The service.
    pub service: &'a Service,
    /// The services of the same repository; may contain the service itself.
    pub siblings: &'a [&'a Service],
    /// All tags of the service, on any branch.
    pub tags: &'a Tags,
    /// The highest final version reachable from the target.
    pub base: Option<&'a VersionTag>,
    /// The highest prerelease above the base that is reachable from the target.
    pub open: Option<&'a VersionTag>,
    /// Commits of the target that the base lacks, newest first.
    pub range: &'a [CommitFacts],
    /// How many of them the open prerelease lacks, when there is one: the
    /// commits by their ids.
    pub since_open: &'a [Oid],
    /// The commit that would be released.
    pub target: &'a Oid,
    /// The branch it is on.
    pub branch: Option<&'a str>,
    /// Which kind of version.
    pub kind: &'a CutKind,
    /// Levels that a person accepted, by commit id or its beginning.
    pub accepted: &'a BTreeMap<String, Level>,
    /// Services this one depends on that were released since the base.
    pub raised: &'a [ServiceName],
    /// Merges count by the title of their pull request.
    pub first_parent: bool,
}

/// The next version, with a reason for every commit.
///
/// # Errors
/// When a service's paths are not globs.
pub fn next_version(inputs: &NextInputs<'_>) -> Result<NextVersion, FilterError> {
    let filter = PathFilter::of(inputs.service, inputs.siblings)?;
    let judged = super::reasons::judge(inputs, &filter);
    let mut answer = NextVersion {
        base: inputs.base.cloned(),
        range_count: inputs.range.len(),
        level: judged.level,
        next: None,
        tag: None,
        warnings: judged.warnings,
        blocked: Vec::new(),
        because: String::new(),
        commits: judged.commits,
    };
    warn_about_tags(inputs, &mut answer);
    choose(inputs, judged.release_as, &mut answer);
    block(inputs, &mut answer);
    Ok(answer)
}

fn choose(inputs: &NextInputs<'_>, asked: Option<(Version, Oid)>, answer: &mut NextVersion) {
    let raised = !inputs.raised.is_empty();
    if raised && answer.level == Level::None {
        answer.level = Level::Patch;
    }
    let wanted = match inputs.kind {
        CutKind::Exact { version, reason } => {
            answer.because = format!("set by hand: {reason}");
            Some(version.clone())
        }
        CutKind::Final | CutKind::Pre { .. } => match asked {
            Some((version, by)) => {
                answer.because = format!("asked for by {}", by.short());
                Some(version)
            }
            None => computed(inputs, answer),
        },
    };
    let Some(wanted) = wanted else {
        answer.because = "nothing to release".to_owned();
        return;
    };
    let chosen = match inputs.kind {
        CutKind::Pre { label } => prerelease(inputs, &wanted, label, answer),
        CutKind::Final | CutKind::Exact { .. } => Some(wanted),
    };
    answer.tag = chosen
        .as_ref()
        .map(|version| inputs.service.tag.tag(version));
    answer.next = chosen;
}

/// The core that the commits lead to.
fn computed(inputs: &NextInputs<'_>, answer: &mut NextVersion) -> Option<Version> {
    let open = inputs.open.map(|tag| core(&tag.version));
    let Some(base) = inputs.base else {
        if answer.commits.is_empty() {
            return None;
        }
        answer.because = "the first release".to_owned();
        return Some(open.unwrap_or_else(|| inputs.service.first.clone()));
    };
    if answer.level == Level::None {
        return None;
    }
    let deciding = answer
        .commits
        .iter()
        .find(|commit| commit.level == answer.level);
    answer.because = match deciding {
        Some(commit) => format!("{}, because of {}", answer.level.word(), commit.oid.short()),
        None => format!("patch, because {} was released", names(inputs.raised)),
    };
    let next = bump(&base.version, answer.level, inputs.service.zero);
    Some(open.map_or_else(|| next.clone(), |open| open.max(next.clone())))
}

fn names(services: &[ServiceName]) -> String {
    services
        .iter()
        .map(ServiceName::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn prerelease(
    inputs: &NextInputs<'_>,
    wanted: &Version,
    label: &str,
    answer: &mut NextVersion,
) -> Option<Version> {
    let unchanged = inputs.open.is_some_and(|open| {
        core(&open.version) == core(wanted)
            && !answer
                .commits
                .iter()
                .any(|commit| inputs.since_open.contains(&commit.oid))
    });
    if unchanged {
        let open = inputs
            .open
            .map_or_else(String::new, |tag| tag.version.to_string());
        answer.because = format!("nothing to release: no commit since {open}");
        return None;
    }
    let everywhere = inputs.tags.versions.iter().map(|tag| &tag.version);
    match next_prerelease(&core(wanted), label, everywhere) {
        Ok(version) => Some(version),
        Err(refusal) => {
            answer.blocked.push(format!("{refusal}."));
            None
        }
    }
}

/// Doubts about the tags themselves.
fn warn_about_tags(inputs: &NextInputs<'_>, answer: &mut NextVersion) {
    let mut warn = |code: &str, text: String| {
        answer.warnings.push(Warning {
            code: code.to_owned(),
            text,
            commit: None,
            offer: None,
        });
    };
    for (one, other) in &inputs.tags.ambiguous {
        warn(
            "ambiguous-tags",
            format!(
                "{one} and {other} differ only in build metadata: neither is the higher version."
            ),
        );
    }
    for tag in &inputs.tags.unsupported {
        warn(
            "unsupported-tag",
            format!("{tag} has a number that is too large to be supported; it is left aside."),
        );
    }
    let moved = inputs.since_open.len();
    if let (CutKind::Final, Some(open)) = (inputs.kind, inputs.open)
        && moved > 0
    {
        let commits = if moved == 1 {
            "1 commit".to_owned()
        } else {
            format!("{moved} commits")
        };
        warn(
            "moved-since-prerelease",
            format!(
                "{commits} came after {}: the final version would contain what the candidate did not. To release exactly the candidate, cut from {}.",
                open.version, open.name
            ),
        );
    }
}

/// Why no tag may be made although a version was found.
fn block(inputs: &NextInputs<'_>, answer: &mut NextVersion) {
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
    if let (CutKind::Exact { .. }, Some(base)) = (inputs.kind, inputs.base)
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

/// Reads the messages of a range, in its order.
pub(super) fn read(range: &[CommitFacts], first_parent: bool) -> Vec<Message> {
    let merged = |commit: &CommitFacts| first_parent && commit.parents.len() > 1;
    range
        .iter()
        .map(|c| {
            if merged(c) {
                Message::read_merge(&c.message)
            } else {
                Message::read(&c.message)
            }
        })
        .collect()
}

/// What the commits of a range stand for.
pub(super) struct Judged {
    pub(super) level: Level,
    pub(super) commits: Vec<ReasonedCommit>,
    pub(super) warnings: Vec<Warning>,
    /// The newest `Release-As:` and the commit it stands in.
    pub(super) release_as: Option<(Version, Oid)>,
}
