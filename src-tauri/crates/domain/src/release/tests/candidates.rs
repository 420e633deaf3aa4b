//! Prereleases and what follows them.

use super::*;
use crate::commit::CommitContent;
use crate::ids::TagName;

pub(super) fn rc() -> CutKind {
    CutKind::Pre {
        label: "rc".to_owned(),
    }
}

#[test]
fn candidates_follow_each_other_as_in_the_table() {
    let base = || on("v1.2.2").commit("b", &["a"], "feat: b");
    assert_eq!(base().text("b", &rc()), "1.3.0-rc.1");
    let first = || base().tag("v1.3.0-rc.1", "b");
    assert_eq!(
        first().commit("c", &["b"], "fix: c").text("c", &rc()),
        "1.3.0-rc.2"
    );
    assert_eq!(
        first().commit("c", &["b"], "feat!: c").text("c", &rc()),
        "2.0.0-rc.1"
    );
    assert_eq!(first().text("b", &rc()), "none");
    assert_eq!(first().text("b", &CutKind::Final), "1.3.0");
    let patch = on("v1.2.2")
        .commit("b", &["a"], "fix: b")
        .tag("v1.2.3-rc.1", "b");
    assert_eq!(
        patch.commit("c", &["b"], "feat: c").text("c", &rc()),
        "1.3.0-rc.1"
    );
}

#[test]
fn a_candidate_may_become_final_although_none_of_its_commits_asks_for_a_release() {
    let history = || {
        on("v1.2.2")
            .commit("b", &["a"], "docs: b")
            .tag("v1.3.0-rc.1", "b")
    };
    let next = history().next_of(&service("app", &[]), "b", &CutKind::Final);
    assert_eq!(next.next, Version::parse("1.3.0").ok());
    assert_eq!(next.because, "the final version of 1.3.0-rc.1");
    assert!(next.tag.is_some() && next.blocked.is_empty(), "{next:#?}");
    let later = history().commit("c", &["b"], "chore: c");
    assert_eq!(later.text("c", &CutKind::Final), "1.3.0");
    assert_eq!(later.text("c", &rc()), "none");
}

#[test]
fn a_hostile_number_of_a_candidate_refuses() {
    let history = on("v1.2.2")
        .commit("b", &["a"], "feat: b")
        .tag("v1.3.0-rc.18446744073709551615", "b")
        .commit("c", &["b"], "fix: c");
    let next = history.next_of(&service("app", &[]), "c", &rc());
    assert_eq!((next.next, next.tag), (None, None));
    assert!(
        next.blocked[0].contains("highest number"),
        "{:?}",
        next.blocked
    );
}

#[test]
fn only_the_services_own_commits_move_a_final_away_from_its_candidate() {
    let api = service("api", &["api/**"]);
    let history = on("v1.2.2")
        .commit("b", &["a"], "feat: b")
        .at("api/x")
        .tag("v1.3.0-rc.1", "b")
        .commit("c", &["b"], "docs: c")
        .at("other/x");
    let next = history.next_of(&api, "c", &CutKind::Final);
    assert_eq!(
        (next.next, next.warnings),
        (Version::parse("1.3.0").ok(), vec![])
    );
    let history = history.commit("d", &["c"], "fix: d").at("api/x");
    let next = history.next_of(&api, "d", &CutKind::Final);
    let text = &next.warnings[0].text;
    assert!(
        text.starts_with("1 commit (d000000) came after 1.3.0-rc.1"),
        "{text}"
    );
}

#[test]
fn a_long_way_from_the_candidate_names_a_few_commits() {
    let mut history = on("v1.2.2").tag("v1.3.0-rc.1", "a");
    for (name, parent) in [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "e")] {
        history = history.commit(name, &[parent], "fix: more");
    }
    let next = history.next_of(&service("app", &[]), "f", &CutKind::Final);
    let text = &next.warnings[0].text;
    assert!(
        text.starts_with("5 commits (f000000, e000000, d000000 and 2 more) came"),
        "{text}"
    );
}

#[test]
fn many_commits_since_a_candidate_are_compared_once() {
    let api = service("api", &["api/**"]);
    let start = id("a");
    let range: Vec<CommitFacts> = (0..40_000)
        .map(|number| CommitContent {
            oid: Oid::new(format!("{number:040x}")),
            paths: Some(vec![
                if number < 20_000 { "other/x" } else { "api/x" }.to_owned(),
            ]),
            ..commit("0", "feat: x").into()
        })
        .map(CommitFacts::from)
        .collect();
    let since: Vec<Oid> = range[..20_000].iter().map(|c| c.oid.clone()).collect();
    let names = ["v1.0.0", "v1.1.0-rc.1"].map(TagName::from);
    let tags = Tags::of(&api.tag, names.iter().map(|name| (name, &start)));
    let started = std::time::Instant::now();
    let next = next_version(&NextInputs {
        service: &api,
        siblings: &[&api],
        tags: &tags,
        base: tags.highest_final(),
        open: tags.versions.first(),
        range: &range,
        since_open: &since,
        target: &range[0].oid,
        branch: None,
        kind: &rc(),
        accepted: &BTreeMap::new(),
        raised: &[],
        first_parent: false,
    });
    assert_eq!(next.unwrap().next, None);
    // Compared one by one this takes minutes.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
