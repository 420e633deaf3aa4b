//! Which commits contain which.

use crate::failure::{classify_local, missing_objects};
use crate::near::{self, Nearest};
use crate::range::shallow;
use crate::read::{self, id};
use crate::repo::GitRepo;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;

/// The place of the first of the candidates that `target` contains.
pub(crate) async fn first_contained(
    repo: &GitRepo,
    target: &Oid,
    candidates: &[Oid],
) -> Result<Option<usize>, RepoError> {
    for oid in candidates.iter().chain([target]) {
        id(oid)?;
    }
    let (memory, asked, wanted) = (repo.clone(), target.clone(), candidates.to_vec());
    let nearest = repo.read(move |library| Ok(near::first(&memory, library, &asked, &wanted)));
    let (sought, far) = match nearest.await? {
        Nearest::Known(place) => return Ok(place),
        Nearest::Sought { sought, far } => (sought, far),
        Nearest::Unread => return one_by_one(repo, target, candidates).await,
    };
    let mut first = sought.met;
    for place in sought.unmet {
        if contains(repo, target, &candidates[place]).await? {
            first = Some(place);
            break;
        }
    }
    if far {
        repo.remember_first(target, candidates, first);
    }
    Ok(first)
}

async fn one_by_one(
    repo: &GitRepo,
    target: &Oid,
    candidates: &[Oid],
) -> Result<Option<usize>, RepoError> {
    for (place, candidate) in candidates.iter().enumerate() {
        if contains(repo, target, candidate).await? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

pub(crate) async fn contains(repo: &GitRepo, new: &Oid, old: &Oid) -> Result<bool, RepoError> {
    id(new)?;
    id(old)?;
    if let Some(answer) = repo.remembered_ancestry(new, old) {
        return Ok(answer);
    }
    let answer = find_ancestry(repo, new, old).await?;
    repo.remember_ancestry(new, old, answer);
    Ok(answer)
}

async fn find_ancestry(repo: &GitRepo, new: &Oid, old: &Oid) -> Result<bool, RepoError> {
    let (young, aged) = (new.clone(), old.clone());
    // libgit2 does not read the commit-graph that git writes; git does.
    let graph = repo
        .read(move |library| {
            read::commit(library, &young)?;
            read::commit(library, &aged)?;
            let info = library.commondir().join("objects/info");
            Ok(info.join("commit-graph").exists() || info.join("commit-graphs").exists())
        })
        .await?;
    if graph {
        let run = repo
            .local()
            .args(["merge-base", "--is-ancestor", old.as_str(), new.as_str()]);
        let outcome = repo.program().run(run).await;
        return match outcome.code() {
            Some(0) => Ok(true),
            Some(1) => check_not_shallow(repo).await.map(|()| false),
            _ => Err(classify_local(
                &format!("the history of {}", new.short()),
                &outcome,
            )),
        };
    }
    let (new, old) = (new.clone(), old.clone());
    let within = repo
        .read(move |library| {
            let (young, aged) = (id(&new)?, id(&old)?);
            let walked = if young == aged {
                Ok(true)
            } else {
                library.graph_descendant_of(young, aged)
            };
            walked.map_err(|_| RepoError::Incomplete {
                what: missing_objects(&format!("the history of {}", new.short())),
            })
        })
        .await?;
    if !within {
        check_not_shallow(repo).await?;
    }
    Ok(within)
}

/// In a shallow clone, what was not found may lie behind the cut.
async fn check_not_shallow(repo: &GitRepo) -> Result<(), RepoError> {
    let cut = repo.read(|library| Ok(library.is_shallow())).await?;
    if cut { Err(shallow()) } else { Ok(()) }
}
