//! Locks of the refs that only this program moves.

use super::remote::configured;
use super::told;
use crate::repo::GitRepo;
use git2::Oid;
use lockkeeper_engine::ports::BookError;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Whether git gave up because a lock was there all the time.
pub(super) fn is_locked(words: &str) -> bool {
    words.contains(".lock': File exists")
}

/// Waits, as long as git does, until nobody holds the lock of a ref, and takes
/// away one that was there all the time. Nothing moves.
pub(super) async fn wait(repo: &GitRepo, name: &str, value: Option<Oid>) -> Result<(), BookError> {
    let locked = StaleLock::seen(repo, name).await?;
    let value = value.unwrap_or(Oid::ZERO_SHA1);
    let run = configured(repo)
        .args(["update-ref", "--stdin"])
        .input(format!("verify {name} {value}\n"));
    let outcome = repo.program().run(run).await;
    if let Some(locked) = locked.filter(|_| is_locked(&outcome.words)) {
        locked.remove();
    }
    Ok(())
}

/// The lock of a ref, as a killed program leaves it.
pub(super) struct StaleLock {
    file: PathBuf,
    made: SystemTime,
}

impl StaleLock {
    /// The lock that is there before git waits for it.
    pub(super) async fn seen(repo: &GitRepo, name: &str) -> Result<Option<Self>, BookError> {
        let name = format!("{name}.lock");
        let file = repo.read(move |library| Ok(library.commondir().join(name)));
        let file = file.await.map_err(told)?;
        let made = Self::made(&file);
        Ok(made.map(|made| Self { file, made }))
    }

    fn made(file: &Path) -> Option<SystemTime> {
        std::fs::metadata(file)
            .and_then(|lock| lock.modified())
            .ok()
    }

    /// Takes it away when it is the same after git waited two seconds for it:
    /// whoever moves one ref holds its lock for a moment.
    pub(super) fn remove(self) {
        if Self::made(&self.file) == Some(self.made) {
            tracing::warn!(file = %self.file.display(), "a lock was left behind");
            let _gone_or_refused_again = std::fs::remove_file(&self.file);
        }
    }
}
