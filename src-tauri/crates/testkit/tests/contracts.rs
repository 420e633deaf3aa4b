//! The fakes keep the promises the real adapters keep.

use lockkeeper_testkit::contract::journal;
use lockkeeper_testkit::contract::repo::Fresh;
use lockkeeper_testkit::fake_journal::FakeJournal;
use lockkeeper_testkit::fake_repo::FakeRepos;

fn fresh() -> Fresh {
    let repo = FakeRepos::default().add("harbour");
    let first = repo.commit_files("main", "start", &[("README.md", "harbour\n")]);
    repo.push_all("origin");
    Fresh {
        repo,
        first,
        guard: Box::new(()),
    }
}

lockkeeper_testkit::repo_contract!(fresh());

#[tokio::test]
async fn the_journal_keeps_its_promises() {
    journal::keeps_its_promises(async || FakeJournal::default()).await;
}
