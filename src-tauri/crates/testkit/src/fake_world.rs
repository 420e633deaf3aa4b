//! A whole world in memory: every port, sharing one list of moments.

use crate::clock::ManualClock;
use crate::crash::Moments;
use crate::fake_desk::{FakeCalls, FakeDrafts, FakeEvents, FakeFacts, FakeSettings};
use crate::fake_journal::FakeJournal;
use crate::fake_repo::FakeRepos;
use crate::fake_rulebook::FakeRulebook;
use crate::fake_target::FakeTarget;
use crate::ids::{CountedIds, FakeHolders};
use lockkeeper_engine::ports::Ports;
use std::sync::Arc;

/// Every fake, as the tests steer it; [`FakeWorld::ports`] is what the engine sees.
#[derive(Debug)]
pub struct FakeWorld {
    /// When the world stops, and what was changed.
    pub moments: Arc<Moments>,
    /// Repositories.
    pub repos: Arc<FakeRepos>,
    /// Environment repositories.
    pub target: Arc<FakeTarget>,
    /// The journal.
    pub journal: Arc<FakeJournal>,
    /// The time.
    pub clock: Arc<ManualClock>,
    /// Who is at work.
    pub holders: FakeHolders,
    /// What was announced.
    pub events: Arc<FakeEvents>,
    /// Drafts of notes.
    pub drafts: Arc<FakeDrafts>,
    /// Settings.
    pub settings: Arc<FakeSettings>,
    /// Kept facts.
    pub facts: Arc<FakeFacts>,
    /// What signed rules mean.
    pub rulebook: Arc<FakeRulebook>,
    ids: Arc<CountedIds>,
    calls: Arc<FakeCalls>,
}

impl Default for FakeWorld {
    fn default() -> Self {
        let clock = Arc::default();
        let moments = Arc::new(Moments::by(&clock));
        Self {
            repos: Arc::new(FakeRepos::watched(Arc::clone(&moments))),
            target: Arc::new(FakeTarget::watched(Arc::clone(&moments))),
            journal: Arc::new(FakeJournal::watched(Arc::clone(&moments))),
            clock,
            holders: FakeHolders::named("desk-1"),
            events: Arc::default(),
            drafts: Arc::default(),
            settings: Arc::default(),
            facts: Arc::default(),
            rulebook: Arc::default(),
            ids: Arc::default(),
            calls: Arc::default(),
            moments,
        }
    }
}

impl FakeWorld {
    /// The ports as the first process sees them.
    #[must_use]
    pub fn ports(&self) -> Ports {
        self.ports_of(self.holders.clone())
    }

    /// The ports as another process of the same world sees them.
    #[must_use]
    pub fn ports_of(&self, holders: FakeHolders) -> Ports {
        Ports {
            repos: self.repos.clone(),
            gitops: self.target.clone(),
            journal: self.journal.clone(),
            facts: self.facts.clone(),
            settings: self.settings.clone(),
            drafts: self.drafts.clone(),
            clock: self.clock.clone(),
            rulebook: self.rulebook.clone(),
            ids: self.ids.clone(),
            holders: Arc::new(holders),
            events: self.events.clone(),
            calls: self.calls.clone(),
        }
    }
}
