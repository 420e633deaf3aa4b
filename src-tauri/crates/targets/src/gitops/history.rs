//! What a place held over time.

use super::line::{Line, Lines};
use super::remote::{Remote, Stand};
use super::{file_at, in_document, in_repo};
use crate::document;
use lockkeeper_domain::ids::{Oid, RunId};
use lockkeeper_domain::plan::origin;
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{FileRevision, RepoError, TargetError};
use std::collections::{BTreeMap, BTreeSet};

/// How many commits of a file are looked through.
const MOST_REVISIONS: usize = 1000;

/// Files whose commits are looked for together: one look costs about as much
/// as looking for one of them, and all that it finds is held at once.
const TOGETHER: usize = 64;

/// A branch's newest commit and a file there.
type Held<'a> = (Oid, &'a str);

/// The values of each place, newest first; none where it holds none now.
pub(super) async fn of(
    remote: &Remote,
    places: &[GitopsPlace],
) -> Vec<Result<Vec<Live>, TargetError>> {
    let mut lines = Lines::default();
    let mut all = Vec::with_capacity(places.len());
    for places in places.chunks(TOGETHER) {
        let mut stands = Vec::with_capacity(places.len());
        for place in places {
            stands.push(held(remote, place).await);
        }
        let revisions = revisions(remote, places, &stands).await;
        for (place, stand) in places.iter().zip(stands) {
            all.push(match stand {
                Ok(Some(stand)) => told(remote, place, &stand, &revisions, &mut lines).await,
                Ok(None) => Ok(Vec::new()),
                Err(error) => Err(error),
            });
        }
    }
    all
}

/// Where the branch of a place is, when the place holds a value there.
async fn held(remote: &Remote, place: &GitopsPlace) -> Result<Option<Stand>, TargetError> {
    let stand = remote.stand(place).await.map_err(in_repo(place))?;
    let content = file_at(remote, place, &stand.tip).await?;
    let value = document::value(&content, place).map_err(in_document)?;
    Ok(value.map(|_| stand))
}

/// What the files of the places were after each change.
async fn revisions<'a>(
    remote: &Remote,
    places: &'a [GitopsPlace],
    stands: &[Result<Option<Stand>, TargetError>],
) -> BTreeMap<Held<'a>, Result<Vec<FileRevision>, RepoError>> {
    let mut wanted: BTreeMap<&Oid, BTreeSet<&str>> = BTreeMap::new();
    for (place, stand) in places.iter().zip(stands) {
        if let Ok(Some(stand)) = stand {
            wanted.entry(&stand.tip).or_default().insert(&place.file);
        }
    }
    let mut found = BTreeMap::new();
    for (tip, files) in wanted {
        let files: Vec<&str> = files.into_iter().collect();
        let histories = read(remote, tip, &files).await;
        let own = files.into_iter().zip(histories);
        found.extend(own.map(|(file, history)| ((tip.clone(), file), history)));
    }
    found
}

/// The histories of files; one that cannot be read takes nothing from others.
async fn read(
    remote: &Remote,
    tip: &Oid,
    files: &[&str],
) -> Vec<Result<Vec<FileRevision>, RepoError>> {
    let together = remote.repo().file_histories(tip, files, MOST_REVISIONS);
    if let Ok(histories) = together.await {
        return histories.into_iter().map(Ok).collect();
    }
    let mut histories = Vec::with_capacity(files.len());
    for file in files.chunks(1) {
        let alone = remote.repo().file_histories(tip, file, MOST_REVISIONS);
        histories.push(alone.await.map(|mut own| own.pop().unwrap_or_default()));
    }
    histories
}

/// The values of one place.
async fn told(
    remote: &Remote,
    place: &GitopsPlace,
    stand: &Stand,
    revisions: &BTreeMap<Held<'_>, Result<Vec<FileRevision>, RepoError>>,
    lines: &mut Lines,
) -> Result<Vec<Live>, TargetError> {
    let revisions = match revisions.get(&(stand.tip.clone(), place.file.as_str())) {
        Some(read) => read.as_deref().map_err(Clone::clone),
        None => Ok(&[][..]),
    };
    let revisions = revisions.map_err(in_repo(place))?;
    let line = lines.of(remote, stand).await.map_err(in_repo(place))?;
    Ok(values(revisions, place, &line))
}

/// One entry per change of the value. A revision that cannot be understood
/// tells nothing, and what came after it is a change.
fn values(revisions: &[FileRevision], place: &GitopsPlace, line: &Line) -> Vec<Live> {
    let mut history = Vec::new();
    let mut before = None;
    for revision in revisions.iter().rev() {
        let content = revision.content.as_deref();
        let value = content.and_then(|file| document::value(file, place).ok().flatten());
        if let Some(value) = &value
            && before.as_ref() != Some(value)
        {
            history.push(live(revision, value, line));
        }
        before = value;
    }
    history.reverse();
    history
}

fn live(revision: &FileRevision, value: &str, line: &Line) -> Live {
    let ours = origin(&revision.message);
    let rollback = ours.as_ref().is_some_and(|from| from.rollback);
    let landing = line.landing(&revision.commit, revision.at);
    Live {
        value: value.to_owned(),
        build: None,
        since: landing.at,
        earliest: Some(landing.earliest),
        change: revision.commit.clone(),
        by: revision.author.clone(),
        run: run(&revision.message, ours.map(|from| from.plan.0)),
        rollback: rollback || trailer(&revision.message, "Lockkeeper-Kind") == Some("rollback"),
        unproven: false,
    }
}

/// The run a commit names; a plan runs once, so that its name stands for the run.
fn run(message: &str, plan: Option<String>) -> Option<RunId> {
    let named = trailer(message, "Lockkeeper-Run").map(str::to_owned);
    named.or(plan).map(RunId::new)
}

/// A line `Name: value` below the subject.
fn trailer<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let mut below = message.lines().skip(1);
    let found = below.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    found.map(str::trim).filter(|value| !value.is_empty())
}
