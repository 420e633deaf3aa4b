//! Which build a value in an environment names.

use super::template::{Part, parts};
use super::{as_tag, is_tag_of};
use crate::ids::{Oid, ServiceName};
use crate::snapshot::{Build, Release};
use crate::version::Version;
use regex::Regex;

/// The build that a value names; absent when nothing fits, or more than one
/// commit does.
///
/// Looked at in this order: the name of a tag, a version (also with a leading
/// `v`, also with `-` for `+`), the commit at the end of an untagged version,
/// the template, a bare commit of at least seven digits. `releases` are the highest first, so that of a candidate
/// and its final release on one commit the final is found. `commits` are those
/// an untagged build may come from; `untagged` gives their versions.
#[must_use]
pub fn recognise(
    template: Option<&str>,
    service: &ServiceName,
    value: &str,
    releases: &[Release],
    commits: &[Oid],
    untagged: impl Fn(&Oid) -> Option<Version>,
) -> Option<Build> {
    let value = value.trim();
    let known = Known {
        releases,
        commits,
        untagged,
    };
    known
        .by_name(value)
        .or_else(|| known.by_commit(commit_of(value)?))
        .or_else(|| known.by_template(template, service, value))
        .or_else(|| known.by_commit(value))
}

/// The commit that a value names, in lower case and mostly abbreviated: at the
/// end of an untagged version, where the template has one, or alone.
#[must_use]
pub fn named_commit(template: Option<&str>, service: &ServiceName, value: &str) -> Option<String> {
    let value = value.trim();
    let parts = parts(template);
    let by_template = || {
        let found = pattern(&parts, service)?.captures(value)?;
        Some(found.name("commit")?.as_str().to_owned())
    };
    let named = commit_of(value).map(str::to_owned);
    let named = named
        .or_else(by_template)
        .unwrap_or_else(|| value.to_owned());
    is_commit(&named).then(|| named.to_ascii_lowercase())
}

fn is_commit(id: &str) -> bool {
    id.len() >= 7 && id.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The commit in `1.10.0-dev.3+g8c1d04a`, also with `-` for `+`.
fn commit_of(value: &str) -> Option<&str> {
    let (version, commit) = value.rsplit_once(['+', '-'])?;
    let commit = commit.strip_prefix('g')?;
    version.contains("-dev.").then_some(commit)
}

struct Known<'a, F> {
    releases: &'a [Release],
    commits: &'a [Oid],
    untagged: F,
}

impl<F: Fn(&Oid) -> Option<Version>> Known<'_, F> {
    /// By a tag or a version, as it is or as the tag of an image.
    fn by_name(&self, value: &str) -> Option<Build> {
        let bare = value.strip_prefix('v').unwrap_or(value);
        let wanted = Version::parse(bare).ok();
        let fits = |release: &&Release| {
            let (name, version) = (release.tag.name.as_str(), &release.tag.version);
            wanted.as_ref() == Some(version)
                || is_tag_of(value, name)
                || (!version.build.is_empty() && is_tag_of(bare, &version.to_string()))
        };
        self.releases.iter().find(fits).map(Release::build)
    }

    /// By a whole or abbreviated commit.
    fn by_commit(&self, id: &str) -> Option<Build> {
        if !is_commit(id) {
            return None;
        }
        let id = id.to_ascii_lowercase();
        let released = self.releases.iter().map(|release| &release.tag.commit);
        let mut fitting = released
            .chain(self.commits)
            .filter(|commit| commit.as_str().starts_with(&id));
        let commit = fitting.next()?;
        if fitting.any(|other| other != commit) {
            return None;
        }
        match self
            .releases
            .iter()
            .find(|release| release.tag.commit == *commit)
        {
            Some(release) => Some(release.build()),
            None => Some(Build {
                version: (self.untagged)(commit)?,
                commit: commit.clone(),
                tag: None,
            }),
        }
    }

    fn by_template(
        &self,
        template: Option<&str>,
        service: &ServiceName,
        value: &str,
    ) -> Option<Build> {
        let parts = parts(template);
        let found = pattern(&parts, service)?.captures(value)?;
        if let Some(commit) = found.name("commit") {
            return self.by_commit(commit.as_str());
        }
        self.by_name(found.name("version")?.as_str())
    }
}

/// What the template looks like when it is filled in.
fn pattern(parts: &[Part<'_>], service: &ServiceName) -> Option<Regex> {
    let (mut has_commit, mut has_version) = (false, false);
    let mut text = String::from("^");
    for part in parts {
        match part {
            Part::Text(literal) => text.push_str(&regex::escape(&as_tag(literal))),
            Part::Service => text.push_str(&regex::escape(&as_tag(service.as_str()))),
            Part::Branch => text.push_str(".+"),
            Part::Version if has_version => text.push_str(".+"),
            Part::Version => {
                has_version = true;
                text.push_str("(?<version>.+)");
            }
            Part::Sha | Part::Short(_) => {
                let digits = digits(*part);
                text.push_str(&if has_commit {
                    digits
                } else {
                    format!("(?<commit>{digits})")
                });
                has_commit = true;
            }
        }
    }
    text.push('$');
    Regex::new(&text).ok()
}

fn digits(part: Part<'_>) -> String {
    let length = match part {
        Part::Short(length) => length.to_string(),
        _ => "40,64".to_owned(),
    };
    format!("[0-9a-fA-F]{{{length}}}")
}
