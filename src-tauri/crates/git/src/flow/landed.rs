//! Work that arrived in a branch by other commits than its own: whoever merged
//! it squashed them, or made them anew.
//!
//! It is known by its content. A commit has all of a branch's work if merging
//! the branch into it changes no file.

use crate::failure::classify_library;
use crate::read;
use git2::{Commit, DiffOptions, ErrorCode, MergeOptions, Repository, Sort, Tree};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;

/// How many commits of the branch that takes it are looked at, the newest.
const LOOKED_AT: usize = 2_000;
/// How many of them are tried by merging.
const TRIED: usize = 48;
/// How far a clock may be behind, in seconds: work arrives after it was made.
const SLACK: i64 = 24 * 60 * 60;

/// The oldest commit of a branch, along its first parents since the work
/// began, that has all the work of `tip`; absent when none has.
pub(super) fn landed(
    library: &Repository,
    branch: &Oid,
    tip: &Oid,
) -> Result<Option<Oid>, RepoError> {
    let found = Work::of(library, branch, tip)?.map(|work| work.arrival(branch));
    Ok(found.transpose()?.flatten())
}

/// What a branch changed since it left.
struct Work<'r> {
    library: &'r Repository,
    began: git2::Oid,
    before: Tree<'r>,
    after: Tree<'r>,
    paths: Vec<Vec<u8>>,
    /// When its newest commit was made.
    made: i64,
}

impl<'r> Work<'r> {
    /// Nothing for a branch that shares no history, or changes no file.
    fn of(library: &'r Repository, branch: &Oid, tip: &Oid) -> Result<Option<Self>, RepoError> {
        let began = match library.merge_base(read::id(branch)?, read::id(tip)?) {
            Ok(began) => began,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let tip = read::commit(library, tip)?;
        let before = library.find_commit(began).and_then(|commit| commit.tree());
        let (before, after) = (before.map_err(failed)?, tip.tree().map_err(failed)?);
        let paths = changed(library, &before, &after)?;
        Ok((!paths.is_empty()).then(|| Self {
            library,
            began,
            before,
            after,
            paths,
            made: tip.time().seconds(),
        }))
    }

    fn arrival(&self, branch: &Oid) -> Result<Option<Oid>, RepoError> {
        let mut tried = 0;
        for commit in self.line(branch)?.into_iter().rev() {
            let commit = self.library.find_commit(commit).map_err(failed)?;
            if !self.touches(&commit)? {
                continue;
            }
            if tried == TRIED {
                break;
            }
            tried += 1;
            if self.is_in(&commit)? {
                return Ok(Some(read::oid(commit.id())));
            }
        }
        Ok(None)
    }

    /// The commits that can have brought it, the newest first.
    fn line(&self, branch: &Oid) -> Result<Vec<git2::Oid>, RepoError> {
        let mut walk = self.library.revwalk().map_err(failed)?;
        walk.set_sorting(Sort::TOPOLOGICAL).map_err(failed)?;
        walk.simplify_first_parent().map_err(failed)?;
        walk.push(read::id(branch)?).map_err(failed)?;
        walk.hide(self.began).map_err(failed)?;
        let mut line = Vec::new();
        for commit in walk.take(LOOKED_AT) {
            let commit = commit.map_err(failed)?;
            let at = self.library.find_commit(commit).map_err(failed)?.time();
            if at.seconds() + SLACK >= self.made {
                line.push(commit);
            }
        }
        Ok(line)
    }

    /// Whether a commit changed a file that the work changes.
    fn touches(&self, commit: &Commit<'_>) -> Result<bool, RepoError> {
        let before = match commit.parent(0) {
            Ok(parent) => Some(parent.tree().map_err(failed)?),
            Err(_) => None,
        };
        let after = commit.tree().map_err(failed)?;
        Ok(!self.same(before.as_ref(), &after)?)
    }

    /// Whether two trees hold the same in every file that the work changes.
    fn same(&self, one: Option<&Tree<'_>>, other: &Tree<'_>) -> Result<bool, RepoError> {
        let mut options = DiffOptions::new();
        options.disable_pathspec_match(true);
        for path in &self.paths {
            options.pathspec(path.as_slice());
        }
        let diff = self
            .library
            .diff_tree_to_tree(one, Some(other), Some(&mut options));
        Ok(diff.map_err(failed)?.deltas().len() == 0)
    }

    /// Whether merging the work into a commit changes no file.
    fn is_in(&self, commit: &Commit<'_>) -> Result<bool, RepoError> {
        let ours = commit.tree().map_err(failed)?;
        if self.same(Some(&ours), &self.after)? {
            return Ok(true);
        }
        let mut options = MergeOptions::new();
        options.fail_on_conflict(true);
        let merged = self
            .library
            .merge_trees(&self.before, &ours, &self.after, Some(&options));
        let merged = match merged {
            Ok(merged) => merged,
            Err(error) if error.code() == ErrorCode::MergeConflict => return Ok(false),
            Err(error) => return Err(failed(error)),
        };
        let diff = self
            .library
            .diff_tree_to_index(Some(&ours), Some(&merged), None);
        Ok(!merged.has_conflicts() && diff.map_err(failed)?.deltas().len() == 0)
    }
}

/// The files in which two trees differ.
fn changed(
    library: &Repository,
    before: &Tree<'_>,
    after: &Tree<'_>,
) -> Result<Vec<Vec<u8>>, RepoError> {
    let diff = library.diff_tree_to_tree(Some(before), Some(after), None);
    let diff = diff.map_err(failed)?;
    let sides = diff
        .deltas()
        .flat_map(|delta| [delta.old_file(), delta.new_file()]);
    let mut paths: Vec<Vec<u8>> = sides
        .filter_map(|f| f.path_bytes().map(<[u8]>::to_vec))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn failed(error: git2::Error) -> RepoError {
    classify_library("the history", &error)
}
