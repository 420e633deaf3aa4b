//! The lists of <https://semver.org/> and its rules of precedence.

use super::{Misfit, TagPattern, Tags, Version};
use crate::ids::{Oid, TagName};
use proptest::prelude::*;
use std::cmp::Ordering;

const VALID: &str = "0.0.4 1.2.3 10.20.30 1.1.2-prerelease+meta 1.1.2+meta 1.1.2+meta-valid \
    1.0.0-alpha 1.0.0-beta 1.0.0-alpha.beta 1.0.0-alpha.beta.1 1.0.0-alpha.1 1.0.0-alpha0.valid \
    1.0.0-alpha.0valid 1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay \
    1.0.0-rc.1+build.1 2.0.0-rc.1+build.123 1.2.3-beta 10.2.3-DEV-SNAPSHOT 1.2.3-SNAPSHOT-123 \
    1.0.0 2.0.0 1.1.7 2.0.0+build.1848 2.0.1-alpha.1227 1.0.0-alpha+beta \
    1.2.3----RC-SNAPSHOT.12.9.1--.12+788 1.2.3----R-S.12.9.1--.12+meta \
    1.2.3----RC-SNAPSHOT.12.9.1--.12 1.0.0+0.build.1-rc.10000aaa-kk-0.1 1.0.0-0A.is.legal";

/// Valid too, but with numbers that are not supported.
const TOO_LARGE: &str = "99999999999999999999999.999999999999999999.99999999999999999";

const INVALID: &str = "1 1.2 1.2.3-0123 1.2.3-0123.0123 1.1.2+.123 +invalid -invalid \
    -invalid+invalid -invalid.01 alpha alpha.beta alpha.beta.1 alpha.1 alpha+beta alpha_beta \
    alpha. alpha.. beta 1.0.0-alpha_beta -alpha. 1.0.0-alpha.. 1.0.0-alpha..1 1.0.0-alpha...1 \
    1.0.0-alpha....1 1.0.0-alpha.....1 1.0.0-alpha......1 1.0.0-alpha.......1 01.1.1 1.01.1 \
    1.1.01 1.2.3.DEV 1.2-SNAPSHOT 1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788 1.2-RC-SNAPSHOT \
    -1.0.3-gamma+b7718 +justmeta 9.8.7+meta+meta 9.8.7-whatever+meta+meta \
    99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12.09.1--------------------------------..12";

fn plain() -> TagPattern {
    TagPattern::parse("v{version}").unwrap()
}

fn tags<'t>(names: impl IntoIterator<Item = &'t str>) -> Tags {
    let named = |name| TagName(format!("v{name}"));
    let names: Vec<_> = names.into_iter().map(named).collect();
    let commit = Oid::new("0");
    Tags::of(&plain(), names.iter().map(|name| (name, &commit)))
}

#[test]
fn every_valid_version_is_read_and_written_as_it_was() {
    for text in VALID.split_whitespace() {
        let version = plain().version(&format!("v{text}"));
        assert_eq!(version.map(|v| v.to_string()).as_deref(), Some(text));
    }
}

#[test]
fn a_valid_version_with_too_large_numbers_is_unsupported() {
    let name = TagName(format!("v{TOO_LARGE}"));
    assert_eq!(tags([TOO_LARGE]).misfits, [(name, Misfit::TooLarge)]);
}

#[test]
fn no_invalid_version_is_read() {
    for text in INVALID.split_whitespace() {
        assert!(tags([text]).versions.is_empty(), "{text}");
    }
}

#[test]
fn the_example_of_precedence_is_sorted_as_the_specification_says() {
    let ascending = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "2.0.0",
        "2.1.0",
        "2.1.1",
    ];
    let sorted = tags(ascending);
    let names = sorted.versions.iter().rev().map(|t| t.version.to_string());
    assert_eq!(names.collect::<Vec<_>>(), ascending);
}

/// Section 11 of the specification, word for word.
fn precedence(a: &Version, b: &Version) -> Ordering {
    let numbers = |v: &Version| (v.major, v.minor, v.patch);
    let words = |v: &Version| -> Vec<String> {
        let words = v.pre.as_str().split('.').filter(|w| !w.is_empty());
        words.map(str::to_owned).collect()
    };
    let (left, right) = (words(a), words(b));
    numbers(a).cmp(&numbers(b)).then_with(|| {
        match (left.is_empty(), right.is_empty()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => {}
        }
        let pairs = left.iter().zip(&right);
        let different = pairs
            .map(
                |(one, other)| match (one.parse::<u64>(), other.parse::<u64>()) {
                    (Ok(one), Ok(other)) => one.cmp(&other),
                    (Ok(_), Err(_)) => Ordering::Less,
                    (Err(_), Ok(_)) => Ordering::Greater,
                    (Err(_), Err(_)) => one.cmp(other),
                },
            )
            .find(|order| order.is_ne());
        different.unwrap_or_else(|| left.len().cmp(&right.len()))
    })
}

fn version() -> impl Strategy<Value = Version> {
    let number = 0u64..3;
    let text = "(-(0|[1-9][0-9]?|a|b|rc|A1|-)(\\.(0|[1-9][0-9]?|a|rc)){0,2})?(\\+[a-z0]{1,2})?";
    (number.clone(), number.clone(), number, text).prop_map(|(major, minor, patch, rest)| {
        Version::parse(&format!("{major}.{minor}.{patch}{rest}")).unwrap()
    })
}

proptest! {
    #[test]
    fn two_versions_compare_as_the_specification_says(a in version(), b in version()) {
        prop_assert_eq!(a.cmp_precedence(&b), precedence(&a, &b));
        prop_assert_eq!(b.cmp_precedence(&a), precedence(&a, &b).reverse());
    }

    #[test]
    fn tags_have_one_order_however_they_come(
        versions in proptest::collection::vec(version(), 0..12), turn in 0usize..12
    ) {
        let mut names: Vec<String> = versions.iter().map(ToString::to_string).collect();
        names.sort();
        names.dedup();
        let sorted = tags(names.iter().map(String::as_str));
        let turn = turn.min(names.len());
        names.rotate_left(turn);
        prop_assert_eq!(&tags(names.iter().map(String::as_str)), &sorted);
        for pair in sorted.versions.windows(2) {
            prop_assert!(precedence(&pair[0].version, &pair[1].version).is_ge());
        }
        let equal = sorted.versions.windows(2);
        let equal = equal.filter(|p| precedence(&p[0].version, &p[1].version).is_eq());
        prop_assert_eq!(equal.count(), sorted.ambiguous.len());
    }
}
