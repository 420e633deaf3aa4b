//! Guesses what a policy would say, from the names of tags and folders.

use lockkeeper_domain::version::Version;
use std::collections::BTreeMap;

/// How many names a warning lists.
const MOST_NAMES: usize = 8;
/// Where parts of a repository usually lie.
const PARENTS: [&str; 6] = ["packages", "services", "apps", "crates", "libs", "modules"];

/// What stands before the version in the tags that count.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PatternGuess {
    pub(super) prefix: String,
    /// How many tags have it.
    pub(super) count: usize,
    /// Doubts, as sentences.
    pub(super) warnings: Vec<String>,
}

/// Tags with the same text before their version.
struct Family {
    count: usize,
    highest: Version,
}

/// Guesses how the tags of a component, or of the whole repository, are named.
///
/// Of several ways the one with the highest version wins, then the one with
/// more tags: who changes the way goes on counting, and the old tags stay.
pub(super) fn guess_pattern<'t>(
    component: Option<&str>,
    tags: impl Iterator<Item = &'t str>,
) -> PatternGuess {
    let families = families(tags);
    let forms = forms(component);
    let scoped = component.map(|name| format!("/{name}@"));
    let is_scoped = |prefix: &str| {
        let ends = |end: &String| prefix.ends_with(end.as_str());
        prefix.starts_with('@') && scoped.as_ref().is_some_and(ends)
    };
    let rank = |prefix: &str| forms.iter().position(|form| form == prefix);
    let mut found: Vec<(usize, &str, &Family)> = families
        .iter()
        .filter_map(|(prefix, family)| {
            let rank = rank(prefix).or_else(|| is_scoped(prefix).then_some(forms.len()))?;
            Some((rank, *prefix, family))
        })
        .collect();
    found.sort_by(|(rank, _, one), (other_rank, _, other)| {
        let by_version = other.highest.cmp_precedence(&one.highest);
        by_version
            .then(other.count.cmp(&one.count))
            .then(rank.cmp(other_rank))
    });
    let chosen = found.first();
    let prefix = chosen.map_or(forms[0].as_str(), |(_, prefix, _)| prefix);
    let count = chosen.map_or(0, |(_, _, family)| family.count);
    let mut warnings: Vec<String> = found
        .iter()
        .skip(1)
        .map(|(_, other, family)| left_aside(prefix, other, family))
        .collect();
    if component.is_none() {
        warnings.extend(components(&families, count));
    }
    PatternGuess {
        prefix: prefix.to_owned(),
        count,
        warnings,
    }
}

/// The usual texts before a version, the most usual first.
fn forms(component: Option<&str>) -> Vec<String> {
    let Some(name) = component else {
        return vec!["v".to_owned(), String::new()];
    };
    ["-v", "/v", "@", "-", "/", "@v"]
        .iter()
        .map(|end| format!("{name}{end}"))
        .collect()
}

fn left_aside(chosen: &str, other: &str, family: &Family) -> String {
    let tags = if family.count == 1 {
        "1 tag is".to_owned()
    } else {
        format!("{} tags are", family.count)
    };
    format!(
        "{tags} named {other}{{version}} and left aside: {chosen}{{version}} has the highest version."
    )
}

fn families<'t>(tags: impl Iterator<Item = &'t str>) -> BTreeMap<&'t str, Family> {
    let mut families: BTreeMap<&str, Family> = BTreeMap::new();
    for (prefix, version) in tags.filter_map(framed) {
        match families.get_mut(prefix) {
            Some(family) => {
                family.count += 1;
                if version.cmp_precedence(&family.highest).is_gt() {
                    family.highest = version;
                }
            }
            None => {
                let highest = version;
                families.insert(prefix, Family { count: 1, highest });
            }
        }
    }
    families
}

/// Parts a tag into the text before its version and the version: the longest
/// end that is one.
fn framed(tag: &str) -> Option<(&str, Version)> {
    let bytes = tag.as_bytes();
    let begins = |at: &usize| {
        let inside = |before: u8| before.is_ascii_digit() || before == b'.';
        bytes[*at].is_ascii_digit() && (*at == 0 || !inside(bytes[at - 1]))
    };
    (0..bytes.len()).filter(begins).find_map(|at| {
        let version = Version::parse(&tag[at..]).ok()?;
        Some((&tag[..at], version))
    })
}

/// Says which components the tags name, when most tags name one.
fn components(families: &BTreeMap<&str, Family>, chosen: usize) -> Option<String> {
    let named = families
        .iter()
        .filter_map(|(prefix, family)| Some((component_of(prefix)?, family.count)));
    let mut names: Vec<&str> = Vec::new();
    let mut count = 0;
    for (name, tags) in named {
        count += tags;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if count <= chosen {
        return None;
    }
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    let mut list = names.join(", ");
    if more > 0 {
        list.push_str(&format!(" and {more} more"));
    }
    Some(format!(
        "Most tags here name a component ({list}); this is the version of the whole repository."
    ))
}

/// The component a tag's beginning names.
fn component_of(prefix: &str) -> Option<&str> {
    let name = prefix.strip_suffix('v').unwrap_or(prefix);
    let name = name.strip_suffix(['-', '/', '@', '_'])?;
    (!name.is_empty()).then_some(name)
}

/// Where a component may lie, the likeliest first.
pub(super) fn guess_folders(component: &str) -> impl Iterator<Item = String> {
    let parents = PARENTS
        .iter()
        .map(move |parent| format!("{parent}/{component}"));
    parents.chain([component.to_owned()])
}

/// The glob of everything below a folder, whatever its name holds.
pub(super) fn glob_of(folder: &str) -> String {
    let mut glob = String::with_capacity(folder.len() + 3);
    for character in folder.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '{' | '}' | '!' | '\\') {
            glob.extend(['[', character, ']']);
        } else {
            glob.push(character);
        }
    }
    glob.push_str("/**");
    glob
}

#[cfg(test)]
mod tests;
