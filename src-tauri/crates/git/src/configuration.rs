//! What git is configured to do in a repository.

use crate::failure::classify_local;
use crate::repo::GitRepo;
use crate::stamp::Look;
use lockkeeper_engine::ports::RepoError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// For how long an answer is used again, while the repository's own file
/// stays as it is. The steps of one run ask for the same thing many times.
const FRESH: Duration = Duration::from_secs(3);

/// Keys and values, all files together, in git's order: the last one counts.
pub(crate) struct Configuration(Vec<(String, String)>);

/// The newest answer.
#[derive(Default)]
pub(crate) struct Known(Mutex<Option<(Instant, Look, Arc<Configuration>)>>);

impl Configuration {
    /// As git itself reads it, with everything it includes.
    pub(crate) async fn of(repo: &GitRepo) -> Result<Arc<Self>, RepoError> {
        let known = &repo.shared.memory.configuration;
        let look = look(repo).await?;
        if let Some(found) = look.and_then(|look| known.fresh(look)) {
            return Ok(found);
        }
        let run = repo.local().args(["config", "-z", "--list"]);
        let outcome = repo.program().run(run).await;
        if !outcome.ok() {
            return Err(classify_local("git's configuration", &outcome));
        }
        let read = Arc::new(Self(parse(&outcome.text())));
        if let Some(look) = look {
            *known.lock() = Some((Instant::now(), look, Arc::clone(&read)));
        }
        Ok(read)
    }

    /// The value of a key; a key without one says yes.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let mut found = self.0.iter().rev().filter(|(name, _)| name == key);
        found.next().map(|(_, value)| value.as_str())
    }

    /// Everything whose key begins so.
    pub(crate) fn below(&self, prefix: &str) -> Vec<(String, String)> {
        let pairs = self.0.iter().filter(|(key, _)| key.starts_with(prefix));
        pairs.cloned().collect()
    }

    pub(crate) fn says(&self, key: &str) -> Option<bool> {
        self.get(key).map(is_true)
    }
}

#[cfg(test)]
impl From<&[(&str, &str)]> for Configuration {
    fn from(pairs: &[(&str, &str)]) -> Self {
        let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Self(pairs.iter().map(own).collect())
    }
}

impl Known {
    fn fresh(&self, now: Look) -> Option<Arc<Configuration>> {
        let known = self.lock();
        let (at, look, found) = known.as_ref()?;
        (*look == now && at.elapsed() < FRESH).then(|| Arc::clone(found))
    }

    /// After this program changed something.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Look, Arc<Configuration>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the repository's own file looks; absent when it cannot be told.
async fn look(repo: &GitRepo) -> Result<Option<Look>, RepoError> {
    let file = |library: &git2::Repository| library.commondir().join("config");
    repo.read(move |library| Ok(Look::at(&file(library)))).await
}

/// `key\nvalue\0…`; a key without a value is true.
fn parse(listed: &str) -> Vec<(String, String)> {
    let entry = |entry: &str| match entry.split_once('\n') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (entry.to_owned(), "true".to_owned()),
    };
    let entries = listed.split('\0').filter(|text| !text.is_empty());
    entries.map(entry).collect()
}

fn is_true(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "true" | "yes" | "on")
        || value.parse::<i64>().is_ok_and(|number| number != 0)
}
