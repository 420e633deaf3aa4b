//! Which commits came with which release.

use crate::changelog::{Chapter, Links, ReleaseRange, full, releases};
use crate::commit::{CommitContent, CommitFacts};
use crate::ids::Oid;
use crate::release::tests_support::{commit, id};
use crate::version::{Version, VersionTag};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn tag(version: &str, commit: &Oid) -> VersionTag {
    VersionTag {
        name: format!("v{version}").into(),
        version: Version::parse(version).unwrap(),
        commit: commit.clone(),
    }
}

/// A history from its newest commit to its oldest.
fn history(commits: &[(&str, &[&str])]) -> Vec<CommitFacts> {
    let made = |(name, parents): &(&str, &[&str])| CommitContent {
        parents: parents.iter().map(|parent| id(parent)).collect(),
        ..commit(name, "feat: a").into()
    };
    commits.iter().map(made).map(CommitFacts::from).collect()
}

/// `1.0.1 > 1.0.0: c1 c2`, one line for each release.
fn shown(ranges: &[ReleaseRange], commits: &[CommitFacts]) -> Vec<String> {
    let version = |tag: &Option<VersionTag>| {
        tag.as_ref()
            .map_or_else(|| "-".to_owned(), |tag| tag.version.to_string())
    };
    let line = |range: &ReleaseRange| {
        let names = range
            .commits
            .iter()
            .map(|place| &commits[*place].oid.as_str()[..2]);
        let names: Vec<&str> = names.collect();
        format!(
            "{} > {}: {}",
            version(&range.tag),
            version(&range.previous),
            names.join(" ")
        )
    };
    ranges.iter().map(line).collect()
}

#[test]
fn a_hotfix_merged_back_leaves_the_feature_unreleased() {
    let commits = history(&[
        ("de", &["fe", "f1"]),
        ("f1", &["a0"]),
        ("fe", &["a0"]),
        ("a0", &[]),
    ]);
    let tags = [tag("1.0.0", &id("a0")), tag("1.0.1", &id("f1"))];
    assert_eq!(
        shown(&releases(&commits, &tags), &commits),
        ["- > 1.0.1: de fe", "1.0.1 > 1.0.0: f1", "1.0.0 > -: a0"]
    );
}

#[test]
fn a_late_hotfix_stays_below_the_release_that_has_it_not() {
    // 1.2.4 was cut from 1.2.3 and merged after 1.3.0.
    let commits = history(&[
        ("e5", &["e4", "b4"]),
        ("b4", &["a3"]),
        ("e4", &["a3"]),
        ("a3", &[]),
    ]);
    let tags = [
        tag("1.2.3", &id("a3")),
        tag("1.3.0", &id("e4")),
        tag("1.2.4", &id("b4")),
    ];
    assert_eq!(
        shown(&releases(&commits, &tags), &commits),
        [
            "- > 1.3.0: e5",
            "1.3.0 > 1.2.3: e4",
            "1.2.4 > 1.2.3: b4",
            "1.2.3 > -: a3"
        ]
    );
}

#[test]
fn two_lines_that_never_met_both_bring_what_they_share() {
    let commits = history(&[
        ("e5", &["e4", "b4"]),
        ("b4", &["c3"]),
        ("e4", &["c3"]),
        ("c3", &["a0"]),
        ("a0", &[]),
    ]);
    let tags = [
        tag("1.0.0", &id("a0")),
        tag("1.0.1", &id("b4")),
        tag("1.1.0", &id("e4")),
    ];
    assert_eq!(
        shown(&releases(&commits, &tags), &commits),
        [
            "- > 1.1.0: e5",
            "1.1.0 > 1.0.0: e4 c3",
            "1.0.1 > 1.0.0: b4 c3",
            "1.0.0 > -: a0"
        ]
    );
}

#[test]
fn a_candidate_and_its_release_on_one_commit() {
    let commits = history(&[("b1", &["a0"]), ("a0", &[])]);
    let all = [tag("1.0.0", &id("b1")), tag("1.0.0-rc.1", &id("b1"))];
    assert_eq!(
        shown(&releases(&commits, &all), &commits),
        ["1.0.0 > 1.0.0-rc.1: ", "1.0.0-rc.1 > -: b1 a0"]
    );
    assert_eq!(
        shown(&releases(&commits, &all[..1]), &commits),
        ["1.0.0 > -: b1 a0"]
    );
}

#[test]
fn tags_elsewhere_change_nothing() {
    let commits = history(&[("b1", &["a0"]), ("a0", &["99"])]);
    assert_eq!(
        shown(&releases(&commits, &[tag("9.0.0", &id("77"))]), &commits),
        ["- > -: b1 a0"]
    );
    assert_eq!(releases(&[], &[]), []);
}

/// The definition, word for word.
fn by_definition(
    commits: &[CommitFacts],
    tags: &[VersionTag],
) -> BTreeMap<String, BTreeSet<usize>> {
    let reachable = |from: &Oid| {
        let mut seen: BTreeSet<Oid> = BTreeSet::new();
        let mut next = vec![from.clone()];
        while let Some(oid) = next.pop() {
            if seen.insert(oid.clone()) {
                next.extend(
                    commits
                        .iter()
                        .find(|c| c.oid == oid)
                        .unwrap()
                        .parents
                        .clone(),
                );
            }
        }
        seen
    };
    let places = |oids: BTreeSet<Oid>| -> BTreeSet<usize> {
        commits
            .iter()
            .enumerate()
            .filter(|(_, c)| oids.contains(&c.oid))
            .map(|(n, _)| n)
            .collect()
    };
    let without = |from: &Oid, lower: &mut dyn Iterator<Item = &VersionTag>| {
        let mut all = reachable(from);
        let inside: Vec<&VersionTag> = lower.filter(|t| all.contains(&t.commit)).collect();
        for tag in inside {
            all = all.difference(&reachable(&tag.commit)).cloned().collect();
        }
        places(all)
    };
    let mut found = BTreeMap::new();
    for tag in tags {
        let mut lower = tags.iter().filter(|t| t.version < tag.version);
        found.insert(tag.version.to_string(), without(&tag.commit, &mut lower));
    }
    let unreleased = without(&commits[0].oid, &mut tags.iter());
    if !unreleased.is_empty() {
        found.insert("-".to_owned(), unreleased);
    }
    found
}

/// Commits that the newest one reaches, and tags with different versions on them.
fn graph() -> impl Strategy<Value = (Vec<CommitFacts>, Vec<VersionTag>)> {
    let parents = proptest::collection::vec(any::<prop::sample::Index>(), 1..3);
    let commits = proptest::collection::vec(parents, 1..40);
    let tags = proptest::collection::vec(
        (any::<prop::sample::Index>(), 0u64..4, 0u64..4, 0u64..3),
        0..80,
    );
    (commits, tags).prop_map(|(commits, tags)| {
        let name = |number: usize| id(&format!("{number:04x}"));
        let mut made: Vec<CommitFacts> = Vec::new();
        for (number, parents) in commits.iter().enumerate() {
            // Near parents make long histories with many merges.
            let back = number.min(5);
            let parents: BTreeSet<usize> = match back {
                0 => BTreeSet::new(),
                _ => parents.iter().map(|p| number - 1 - p.index(back)).collect(),
            };
            let content = CommitContent {
                parents: parents.into_iter().map(name).collect(),
                ..commit(&format!("{number:04x}"), "feat: a").into()
            };
            made.push(content.into());
        }
        let mut wanted = BTreeSet::from([name(made.len() - 1)]);
        made.reverse();
        made.retain(|c| {
            let kept = wanted.contains(&c.oid);
            if kept {
                wanted.extend(c.parents.clone());
            }
            kept
        });
        let mut versions: BTreeMap<String, VersionTag> = BTreeMap::new();
        for (place, major, minor, patch) in tags {
            let at = &made[place.index(made.len())].oid;
            let version = format!("{major}.{minor}.{patch}");
            versions.insert(version.clone(), tag(&version, at));
        }
        (made, versions.into_values().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn one_pass_agrees_with_the_definition((commits, tags) in graph()) {
        let ranges = releases(&commits, &tags);
        for range in &ranges {
            prop_assert!(range.commits.is_sorted());
        }
        let found: BTreeMap<String, BTreeSet<usize>> = ranges
            .into_iter()
            .map(|range| {
                let name = range.tag.map_or_else(|| "-".to_owned(), |t| t.version.to_string());
                (name, range.commits.into_iter().collect())
            })
            .collect();
        prop_assert_eq!(found, by_definition(&commits, &tags));
    }
}

#[test]
fn a_long_history_is_walked_once() {
    // A main line of 60,000 commits, every third of which merges one of a branch.
    let name = |number: usize| Oid::new(format!("{number:040x}"));
    let mut commits: Vec<CommitFacts> = Vec::new();
    let mut tags = Vec::new();
    let mut tip: Option<Oid> = None;
    for number in 0..80_000 {
        let mut parents: Vec<Oid> = tip.iter().cloned().collect();
        if number % 4 == 3 {
            parents = vec![name(number - 2), name(number - 1)];
        } else if number % 4 == 2 {
            parents = vec![name(number - 2)];
        }
        let oid = name(number);
        if number % 80 == 79 {
            tags.push(tag(&format!("{}.0.0", tags.len()), &oid));
        }
        tip = Some(oid.clone());
        let content = CommitContent {
            oid,
            parents,
            ..commit("0", "feat: a").into()
        };
        commits.push(content.into());
    }
    commits.reverse();
    let ranges = releases(&commits, &tags);
    assert_eq!(ranges.len(), 1_000);
    assert!(ranges.iter().all(|range| range.commits.len() == 80));
}

#[test]
fn a_whole_changelog_has_every_release_and_its_links() {
    let release = |version: &str| tag(version, &id("a0"));
    let chapters = [
        Chapter {
            tag: None,
            previous: Some(release("1.1.0")),
            date: None,
            notes: "### Fixed\n\n- A\n".to_owned(),
            yanked: false,
        },
        Chapter {
            tag: Some(release("1.1.0")),
            previous: Some(release("1.0.0")),
            date: Some(jiff::civil::date(2026, 11, 21)),
            notes: "### Added\n\n- B\n".to_owned(),
            yanked: true,
        },
        Chapter {
            tag: Some(release("1.0.0")),
            previous: None,
            date: Some(jiff::civil::date(2026, 1, 2)),
            notes: String::new(),
            yanked: false,
        },
    ];
    let links = Links::of(Some("https://github.com/harbour/shop"), None, None);
    insta::assert_snapshot!(full(&chapters, &links));
    let silent = Chapter {
        notes: String::new(),
        ..chapters[0].clone()
    };
    assert!(!full(&[silent], &links).contains("Unreleased"));
}
