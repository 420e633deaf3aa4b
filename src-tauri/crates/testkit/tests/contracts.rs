//! The fakes keep the promises the real adapters keep.

use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_testkit::contract::journal;
use lockkeeper_testkit::contract::repo::Fresh;
use lockkeeper_testkit::contract::target;
use lockkeeper_testkit::fake_journal::FakeJournal;
use lockkeeper_testkit::fake_repo::FakeRepos;
use lockkeeper_testkit::fake_target::FakeTarget;
use std::sync::Arc;

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

/// The fake keeps its promises by the same suite as the real one.
mod targets {
    use super::*;

    fn fresh() -> target::Fresh {
        let fake = Arc::new(FakeTarget::default());
        let start = jiff::Timestamp::constant(1_750_000_000, 0);
        for (key, value) in [("api", "1.9.0"), ("web", "2.0.0")] {
            fake.by_hand(&target::place(key), value, start);
        }
        let (person, network) = (Arc::clone(&fake), Arc::clone(&fake));
        target::Fresh {
            target: fake,
            repo: RepoPolicy {
                name: "infra".into(),
                url: "../infra".into(),
                branch: None,
                branching: None,
                flow: Default::default(),
                issue: None,
                forge: None,
            },
            by_hand: Box::new(move |place, value| {
                person.by_hand(place, value, start);
            }),
            cut_off: Box::new(move || network.set_reachable(false)),
            guard: Box::new(()),
        }
    }

    lockkeeper_testkit::target_contract!(fresh());
}

/// The ledger in memory keeps them as the one in git does.
mod book {
    use lockkeeper_testkit::contract::book::Fresh;
    use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};
    use std::sync::Arc;

    fn fresh() -> Fresh {
        let remote = FakeRemote::default();
        let mine = FakeBook::of(&remote);
        Fresh {
            mirror: Arc::new(mine.mirror(&FakeRemote::default())),
            mine: Arc::new(mine),
            theirs: Arc::new(FakeBook::of(&remote)),
            guard: Box::new(()),
        }
    }

    lockkeeper_testkit::book_contract!(fresh());
}

#[tokio::test]
async fn settings_keep_their_promises() {
    use lockkeeper_testkit::contract::settings;
    use lockkeeper_testkit::fake_desk::FakeSettings;
    settings::keeps_its_promises(&FakeSettings::default()).await;
}

#[tokio::test]
async fn whoever_signs_keeps_the_promises_of_that() {
    use lockkeeper_testkit::contract::signer;
    use lockkeeper_testkit::scribe::{FakeSigner, TestKey};
    let (open, locked) = (TestKey::named("dana").line(), TestKey::named("lee").line());
    let desk = FakeSigner::of(&["lee"]).locked_with("open sesame");
    let desk = desk.and(&["dana"]);
    signer::keeps_its_promises(&desk, &open, Some((&locked, "open sesame"))).await;
}

#[tokio::test]
async fn pins_keep_their_promises() {
    use lockkeeper_testkit::contract::pins;
    use lockkeeper_testkit::fake_pins::FakePins;
    pins::keeps_its_promises(async || FakePins::default()).await;
}
