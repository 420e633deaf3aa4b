//! The branch on a remote: one fetch, one push.

use super::branch::{BRANCH, Remote, keep_evidence, target};
use super::told;
use crate::failure::classify_remote;
use crate::program::Run;
use crate::remote::classify_push;
use crate::repo::GitRepo;
use git2::Oid;
use lockkeeper_engine::ports::BookError;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How often a run is tried that met another one at the same ref.
const TRIES: usize = 10;

/// Settings under which no hook, no clean-up and no taste of the user's has a
/// say. Nothing is refused for its form on the way in: a broken entry has to
/// be seen to be healed.
const SETTINGS: [&str; 9] = [
    "core.hooksPath=/dev/null",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.fsckObjects=false",
    "transfer.fsckObjects=false",
    "fetch.writeCommitGraph=false",
    "push.followTags=false",
    "push.gpgSign=false",
    "core.filesRefLockTimeout=2000",
];

/// Brings the remote's branch into the ref that follows it. A head that the
/// remote no longer has is kept as evidence before the ref leaves it.
pub(super) async fn fetch(repo: &GitRepo, remote: &Remote) -> Result<Option<String>, BookError> {
    let (mut force, mut tries) = (false, 0);
    loop {
        let before = followed(repo, remote).await?;
        let locked = StaleLock::seen(repo, remote).await?;
        let outcome = repo.program().run(fetching(repo, remote, force)).await;
        tries += 1;
        if outcome.ok() {
            let head = followed(repo, remote).await?;
            return Ok(head.map(|head| head.to_string()));
        }
        let words = &outcome.words;
        if words.contains(&format!("find remote ref {BRANCH}")) {
            return Ok(None);
        }
        let elsewhere = words.contains("non-fast-forward");
        if tries == TRIES || !(elsewhere || is_crossed(words)) {
            return Err(told(classify_remote(&remote.place, &outcome)));
        }
        if let Some(locked) = locked.filter(|_| words.contains(".lock': File exists")) {
            locked.remove();
        }
        // A head that came while the remote was asked is newer than its answer.
        let lost = before.filter(|_| elsewhere);
        force = lost.is_some() && followed(repo, remote).await? == lost;
        if let Some(lost) = lost.filter(|_| force) {
            let kept = repo.read(move |library| Ok(keep_evidence(library, lost)));
            kept.await.map_err(told)??;
        }
    }
}

/// The lock of a ref that only this program moves, as a killed one leaves it.
struct StaleLock {
    file: PathBuf,
    made: SystemTime,
}

impl StaleLock {
    /// The lock that is there before git waits for it.
    async fn seen(repo: &GitRepo, remote: &Remote) -> Result<Option<Self>, BookError> {
        let name = format!("{}.lock", remote.followed);
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
    fn remove(self) {
        if Self::made(&self.file) == Some(self.made) {
            tracing::warn!(file = %self.file.display(), "a lock was left behind");
            let _gone_or_refused_again = std::fs::remove_file(&self.file);
        }
    }
}

fn fetching(repo: &GitRepo, remote: &Remote, force: bool) -> Run {
    let sign = if force { "+" } else { "" };
    let run = configured(repo).arg("fetch").args([
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        "--no-tags",
        "--no-prune",
        "--no-filter",
        "--show-forced-updates",
        "--refmap=",
        "--",
        &remote.place,
    ]);
    run.arg(format!("{sign}{BRANCH}:{}", remote.followed))
}

fn configured(repo: &GitRepo) -> Run {
    let run = repo.run_within(repo.program().deadlines.transfer);
    run.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]))
}

/// The head as it was last seen.
async fn followed(repo: &GitRepo, remote: &Remote) -> Result<Option<Oid>, BookError> {
    let name = remote.followed.clone();
    let head = repo.read(move |library| Ok(target(library, &name)));
    head.await.map_err(told)?
}

/// Whether another run moved the same ref at the same time.
fn is_crossed(words: &str) -> bool {
    words.contains("cannot lock ref") || words.contains("unable to update local ref")
}

/// Moves the remote's branch by compare and swap.
pub(super) async fn push(
    repo: &GitRepo,
    remote: &Remote,
    from: Option<Oid>,
    to: Oid,
) -> Result<(), BookError> {
    let mut tries = 0;
    loop {
        let outcome = repo.program().run(pushing(repo, remote, from, to)).await;
        tries += 1;
        if outcome.ok() {
            return Ok(());
        }
        // The remote is busy with another push: neither late nor written yet.
        let busy = outcome.words.contains(".lock': File exists");
        if !busy || tries == TRIES {
            return Err(told(classify_push(&remote.place, &outcome)));
        }
    }
}

fn pushing(repo: &GitRepo, remote: &Remote, from: Option<Oid>, to: Oid) -> Run {
    let place = remote.place.as_str();
    let expected = from.map(|from| from.to_string()).unwrap_or_default();
    // A clone made with --mirror pushes everything or nothing otherwise.
    let named = !crate::mirror::is_url(place) && !place.contains(['/', '=']);
    let one_branch = format!("remote.{place}.mirror=false");
    configured(repo)
        .args(named.then_some("-c"))
        .args(named.then_some(&one_branch))
        .args(["push", "--porcelain", "--no-verify"])
        .arg("--no-recurse-submodules")
        .arg(format!("--force-with-lease={BRANCH}:{expected}"))
        .args(["--", place])
        .arg(format!("{to}:{BRANCH}"))
}
