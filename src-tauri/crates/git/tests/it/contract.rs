//! The promises of the port, kept by real git.

use crate::support::open;
use lockkeeper_testkit::contract::repo::Fresh;
use lockkeeper_testkit::repo::RepoFixture;

async fn fresh() -> Fresh {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit_files("chore: begin", &[("README.md", "harbour\n")]);
    let remote = fixture.with_remote("origin");
    let repo = open(&fixture).await;
    Fresh {
        repo,
        first,
        guard: Box::new((fixture, remote)),
    }
}

lockkeeper_testkit::repo_contract!(fresh().await);
