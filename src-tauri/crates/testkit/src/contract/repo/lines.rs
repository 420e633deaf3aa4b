//! Where branches were, and merging in memory.

use super::{Fresh, change, commit, later, moved, push, spec};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Merged, Repo};

pub async fn a_commit_object_has_its_parents_in_order(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let other = beside(repo, &fresh.first, "b.txt", "b").await;
    let main = commit(repo, &fresh.first, "a.txt", "feat: a").await;
    let tree = clean(repo.merge(&main, &other).await.expect("an answer"));
    let parents = [main.clone(), other.clone()];
    let made = repo
        .commit_object(&tree, &parents, "Merge both\n", later(90))
        .await;
    let (found, above, _) = repo
        .commit_parts(&made.expect("a commit"))
        .await
        .expect("it is there");
    assert_eq!((found, above), (tree, vec![main, other]));
}

pub async fn first_parents_leave_out_what_was_merged(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let other = beside(repo, &fresh.first, "b.txt", "b").await;
    let main = commit(repo, &fresh.first, "a.txt", "feat: a").await;
    let tree = clean(repo.merge(&main, &other).await.expect("an answer"));
    let parents = [main.clone(), other];
    let merged = repo
        .commit_object(&tree, &parents, "Merge both\n", later(90))
        .await;
    let merged = merged.expect("a commit");
    let line = repo.first_parents(&merged, 9).await.expect("a line");
    let ids: Vec<&Oid> = line.iter().map(|commit| &commit.oid).collect();
    assert_eq!(ids, [&merged, &main, &fresh.first]);
    assert!(line[0].message.starts_with("Merge both"));
    assert_eq!(
        repo.first_parents(&merged, 2).await.expect("a line").len(),
        2
    );
}

pub async fn a_merge_in_memory_moves_no_ref_and_names_conflicts(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let ours = beside(repo, &fresh.first, "same.txt", "ours").await;
    let theirs = beside(repo, &fresh.first, "same.txt", "theirs").await;
    let merged = repo.merge(&ours, &theirs).await.expect("an answer");
    assert_eq!(merged, Merged::Conflicts(vec!["same.txt".to_owned()]));
    let forward = repo.merge(&fresh.first, &theirs).await.expect("an answer");
    let (tree, _, _) = repo.commit_parts(&theirs).await.expect("it is there");
    assert_eq!(forward, Merged::Clean(tree));
    let main = repo.read_ref("refs/heads/main").await.expect("a ref");
    assert_eq!(main.as_ref(), Some(&fresh.first));
}

pub async fn a_pushed_branch_was_seen_where_it_was(fresh: &Fresh) {
    let repo = fresh.repo.as_ref();
    let name = "refs/remotes/origin/main";
    let next = commit(repo, &fresh.first, "a.txt", "feat: a").await;
    let update = moved("refs/heads/main", Some(&fresh.first), Some(&next));
    push(repo, vec![update]).await.expect("it is pushed");
    repo.fetch("origin").await.expect("it answers");
    let seen = repo.sightings(name).await.expect("an answer");
    let places: Vec<&Oid> = seen.iter().map(|sighting| &sighting.commit).collect();
    assert_eq!(places.first(), Some(&&next));
    assert!(places.contains(&&fresh.first), "{seen:?}");
    assert!(
        seen.windows(2).all(|two| two[0].at >= two[1].at),
        "{seen:?}"
    );
    let nowhere = repo.sightings("refs/remotes/origin/none").await;
    assert!(nowhere.expect("an answer").is_empty());
}

/// A commit with one file that no branch has.
async fn beside(repo: &dyn Repo, parent: &Oid, path: &str, text: &str) -> Oid {
    let tree = repo.write_tree(parent, &[change(path, None, text)]).await;
    let spec = spec(parent, tree.expect("a tree"), "feat: beside");
    let parents = std::slice::from_ref(parent);
    let made = repo.commit_object(&spec.tree, parents, &spec.message, spec.at);
    made.await.expect("a commit")
}

/// The files of a merge in which nothing conflicts.
fn clean(merged: Merged) -> Oid {
    match merged {
        Merged::Clean(tree) => Some(tree),
        Merged::Conflicts(_) => None,
    }
    .expect("nothing conflicts")
}
