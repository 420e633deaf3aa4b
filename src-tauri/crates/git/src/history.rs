//! The commits that changed one file.

use crate::failure::classify_local;
use crate::log::{FORMAT, LogReader, PLAIN, SETTINGS};
use crate::read;
use crate::repo::GitRepo;
use lockkeeper_domain::commit::CommitContent;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{FileRevision, RepoError};

pub(crate) async fn file_history(
    repo: &GitRepo,
    tip: &Oid,
    path: &str,
    most: usize,
) -> Result<Vec<FileRevision>, RepoError> {
    if most == 0 || !read::is_inside(path) {
        return Ok(Vec::new());
    }
    if let Some(revisions) = repo.remembered_history(tip, path, most) {
        return Ok(revisions);
    }
    let revisions = read_history(repo, tip, path, most).await?;
    repo.remember_history(tip, path, most, &revisions);
    Ok(revisions)
}

async fn read_history(
    repo: &GitRepo,
    tip: &Oid,
    path: &str,
    most: usize,
) -> Result<Vec<FileRevision>, RepoError> {
    let known = tip.clone();
    repo.read(move |library| read::commit(library, &known).map(|_| ()))
        .await?;
    let run = repo
        .local()
        .arg("--literal-pathspecs")
        .args(SETTINGS)
        .args(["log", "--first-parent"]);
    let run = run
        .args(PLAIN)
        .args([FORMAT, "--no-patch", &format!("--max-count={most}")]);
    let run = run.args([tip.as_str(), "--", path]);
    let mut reader = LogReader::new(false);
    let outcome = repo
        .program()
        .stream(run, &mut |chunk| {
            reader.take(chunk);
            true
        })
        .await;
    if !outcome.ok() {
        return Err(classify_local(
            &format!("the history of {path:?}"),
            &outcome,
        ));
    }
    let (commits, path) = (reader.finish(), path.to_owned());
    repo.read(move |library| {
        let mut revisions = Vec::with_capacity(commits.len());
        for commit in commits {
            let content = read::file(library, &commit.oid, &path)?;
            let commit = CommitContent::from(commit);
            revisions.push(FileRevision {
                commit: commit.oid,
                at: commit.at,
                author: commit.author,
                message: commit.message,
                content,
            });
        }
        Ok(revisions)
    })
    .await
}
