//! The branch on a remote: one fetch, one push.

use super::branch::{BRANCH, Remote, keep_evidence, target};
use super::lock::{StaleLock, is_locked};
use super::told;
use crate::failure::classify_remote;
use crate::program::Run;
use crate::remote::classify_push;
use crate::repo::GitRepo;
use git2::Oid;
use lockkeeper_engine::ports::BookError;

/// How often a run is tried that met another one at the same ref.
pub(super) const TRIES: usize = 10;

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
        let locked = StaleLock::seen(repo, &remote.followed).await?;
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
        if let Some(locked) = locked.filter(|_| is_locked(words)) {
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

pub(super) fn configured(repo: &GitRepo) -> Run {
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
        let busy = is_locked(&outcome.words);
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
