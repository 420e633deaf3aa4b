//! Existing tags, sorted by what stands before the version.

use lockkeeper_domain::version::Version;
use std::collections::BTreeMap;

/// Tags with the same text before the version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    pub(super) count: usize,
    pub(super) highest: Version,
    /// The tag of the highest version.
    pub(super) newest: String,
}

/// All tags that are versions, by prefix.
#[derive(Debug)]
pub(super) struct Tags {
    pub(super) series: BTreeMap<String, Series>,
}

impl Tags {
    pub(super) fn of(names: &[String]) -> Self {
        let mut series: BTreeMap<String, Series> = BTreeMap::new();
        for name in names {
            let Some((prefix, version)) = split(name) else {
                continue;
            };
            let entry = series.entry(prefix.to_owned()).or_insert_with(|| Series {
                count: 0,
                highest: version.clone(),
                newest: name.clone(),
            });
            entry.count += 1;
            if version >= entry.highest {
                entry.highest = version;
                entry.newest.clone_from(name);
            }
        }
        Self { series }
    }

    /// The series a component of one of these names uses: the one with the
    /// highest version, because teams change the spelling, not the counting.
    pub(super) fn of_component<'a>(&'a self, names: &[&str]) -> Option<(&'a str, &'a Series)> {
        let fits = |prefix: &str| names.iter().any(|name| is_prefix_of(prefix, name));
        self.best(fits)
    }

    /// The series of the repository as a whole.
    pub(super) fn of_whole<'a>(&'a self, name: &str) -> Option<(&'a str, &'a Series)> {
        let plain = |prefix: &str| {
            matches!(
                prefix,
                "" | "v" | "V" | "release-" | "release/" | "version-" | "release-v"
            ) || is_prefix_of(prefix, name)
        };
        self.best(plain)
    }

    fn best(&self, fits: impl Fn(&str) -> bool) -> Option<(&str, &Series)> {
        self.series
            .iter()
            .filter(|(prefix, _)| fits(prefix))
            .max_by(|(_, a), (_, b)| (&a.highest, a.count).cmp(&(&b.highest, b.count)))
            .map(|(prefix, series)| (prefix.as_str(), series))
    }
}

/// Whether tags of a component of that name begin like this: `api-v`, `api@`, `api/v`, …
fn is_prefix_of(prefix: &str, name: &str) -> bool {
    let Some(rest) = prefix.strip_prefix(name).filter(|_| !name.is_empty()) else {
        return false;
    };
    let Some(separator) = rest.chars().next() else {
        return false;
    };
    matches!(separator, '-' | '@' | '/' | '_') && matches!(&rest[1..], "" | "v")
}

/// The text before the version, and the version; the first place where one can begin.
fn split(tag: &str) -> Option<(&str, Version)> {
    let mut before = None;
    for (index, letter) in tag.char_indices() {
        let inside = before.is_some_and(|c: char| c.is_ascii_digit() || c == '.');
        if letter.is_ascii_digit()
            && !inside
            && let Ok(version) = Version::parse(&tag[index..])
        {
            return Some((&tag[..index], version));
        }
        before = Some(letter);
    }
    None
}
