//! HEAD and branches.

use crate::failure::classify_library;
use crate::read::oid;
use git2::{ErrorCode, Repository};
use jiff::Timestamp;
use lockkeeper_domain::ids::BranchName;
use lockkeeper_engine::ports::{BranchHead, HeadState, RepoError};

pub(crate) fn head(library: &Repository) -> Result<HeadState, RepoError> {
    let failed = |error: git2::Error| classify_library("HEAD", &error);
    let pointer = library.find_reference("HEAD").map_err(failed)?;
    let branch = pointer
        .symbolic_target_bytes()
        .and_then(|target| target.strip_prefix(b"refs/heads/"))
        .map(|name| BranchName::new(String::from_utf8_lossy(name)));
    let commit = match library.head().and_then(|head| head.peel_to_commit()) {
        Ok(commit) => Some(oid(commit.id())),
        Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => None,
        Err(error) => return Err(failed(error)),
    };
    Ok(HeadState {
        branch,
        commit,
        shallow: library.is_shallow(),
        bare: library.is_bare(),
    })
}

pub(crate) fn branches(library: &Repository) -> Result<Vec<BranchHead>, RepoError> {
    let failed = |error: git2::Error| classify_library("the branches", &error);
    let mut heads = Vec::new();
    for glob in ["refs/heads/*", "refs/remotes/*"] {
        for reference in library.references_glob(glob).map_err(failed)? {
            let reference = reference.map_err(failed)?;
            // `origin/HEAD` is another name, not another branch.
            let (Some(_), Ok(name)) = (reference.target(), reference.name()) else {
                continue;
            };
            let Ok(commit) = reference.peel_to_commit() else {
                continue;
            };
            let at = moment(commit.time().seconds());
            let author = String::from_utf8_lossy(commit.author().name_bytes()).into_owned();
            heads.push(BranchHead {
                name: name.to_owned(),
                commit: oid(commit.id()),
                at,
                author,
            });
        }
    }
    heads.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(heads)
}

/// A time of git; one that no calendar holds counts as the epoch.
pub(crate) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
