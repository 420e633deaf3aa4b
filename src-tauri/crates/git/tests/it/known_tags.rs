//! Tags that were read before.

use crate::support::repos;
use lockkeeper_engine::ports::{Repo, Repos};
use lockkeeper_testkit::repo::RepoFixture;
use std::time::{Duration, SystemTime};

async fn names(repo: &dyn Repo) -> Vec<String> {
    let tags = repo.tags().await.expect("tags");
    tags.into_iter().map(|tag| tag.name.0).collect()
}

/// Lets the refs look as if nobody had touched them for a minute.
fn settle(fixture: &RepoFixture) {
    let long_ago = SystemTime::now() - Duration::from_secs(60);
    for place in ["refs/tags", "packed-refs"] {
        if let Ok(file) = std::fs::File::open(fixture.path().join(".git").join(place)) {
            file.set_modified(long_ago).expect("a time can be set");
        }
    }
}

#[tokio::test]
async fn every_change_of_a_tag_is_seen() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("v1.0.0");
    let repos = repos(&fixture);
    let repo = repos.open_path(fixture.path()).await.expect("it opens");
    settle(&fixture);
    assert_eq!(names(repo.as_ref()).await, ["v1.0.0"]);
    fixture.annotate("v1.1.0", "v1.1.0");
    assert_eq!(names(repo.as_ref()).await, ["v1.0.0", "v1.1.0"]);
    settle(&fixture);
    let before = repo.tags().await.expect("tags");
    let next = fixture.commit("fix: hinge");
    fixture.git(["tag", "--force", "v1.0.0"]);
    let after = repo.tags().await.expect("tags");
    assert_ne!(before, after);
    assert_eq!(after[0].commit, next);
    settle(&fixture);
    assert_eq!(repo.tags().await.expect("tags"), after);
    fixture.git(["pack-refs", "--all"]);
    assert_eq!(repo.tags().await.expect("tags"), after);
    settle(&fixture);
    assert_eq!(repo.tags().await.expect("tags"), after);
    fixture.git(["tag", "--delete", "v1.1.0"]);
    assert_eq!(names(repo.as_ref()).await, ["v1.0.0"]);
    settle(&fixture);
    fixture.tag("api/v1.0.0");
    assert_eq!(names(repo.as_ref()).await, ["api/v1.0.0", "v1.0.0"]);
}

#[tokio::test]
async fn tags_are_read_once_while_nothing_changes() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    // A few would be read anew by each run of the program.
    for patch in 0..70 {
        fixture.tag(&format!("v1.0.{patch}"));
    }
    settle(&fixture);
    let repos = repos(&fixture);
    let repo = repos.open_path(fixture.path()).await.expect("it opens");
    let before = repo.tags().await.expect("tags");
    // Written over in place, which git never does: only reading would tell.
    let file = fixture.path().join(".git/refs/tags/v1.0.7");
    std::fs::write(file, "0123456789012345678901234567890123456789\n").expect("it is written");
    assert_eq!(repo.tags().await.expect("tags"), before);
    let again = repos.open_path(fixture.path()).await.expect("it opens");
    assert_eq!(again.tags().await.expect("tags"), before);
}

#[tokio::test]
async fn the_tags_of_one_component_are_those_that_begin_like_it() {
    let mut fixture = RepoFixture::new();
    fixture.commit("feat: begin");
    fixture.tag("api/v1.0.0");
    fixture.annotate("api/v1.1.0", "v1.1.0");
    fixture.git(["pack-refs", "--all"]);
    fixture.commit("fix: hinge");
    fixture.tag("api/v1.1.1");
    fixture.tag("web/v1.0.0");
    let repos = repos(&fixture);
    let repo = repos.open_path(fixture.path()).await.expect("it opens");
    let all = repo.tags().await.expect("tags");
    assert_eq!(
        repo.tag_names().await.expect("names"),
        names(repo.as_ref()).await
    );
    let some = repo.tags_beginning("api/").await.expect("tags");
    assert_eq!(some, all[..3]);
    assert_eq!(repo.tags_beginning("").await.expect("tags"), all);
}
