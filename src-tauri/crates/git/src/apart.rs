//! Remotes that are read in one place and written in another.

use crate::failure::{classify_library, classify_remote};
use crate::remote::{listed, parse_refs};
use crate::repo::GitRepo;
use git2::{Config, Repository};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::collections::BTreeMap;

/// Whether what is pushed to a remote comes to another repository than the one
/// it is read from. One repository by two ways, such as HTTPS and SSH, has the
/// same branches and tags on both.
pub(crate) async fn pushes_apart(repo: &GitRepo, remote: &str) -> Result<bool, RepoError> {
    let name = remote.to_owned();
    if !repo
        .read(move |library| has_two_ways(library, &name))
        .await?
    {
        return Ok(false);
    }
    let read = urls(repo, remote, &[]).await?;
    for url in urls(repo, remote, &["--push", "--all"]).await? {
        if read.first() != Some(&url) && !is_one(repo, remote, &url).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether git may push elsewhere than it reads, which hardly any remote does.
fn has_two_ways(library: &Repository, remote: &str) -> Result<bool, RepoError> {
    let Ok(found) = library.find_remote(remote) else {
        return Ok(false);
    };
    let config = library
        .config()
        .map_err(|error| classify_library("the settings of git", &error))?;
    let pushed = matches!(found.pushurl(), Ok(Some(_)));
    Ok(pushed || count(&config, &format!("remote.{remote}.url")) > 1)
}

/// How often a setting is made; one that cannot be read is none.
fn count(config: &Config, name: &str) -> usize {
    let Ok(mut values) = config.multivar(name, None) else {
        return 0;
    };
    let mut all = 0;
    while values.next().is_some() {
        all += 1;
    }
    all
}

/// Where git reads a remote from, or pushes it to, by all of its settings.
async fn urls(repo: &GitRepo, remote: &str, which: &[&str]) -> Result<Vec<String>, RepoError> {
    let run = repo.run_within(repo.program().deadlines.question);
    let run = run.args(["remote", "get-url"]).args(which);
    let outcome = repo.program().run(run.args(["--", remote])).await;
    if !outcome.ok() {
        return Err(classify_remote(remote, &outcome));
    }
    Ok(outcome.text().lines().map(str::to_owned).collect())
}

/// Whether a place has what the remote has. A push of somebody else may lie
/// between the two questions, so that the first one is asked again.
async fn is_one(repo: &GitRepo, remote: &str, url: &str) -> Result<bool, RepoError> {
    let read = shown(&listed(repo, remote).await?);
    let written = shown(&listed(repo, url).await?);
    Ok(read == written || shown(&listed(repo, remote).await?) == written)
}

/// What both ways of one repository show; forges add refs of their own.
fn shown(listed: &str) -> BTreeMap<String, Oid> {
    let refs = parse_refs(listed).into_iter();
    let spaces = ["refs/heads/", "refs/tags/"];
    let kept = refs.filter(|one| spaces.iter().any(|space| one.name.starts_with(space)));
    kept.map(|one| (one.name, one.object)).collect()
}
