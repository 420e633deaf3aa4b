//! What a place held over time.

use super::line::Line;
use super::remote::Remote;
use super::{in_document, in_repo, no_file};
use crate::document;
use lockkeeper_domain::ids::{BranchName, Oid, RunId};
use lockkeeper_domain::plan::origin;
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{FileRevision, RepoError, TargetError};
use std::collections::BTreeMap;

/// How many commits of a file are looked through.
const MOST_REVISIONS: usize = 1000;

/// Files whose commits are looked for together: one look costs about as much
/// as looking for one of them, and all that it finds is held at once.
const TOGETHER: usize = 64;

/// The values of one place, newest first; none where it holds none now.
type Told = Result<Vec<Live>, TargetError>;

/// The values of each place.
pub(super) async fn of(remote: &Remote, places: &[GitopsPlace]) -> Vec<Told> {
    let mut branches: BTreeMap<Option<&BranchName>, Vec<(usize, &GitopsPlace)>> = BTreeMap::new();
    for (number, place) in places.iter().enumerate() {
        let own = branches.entry(place.branch.as_ref()).or_default();
        own.push((number, place));
    }
    let mut all = Vec::with_capacity(places.len());
    for numbered in branches.into_values() {
        let (numbers, places): (Vec<usize>, Vec<&GitopsPlace>) = numbered.into_iter().unzip();
        let told = on_one_branch(remote, &places).await;
        all.extend(numbers.into_iter().zip(told));
    }
    all.sort_unstable_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, told)| told).collect()
}

/// The values of places that are all on one branch.
async fn on_one_branch(remote: &Remote, places: &[&GitopsPlace]) -> Vec<Told> {
    let Some(any) = places.first() else {
        return Vec::new();
    };
    let (tip, line) = match newest(remote, any).await {
        Ok(newest) => newest,
        Err(error) => {
            let wrong = |place: &&GitopsPlace| Err(in_repo(place)(error.clone()));
            return places.iter().map(wrong).collect();
        }
    };
    let mut all = Vec::with_capacity(places.len());
    for places in places.chunks(TOGETHER) {
        let files: Vec<&str> = places.iter().map(|place| place.file.as_str()).collect();
        let histories = read(remote, &tip, &files).await;
        let each = places.iter().zip(histories);
        all.extend(each.map(|(place, history)| told(place, history, &line)));
    }
    all
}

/// The newest commit of a place's branch, and what leads to it.
async fn newest(remote: &Remote, place: &GitopsPlace) -> Result<(Oid, Line), RepoError> {
    let stand = remote.stand(place).await?;
    let line = Line::of(remote, &stand).await?;
    Ok((stand.tip, line))
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

/// What the history of a file says of a place in it.
fn told(place: &GitopsPlace, history: Result<Vec<FileRevision>, RepoError>, line: &Line) -> Told {
    let revisions = history.map_err(in_repo(place))?;
    // What it was after its newest change is what it is.
    let content = revisions.first().and_then(|newest| newest.content.as_ref());
    let content = content.ok_or_else(|| no_file(place))?;
    let value = document::value(content, place).map_err(in_document)?;
    Ok(value.map_or_else(Vec::new, |_| values(&revisions, place, line)))
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
        recorded: false,
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
