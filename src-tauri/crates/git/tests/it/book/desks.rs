//! Desks of one ledger: a remote, and clones of it.

use crate::support::repos;
use lockkeeper_engine::ports::Book;
use lockkeeper_git::GitBook;
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

/// Where the ledger lies.
pub(super) const BRANCH: &str = "refs/heads/lockkeeper/ledger";

/// An empty bare remote.
pub(super) fn remote() -> RepoFixture {
    RepoFixture::bare()
}

/// A repository whose `origin` it is.
pub(super) fn clone_of(remote: &RepoFixture) -> RepoFixture {
    let fixture = RepoFixture::new();
    let url = remote.path().display().to_string();
    fixture.git(["remote", "add", "origin", &url]);
    fixture
}

/// The ledger of a repository, on its `origin`.
pub(super) async fn book(fixture: &RepoFixture) -> GitBook {
    let place = fixture.path().display().to_string();
    repos(fixture).book(&place).await.expect("it opens")
}

/// The ledger as it lies in a repository.
pub(super) fn here(fixture: &RepoFixture) -> Arc<dyn Book> {
    let book = repos(fixture).book_at(fixture.path());
    Arc::new(book.expect("it opens"))
}
