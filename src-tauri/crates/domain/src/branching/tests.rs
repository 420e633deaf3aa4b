//! Models, the configuration of git-flow, and rules.

use super::*;
use crate::ids::BranchName;

fn config(pairs: &[(&str, &str)]) -> GitflowConfig {
    GitflowConfig::new(
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
    )
}

fn named(word: &str) -> Model {
    let names = Names::among(&["main".into(), "develop".into(), "staging".into()]);
    preset(word, &names).expect("it has a name")
}

fn names(bases: &[&Base]) -> Vec<String> {
    bases.iter().map(|base| base.name.to_string()).collect()
}

#[test]
fn every_named_model_is_there_and_closed() {
    for word in MODELS {
        let model = named(word);
        for topic in &model.topics {
            let ends = [Some(&topic.start), topic.parent.as_ref()];
            for end in ends.into_iter().flatten() {
                assert!(model.base(end).is_some(), "{word} {}: {end}", topic.kind);
            }
        }
    }
    assert_eq!(preset("trunk", &Names::among(&[])), None);
}

#[test]
fn a_branch_that_releases_are_cut_from_is_never_two_branches() {
    let seen: Vec<BranchName> = vec!["main".into(), "staging".into(), "develop".into()];
    let named = |branch: &str, word: &str| {
        let names = Names::among(&seen).cut_from(&branch.into(), word);
        let model = preset(word, &names).expect("it has a name");
        names_of(&model)
    };
    let all = ["main", "staging", "develop"];
    assert_eq!(named("develop", "environment-branches"), all);
    assert_eq!(named("staging", "gitflow-environments"), all);
    assert_eq!(named("develop", "github-flow"), ["develop"]);
    assert_eq!(named("trunk", "gitflow"), ["trunk", "develop"]);
}

fn names_of(model: &Model) -> Vec<String> {
    names(&model.bases.iter().collect::<Vec<_>>())
}

#[test]
fn what_follows_a_branch_comes_after_what_it_follows() {
    let model = named("gitflow-environments");
    assert_eq!(
        names(&model.followers(&"main".into())),
        ["staging", "develop"]
    );
    assert_eq!(names(&model.followers(&"staging".into())), ["develop"]);
    assert!(model.followers(&"develop".into()).is_empty());
}

#[test]
fn bases_that_follow_each_other_in_a_circle_end() {
    let mut model = named("gitflow");
    model.bases[0].parent = Some("develop".into());
    model.bases[0].follows = true;
    assert_eq!(names(&model.followers(&"main".into())), ["develop"]);
}

#[test]
fn the_names_in_use_are_taken() {
    let seen: Vec<BranchName> = vec!["master".into(), "development".into()];
    let names = Names::among(&seen);
    assert_eq!(
        (names.main.as_str(), names.develop.as_str()),
        ("master", "development")
    );
}

#[test]
fn the_longest_prefix_says_the_kind() {
    let mut model = named("gitflow");
    let mut special = model.topics[0].clone();
    special.kind = "spike".into();
    special.prefix = "feature/spike/".into();
    model.topics.push(special);
    let branch = BranchName::from("feature/spike/x");
    let kind = model
        .kind_of(&branch)
        .map(|(topic, rest)| (topic.kind.as_str(), rest));
    assert_eq!(kind, Some(("spike", "x")));
    assert_eq!(model.kind_of(&"develop".into()), None, "a base is no topic");
    assert_eq!(
        model.kind_of(&"feature/".into()),
        None,
        "a prefix alone is no name"
    );
}

#[test]
fn a_name_that_bears_its_prefix_is_taken_as_it_is() {
    let model = named("gitflow");
    let topic = model.topic("feature").expect("it is there");
    for name in ["cart", "feature/cart"] {
        assert_eq!(Model::branch(topic, name).as_str(), "feature/cart");
    }
}

#[test]
fn avh_is_read_with_its_prefixes_and_switches() {
    let read = config(&[
        ("gitflow.branch.master", "production"),
        ("gitflow.branch.develop", "next"),
        ("gitflow.prefix.feature", "topic/"),
        ("gitflow.prefix.versiontag", "v"),
        ("gitflow.feature.finish.squash", "yes"),
        ("gitflow.hotfix.finish.notag", "1"),
        ("gitflow.release.finish.keeplocal", ""),
        ("gitflow.origin", "upstream"),
        ("user.name", "Dana"),
    ]);
    assert_eq!(read.dialect(), Some(Dialect::Avh));
    let model = read.model().expect("it is whole");
    assert_eq!(model.remote, "upstream");
    assert_eq!(names(&model.followers(&"production".into())), ["next"]);
    let topic = |kind: &str| model.topic(kind).expect("it is there");
    assert_eq!(
        (topic("feature").prefix.as_str(), topic("feature").up),
        ("topic/", Up::Squash)
    );
    assert_eq!(topic("release").tag.as_deref(), Some("v"));
    assert!(topic("release").keep);
    assert_eq!(topic("hotfix").tag, None);
    assert_eq!(topic("support").parent, None, "it is never finished");
}

#[test]
fn git_flow_next_is_read_with_names_that_hold_dots() {
    let read = config(&[
        ("gitflow.version", "1.0"),
        ("gitflow.branch.main.type", "base"),
        ("gitflow.branch.dev.2.type", "base"),
        ("gitflow.branch.dev.2.parent", "main"),
        ("gitflow.branch.dev.2.autoupdate", "TRUE"),
        ("gitflow.branch.fix.type", "topic"),
        ("gitflow.branch.fix.parent", "main"),
        ("gitflow.branch.fix.startpoint", "dev.2"),
        ("gitflow.branch.fix.upstreamstrategy", "rebase"),
        ("gitflow.branch.fix.downstreamstrategy", "rebase"),
        ("gitflow.branch.fix.tag", "on"),
        ("gitflow.branch.fix.tagprefix", "r-"),
    ]);
    assert_eq!(read.dialect(), Some(Dialect::Next));
    let model = read.model().expect("it is whole");
    assert_eq!(names(&model.followers(&"main".into())), ["dev.2"]);
    let fix = model.topic("fix").expect("it is there");
    assert_eq!(
        (fix.start.as_str(), fix.up, fix.down),
        ("dev.2", Up::Rebase, Down::Rebase)
    );
    assert_eq!(
        (fix.prefix.as_str(), fix.tag.as_deref()),
        ("fix/", Some("r-"))
    );
}

#[test]
fn a_noted_base_is_found_whatever_the_branch_is_called() {
    let read = config(&[("gitflow.branch.feature/A.B.base", "release/1.0")]);
    assert_eq!(
        read.base_of(&"feature/A.B".into()),
        Some("release/1.0".into())
    );
    assert_eq!(read.dialect(), None, "a note alone is no configuration");
    assert_eq!(read.model(), None);
}

#[test]
fn no_key_of_anybody_makes_reading_fail() {
    for key in [
        "gitflow.",
        "gitflow.branch.",
        "gitflow.branch.type",
        "gitflow.branch..type",
        "git",
        "gitflöw.x",
    ] {
        let read = config(&[(key, "base")]);
        let _whatever = (read.dialect(), read.model(), read.base_of(&"x".into()));
    }
}

#[test]
fn names_are_judged_whole_and_with_the_reason() {
    let rule = NameRule {
        pattern: r"(feature|bugfix)/FM-\d+-[a-z0-9-]+".into(),
        reason: Some("The board finds it.".into()),
    };
    assert_eq!(check_name(&"feature/FM-1-x".into(), Some(&rule)), None);
    for bad in [
        "feature/FM-1-x/y",
        "my/feature/FM-1-x",
        "feature/FM-x",
        "feature/FM-1-X",
    ] {
        let why = check_name(&bad.into(), Some(&rule)).expect("it is refused");
        assert!(why.ends_with("The board finds it."), "{why}");
    }
    assert_eq!(check_name(&"anything".into(), None), None);
}

fn rule() -> MessageRule {
    MessageRule {
        conventional: true,
        types: vec!["feat".into(), "fix".into()],
        issue: Some(r"FM-\d+".into()),
        longest: Some(40),
        reason: None,
    }
}

#[test]
fn a_message_is_judged_by_everything_at_once() {
    assert!(check_message("feat(cart): add it\n\nFM-1\n", &rule()).is_empty());
    assert_eq!(
        check_message("add it", &rule()).len(),
        2,
        "no type, no issue"
    );
    assert_eq!(
        check_message("chore: FM-1", &rule()).len(),
        1,
        "another type"
    );
    let long = format!("fix: FM-1 {}", "ä".repeat(40));
    assert_eq!(
        check_message(&long, &rule()),
        ["The first line has 50 characters; 40 is the limit."]
    );
    assert_eq!(check_message("", &rule()), ["The first line is empty."]);
}

#[test]
fn what_git_writes_itself_is_left_alone() {
    for text in [
        "Merge branch 'x' into y",
        "Revert \"feat: x\"",
        "fixup! feat: x",
        "squash! x",
    ] {
        assert!(check_message(text, &rule()).is_empty(), "{text}");
    }
}

#[test]
fn the_commit_of_a_release_is_left_alone_and_nothing_that_only_begins_so() {
    assert_eq!(
        check_message("chore(release): shop 1.2.0\n", &rule()),
        [""; 0]
    );
    assert_ne!(check_message("chore(release): by hand", &rule()), [""; 0]);
}

#[test]
fn protection_is_found_by_name_before_pattern() {
    let mut policy = FlowPolicy::default();
    let shut = |push| Protection {
        push: Some(push),
        ..Protection::default()
    };
    policy.protection.insert("*".into(), shut(true));
    policy.protection.insert("main".into(), shut(false));
    assert!(policy.wants_pull_request(&"main".into()));
    assert!(!policy.wants_pull_request(&"develop".into()));
    assert!(!FlowPolicy::default().wants_pull_request(&"main".into()));
}
