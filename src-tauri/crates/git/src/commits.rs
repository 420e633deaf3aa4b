//! Commits, and refs moved by compare and swap.

use crate::failure::classify_local;
use crate::flow::ask_message;
use crate::program::{Outcome, Run};
use crate::read::{has_object, id, read_ref};
use crate::repo::GitRepo;
use crate::signing;
use crate::worktree::{self, WorkTree};
use jiff::Timestamp;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{CommitSpec, RepoError};

pub(crate) async fn commit(repo: &GitRepo, spec: &CommitSpec) -> Result<Oid, RepoError> {
    let name = format!("refs/heads/{}", spec.branch);
    check_name(&name)?;
    expect_at(repo, &name, &spec.parent).await?;
    let message = ask_message(repo, &spec.message).await?;
    let commit = commit_object(
        repo,
        &spec.tree,
        std::slice::from_ref(&spec.parent),
        &message,
        spec.at,
    )
    .await?;
    move_ref(repo, &name, &spec.parent, Some(&commit)).await?;
    Ok(commit)
}

pub(crate) async fn restore_ref(
    repo: &GitRepo,
    name: &str,
    expected: &Oid,
    restored: Option<&Oid>,
) -> Result<(), RepoError> {
    check_name(name)?;
    expect_at(repo, name, expected).await?;
    move_ref(repo, name, expected, restored).await
}

/// A full name that git accepts, and that is no option.
pub(crate) fn check_name(name: &str) -> Result<(), RepoError> {
    if name.starts_with("refs/") && git2::Reference::is_valid_name(name) {
        return Ok(());
    }
    let detail = "git does not accept this name".to_owned();
    Err(RepoError::Malformed {
        what: format!("the name {name:?}"),
        detail,
    })
}

async fn expect_at(repo: &GitRepo, name: &str, expected: &Oid) -> Result<(), RepoError> {
    let (asked, wanted) = (name.to_owned(), expected.clone());
    let (found, known) = repo
        .read(move |library| Ok((read_ref(library, &asked)?, has_object(library, &wanted)?)))
        .await?;
    match found {
        Some(found) if &found == expected => Ok(()),
        found => {
            let is = found.map_or("does not exist".to_owned(), |found| {
                format!("is at {found}")
            });
            let lost = if known { "" } else { ", which is not here" };
            let detail = format!("it {is}, and {expected} was expected{lost}");
            Err(RepoError::Conflict {
                what: name.to_owned(),
                detail,
            })
        }
    }
}

/// Stores a commit object as the acting person; no ref moves. Whoever merges
/// in memory still asks the hooks of the repository.
pub(crate) async fn commit_object(
    repo: &GitRepo,
    tree: &Oid,
    parents: &[Oid],
    message: &str,
    at: Timestamp,
) -> Result<Oid, RepoError> {
    let parents: Vec<&Oid> = parents.iter().collect();
    let merges = parents.len() > 1 && !repo.shared.mirror;
    let message = match merges {
        true => crate::flow::ask_hooks(repo, tree, message).await?,
        false => message.to_owned(),
    };
    let written = Written {
        tree,
        parents: &parents,
        message: message.as_bytes(),
        at,
        author: None,
    };
    written.store(repo).await
}

/// A commit object to be.
pub(crate) struct Written<'a> {
    pub(crate) tree: &'a Oid,
    pub(crate) parents: &'a [&'a Oid],
    pub(crate) message: &'a [u8],
    pub(crate) at: Timestamp,
    /// Name, address and time (`@seconds +zone`); the acting person when absent.
    pub(crate) author: Option<[String; 3]>,
}

impl Written<'_> {
    /// Stores it, signed where git is configured so; no ref moves.
    pub(crate) async fn store(&self, repo: &GitRepo) -> Result<Oid, RepoError> {
        let signed = signing::signs_commits(repo).await?;
        let outcome = repo.program().run(self.run(repo, signed)?).await;
        stored(signed, &outcome)
    }

    fn run(&self, repo: &GitRepo, signed: bool) -> Result<Run, RepoError> {
        // Ids only: nothing that could be read as an option or another name.
        let tree = id(self.tree)?.to_string();
        let when = format!("@{} +0000", self.at.as_second());
        let mut run = repo
            .local()
            .args(["-c", "user.useConfigOnly=true", "commit-tree"])
            .args(signed.then_some("-S"));
        for parent in self.parents {
            run = run.args(["-p", &id(parent)?.to_string()]);
        }
        let run = run
            .args(["-F", "-", &tree])
            .input(self.message)
            .env("GIT_COMMITTER_DATE", &when);
        Ok(match &self.author {
            None => run.env("GIT_AUTHOR_DATE", &when),
            Some([name, address, then]) => run
                .env("GIT_AUTHOR_NAME", name)
                .env("GIT_AUTHOR_EMAIL", address)
                .env("GIT_AUTHOR_DATE", then),
        })
    }
}

fn stored(signed: bool, outcome: &Outcome) -> Result<Oid, RepoError> {
    if outcome.ok() {
        return Ok(Oid::new(outcome.text().trim()));
    }
    let other = classify_local("the commit", outcome);
    let unknown = !matches!(
        other,
        RepoError::Blocked { .. } | RepoError::Unwritable { .. }
    );
    if signed && unknown && signing::is_signing_failure(outcome) {
        return Err(RepoError::Signing {
            detail: outcome.detail(),
        });
    }
    Err(other)
}

/// Moves or deletes a ref by compare and swap. Work trees go first: a crash
/// in between leaves the change staged, and doing it again completes it.
pub(crate) async fn move_ref(
    repo: &GitRepo,
    name: &str,
    expected: &Oid,
    desired: Option<&Oid>,
) -> Result<(), RepoError> {
    let asked = name.to_owned();
    let trees = repo
        .read(move |library| worktree::having(library, &asked))
        .await?;
    let Some(desired) = desired else {
        if !trees.is_empty() {
            let detail = "a work tree has it checked out".to_owned();
            return Err(RepoError::Conflict {
                what: name.to_owned(),
                detail,
            });
        }
        return update_ref(repo, &["-d", name, expected.as_str()], name).await;
    };
    let mut moved: Vec<&WorkTree> = Vec::new();
    let mut result = Ok(());
    for tree in &trees {
        result = tree.follow(repo, expected, desired).await;
        if result.is_err() {
            break;
        }
        moved.push(tree);
    }
    if result.is_ok() {
        let args = [
            "-m",
            "lockkeeper",
            name,
            desired.as_str(),
            expected.as_str(),
        ];
        result = update_ref(repo, &args, name).await;
    }
    if result.is_err() && !moved.is_empty() {
        // Whoever was faster brought the same work trees to their own commit.
        let asked = name.to_owned();
        let now = repo.read(move |library| read_ref(library, &asked)).await;
        let now = now.ok().flatten();
        let now = now.as_ref().unwrap_or(expected);
        for tree in moved {
            if let Err(error) = tree.follow(repo, desired, now).await {
                tracing::warn!(%error, name, "a work tree could not be brought back");
            }
        }
    }
    result
}

pub(crate) async fn update_ref(repo: &GitRepo, args: &[&str], name: &str) -> Result<(), RepoError> {
    let outcome = repo
        .program()
        .run(repo.local().arg("update-ref").args(args))
        .await;
    if outcome.ok() {
        Ok(())
    } else {
        Err(classify_local(name, &outcome))
    }
}
