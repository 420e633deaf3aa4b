//! What the tests share.

use lockkeeper_engine::ports::{Repo, Repos};
use lockkeeper_git::GitRepos;
use lockkeeper_testkit::clock::ManualClock;
use lockkeeper_testkit::fake_desk::{FakeCalls, FakeCommitCache};
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

/// The adapter in the fixture's hermetic world.
pub(crate) fn repos(fixture: &RepoFixture) -> GitRepos {
    with_calls(fixture, Arc::new(FakeCalls::default()))
}

pub(crate) fn with_calls(fixture: &RepoFixture, calls: Arc<FakeCalls>) -> GitRepos {
    let cache = Arc::new(FakeCommitCache::default());
    let clock = Arc::new(ManualClock::default());
    GitRepos::new(fixture.path(), fixture.beside("app"), cache, calls, clock)
        .with_environment(fixture.environment())
}

/// The fixture's repository through the adapter.
pub(crate) async fn open(fixture: &RepoFixture) -> Arc<dyn Repo> {
    repos(fixture)
        .open_path(fixture.path())
        .await
        .expect("it opens")
}
