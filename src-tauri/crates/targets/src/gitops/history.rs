//! What a place held over time.

use super::remote::Remote;
use super::{in_document, in_repo, newest};
use crate::document;
use lockkeeper_domain::ids::RunId;
use lockkeeper_domain::plan::origin;
use lockkeeper_domain::policy::GitopsPlace;
use lockkeeper_domain::snapshot::Live;
use lockkeeper_engine::ports::{FileRevision, TargetError};

/// How many commits of a file are looked through.
const MOST_REVISIONS: usize = 1000;

/// The values of a place, newest first; empty when it holds none now.
pub(super) async fn of(remote: &Remote, place: &GitopsPlace) -> Result<Vec<Live>, TargetError> {
    let (tip, content) = newest(remote, place).await?;
    if document::value(&content, place)
        .map_err(in_document)?
        .is_none()
    {
        return Ok(Vec::new());
    }
    let asked = remote
        .repo()
        .file_history(&tip, &place.file, MOST_REVISIONS);
    let revisions = asked.await.map_err(in_repo(place))?;
    Ok(values(&revisions, place))
}

/// One entry per change of the value. A revision that cannot be understood
/// tells nothing, and what came after it is a change.
fn values(revisions: &[FileRevision], place: &GitopsPlace) -> Vec<Live> {
    let mut history = Vec::new();
    let mut before = None;
    for revision in revisions.iter().rev() {
        let content = revision.content.as_deref();
        let value = content.and_then(|file| document::value(file, place).ok().flatten());
        if let Some(value) = &value
            && before.as_ref() != Some(value)
        {
            history.push(live(revision, value));
        }
        before = value;
    }
    history.reverse();
    history
}

fn live(revision: &FileRevision, value: &str) -> Live {
    let ours = origin(&revision.message);
    let rollback = ours.as_ref().is_some_and(|from| from.rollback);
    Live {
        value: value.to_owned(),
        build: None,
        since: revision.at,
        change: revision.commit.clone(),
        by: revision.author.clone(),
        run: run(&revision.message, ours.map(|from| from.plan.0)),
        rollback: rollback || is_revert(&revision.message),
        unproven: false,
    }
}

/// The run a commit names; a plan runs once, so that its name stands for the run.
fn run(message: &str, plan: Option<String>) -> Option<RunId> {
    let named = trailer(message, "Lockkeeper-Run").map(str::to_owned);
    named.or(plan).map(RunId::new)
}

fn is_revert(message: &str) -> bool {
    trailer(message, "Lockkeeper-Kind") == Some("rollback")
        || message
            .lines()
            .any(|line| line.starts_with("This reverts commit"))
}

/// A line `Name: value` below the subject.
fn trailer<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let mut below = message.lines().skip(1);
    let found = below.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    found.map(str::trim).filter(|value| !value.is_empty())
}
