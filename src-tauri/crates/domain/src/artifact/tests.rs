//! Names of builds, and builds of names.

use super::*;
use crate::fixtures::{build, live, oid, release, version};
use crate::snapshot::{Build, Live, Release};
use proptest::prelude::*;

fn named(template: Option<&str>, version_text: &str) -> String {
    value(
        template,
        &Naming {
            service: &"api".into(),
            version: &version(version_text),
            commit: &oid("8c1d04a9f"),
            branch: "feature/FM-1",
        },
    )
}

#[test]
fn a_value_is_what_stands_behind_the_last_colon() {
    let whole = oid("8c1d04a9f").to_string();
    for (template, expected) in [
        (None, "1.10.0"),
        (
            Some("registry.example/harbour/{service}:{version}"),
            "1.10.0",
        ),
        (Some("registry.example/harbour/api:v{version}"), "v1.10.0"),
        (Some("registry.example:5000/harbour/api:{sha8}"), "8c1d04a9"),
        (Some("registry.example:5000/harbour/api"), "1.10.0"),
        (Some("registry.example/api:"), "1.10.0"),
        (Some("api:{service}-{sha7}"), "api-8c1d04a"),
        (Some("api:{sha}"), &whole),
        (Some("api:{branch}-{sha7}"), "feature-FM-1-8c1d04a"),
        (Some("api:{version}-{strange}"), "1.10.0--strange-"),
    ] {
        assert_eq!(named(template, "1.10.0"), expected, "{template:?}");
    }
}

#[test]
fn a_place_keeps_the_spelling_that_stands_in_it() {
    let next = build("1.10.0");
    for (standing, its, expected) in [
        ("v1.9.0", Some("1.9.0"), Some("v1.10.0")),
        ("v1.9.0-rc.1", Some("1.9.0"), Some("v1.10.0")),
        ("api-v1.9.0", Some("1.9.0"), Some("api-v1.10.0")),
        ("1.9.0", Some("1.9.0"), None),
        ("8c1d04a", Some("1.9.0"), None),
        ("v1.9.0", None, None),
    ] {
        let live = Live {
            value: standing.to_owned(),
            build: its.map(build),
            ..live("1.9.0", "2026-11-20T09:00:00Z".parse().unwrap())
        };
        assert_eq!(spelled_as(&live, &next).as_deref(), expected, "{standing}");
    }
    let untagged = Build {
        version: version("1.10.0-dev.3+g8c1d04a"),
        tag: None,
        ..next
    };
    let live = Live {
        value: "v1.9.0".to_owned(),
        ..live("1.9.0", "2026-11-20T09:00:00Z".parse().unwrap())
    };
    let value = spelled_as(&live, &untagged);
    assert_eq!(value.as_deref(), Some("v1.10.0-dev.3-g8c1d04a"));
}

#[test]
fn a_plus_becomes_a_dash() {
    assert_eq!(
        named(None, "1.10.0-dev.3+g8c1d04a"),
        "1.10.0-dev.3-g8c1d04a"
    );
    assert_eq!(
        named(Some("api:{version}"), "1.0.0+build.5"),
        "1.0.0-build.5"
    );
}

#[test]
fn only_a_commit_names_a_build_without_a_tag() {
    for (template, expected) in [
        (None, false),
        (Some("api:{version}"), false),
        (Some("{sha7}/api:{version}"), false),
        (Some("api:{version}-{sha7}"), true),
        (Some("api:{sha}"), true),
        (Some("api:{branch}-{sha8}"), true),
    ] {
        assert_eq!(names_commit(template), expected, "{template:?}");
    }
}

/// Recognises among 1.10.0, its candidate on the same commit, 1.9.0, 1.8.0+b
/// and an untagged head.
fn recognised(template: Option<&str>, value: &str) -> Option<Build> {
    let mut candidate = release("1.10.0-rc.1");
    candidate.tag.commit = release("1.10.0").tag.commit;
    let mut built = release("1.8.0");
    built.tag.version = version("1.8.0+b");
    let releases: Vec<Release> = vec![release("1.10.0"), candidate, release("1.9.0"), built];
    let head = oid("3f9c2e1a");
    let untagged = |commit: &Oid| (*commit == head).then(|| version("1.11.0-dev.2+g3f9c2e1"));
    let heads = [head.clone(), oid("abcdef00"), oid("abcdef0011")];
    recognise(template, &"api".into(), value, &releases, &heads, untagged)
}

#[test]
fn a_value_is_recognised_however_it_is_written() {
    let commit = release("1.9.0").tag.commit;
    let sha = |length: usize| commit.as_str()[..length].to_owned();
    for (template, value, expected) in [
        (None, "1.9.0".to_owned(), Some("1.9.0")),
        (None, "v1.9.0".to_owned(), Some("1.9.0")),
        (None, " 1.9.0\n".to_owned(), Some("1.9.0")),
        (None, "api-v1.9.0".to_owned(), Some("1.9.0")),
        (None, "1.10.0-rc.1".to_owned(), Some("1.10.0-rc.1")),
        (None, "1.8.0-b".to_owned(), Some("1.8.0+b")),
        (None, "v1.8.0+b".to_owned(), Some("1.8.0+b")),
        (None, commit.to_string(), Some("1.9.0")),
        (Some("x/api:{sha8}"), sha(8), Some("1.9.0")),
        (Some("x/api:{sha8}"), sha(8).to_uppercase(), Some("1.9.0")),
        (Some("x/api:{sha8}"), "1.9.0".to_owned(), Some("1.9.0")),
        (
            Some("x/api:main-{sha}"),
            format!("main-{commit}"),
            Some("1.9.0"),
        ),
        (
            Some("x/api:{branch}-{sha7}"),
            format!("feature-x-{}", sha(7)),
            Some("1.9.0"),
        ),
        (
            Some("x/api:{version}-{sha7}"),
            format!("1.9.0-{}", sha(7)),
            Some("1.9.0"),
        ),
        (
            Some("x/api:{service}-{version}"),
            "api-1.9.0".to_owned(),
            Some("1.9.0"),
        ),
        (
            Some("x/api:{version}-slim"),
            "1.9.0-slim".to_owned(),
            Some("1.9.0"),
        ),
        (
            Some("x/api:{sha7}"),
            oid("1100").as_str()[..7].to_owned(),
            Some("1.10.0"),
        ),
        (
            Some("x/api:{sha7}"),
            "3f9c2e1".to_owned(),
            Some("1.11.0-dev.2+g3f9c2e1"),
        ),
        (
            None,
            "1.11.0-dev.2-g3f9c2e1".to_owned(),
            Some("1.11.0-dev.2+g3f9c2e1"),
        ),
        (
            None,
            "1.11.0-dev.2+g3f9c2e1".to_owned(),
            Some("1.11.0-dev.2+g3f9c2e1"),
        ),
        (None, "9.9.9".to_owned(), None),
        (None, "latest".to_owned(), None),
        (None, String::new(), None),
        (Some("x/api:{sha7}"), "abcdef0".to_owned(), None),
        (Some("x/api:{sha7}"), "1234567".to_owned(), None),
        (Some("x/api:{version}-slim"), "1.9.0-fat".to_owned(), None),
        (Some("x/api:v{version}.{sha7}"), "vx.1900".to_owned(), None),
    ] {
        let found = recognised(template, &value).map(|build| build.version.to_string());
        assert_eq!(found.as_deref(), expected, "{template:?} {value:?}");
    }
}

#[test]
fn a_build_without_a_tag_has_none() {
    let build = recognised(None, "1.11.0-dev.2+g3f9c2e1").unwrap();
    assert_eq!((build.tag, build.commit), (None, oid("3f9c2e1a")));
    let build = recognised(None, "1.9.0").unwrap();
    assert_eq!(build.tag, Some("api-v1.9.0".into()));
}

proptest! {
    #[test]
    fn what_was_named_is_recognised(
        (major, minor, patch) in (0u64..50, 0u64..50, 0u64..50),
        template in prop_oneof![
            Just(None),
            Just(Some("x:5000/{service}:{version}")),
            Just(Some("x/api:v{version}")),
            Just(Some("x/api:{sha}")),
            Just(Some("x/api:{branch}.{sha7}")),
            Just(Some("x/api:{service}_{version}_{sha8}")),
        ],
        branch in "[a-z/._-]{1,12}",
    ) {
        let known = release(&format!("{major}.{minor}.{patch}"));
        let service = ServiceName::new("api");
        let text = value(template, &Naming {
            service: &service,
            version: &known.tag.version,
            commit: &known.tag.commit,
            branch: &branch,
        });
        let found = recognise(template, &service, &text, std::slice::from_ref(&known), &[], |_| None);
        prop_assert_eq!(found, Some(known.build()));
    }

    #[test]
    fn any_value_may_stand_there(value in "\\PC{0,40}", template in "\\PC{0,20}:[{}a-z0-9]{0,20}") {
        let _ = recognised(Some(&template), &value);
    }
}

#[test]
fn a_value_names_its_commit_wherever_it_stands() {
    let service = ServiceName::new("api");
    for (template, value, expected) in [
        (None, "1.10.0-dev.3-g8c1d04a", Some("8c1d04a")),
        (None, "1.10.0-dev.3+g8C1D04A", Some("8c1d04a")),
        (
            Some("x/api:{version}-{sha7}"),
            "1.10.0-8c1d04a",
            Some("8c1d04a"),
        ),
        (
            Some("x/api:{branch}.{sha8}"),
            "main.8c1d04a1",
            Some("8c1d04a1"),
        ),
        (None, "8c1d04a1", Some("8c1d04a1")),
        (None, "8c1d04", None),
        (None, "1.10.0", None),
        (Some("x/api:{sha7}"), "latest", None),
        (None, "", None),
    ] {
        let found = named_commit(template, &service, value);
        assert_eq!(found.as_deref(), expected, "{template:?} {value:?}");
    }
}
