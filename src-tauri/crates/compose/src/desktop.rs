//! This desktop: its files, opened once, and the ports over them.

use crate::keychain::NoKeychain;
use crate::open::SignedRules;
use crate::{Announcer, Folders, Processes, RandomIds, RecentCalls, SystemClock, WorkspaceFile};
use lockkeeper_domain::snapshot::Snapshot;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::TwofoldPins;
use lockkeeper_engine::ports::{
    Calls, Clock, CommitCache, FactStore, JournalError, Keychain, Pins, Ports, Repos,
};
use lockkeeper_git::GitRepos;
use lockkeeper_signing::KeychainSigner;
use lockkeeper_store::{Cache, Store, StoreError};
use lockkeeper_targets::GitopsTarget;
use std::path::Path;
use std::sync::Arc;

/// The parts of this program that do not depend on a workspace.
#[derive(Clone)]
pub struct Desktop {
    folders: Folders,
    cache: Cache,
    calls: Arc<RecentCalls>,
    clock: Arc<SystemClock>,
    announcer: Arc<Announcer>,
    keychain: Arc<dyn Keychain>,
}

impl Desktop {
    /// Opens nothing yet: each file is opened when it is needed first, so
    /// that a question about versions never waits for the journal.
    #[must_use]
    pub fn new(folders: Folders) -> Self {
        Self {
            cache: Cache::at(folders.cache()),
            folders,
            calls: Arc::default(),
            clock: Arc::default(),
            announcer: Arc::default(),
            keychain: Arc::new(NoKeychain),
        }
    }

    /// The same with a keychain; without one, nothing is asked to keep a secret.
    #[must_use]
    pub fn with_keychain(mut self, keychain: Arc<dyn Keychain>) -> Self {
        self.keychain = keychain;
        self
    }

    /// The keychain of this desktop.
    #[must_use]
    pub fn keychain(&self) -> Arc<dyn Keychain> {
        Arc::clone(&self.keychain)
    }

    /// The keys that this program makes, in the keychain of this desktop.
    #[must_use]
    pub fn made_keys(&self, store: &Store) -> KeychainSigner {
        KeychainSigner::new(self.keychain(), Arc::new(store.settings()))
    }

    /// How far ledgers were verified here: in the store and in the keychain.
    #[must_use]
    pub fn pins(&self, store: &Store) -> Arc<dyn Pins> {
        let files = self.folders.data().display().to_string();
        let (pins, settings) = (Arc::new(store.pins()), Arc::new(store.settings()));
        Arc::new(TwofoldPins::new(pins, self.keychain(), settings, &files))
    }

    /// Where the files are.
    #[must_use]
    pub const fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Every call this process makes.
    #[must_use]
    pub fn calls(&self) -> Arc<RecentCalls> {
        Arc::clone(&self.calls)
    }

    /// What changes, for whoever shows it.
    #[must_use]
    pub fn announcer(&self) -> Arc<Announcer> {
        Arc::clone(&self.announcer)
    }

    /// The clock of this machine.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// Repositories; relative paths start from `base`.
    #[must_use]
    pub fn repos(&self, base: &Path) -> Arc<dyn Repos> {
        Arc::new(self.git(base))
    }

    /// The same for a program that asks one question and ends.
    #[must_use]
    pub fn repos_for_one_question(&self, base: &Path) -> Arc<dyn Repos> {
        Arc::new(self.git(base).in_place())
    }

    /// The same, for those who also look for a ledger in them.
    pub fn git(&self, base: &Path) -> GitRepos {
        let cache = self.commit_cache();
        let calls: Arc<dyn Calls> = self.calls.clone();
        GitRepos::new(base, self.folders.mirrors(), cache, calls, self.clock())
    }

    /// What is known of commits, kept between starts.
    #[must_use]
    pub fn commit_cache(&self) -> Arc<dyn CommitCache> {
        Arc::new(self.cache.commits())
    }

    /// What was seen of a workspace last, where that is known; its journal
    /// stays closed.
    pub async fn seen_last(&self, file: &WorkspaceFile) -> Option<Snapshot> {
        let facts = self.cache.facts();
        let kept = facts.load(&file.path.display().to_string()).await;
        kept.ok().flatten()
    }

    /// The store of this desktop, opened.
    ///
    /// # Errors
    /// When the file is damaged, newer than this program, or cannot be written.
    pub async fn store(&self) -> Result<Store, EngineError> {
        let opened = Store::open(&self.folders.journal()).await;
        opened.map_err(|error| EngineError::Journal {
            wish: "open it",
            source: journal_error(&error),
        })
    }

    /// Every port for a workspace whose file lies in `base`.
    #[must_use]
    pub fn ports(&self, store: &Store, base: &Path) -> Ports {
        let repos = self.repos(base);
        let store = store.of(&base.display().to_string());
        Ports {
            gitops: Arc::new(GitopsTarget::new(Arc::clone(&repos))),
            repos,
            journal: Arc::new(store.journal()),
            facts: Arc::new(self.cache.facts()),
            settings: Arc::new(store.settings()),
            drafts: Arc::new(store.drafts()),
            clock: self.clock(),
            rulebook: Arc::new(SignedRules),
            ids: Arc::new(RandomIds),
            holders: Arc::new(Processes::default()),
            events: self.announcer.clone(),
            calls: self.calls.clone(),
        }
    }
}

/// A store that cannot be opened is a journal that cannot be used.
fn journal_error(error: &StoreError) -> JournalError {
    let sentence = error.to_string();
    match error {
        StoreError::Unavailable { detail, .. } => JournalError::Unavailable {
            detail: format!("{sentence}: {detail}"),
        },
        StoreError::Damaged { detail, .. } => JournalError::Malformed {
            detail: format!("{sentence}: {detail}"),
        },
        StoreError::Newer { .. } | StoreError::OldSqlite { .. } => {
            JournalError::Malformed { detail: sentence }
        }
    }
}
