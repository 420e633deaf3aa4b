//! The next version from facts.

use super::NextVersion;
use super::checks::{
    block, raised_after_open, since_open, unreachable, warn, warn_lowered, warn_unreachable,
};
use super::reasons::judge;
use crate::commit::CommitFacts;
use crate::ids::{Oid, ServiceName};
use crate::intent::CutKind;
use crate::policy::Service;
use crate::range::{FilterError, PathFilter};
use crate::version::{Level, Tags, Version, VersionTag, bump, core, next_prerelease};
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
    /// The commits that the open prerelease lacks, when there is one, by
    /// their ids; those outside of the range do not matter.
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
    pub raised: &'a [Raise],
    /// Merges count by the title of their pull request.
    pub first_parent: bool,
}

/// A service that another one depends on, and its release since that one's base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raise {
    /// Which service.
    pub service: ServiceName,
    /// The newest such release.
    pub release: VersionTag,
    /// Whether the open prerelease was made without it.
    pub after_open: bool,
}

/// The next version, with a reason for every commit.
///
/// # Errors
/// When a service's paths are not globs.
pub fn next_version(inputs: &NextInputs<'_>) -> Result<NextVersion, FilterError> {
    let filter = PathFilter::of_release(inputs.service, inputs.siblings)?;
    let judged = judge(inputs, &filter);
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
    warn(inputs, &mut answer);
    choose(inputs, judged.release_as, &mut answer);
    warn_unreachable(inputs, &mut answer);
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
            let alone = computed(inputs, &mut answer.clone());
            warn_lowered(version, None, alone, answer);
            answer.because = format!("set by hand: {reason}");
            Some(version.clone())
        }
        CutKind::Final | CutKind::Pre { .. } => {
            match asked.filter(|one| !is_made(inputs, &one.0)) {
                Some((version, by)) => {
                    let alone = computed(inputs, &mut answer.clone());
                    warn_lowered(&version, Some(&by), alone, answer);
                    answer.because = format!("asked for by {}", by.short());
                    Some(version)
                }
                None => computed(inputs, answer),
            }
        }
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

/// Whether a candidate that a message asks for was made: what it asked for
/// stands, and the open one leads on.
fn is_made(inputs: &NextInputs<'_>, asked: &Version) -> bool {
    let open = inputs.open.map(|tag| &tag.version);
    !asked.pre.is_empty()
        && inputs.tags.find(asked).is_some()
        && open.is_some_and(|open| asked.cmp_precedence(open).is_le())
}

/// The core that the commits lead to.
fn computed(inputs: &NextInputs<'_>, answer: &mut NextVersion) -> Option<Version> {
    let open = inputs.open.map(|tag| core(&tag.version));
    let Some(base) = inputs.base else {
        if answer.commits.is_empty() {
            return None;
        }
        let first = open.unwrap_or_else(|| inputs.service.first.clone());
        if let Some(sentence) = unreachable(inputs, &first) {
            answer.blocked.push(sentence);
            return None;
        }
        answer.because = "the first release".to_owned();
        return Some(first);
    };
    if answer.level == Level::None {
        return promoted(inputs, answer);
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

/// The final version of an open prerelease: it may become one although none
/// of its commits asks for a release.
fn promoted(inputs: &NextInputs<'_>, answer: &mut NextVersion) -> Option<Version> {
    let open = inputs.open.filter(|_| !answer.commits.is_empty())?;
    if !matches!(inputs.kind, CutKind::Final) {
        return None;
    }
    answer.because = format!("the final version of {}", open.version);
    Some(core(&open.version))
}

fn names(raised: &[Raise]) -> String {
    let names = raised.iter().map(|raise| raise.service.as_str());
    names.collect::<Vec<_>>().join(", ")
}

fn prerelease(
    inputs: &NextInputs<'_>,
    wanted: &Version,
    label: &str,
    answer: &mut NextVersion,
) -> Option<Version> {
    let unchanged = inputs.open.is_some_and(|open| {
        core(&open.version) == core(wanted)
            && since_open(inputs, &answer.commits).is_empty()
            && raised_after_open(inputs).next().is_none()
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
