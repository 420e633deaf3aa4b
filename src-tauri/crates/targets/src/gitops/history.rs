//! What a place held over time.

use super::line::{Line, Lines};
use super::remote::Remote;
use super::{file_at, in_document, in_repo};
use crate::document;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::plan::origin;
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{FileRevision, TargetError};

/// How many commits of a file are looked through.
const MOST_REVISIONS: usize = 1000;

/// The values of a place, newest first; empty when it holds none now.
pub(super) async fn of(
    remote: &Remote,
    place: &GitopsPlace,
    lines: &mut Lines,
) -> Result<Vec<Live>, TargetError> {
    let stand = remote.stand(place).await.map_err(in_repo(place))?;
    let content = file_at(remote, place, &stand.tip).await?;
    if document::value(&content, place)
        .map_err(in_document)?
        .is_none()
    {
        return Ok(Vec::new());
    }
    let asked = remote
        .repo()
        .file_history(&stand.tip, &place.file, MOST_REVISIONS);
    let revisions = asked.await.map_err(in_repo(place))?;
    let line = lines.of(remote, &stand).await.map_err(in_repo(place))?;
    Ok(values(&revisions, place, &line))
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
