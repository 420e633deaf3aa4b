//! What every repository promises.
//!
//! The suite uses nothing but the port. It starts from a repository whose
//! branch `main` holds one commit with `README.md` ("harbour\n"), with a
//! remote `origin` that has the same branch and nothing else.

mod history;
mod lines;
mod refs;
mod remotes;

pub use history::*;
pub use lines::*;
pub use refs::*;
pub use remotes::*;

use jiff::Timestamp;
use lockkeeper_domain::ids::{BranchName, Oid, TagName};
use lockkeeper_domain::plan::{Desired, FileChange, RefUpdate, Signing};
use lockkeeper_engine::ports::{CommitSpec, PushSpec, Repo, RepoError, TagSpec};
use std::any::Any;
use std::sync::Arc;

/// A repository to try, and what has to live as long as it does.
pub struct Fresh {
    /// The repository.
    pub repo: Arc<dyn Repo>,
    /// Its only commit.
    pub first: Oid,
    /// Folders and the like.
    pub guard: Box<dyn Any + Send>,
}

/// Makes one test of every promise; `$make` is an expression for a `Fresh`.
#[macro_export]
macro_rules! repo_contract {
    ($make:expr) => {
        $crate::repo_contract!(@each $make;
            a_new_repository_has_one_commit_on_main,
            a_commit_moves_its_branch_and_nothing_else,
            a_commit_on_a_moved_branch_is_a_conflict,
            a_file_that_changed_meanwhile_is_a_conflict,
            a_tree_of_changed_files_moves_no_ref,
            a_commit_object_moves_no_ref,
            a_commit_object_has_its_parents_in_order,
            first_parents_leave_out_what_was_merged,
            a_merge_in_memory_moves_no_ref_and_names_conflicts,
            a_pushed_branch_was_seen_where_it_was,
            a_range_is_a_difference_of_histories,
            a_range_of_nothing_is_empty,
            a_commit_contains_itself_and_its_ancestors,
            the_history_of_a_file_has_its_contents,
            an_unknown_commit_is_not_found,
            a_tag_names_its_commit_and_says_its_message,
            a_tag_that_exists_is_a_conflict,
            a_restored_ref_is_where_it_was,
            a_ref_elsewhere_is_not_restored,
            an_atomic_push_brings_every_ref,
            a_push_with_a_stale_lease_moves_nothing,
            a_push_done_twice_is_done,
            a_push_can_delete_with_a_lease,
            a_fetch_of_nothing_new_says_so,
            an_unknown_remote_is_not_found,
        );
    };
    (@each $make:expr; $($promise:ident,)*) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let fresh = $make;
                $crate::contract::repo::$promise(&fresh).await;
            }
        )*
    };
}

/// A time after the first commit.
fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + seconds).expect("within the calendar")
}

fn change(path: &str, before: Option<&str>, after: &str) -> FileChange {
    FileChange {
        path: path.to_owned(),
        before: before.map(str::to_owned),
        after: after.to_owned(),
        lowers: None,
    }
}

/// Commits one new file on `main`.
async fn commit(repo: &dyn Repo, parent: &Oid, path: &str, message: &str) -> Oid {
    let tree = repo
        .write_tree(parent, &[change(path, None, "content\n")])
        .await;
    let spec = spec(parent, tree.expect("a tree"), message);
    repo.commit(&spec).await.expect("a commit")
}

fn spec(parent: &Oid, tree: Oid, message: &str) -> CommitSpec {
    CommitSpec {
        branch: BranchName::from("main"),
        parent: parent.clone(),
        tree,
        message: message.to_owned(),
        at: later(60),
    }
}

fn tag_spec(name: &str, commit: &Oid) -> TagSpec {
    TagSpec {
        name: TagName::from(name),
        commit: commit.clone(),
        message: format!("{name}\n\n- a change\n# not a comment\n"),
        at: later(120),
        signing: Signing::No,
    }
}

fn moved(name: &str, expected: Option<&Oid>, desired: Option<&Oid>) -> RefUpdate {
    RefUpdate {
        name: name.to_owned(),
        expected: expected.cloned(),
        desired: desired.cloned().map(Desired::Object),
    }
}

async fn push(repo: &dyn Repo, refs: Vec<RefUpdate>) -> Result<(), RepoError> {
    repo.push(&PushSpec {
        remote: "origin".to_owned(),
        refs,
    })
    .await
}

/// What the remote says a ref is.
async fn remote_ref(repo: &dyn Repo, name: &str) -> Option<Oid> {
    let refs = repo
        .remote_refs("origin")
        .await
        .expect("the remote answers");
    refs.into_iter()
        .find(|found| found.name == name)
        .map(|found| found.object)
}
