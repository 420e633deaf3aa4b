use super::*;
use crate::commit::Meanings;
use proptest::prelude::*;

fn level(text: &str) -> Level {
    Message::read(text).level()
}

#[test]
fn each_header_stands_for_the_level_of_its_row() {
    for (text, expected) in [
        ("fix: a", Level::Patch),
        ("feat: a", Level::Minor),
        ("feat!: a", Level::Major),
        ("feat(s)!: a", Level::Major),
        ("chore!: a", Level::Major),
        ("FEAT: a", Level::Minor),
        ("Feat: a", Level::Minor),
        ("feature: a", Level::None),
        ("docs: a", Level::None),
        ("chore: a", Level::None),
        ("refactor: a", Level::None),
        ("perf: a", Level::Patch),
        ("update the thing", Level::None),
        ("feat:a", Level::None),
        ("feat: a\n\nBREAKING CHANGE: b", Level::Major),
        ("feat: a\n\nBREAKING-CHANGE: b", Level::Major),
        ("fix: a\n\nbreaking change: b", Level::Patch),
        ("fix: a\n\nBREAKING CHANGES: b", Level::Patch),
        (
            "fix: a\n\nSome text\nBREAKING CHANGE: b\nmore",
            Level::Major,
        ),
    ] {
        assert_eq!(level(text), expected, "{text:?}");
    }
}

#[test]
fn where_it_breaks_is_told_apart() {
    let how = |text: &str| Message::read(text).breaking;
    assert_eq!(how("feat!: a"), Some(Breaking::Marked));
    assert_eq!(
        how("feat: a\n\nReviewed-by: Z\nBREAKING CHANGE: b"),
        Some(Breaking::Footer)
    );
    assert_eq!(
        how("feat: a\n\nText\nBREAKING CHANGE: b"),
        Some(Breaking::Body)
    );
    assert_eq!(
        Message::read("feat: a\n\nBREAKING CHANGE: do b")
            .upgrade
            .as_deref(),
        Some("do b")
    );
}

#[test]
fn doubts_are_named() {
    let doubts = |text: &str| Message::read(text).doubts;
    assert!(matches!(
        doubts("fix: a\n\nbreaking change: b")[..],
        [Doubt::AlmostBreaking(_)]
    ));
    assert!(matches!(
        doubts("fix: a\n\nBREAKING CHANGES: b")[..],
        [Doubt::AlmostBreaking(_)]
    ));
    assert!(matches!(
        doubts("feat:x")[..],
        [Doubt::NoSpace(_, Level::Minor)]
    ));
    assert!(matches!(doubts("revert: x")[..], [Doubt::RevertOfNothing]));
    assert_eq!(doubts("docs:x"), []);
    assert!(matches!(
        doubts("docs!:x")[..],
        [Doubt::NoSpace(_, Level::Major)]
    ));
    assert!(matches!(
        doubts("Revert \"x\"")[..],
        [Doubt::RevertOfNothing]
    ));
    assert_eq!(
        doubts("chore: x\n\nRelease-As: two"),
        [Doubt::BadReleaseAs("two".to_owned())]
    );
}

#[test]
fn a_squashed_body_is_offered_and_does_not_decide() {
    for body in ["* feat: a\n* fix: b", "feat: a", "- feat: a"] {
        let message = Message::read(&format!("chore: x\n\n{body}"));
        assert_eq!(message.level(), Level::None);
        assert_eq!(
            message.doubts,
            [Doubt::BodySays(Level::Minor, "feat: a".to_owned())]
        );
    }
    assert_eq!(Message::read("feat: x\n\n* fix: b").doubts, []);
}

#[test]
fn reverts_name_their_commits() {
    let message = Message::read("Revert \"feat: a\"\n\nThis reverts commit 0123456789abcdef.");
    assert_eq!(message.reverts, ["0123456789abcdef"]);
    assert_eq!(message.level(), Level::Patch);
    let message = Message::read("revert: let us never\n\nRefs: 676104e, a215868");
    assert_eq!(message.reverts, ["676104e", "a215868"]);
}

#[test]
fn a_version_can_be_asked_for() {
    let message = Message::read("chore: release\n\nRelease-As: 2.0.0");
    assert_eq!(message.release_as, Version::parse("2.0.0").ok());
}

#[test]
fn a_merge_of_a_pull_request_has_its_title_in_the_body() {
    let text = "Merge pull request #12 from x/y\n\nfeat: the title";
    assert_eq!(Message::read(text).level(), Level::None);
    assert_eq!(
        Message::read_merge(text, Meanings::NONE).level(),
        Level::Minor
    );
    let below = format!("{text}\n\nBREAKING CHANGE: and what it breaks");
    assert_eq!(
        Message::read_merge(&below, Meanings::NONE).level(),
        Level::Major
    );
    let other = "Merge branch 'x' into 'main'\n\nfix: the title\n\nSee merge request a/b!12";
    assert_eq!(
        Message::read_merge(other, Meanings::NONE).level(),
        Level::Patch
    );
    let bare = "Merge branch 'x' into main";
    assert_eq!(Message::read_merge(bare, Meanings::NONE).description, bare);
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in ".{0,200}(\n.{0,80}){0,6}") {
        let _message = Message::read(&text);
        let _merge = Message::read_merge(&text, Meanings::NONE);
    }
}

#[test]
fn what_has_to_be_done_may_take_several_lines() {
    for (body, expected) in [
        (
            "BREAKING CHANGE: use v2\nand call it twice.",
            "use v2 and call it twice.",
        ),
        ("BREAKING CHANGE:\n  use v2", "use v2"),
        ("BREAKING CHANGE: use v2\nRefs: #1", "use v2"),
        ("BREAKING CHANGE: use v2\n\nMore text.", "use v2"),
        (
            "BREAKING CHANGE: use v2\nBREAKING CHANGE: use v3\nor v4",
            "use v2; use v3 or v4",
        ),
    ] {
        let message = Message::read(&format!("feat: a\n\n{body}\n"));
        assert_eq!(message.upgrade.as_deref(), Some(expected), "{body}");
    }
}

#[test]
fn other_words_mean_what_the_team_agreed() {
    let meanings = Meanings::new([("feature", "feat"), ("Bugfix", "fix"), ("doc", "docs")]);
    for (text, kind, level) in [
        ("feature: x", "feat", Level::Minor),
        ("Feature(api): x", "feat", Level::Minor),
        ("bugfix: x", "fix", Level::Patch),
        ("bugfix!: x", "fix", Level::Major),
        ("doc: x", "docs", Level::None),
        ("feat: x", "feat", Level::Minor),
        ("idea: x", "idea", Level::None),
    ] {
        let message = Message::read_in(text, &meanings);
        assert_eq!((&*message.kind, message.level()), (kind, level), "{text}");
        assert_eq!(message.doubts, [], "{text}");
    }
    let squashed = Message::read_in("chore: x\n\n* feature: y", &meanings);
    assert!(matches!(
        squashed.doubts[..],
        [Doubt::BodySays(Level::Minor, _)]
    ));
    let unspaced = Message::read_in("feature:x", &meanings);
    let doubt = Doubt::NoSpace("feature".to_owned(), Level::Minor);
    assert_eq!(unspaced.doubts, [doubt]);
}

#[test]
fn a_word_of_which_nothing_was_agreed_counts_for_nothing_and_is_doubted() {
    for (word, level) in [
        ("feature", Level::Minor),
        ("bugfix", Level::Patch),
        ("performance", Level::Patch),
    ] {
        let message = Message::read(&format!("{word}: x"));
        assert_eq!((&*message.kind, message.level()), (word, Level::None));
        assert_eq!(message.doubts, [Doubt::OtherWord(word.to_owned(), level)]);
    }
    for sure in ["chore: x", "idea: x", "feature!: x"] {
        assert_eq!(Message::read(sure).doubts, [], "{sure}");
    }
}

#[test]
fn no_type_gets_another_meaning_and_no_meaning_is_made_up() {
    use crate::commit::check_meaning;
    for (word, means, wrong) in [
        ("feature", "feat", None),
        ("feat", "fix", Some("keeps its meaning")),
        ("Feat", "fix", Some("keeps its meaning")),
        ("feature", "feature", Some("not one of the types")),
        ("a b", "feat", Some("cannot stand")),
        ("1x", "feat", Some("cannot stand")),
        ("", "feat", Some("cannot stand")),
    ] {
        let told = check_meaning(word, means);
        assert_eq!(told.is_some(), wrong.is_some(), "{word}: {told:?}");
        let as_expected = wrong.is_none_or(|wrong| told.is_some_and(|told| told.contains(wrong)));
        assert!(as_expected, "{word}");
    }
}

#[test]
fn what_is_nearly_a_header_or_a_footer_is_told() {
    let told = |text: &str| {
        let doubts = Message::read(text).doubts;
        doubts
            .iter()
            .map(|doubt| doubt.about("a1"))
            .collect::<Vec<_>>()
    };
    insta::assert_snapshot!(
        [
            "feat : x",
            "feat (web): x",
            "feat!(web): x",
            "fix\t: x",
            "BREAKING CHANGE: x",
            "chore: x\n\nBREAKING CHANGE #12",
            "chore: x\n\nwords\nRelease-As: 7.0.0",
        ]
        .map(told)
        .concat()
        .join("\n")
    );
    for plain in [
        "fix the build : now",
        "docs : x",
        "note: x",
        "feat",
        ": x",
        "feat: x",
    ] {
        assert_eq!(told(plain), [""; 0], "{plain}");
    }
    assert_eq!(told("chore: x\n\nRelease-As: 7.0.0"), [""; 0]);
}
