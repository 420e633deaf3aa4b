//! Where the head of the ledger is noted in a repository.

use super::failed;
use super::read::known;
use git2::{ErrorCode, Oid, Repository};
use lockkeeper_engine::ports::BookError;
use sha2::{Digest, Sha256};

/// The branch, on every remote and in every repository without one.
pub(super) const BRANCH: &str = "refs/heads/lockkeeper/ledger";
/// Heads that must not be lost.
const EVIDENCE: &str = "refs/lockkeeper/evidence/";
/// What the log of a ref says of our moves.
const REASON: &str = "lockkeeper";

/// Where a ledger truly lies, and where its newest known head is noted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Branch {
    remote: Option<Remote>,
    /// Refs that may tell the head, the best first; the first one is ours.
    noted: Vec<String>,
    /// Whether a later one of them tells it that contains the better one: for
    /// who only reads.
    furthest: bool,
}

/// A remote, and the ref that follows its branch. No fetch of anybody else
/// moves that ref, so a chain that was seen stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// A name or a URL.
    pub(super) place: String,
    pub(super) followed: String,
}

impl Branch {
    /// No remote: the local branch is the truth, or that of the clone.
    pub(super) fn here() -> Self {
        let cloned = "refs/remotes/origin/lockkeeper/ledger";
        Self {
            remote: None,
            noted: vec![BRANCH.to_owned(), cloned.to_owned()],
            furthest: false,
        }
    }

    /// As far as the repository has it, from wherever it came: its own branch,
    /// what we followed, or what a clone brought.
    pub(super) fn found() -> Self {
        let mut branch = Self::here();
        branch.noted.insert(1, followed("origin"));
        branch.furthest = true;
        branch
    }

    /// The branch on a remote that the repository knows by name.
    pub(super) fn on_remote(name: &str) -> Self {
        let cloned = format!("refs/remotes/{name}/lockkeeper/ledger");
        let mut branch = Self::elsewhere(name, &followed(name));
        branch.noted.extend([cloned, BRANCH.to_owned()]);
        branch
    }

    /// The branch at a URL that only mirrors it.
    pub(super) fn on_mirror(url: &str) -> Self {
        let hash = Sha256::digest(url.as_bytes());
        let digits: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Self::elsewhere(url, &format!("refs/lockkeeper/mirror/{digits}/ledger"))
    }

    fn elsewhere(place: &str, followed: &str) -> Self {
        let remote = Remote {
            place: place.to_owned(),
            followed: followed.to_owned(),
        };
        Self {
            noted: vec![remote.followed.clone()],
            remote: Some(remote),
            furthest: false,
        }
    }

    /// The remote it lies on; none for a branch that lies here.
    pub(super) const fn remote(&self) -> Option<&Remote> {
        self.remote.as_ref()
    }

    /// The head as it was last seen.
    pub(super) fn head(&self, library: &Repository) -> Result<Option<Oid>, BookError> {
        let mut best = None;
        for name in &self.noted {
            let Some(head) = target(library, name)? else {
                continue;
            };
            best = match best {
                None if !self.furthest => return Ok(Some(head)),
                None => Some(head),
                Some(best) => {
                    let after = library.graph_descendant_of(head, best);
                    let after = after.map_err(|error| failed(name, &error))?;
                    Some(if after { head } else { best })
                }
            };
        }
        Ok(best)
    }

    /// The ref that is ours to move.
    pub(super) fn ours(&self) -> &str {
        &self.noted[0]
    }

    /// Moves our note of the head by compare and swap. Being there already is
    /// good as well.
    pub(super) fn swap(
        &self,
        library: &Repository,
        from: Option<Oid>,
        to: Oid,
    ) -> Result<Swapped, BookError> {
        let name = self.ours();
        let found = target(library, name)?;
        if found == Some(to) {
            return Ok(Swapped::Done);
        }
        let from = match (&self.remote, found) {
            // Whoever sees a remote for the first time has no note to compare.
            (Some(_), None) => None,
            _ if found == from => from,
            _ => return Err(BookError::Moved),
        };
        let moved = match from {
            Some(from) => library.reference_matching(name, to, true, from, REASON),
            None => library.reference(name, to, false, REASON),
        };
        match moved {
            Ok(_) => Ok(Swapped::Done),
            Err(error) => match error.code() {
                ErrorCode::Modified | ErrorCode::Exists => Err(BookError::Moved),
                ErrorCode::Locked => Ok(Swapped::Locked(found)),
                _ => Err(failed(name, &error)),
            },
        }
    }
}

/// The ref that follows the branch of a remote.
fn followed(remote: &str) -> String {
    format!("refs/lockkeeper/remote/{remote}/ledger")
}

/// How a compare and swap went that met nobody's newer head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swapped {
    Done,
    /// Somebody holds the lock, or left it behind; with what the ref holds.
    Locked(Option<Oid>),
}

/// What a ref holds; a symbolic one is followed.
pub(super) fn target(library: &Repository, name: &str) -> Result<Option<Oid>, BookError> {
    match library.refname_to_id(name) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(failed(name, &error)),
    }
}

/// Keeps a commit, with all that came before it, from every clean-up.
pub(super) fn keep_evidence(library: &Repository, commit: Oid) -> Result<(), BookError> {
    let name = format!("{EVIDENCE}{}", known(library, commit)?);
    if target(library, &name)? == Some(commit) {
        return Ok(());
    }
    library
        .reference(&name, commit, true, REASON)
        .map(drop)
        .map_err(|error| failed(&name, &error))
}

/// Every commit that was kept.
pub(super) fn evidence(library: &Repository) -> Result<Vec<String>, BookError> {
    let all = library.references_glob(&format!("{EVIDENCE}*"));
    let all = all.map_err(|error| failed(EVIDENCE, &error))?;
    let heads = all.map(|one| Ok(one?.target().map(|head| head.to_string())));
    let heads: Result<Vec<Option<String>>, git2::Error> = heads.collect();
    let heads = heads.map_err(|error| failed(EVIDENCE, &error))?;
    Ok(heads.into_iter().flatten().collect())
}
