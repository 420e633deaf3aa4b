//! The next version and the changelog of histories that are easy to get wrong.

use crate::support::open;
use lockkeeper_contract::NextVersionDocument;
use lockkeeper_domain::intent::CutKind;
use lockkeeper_engine::error::ErrorCode;
use lockkeeper_engine::usecases::standalone::{
    ChangelogQuestion, Question, changelog_of, next_version_of,
};
use lockkeeper_testkit::repo::RepoFixture;

async fn next(fixture: &RepoFixture, component: Option<&str>) -> NextVersionDocument {
    let question = Question {
        component,
        described: None,
        ..Question::of(open(fixture).await)
    };
    next_version_of(&question).await.expect("an answer")
}

/// The version, its tag, the base and the level.
fn told(document: &NextVersionDocument) -> [String; 4] {
    let text = |field: &Option<String>| field.clone().unwrap_or_else(|| "none".to_owned());
    [
        text(&document.next),
        text(&document.tag),
        text(&document.base_tag),
        document.level.clone(),
    ]
}

fn released(version: &str) -> RepoFixture {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    fixture.annotate(version, version);
    fixture
}

#[tokio::test]
async fn a_hotfix_that_is_merged_back_does_not_take_the_feature_with_it() {
    let mut fixture = released("v1.0.0");
    fixture.branch("develop");
    let feature = fixture.commit_files("feat: gates", &[("gates", "x")]);
    fixture.checkout("main").branch("hotfix");
    let fix = fixture.commit_files("fix: hinge", &[("hinge", "x")]);
    fixture.checkout("main").merge("hotfix");
    fixture.annotate("v1.0.1", "v1.0.1");
    fixture.checkout("develop");
    fixture.git(["merge", "--quiet", "--no-edit", "v1.0.1^{}"]);
    let document = next(&fixture, None).await;
    assert_eq!(told(&document), ["1.1.0", "v1.1.0", "v1.0.1", "minor"]);
    let question = ChangelogQuestion::of(open(&fixture).await);
    let changelog = changelog_of(&question).await.expect("a changelog");
    let sections: Vec<_> = changelog
        .releases
        .iter()
        .map(|r| r.tag.as_deref())
        .collect();
    assert_eq!(sections, [None, Some("v1.0.1"), Some("v1.0.0")]);
    assert!(changelog.releases[0].commits.contains(&feature.0));
    assert!(changelog.releases[1].commits.contains(&fix.0));
    assert!(!changelog.releases[1].commits.contains(&feature.0));
    let unreleased = changelog
        .markdown
        .find("## [Unreleased]")
        .expect("a section");
    let entry = changelog.markdown.find("Gates").expect("an entry");
    let older = changelog
        .markdown
        .find("## [1.0.1] - 2025-06-15")
        .expect("a section");
    assert!(
        unreleased < entry && entry < older,
        "{}",
        changelog.markdown
    );
}

#[tokio::test]
async fn a_hotfix_of_an_older_line_is_not_the_base() {
    let mut fixture = released("v1.2.3");
    fixture.branch("hotfix");
    fixture.checkout("main");
    fixture.commit_files("feat: gates", &[("gates", "x")]);
    fixture.annotate("v1.3.0", "v1.3.0");
    fixture.checkout("hotfix");
    fixture.commit_files("fix: hinge", &[("hinge", "x")]);
    fixture.annotate("v1.2.4", "v1.2.4");
    fixture.checkout("main").merge("hotfix");
    fixture.commit_files("fix: latch", &[("latch", "x")]);
    assert_eq!(
        told(&next(&fixture, None).await),
        ["1.3.1", "v1.3.1", "v1.3.0", "patch"]
    );
}

#[tokio::test]
async fn a_tag_of_a_component_may_sit_outside_its_folder() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files(
        "feat: begin",
        &[("packages/a/x", "1"), ("packages/b/x", "1")],
    );
    fixture.commit_files("feat: other", &[("packages/b/x", "2")]);
    fixture.annotate("a-v1.0.0", "a");
    fixture.annotate("b-v2.1.0", "b");
    fixture.commit_files("fix: inside", &[("packages/a/x", "2")]);
    fixture.commit_files("feat: elsewhere", &[("packages/b/x", "3")]);
    let document = next(&fixture, Some("a")).await;
    assert_eq!(told(&document), ["1.0.1", "a-v1.0.1", "a-v1.0.0", "patch"]);
    assert_eq!((document.range_count, document.commits.len()), (2, 1));
    let document = next(&fixture, Some("b")).await;
    assert_eq!(told(&document), ["2.2.0", "b-v2.2.0", "b-v2.1.0", "minor"]);
}

#[tokio::test]
async fn a_component_may_be_named_by_its_path_or_with_its_scope() {
    let mut fixture = RepoFixture::new();
    let files = [("packages/a/x", "1"), ("packages/b/x", "1")];
    fixture.commit_files("feat: begin", &files);
    fixture.annotate("@acme/a@1.0.0", "a");
    fixture.annotate("b-v2.1.0", "b");
    fixture.commit_files("fix: inside", &[("packages/a/x", "2")]);
    fixture.commit_files("feat: elsewhere", &[("packages/b/x", "3")]);
    for (name, next_version, base) in [
        ("packages/a", "1.0.1", "@acme/a@1.0.0"),
        ("@acme/a", "1.0.1", "@acme/a@1.0.0"),
        ("packages/b", "2.2.0", "b-v2.1.0"),
    ] {
        let document = next(&fixture, Some(name)).await;
        let [version, _, known, _] = told(&document);
        assert_eq!(
            [version.as_str(), known.as_str()],
            [next_version, base],
            "{name}"
        );
        assert_eq!(document.commits.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_branch_that_forked_before_the_tag_counts_by_what_it_brings() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.branch("docs");
    fixture.commit_files("docs: explain", &[("README", "x")]);
    fixture.checkout("main");
    fixture.commit_files("fix: hinge", &[("hinge", "x")]);
    fixture.annotate("v1.0.0", "v1.0.0");
    fixture.merge("docs");
    let document = next(&fixture, None).await;
    assert_eq!(told(&document), ["none", "none", "v1.0.0", "none"]);
    assert_eq!(document.range_count, 2);
}

#[tokio::test]
async fn a_final_and_a_candidate_on_one_commit_are_one_base() {
    let mut fixture = released("v1.2.3-rc.1");
    fixture.annotate("v1.2.3", "v1.2.3");
    fixture.commit("fix: hinge");
    assert_eq!(
        told(&next(&fixture, None).await),
        ["1.2.4", "v1.2.4", "v1.2.3", "patch"]
    );
}

#[tokio::test]
async fn a_shallow_clone_is_an_error_and_never_a_number() {
    let mut origin = released("v1.2.3");
    origin.commit("fix: hinge");
    for depth in ["--depth=1", "--depth=2"] {
        let clone = RepoFixture::clone_of(&origin, &[depth]);
        let repo = open(&clone).await;
        let question = Question::of(repo.clone());
        let error = next_version_of(&question).await.expect_err("no answer");
        let code = error.code();
        assert_eq!(code, ErrorCode::RepoIncomplete, "{depth}");
        let changelog = changelog_of(&ChangelogQuestion::of(repo)).await;
        assert_eq!(changelog.expect_err("no answer").code(), code, "{depth}");
    }
}

#[tokio::test]
async fn below_one_a_breaking_fix_raises_the_minor() {
    let mut fixture = released("v0.3.4");
    fixture.commit("fix!: hinge");
    assert_eq!(
        told(&next(&fixture, None).await),
        ["0.4.0", "v0.4.0", "v0.3.4", "major"]
    );
}

#[tokio::test]
async fn candidates_alone_lead_to_their_final() {
    let mut fixture = released("v1.2.3-rc.1");
    let [version, tag, base, _] = told(&next(&fixture, None).await);
    assert_eq!([version, tag, base], ["1.2.3", "v1.2.3", "none"]);
    fixture.commit("fix: hinge");
    let document = next(&fixture, None).await;
    assert_eq!(document.next.as_deref(), Some("1.2.3"));
    assert!(
        document.warnings[0].contains("after 1.2.3-rc.1"),
        "{document:?}"
    );
    let question = Question {
        kind: CutKind::Pre {
            label: "rc".to_owned(),
        },
        ..Question::of(open(&fixture).await)
    };
    let document = next_version_of(&question).await.expect("an answer");
    assert_eq!(document.tag.as_deref(), Some("v1.2.3-rc.2"));
}
