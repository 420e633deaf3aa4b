//! What is said to remotes: questions, fetches and atomic pushes.

use crate::commits::check_name;
use crate::failure::{classify_library, classify_remote, lost_race};
use crate::pointer;
use crate::program::Outcome;
use crate::read::id;
use crate::repo::GitRepo;
use crate::words::said_of_push;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::{Desired, RefUpdate};
use lockkeeper_engine::ports::{PushSpec, Rejection, RemoteRef, RepoError};
use std::collections::BTreeMap;

pub(crate) async fn remote_refs(repo: &GitRepo, remote: &str) -> Result<Vec<RemoteRef>, RepoError> {
    let listed = listed(repo, remote).await?;
    let refs = parse_refs(&listed);
    pointer::follow(repo, remote, &refs, pointer::head_of(&listed)).await;
    Ok(refs)
}

/// What git lists of a remote, by its name or a URL.
pub(crate) async fn listed(repo: &GitRepo, place: &str) -> Result<String, RepoError> {
    let run = repo.run_within(repo.program().deadlines.question);
    let run = run.args(["ls-remote", "--quiet", "--symref", "--", place]);
    let outcome = repo.program().run(run).await;
    if outcome.ok() {
        Ok(outcome.text())
    } else {
        Err(classify_remote(place, &outcome))
    }
}

/// `<id>\t<name>` lines; `<name>^{}` gives the commit behind the tag before.
pub(crate) fn parse_refs(listed: &str) -> Vec<RemoteRef> {
    let mut refs: Vec<RemoteRef> = Vec::new();
    let lines = listed.lines().filter(|line| !pointer::is_one(line));
    for (object, name) in lines.filter_map(|line| line.split_once('\t')) {
        if let Some(tag) = name.strip_suffix("^{}") {
            if let Some(last) = refs.last_mut().filter(|last| last.name == tag) {
                last.peeled = Some(Oid::new(object));
            }
        } else {
            let (name, object) = (name.to_owned(), Oid::new(object));
            refs.push(RemoteRef {
                name,
                object,
                peeled: None,
            });
        }
    }
    refs
}

pub(crate) async fn fetch(repo: &GitRepo, remote: &str) -> Result<bool, RepoError> {
    let before = all_refs(repo).await?;
    let run = repo.run_within(repo.program().deadlines.transfer);
    let run = run.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false", "fetch"]);
    let run = run.args([
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        "--refmap=",
        "--tags",
        // A branch that is gone may stand where a new one has to be. Tags stay.
        "--prune",
        "--no-prune-tags",
    ]);
    let run = if repo.shared.mirror {
        run.args([
            "--update-head-ok",
            "--",
            remote,
            "+refs/heads/*:refs/heads/*",
        ])
    } else {
        let branches = format!("+refs/heads/*:refs/remotes/{remote}/*");
        run.args(["--", remote, &branches])
    };
    let outcome = repo.program().run(run).await;
    // A tag that moved on the remote stays what it is here; the log of calls
    // has git's line about it.
    if !outcome.ok() && !only_kept_tags(&outcome) {
        return Err(classify_remote(remote, &outcome));
    }
    Ok(all_refs(repo).await? != before)
}

/// Whether git complained of nothing but tags it was told not to move.
fn only_kept_tags(outcome: &Outcome) -> bool {
    let kept = |line: &str| line.contains("would clobber existing tag");
    let lines = || outcome.words.lines();
    let bad = |line: &str| {
        let line = line.trim_start();
        let marks = ["! ", "error:", "fatal:"];
        marks.iter().any(|mark| line.starts_with(mark)) && !kept(line)
    };
    outcome.code() == Some(1) && lines().any(kept) && !lines().any(bad)
}

async fn all_refs(repo: &GitRepo) -> Result<BTreeMap<Vec<u8>, git2::Oid>, RepoError> {
    repo.read(|library| {
        let failed = |error: git2::Error| classify_library("the refs", &error);
        let refs = library.references().map_err(failed)?;
        Ok(refs
            .flatten()
            .filter_map(|r| Some((r.name_bytes().to_vec(), r.target()?)))
            .collect())
    })
    .await
}

pub(crate) async fn push(repo: &GitRepo, spec: &PushSpec) -> Result<(), RepoError> {
    let mut leases = Vec::new();
    let mut refspecs = Vec::new();
    for update in &spec.refs {
        leases.push(lease(update)?);
        refspecs.push(refspec(update)?);
    }
    if refspecs.is_empty() {
        return Ok(());
    }
    let run = repo.run_within(repo.program().deadlines.transfer);
    let run = run.args(["-c", "push.followTags=false", "-c", "push.gpgSign=false"]);
    let run = run.args(["push", "--porcelain", "--atomic", "--no-recurse-submodules"]);
    let run = run.args(leases).args(["--", &spec.remote]).args(refspecs);
    let outcome = repo.program().run(run).await;
    if outcome.ok() {
        Ok(())
    } else {
        let words = said_of_push(&outcome.words);
        Err(classify_push(&spec.remote, &Outcome { words, ..outcome }))
    }
}

fn lease(update: &RefUpdate) -> Result<String, RepoError> {
    check_name(&update.name)?;
    let expected = update.expected.as_ref().map(id).transpose()?;
    let expected = expected.map(|id| id.to_string()).unwrap_or_default();
    Ok(format!("--force-with-lease={}:{expected}", update.name))
}

fn refspec(update: &RefUpdate) -> Result<String, RepoError> {
    match &update.desired {
        None => Ok(format!(":{}", update.name)),
        Some(Desired::Object(object)) => Ok(format!("{}:{}", id(object)?, update.name)),
        Some(_) => Err(RepoError::Malformed {
            what: format!("the push of {}", update.name),
            detail: "what an earlier step made has to be filled in first".to_owned(),
        }),
    }
}

/// Words of hosts whose hooks guard branches and tags.
const GUARDED: [&str; 12] = [
    "protected",
    "gh006",
    "gh013",
    "rule violations",
    "you are not allowed to",
    "only be modified through pull requests",
    "permission denied to update",
    "creations being restricted",
    "denying non-fast-forward",
    "denying ref deletion",
    "deletion prohibited",
    "tf402455",
];

pub(crate) fn classify_push(remote: &str, outcome: &Outcome) -> RepoError {
    let text = outcome.text();
    let mut refusals = text.lines().filter_map(refusal);
    let Some((name, why)) = refusals.find(|(_, why)| !is_consequence(why)) else {
        return match classify_remote(remote, outcome) {
            RepoError::Malformed { .. } if is_stopped_here(outcome) => RepoError::Hook {
                name: "pre-push".to_owned(),
                detail: outcome.words.replace('\n', "; "),
            },
            other => other,
        };
    };
    let detail = format!("{name}: {why}\n{}", outcome.words)
        .trim()
        .to_owned();
    let lower = detail.to_lowercase();
    let remote = remote.to_owned();
    let reason = |reason| RepoError::Rejected {
        remote,
        reason,
        detail: detail.clone(),
    };
    let at_remote = why.starts_with("[remote rejected]");
    if why.contains("stale info")
        || (!at_remote && why.contains("already exists"))
        || (at_remote && (why.contains("incorrect old value") || lost_race(&detail).is_some()))
    {
        return RepoError::Conflict {
            what: name.to_owned(),
            detail,
        };
    }
    if !at_remote
        && ["non-fast-forward", "fetch first", "needs force"]
            .iter()
            .any(|w| why.contains(w))
    {
        return reason(Rejection::NotFastForward);
    }
    if at_remote && (why.contains("non-fast-forward") || why.contains("currently checked out")) {
        return reason(Rejection::Protected);
    }
    if GUARDED.iter().any(|word| lower.contains(word)) {
        return reason(Rejection::Protected);
    }
    reason(if why.contains("hook") {
        Rejection::Hook
    } else {
        Rejection::Other
    })
}

/// Whether a hook of this repository said no: git asked the remote for nothing
/// then, and has no word of its own for it.
fn is_stopped_here(outcome: &Outcome) -> bool {
    let asked = ["fatal: ", "error: src refspec"];
    outcome.code() == Some(1)
        && outcome.output.is_empty()
        && !asked.iter().any(|word| outcome.words.contains(word))
}

/// Whether a refusal only follows from another one, or from a line that was
/// cut: git's other words say which.
fn is_consequence(why: &str) -> bool {
    let marks = ["atomic", "remote failed to report", "unpacker error"];
    marks.iter().any(|mark| why.contains(mark))
}

/// `!\t<from>:<to>\t[rejected] (why)` as the ref and the rest.
fn refusal(line: &str) -> Option<(&str, &str)> {
    let (refspec, why) = line.strip_prefix("!\t")?.split_once('\t')?;
    Some((refspec.rsplit(':').next()?, why))
}
