//! Work that arrived by other commits, in trees of every kind.

use crate::support::branches;
use git2::{Repository, Signature, Time};
use lockkeeper_domain::ids::Oid;
use lockkeeper_testkit::repo::RepoFixture;

/// A name that is no UTF-8: `café.txt` as it was written before.
const OLD_NAME: &[u8] = b"caf\xe9.txt";

/// A commit on a branch that holds that file with this content.
fn commit(fixture: &RepoFixture, branch: &str, parent: &Oid, content: &str) -> Oid {
    let library = Repository::open(fixture.path()).expect("it opens");
    let parent = git2::Oid::from_str(parent.as_str()).and_then(|id| library.find_commit(id));
    let parent = parent.expect("it is there");
    let tree = parent.tree().expect("it has one");
    let mut builder = library.treebuilder(Some(&tree)).expect("it is read");
    let blob = library.blob(content.as_bytes()).expect("it is written");
    builder.insert(OLD_NAME, blob, 0o100_644).expect("a name");
    let tree = builder.write().and_then(|id| library.find_tree(id));
    let time = Time::new(parent.time().seconds() + 60, 0);
    let who = Signature::new("Ada", "ada@example.org", &time).expect("a person");
    let made = library.commit(
        Some(&format!("refs/heads/{branch}")),
        &who,
        &who,
        &format!("feat: {branch}"),
        &tree.expect("it is written"),
        &[&parent],
    );
    Oid::new(made.expect("it is made").to_string())
}

#[tokio::test]
async fn a_file_whose_name_is_no_text_is_compared_like_any_other() {
    let mut fixture = RepoFixture::new();
    let began = fixture.commit("chore: begin");
    let work = commit(&fixture, "topic", &began, "a coffee\n");
    let other = commit(&fixture, "other", &began, "a tea\n");
    let same = commit(&fixture, "same", &began, "a coffee\n");
    let branches = branches(&fixture).await;
    let landed = branches.landed(&other, &work).await;
    assert_eq!(landed.expect("an answer"), None, "another content");
    let landed = branches.landed(&same, &work).await;
    assert_eq!(landed.expect("an answer"), Some(same));
}
