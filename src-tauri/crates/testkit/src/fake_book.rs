//! A ledger in memory: a shelf of commits, and remotes that point into it.

use crate::crash::{Lost, Moments};
use async_trait::async_trait;
use lockkeeper_domain::ledger::{Hash, RawEntry, RawTree};
use lockkeeper_engine::ports::{Book, BookError, NewEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The remote of a ledger, which several desks share.
#[derive(Debug, Clone, Default)]
pub struct FakeRemote {
    state: Arc<Mutex<RemoteState>>,
}

#[derive(Debug, Default)]
struct RemoteState {
    head: Option<String>,
    commits: BTreeMap<String, RawEntry>,
    offline: bool,
    cut: bool,
}

impl FakeRemote {
    /// Where its branch stands.
    #[must_use]
    pub fn head(&self) -> Option<String> {
        lock(&self.state).head.clone()
    }

    /// Puts any chain there by force, as an attacker with rights would.
    pub fn show(&self, entries: &[RawEntry]) {
        let mut state = lock(&self.state);
        state.head = entries.last().map(|entry| entry.commit.clone());
        let named = |entry: &RawEntry| (entry.commit.clone(), entry.clone());
        state.commits.extend(entries.iter().map(named));
    }

    /// Whether it answers.
    pub fn answers(&self, answers: bool) {
        lock(&self.state).offline = !answers;
    }

    /// Takes the next push, and cuts the line before it says so.
    pub fn cut_next_answer(&self) {
        lock(&self.state).cut = true;
    }

    fn reached(&self) -> Result<MutexGuard<'_, RemoteState>, BookError> {
        let state = lock(&self.state);
        if state.offline {
            return Err(away("it is switched off"));
        }
        Ok(state)
    }
}

/// One desk's copy of a ledger and the remote it knows.
#[derive(Debug, Clone, Default)]
pub struct FakeBook {
    remote: FakeRemote,
    shelf: Arc<Mutex<BTreeMap<String, RawEntry>>>,
    seen: Arc<Mutex<Option<String>>>,
    evidence: Arc<Mutex<BTreeSet<String>>>,
    mirrors: Arc<Mutex<BTreeMap<String, FakeRemote>>>,
    moments: Arc<Moments>,
}

impl FakeBook {
    /// A desk of a remote.
    #[must_use]
    pub fn of(remote: &FakeRemote) -> Self {
        Self {
            remote: remote.clone(),
            ..Self::default()
        }
    }

    /// The same desk, whose writes pass these moments.
    #[must_use]
    pub fn watched(mut self, moments: &Arc<Moments>) -> Self {
        self.moments = Arc::clone(moments);
        self
    }

    /// The same desk, looking at a mirror.
    #[must_use]
    pub fn mirror(&self, remote: &FakeRemote) -> Self {
        Self {
            remote: remote.clone(),
            seen: Arc::default(),
            ..self.clone()
        }
    }

    /// Puts a remote behind a URL that the rules may name as a mirror.
    pub fn answer_at(&self, url: &str, remote: &FakeRemote) {
        lock(&self.mirrors).insert(url.to_owned(), remote.clone());
    }

    /// The remote.
    #[must_use]
    pub const fn remote(&self) -> &FakeRemote {
        &self.remote
    }

    /// The heads that were kept.
    #[must_use]
    pub fn evidence(&self) -> Vec<String> {
        lock(&self.evidence).iter().cloned().collect()
    }

    async fn pass(&self, moment: &str) -> Result<(), BookError> {
        let passed = self.moments.pass(moment).await;
        passed.map_err(|Lost| away("the line was cut"))
    }

    /// The chain that ends at a head, oldest first.
    fn chain(&self, head: &str) -> Result<Vec<RawEntry>, BookError> {
        let shelf = lock(&self.shelf);
        let mut chain = Vec::new();
        let mut next = Some(head.to_owned());
        while let Some(commit) = next {
            let entry = shelf.get(&commit).ok_or_else(|| missing(&commit))?;
            next = entry.parents.first().cloned();
            chain.push(entry.clone());
        }
        chain.reverse();
        Ok(chain)
    }

    /// Takes what the remote shows, and keeps what it shows no longer.
    fn bring(&self) -> Result<Option<String>, BookError> {
        let remote = self.remote.reached()?;
        let Some(head) = remote.head.clone() else {
            return Ok(None);
        };
        lock(&self.shelf).extend(remote.commits.clone());
        let chain = self.chain(&head)?;
        let before = lock(&self.seen).replace(head.clone());
        let lost = before.filter(|before| chain.iter().all(|entry| &entry.commit != before));
        lock(&self.evidence).extend(lost);
        Ok(Some(head))
    }

    /// Moves the remote's branch by compare and swap.
    fn push(&self, from: Option<&str>, to: &str) -> Result<(), BookError> {
        let chain = self.chain(to)?;
        let mut remote = self.remote.reached()?;
        if remote.head.as_deref() != Some(to) && remote.head.as_deref() != from {
            return Err(BookError::Moved);
        }
        remote.head = Some(to.to_owned());
        let named = |entry: RawEntry| (entry.commit.clone(), entry);
        remote.commits.extend(chain.into_iter().map(named));
        if std::mem::take(&mut remote.cut) {
            return Err(away("the line was cut"));
        }
        *lock(&self.seen) = Some(to.to_owned());
        Ok(())
    }
}

#[async_trait]
impl Book for FakeBook {
    async fn fetch(&self) -> Result<Option<String>, BookError> {
        self.bring()
    }

    async fn head(&self) -> Result<Option<String>, BookError> {
        Ok(lock(&self.seen).clone())
    }

    async fn page(&self, head: &str, numbers: Range<usize>) -> Result<Vec<RawEntry>, BookError> {
        let chain = self.chain(head)?;
        let wanted = numbers.end.saturating_sub(numbers.start);
        Ok(chain.into_iter().skip(numbers.start).take(wanted).collect())
    }

    async fn contains(&self, head: &str, commit: &str) -> Result<bool, BookError> {
        let chain = self.chain(head)?;
        Ok(chain.iter().any(|entry| entry.commit == commit))
    }

    async fn append(&self, onto: Option<&str>, entry: &NewEntry) -> Result<String, BookError> {
        if let Some(onto) = onto
            && !lock(&self.shelf).contains_key(onto)
        {
            return Err(missing(onto));
        }
        self.pass("ledger append: before").await?;
        let made = stored(onto, entry);
        let commit = made.commit.clone();
        lock(&self.shelf).insert(commit.clone(), made);
        self.push(onto, &commit)?;
        self.pass("ledger append: after").await?;
        Ok(commit)
    }

    async fn keep_evidence(&self, commit: &str) -> Result<(), BookError> {
        self.chain(commit)?;
        lock(&self.evidence).insert(commit.to_owned());
        Ok(())
    }

    async fn evidence(&self) -> Result<Vec<String>, BookError> {
        Ok(Self::evidence(self))
    }

    async fn restore(&self, from: Option<&str>, to: &str) -> Result<(), BookError> {
        self.push(from, to)
    }

    fn mirror_at(&self, url: &str) -> Arc<dyn Book> {
        let known = lock(&self.mirrors).get(url).cloned();
        let remote = known.unwrap_or_else(|| {
            let nowhere = FakeRemote::default();
            nowhere.answers(false);
            nowhere
        });
        Arc::new(self.mirror(&remote))
    }
}

/// An entry with the name it would always get in this place.
fn stored(onto: Option<&str>, entry: &NewEntry) -> RawEntry {
    let parts = format!("{onto:?} {entry:?}");
    RawEntry {
        commit: Hash::of(parts.as_bytes()).as_str()[..40].to_owned(),
        parents: onto.map(str::to_owned).into_iter().collect(),
        tree: RawTree::Files(Box::new(entry.files.clone())),
        message: entry.message.clone(),
        author: (entry.author.clone(), entry.at.as_second()),
    }
}

fn missing(commit: &str) -> BookError {
    BookError::NotFound(format!("the commit {commit}"))
}

fn away(detail: &str) -> BookError {
    BookError::Unavailable {
        detail: detail.to_owned(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
