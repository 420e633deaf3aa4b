//! Questions about a repository that no workspace describes.

use crate::support::open;
use lockkeeper_contract::NextVersionDocument;
use lockkeeper_domain::changelog::Style;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::Repo;
use lockkeeper_engine::usecases::standalone::{
    ChangelogQuestion, Question, changelog_of, next_version_of,
};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

async fn ask(
    repo: &Arc<dyn Repo>,
    component: Option<&str>,
    rev: Option<&str>,
) -> Result<NextVersionDocument, EngineError> {
    let question = Question {
        component,
        described: None,
        rev,
        ..Question::of(Arc::clone(repo))
    };
    next_version_of(&question).await
}

fn code(answer: Result<NextVersionDocument, EngineError>) -> ErrorCode {
    answer.expect_err("no answer").code()
}

#[tokio::test]
async fn a_history_without_tags_is_a_first_release() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    let document = ask(&open(&fixture).await, None, None)
        .await
        .expect("an answer");
    assert_eq!(document.tag.as_deref(), Some("v0.1.0"));
    assert_eq!((document.base_tag, document.base_commit), (None, None));
    assert!(document.warnings.is_empty());
}

#[tokio::test]
async fn what_is_not_there_is_an_error_with_a_code() {
    let fixture = RepoFixture::new();
    let repo = open(&fixture).await;
    assert_eq!(code(ask(&repo, None, None).await), ErrorCode::RepoNotFound);
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    let repo = open(&fixture).await;
    assert_eq!(
        code(ask(&repo, None, Some("nowhere")).await),
        ErrorCode::RepoNotFound
    );
    for component in ["nobody", "", "{version}", "-", "../src", "["] {
        let answer = ask(&repo, Some(component), None).await;
        assert_eq!(code(answer), ErrorCode::Usage, "{component}");
    }
}

#[tokio::test]
async fn a_lost_object_is_an_error_and_never_a_number() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("v1.0.0");
    let lost = fixture.commit("feat: lost").0;
    fixture.commit("fix: newest");
    let (folder, file) = lost.split_at(2);
    let object = fixture.path().join(".git/objects").join(folder).join(file);
    std::fs::remove_file(object).expect("the object is loose");
    let repo = open(&fixture).await;
    assert_eq!(
        code(ask(&repo, None, None).await),
        ErrorCode::RepoIncomplete
    );
}

#[tokio::test]
async fn a_detached_head_and_any_revision_can_be_asked() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("v1.0.0");
    let fix = fixture.commit("fix: hinge");
    fixture.commit("feat: gates");
    let repo = open(&fixture).await;
    let by_rev = ask(&repo, None, Some(fix.as_str()))
        .await
        .expect("an answer");
    assert_eq!(by_rev.next.as_deref(), Some("1.0.1"));
    fixture.git(["checkout", "--quiet", "--detach", fix.as_str()]);
    assert_eq!(
        ask(&open(&fixture).await, None, None)
            .await
            .expect("an answer"),
        by_rev
    );
}

#[tokio::test]
async fn a_version_that_may_not_be_tagged_has_no_tag_and_a_reason() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("v1.0.0").branch("1.0.x");
    fixture.commit("fix: hinge");
    fixture
        .tag("v1.0.1")
        .checkout("main")
        .branch("support/1.0.x");
    fixture.commit("fix: latch");
    let document = ask(&open(&fixture).await, None, None)
        .await
        .expect("an answer");
    assert_eq!(
        (document.next.as_deref(), &document.tag),
        (Some("1.0.1"), &None)
    );
    assert!(document.warnings[0].starts_with("v1.0.1 exists already"));
    fixture.commit("feat: gates");
    let document = ask(&open(&fixture).await, None, None)
        .await
        .expect("an answer");
    assert_eq!(
        (document.next.as_deref(), &document.tag),
        (Some("1.1.0"), &None)
    );
    assert!(
        document.warnings[0].contains("support/1.0.x"),
        "{document:?}"
    );
    let named = ask(&open(&fixture).await, None, Some("support/1.0.x")).await;
    assert_eq!(named.expect("an answer"), document);
}

#[tokio::test]
async fn a_name_taken_by_something_else_is_never_proposed() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("v1.0.0");
    fixture.commit("fix: hinge");
    fixture.git(["update-ref", "refs/tags/v1.0.1", "HEAD^{tree}"]);
    let document = ask(&open(&fixture).await, None, None)
        .await
        .expect("an answer");
    assert_eq!(
        (document.next.as_deref(), &document.tag),
        (Some("1.0.1"), &None)
    );
    assert!(
        document.warnings[0].starts_with("v1.0.1 exists already"),
        "{document:?}"
    );
}

#[tokio::test]
async fn hostile_names_of_tags_and_folders_change_nothing() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files(
        "feat: begin",
        &[("packages/[a]/x", "1"), ("packages/a/x", "1")],
    );
    for tag in [
        "v1.0.0",
        "--help",
        "-v9.0.0",
        "v9.0.0;touch",
        "$(v9.0.0)",
        "v9.0.0\u{202e}",
        "é-v9.0.0",
        "refs/tags/v9.0.0",
        "v18446744073709551616.0.0",
        "v1.0",
        "]a-v9.0.0",
    ] {
        fixture.tag(tag);
    }
    fixture.commit_files("fix: hinge", &[("packages/[a]/x", "2")]);
    let repo = open(&fixture).await;
    let document = ask(&repo, None, None).await.expect("an answer");
    assert_eq!(document.tag.as_deref(), Some("v1.0.1"), "{document:?}");
    let odd = ask(&repo, Some("[a]"), None).await.expect("an answer");
    assert_eq!(
        (odd.tag.as_deref(), odd.commits.len()),
        (Some("[a]-v0.1.0"), 2)
    );
    let plain = ask(&repo, Some("a"), None).await.expect("an answer");
    assert_eq!(
        (plain.tag.as_deref(), plain.commits.len()),
        (Some("a-v0.1.0"), 1)
    );
}

#[tokio::test]
async fn ten_thousand_tags_beside_the_line_are_no_burden() {
    let fixture = RepoFixture::bare();
    fixture
        .import(|stream| {
            let first = stream.commit("main", &[], "feat: begin", &[("x", "1")])?;
            stream.tag("v0.9.0", first)?;
            let mut side = first;
            for number in 0..10_000 {
                if number % 100 == 0 {
                    side = stream.commit("side", &[side], "feat: aside", &[("y", "1")])?;
                }
                stream.tag(&format!("v1.{number}.0"), side)?;
            }
            stream.commit("main", &[first], "fix: hinge", &[("x", "2")])?;
            Ok(())
        })
        .expect("git takes the stream");
    for graph in [false, true] {
        if graph {
            fixture.git(["commit-graph", "write", "--reachable"]);
        }
        let started = std::time::Instant::now();
        let document = ask(&open(&fixture).await, None, None)
            .await
            .expect("an answer");
        assert_eq!(document.tag.as_deref(), Some("v0.9.1"));
        let took = started.elapsed();
        assert!(took.as_secs() < 20, "{took:?}");
    }
}

#[tokio::test]
async fn merges_count_by_their_pull_request_when_first_parents_are_followed() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("v1.0.0").branch("topic");
    fixture.commit_files("wip", &[("topic", "x")]);
    fixture.checkout("main");
    let message = "Merge pull request #7 from topic\n\nfeat: gates";
    fixture.git(["merge", "--quiet", "--no-ff", "-m", message, "topic"]);
    let repo = open(&fixture).await;
    assert_eq!(ask(&repo, None, None).await.expect("an answer").next, None);
    let question = Question {
        first_parent: true,
        ..Question::of(repo)
    };
    let document = next_version_of(&question).await.expect("an answer");
    assert_eq!(
        (document.next.as_deref(), document.range_count),
        (Some("1.1.0"), 1)
    );
}

#[tokio::test]
async fn a_changelog_begins_and_ends_where_it_is_asked_to() {
    let mut fixture = RepoFixture::new();
    for (version, text) in [
        ("v1.0.0", "one"),
        ("v1.1.0", "two"),
        ("v1.2.0-rc.1", "three"),
    ] {
        fixture.commit(&format!("feat: {text}"));
        fixture.annotate(version, version);
    }
    fixture.git(["remote", "add", "origin", "git@github.com:harbour/gate.git"]);
    fixture.commit("chore: polish");
    let repo = open(&fixture).await;
    let changelog = async |from: Option<&str>, to: Option<&str>| {
        let question = ChangelogQuestion {
            from,
            to,
            style: Style::Types,
            ..ChangelogQuestion::of(Arc::clone(&repo))
        };
        let document = changelog_of(&question).await.expect("a changelog");
        let name = |tag: &Option<String>| tag.clone().unwrap_or_else(|| "-".to_owned());
        let sections = document.releases.iter();
        let sections: Vec<String> = sections
            .map(|release| format!("{} < {}", name(&release.tag), name(&release.previous)))
            .collect();
        (sections.join(", "), document.markdown)
    };
    let (whole, markdown) = changelog(None, None).await;
    assert_eq!(whole, "- < v1.1.0, v1.1.0 < v1.0.0, v1.0.0 < -");
    assert!(markdown.contains("### Features\n\n- Two"), "{markdown}");
    assert!(markdown.contains("[1.1.0]: https://github.com/harbour/gate/compare/v1.0.0...v1.1.0"));
    let (part, markdown) = changelog(Some("v1.0.0"), Some("v1.1.0")).await;
    assert_eq!(part, "v1.1.0 < v1.0.0");
    assert!(
        !markdown.contains("One") && markdown.contains("Two"),
        "{markdown}"
    );
    let (candidate, _) = changelog(Some("v1.1.0"), Some("v1.2.0-rc.1")).await;
    assert_eq!(candidate, "v1.2.0-rc.1 < v1.1.0");
}

#[tokio::test]
async fn the_changelog_of_a_component_has_its_own_commits_only() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files("feat: begin both", &[("apps/a/x", "1"), ("apps/b/x", "1")]);
    fixture.tag("a/v1.0.0").tag("b/v1.0.0");
    fixture.commit_files("fix: hinge", &[("apps/a/x", "2")]);
    fixture.commit_files("feat: latch", &[("apps/b/x", "2")]);
    fixture.tag("a/v1.0.1").tag("b/v1.1.0");
    let question = ChangelogQuestion {
        component: Some("a"),
        described: None,
        ..ChangelogQuestion::of(open(&fixture).await)
    };
    let document = changelog_of(&question).await.expect("a changelog");
    let counts = document
        .releases
        .iter()
        .map(|release| release.commits.len());
    assert_eq!(counts.collect::<Vec<_>>(), [1, 1]);
    assert_eq!(document.releases[0].date.as_deref(), Some("2025-06-15"));
    assert!(document.markdown.contains("Hinge") && !document.markdown.contains("Latch"));
}

#[tokio::test]
async fn a_release_that_must_not_be_used_stays_marked_when_the_changelog_is_written_anew() {
    let mut fixture = RepoFixture::new();
    fixture.commit_files("feat: begin both", &[("apps/a/x", "1")]);
    fixture.tag("v1.0.0").tag("a/v1.0.0");
    let told = "# Changelog\n\n## [1.0.0] - 2025-06-15 [YANKED]\n\n### Added\n\n- Begin\n";
    let files = [("CHANGELOG.md", told), ("apps/a/CHANGELOG.md", told)];
    fixture.commit_files("fix: hinge", &files);
    fixture.tag("v1.0.1").tag("a/v1.0.1");
    for component in [None, Some("a")] {
        let question = ChangelogQuestion {
            component,
            ..ChangelogQuestion::of(open(&fixture).await)
        };
        let document = changelog_of(&question).await.expect("a changelog");
        let marked = |version| {
            let heading = format!("## [{version}]");
            let mut lines = document.markdown.lines();
            let line = lines.find(|line| line.starts_with(&heading));
            line.expect("a section").ends_with(" [YANKED]")
        };
        assert!(marked("1.0.0") && !marked("1.0.1"), "{}", document.markdown);
    }
}
