//! Facts: what was observed, where, when, and how completely.

use crate::commit::CommitFacts;
use crate::ids::{BranchName, EnvName, Oid, RunId, ServiceName, TagName};
use crate::soak::Span;
use crate::version::{Version, VersionTag};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something observed, with its source and time; may be unknown with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// What was seen, or why it is not known.
    pub state: Known<T>,
    /// Where it was looked up, in words ("infra, overlays/staging").
    pub source: String,
    /// When.
    pub at: Timestamp,
}

/// A value, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Known<T> {
    /// Seen.
    Seen(T),
    /// Not known, with the reason in words.
    Unknown(String),
}

impl<T> Fact<T> {
    /// The value, if it was seen.
    pub const fn seen(&self) -> Option<&T> {
        match &self.state {
            Known::Seen(value) => Some(value),
            Known::Unknown(_) => None,
        }
    }
}

/// The facts an action is planned on, and a board is drawn from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// What each service has in its repository.
    pub services: BTreeMap<ServiceName, Fact<ServiceFacts>>,
    /// What runs where; a missing pair is not deployed there by policy.
    pub places: BTreeMap<ServiceName, BTreeMap<EnvName, Fact<PlaceFacts>>>,
}

/// What a service has in its repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceFacts {
    /// The branch releases are cut from.
    pub branch: String,
    /// Its newest commit.
    pub head: Oid,
    /// When that was committed.
    pub head_at: Timestamp,
    /// Releases, highest version first.
    pub releases: Vec<Release>,
    /// Commits of the service since the highest release on the branch.
    pub unreleased: usize,
    /// The version an untagged build of `head` has (`1.10.0-dev.3+g8c1d04a`).
    #[serde(default)]
    pub untagged: Option<Version>,
    /// The newest builds of the branches that environments take by themselves,
    /// as the remote has them.
    #[serde(default)]
    pub newest: BTreeMap<BranchName, Build>,
    /// Services it depends on that were released since its own highest release.
    #[serde(default)]
    pub raised: Vec<ServiceName>,
    /// What is in doubt about its versions, a sentence each.
    #[serde(default)]
    pub doubts: Vec<String>,
    /// Names the keys with which the signatures were verified; absent when
    /// nobody verified them.
    #[serde(default)]
    pub keys: Option<String>,
}

/// A version of a service that has a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Name, version and commit.
    pub tag: VersionTag,
    /// The tag object; the commit itself for a lightweight tag.
    pub object: Oid,
    /// When the tag was made; the commit's time for a lightweight tag.
    pub at: Timestamp,
    /// Who signed it, when that has been looked at.
    pub signature: Signature,
    /// Whether it was yanked.
    pub yanked: bool,
    /// Whether the remote has it.
    pub pushed: bool,
    /// What the remote has under its name.
    #[serde(default)]
    pub remote: AtRemote,
}

/// What a remote has under the name of a tag that is here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtRemote {
    /// It was not asked, or there is no remote.
    #[default]
    Unasked,
    /// The same object.
    Same,
    /// Nothing, and it was never seen there.
    Unpushed,
    /// Nothing any more: it was seen there before.
    Gone,
    /// Another object.
    Other(Oid),
}

impl AtRemote {
    /// Whether somebody took the tag away there, or moved it: it is no release
    /// to build upon then.
    #[must_use]
    pub const fn is_contested(&self) -> bool {
        matches!(self, Self::Gone | Self::Other(_))
    }
}

/// What is known of a tag's signature.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Signature {
    /// Nobody has looked.
    #[default]
    Unchecked,
    /// There is none.
    Unsigned,
    /// Good, by a key of this person of the workspace.
    By {
        /// The person's handle.
        person: String,
        /// The key's fingerprint.
        key: String,
    },
    /// Good, by a key nobody in the workspace is listed with.
    Stranger {
        /// The key's fingerprint.
        key: String,
    },
    /// It does not verify.
    Bad {
        /// Why.
        reason: String,
    },
}

/// What runs in one place, and what ran there before.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PlaceFacts {
    /// Newest first; the first is live. Empty when nothing was ever deployed.
    pub history: Vec<Live>,
    /// Spans in which somebody or something watched it, with the health seen.
    pub watched: Vec<crate::soak::Watched>,
    /// What builds that may come next would take away of the live one.
    #[serde(default)]
    pub losses: Vec<Loss>,
}

/// What a build lacks of the one that is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// The commit that is live.
    pub live: Oid,
    /// The commit that may come.
    pub comes: Oid,
    /// Commits of the service that would be lost ("8c1d04a fix: …"); empty
    /// when the one contains the other.
    pub lost: Known<Vec<String>>,
}

impl PlaceFacts {
    /// What is live now.
    #[must_use]
    pub fn live(&self) -> Option<&Live> {
        self.history.first()
    }
}

/// Reading what ran in a place.
impl PlaceFacts {
    /// The spans in which a build was live, newest first.
    #[must_use]
    pub fn spans(&self, build: &Build) -> Vec<Span> {
        self.with_end()
            .filter(|(live, _)| live.is_build(build))
            .map(|(live, until)| Span {
                from: live.since,
                until,
            })
            .collect()
    }

    /// The newest time a build was live here.
    #[must_use]
    pub fn newest(&self, build: &Build) -> Option<&Live> {
        self.history.iter().find(|live| live.is_build(build))
    }

    /// The rollback that took a build away, unless the build came back later.
    #[must_use]
    pub fn rolled_back_from(&self, build: &Build) -> Option<&Live> {
        let place = self.history.iter().position(|l| l.is_build(build))?;
        let next = self.history.get(place.checked_sub(1)?)?;
        next.rollback.then_some(next)
    }

    /// What a rollback would bring back: the newest build before the live one
    /// that was recognised, is not the live one, whose run ended well, and
    /// that was neither rolled back from nor ruled out (yanked).
    #[must_use]
    pub fn last_good(&self, ruled_out: impl Fn(&Build) -> bool) -> Option<&Live> {
        let live = self.live()?;
        self.history.iter().skip(1).find(|earlier| {
            earlier.build.as_ref().is_some_and(|build| {
                earlier.value != live.value
                    && !earlier.unproven
                    && !live.is_build(build)
                    && !ruled_out(build)
                    && self.rolled_back_from(build).is_none()
            })
        })
    }

    /// What a rollback goes back to where nobody names a version: the last good
    /// build that was recorded there; where none was, the last good one.
    #[must_use]
    pub fn way_back(
        &self,
        ruled_out: impl Fn(&Build) -> bool,
        unrecorded: impl Fn(&Build) -> bool,
    ) -> Option<&Live> {
        self.last_good(|build| ruled_out(build) || unrecorded(build))
            .or_else(|| self.last_good(ruled_out))
    }

    /// Marks what came back by hand as a rollback: a build that was live before
    /// and is lower than the one it displaced. Words of commits say nothing, for
    /// the revert of a revert says the same as a revert.
    pub fn mark_returns(&mut self) {
        for place in 0..self.history.len() {
            let (newer, older) = self.history.split_at_mut(place + 1);
            if let (Some(live), [displaced, before @ ..]) = (newer.last_mut(), &*older) {
                live.rollback |= live.returns_below(displaced, before);
            }
        }
    }

    /// What a build would take away of the live one, where that was looked at.
    #[must_use]
    pub fn loss(&self, build: &Build) -> Option<&Loss> {
        let live = &self.live()?.build.as_ref()?.commit;
        self.losses
            .iter()
            .find(|loss| loss.comes == build.commit && loss.live == *live)
    }

    /// Each entry with the moment the next one came.
    fn with_end(&self) -> impl Iterator<Item = (&Live, Option<Timestamp>)> {
        let ends = std::iter::once(None).chain(self.history.iter().map(|l| Some(l.since)));
        self.history.iter().zip(ends)
    }
}

/// A version that is or was live in a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// The value found, as it stands there.
    pub value: String,
    /// What it was recognised as.
    pub build: Option<Build>,
    /// When it came there, as far as is known; never earlier than it did.
    pub since: Timestamp,
    /// The earliest moment it can have come, by the dates of its commit and of
    /// those below it; absent where no commit says it.
    #[serde(default)]
    pub earliest: Option<Timestamp>,
    /// The commit of the environment repository that brought it.
    pub change: Oid,
    /// Who made that commit.
    pub by: String,
    /// The run that brought it, when it was ours.
    pub run: Option<RunId>,
    /// Whether it came by a rollback.
    pub rollback: bool,
    /// Whether the run that brought it did not end well, so that nobody saw
    /// it arrive.
    #[serde(default)]
    pub unproven: bool,
    /// Whether the ledger saw its promotion end, where no commit says that a
    /// run brought it.
    #[serde(default)]
    pub recorded: bool,
}

impl Live {
    /// Whether Lockkeeper brought it.
    #[must_use]
    pub const fn is_ours(&self) -> bool {
        self.run.is_some() || self.recorded
    }

    /// Whether it is this build.
    #[must_use]
    pub fn is_build(&self, build: &Build) -> bool {
        self.build.as_ref().is_some_and(|b| b.is_same(build))
    }

    /// Whether it was among what lived before, and is lower than what it displaced.
    fn returns_below(&self, displaced: &Self, before: &[Self]) -> bool {
        let (Some(build), Some(other)) = (&self.build, &displaced.build) else {
            return false;
        };
        let is_lower = build.version.cmp_precedence(&other.version).is_lt();
        is_lower && before.iter().any(|earlier| earlier.is_build(build))
    }

    /// Its version as people write it, or the value as it stands.
    #[must_use]
    pub fn name(&self) -> String {
        self.build
            .as_ref()
            .map_or_else(|| self.value.clone(), |b| b.version.to_string())
    }
}

/// What a deployed value was recognised as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Its version; of an untagged build the next core with `-dev.N+g<sha7>`.
    pub version: Version,
    /// Its commit.
    pub commit: Oid,
    /// Its tag; an untagged build has none.
    pub tag: Option<TagName>,
}

impl Build {
    /// Whether both were built from the same commit: a release candidate and
    /// the release it became are one build.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.commit == other.commit
    }

    /// Whether its version comes after another one's; what stands behind `+` does not count.
    #[must_use]
    pub fn is_newer(&self, other: &Self) -> bool {
        self.version.cmp_precedence(&other.version).is_gt()
    }
}

impl Release {
    /// The release as a build.
    #[must_use]
    pub fn build(&self) -> Build {
        Build {
            version: self.tag.version.clone(),
            commit: self.tag.commit.clone(),
            tag: Some(self.tag.name.clone()),
        }
    }
}

impl ServiceFacts {
    /// The release of a tag.
    #[must_use]
    pub fn release(&self, tag: &TagName) -> Option<&Release> {
        self.releases.iter().find(|r| &r.tag.name == tag)
    }

    /// The releases without those that differ from another one in build
    /// metadata only: the pushed one stands for the version, and the first by
    /// name of several.
    #[must_use]
    pub fn one_per_version(&self) -> Vec<&Release> {
        let mut found: Vec<&Release> = Vec::new();
        for release in &self.releases {
            let version = &release.tag.version;
            match found.last_mut() {
                Some(last) if last.tag.version.cmp_precedence(version).is_eq() => {
                    if release.pushed && !last.pushed {
                        *last = release;
                    }
                }
                _ => found.push(release),
            }
        }
        found
    }

    /// Whether a build's release was yanked.
    #[must_use]
    pub fn is_yanked(&self, build: &Build) -> bool {
        let tag = build.tag.as_ref();
        tag.and_then(|t| self.release(t)).is_some_and(|r| r.yanked)
    }

    /// What the remote has of a build's tag.
    #[must_use]
    pub fn at_remote(&self, build: &Build) -> AtRemote {
        let release = build.tag.as_ref().and_then(|tag| self.release(tag));
        release.map_or(AtRemote::Unasked, |release| release.remote.clone())
    }

    /// The untagged build of the newest commit, when that commit has no release.
    #[must_use]
    pub fn head_build(&self) -> Option<Build> {
        Some(Build {
            version: self.untagged.clone()?,
            commit: self.head.clone(),
            tag: None,
        })
    }

    /// The untagged builds that could go somewhere now: of the newest commit,
    /// and of those that environments take by themselves.
    pub fn untagged_builds(&self) -> impl Iterator<Item = Build> {
        let newest = self.newest.values().cloned();
        self.head_build().into_iter().chain(newest)
    }
}

/// Commits between two builds of a service, for "what would be lost".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Between {
    /// In the new one, not in the live one.
    pub gained: Vec<CommitFacts>,
    /// In the live one, not in the new one.
    pub lost: Vec<CommitFacts>,
}

#[cfg(test)]
mod tests;
