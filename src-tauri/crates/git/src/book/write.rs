//! An entry as a commit. No ref moves here.

use super::failed;
use git2::{Commit, Oid, Repository, Signature, Time};
use lockkeeper_engine::ports::{BookError, NewEntry};

/// The mode of a plain file.
const FILE: i32 = 0o100_644;

/// Stores an entry. The same entry in the same place is the same commit.
pub(super) fn commit(
    library: &Repository,
    onto: Option<Oid>,
    entry: &NewEntry,
) -> Result<Oid, BookError> {
    let parent = onto
        .map(|onto| library.find_commit(onto))
        .transpose()
        .map_err(|error| failed("the entry to write on", &error))?;
    made(library, parent.as_ref(), entry).map_err(|error| failed("the entry", &error))
}

fn made(
    library: &Repository,
    parent: Option<&Commit<'_>>,
    entry: &NewEntry,
) -> Result<Oid, git2::Error> {
    let mut tree = library.treebuilder(None)?;
    let files = &entry.files;
    let contents = [&files.link, &files.statement, &files.signature];
    for (name, content) in super::raw::FILES.iter().zip(contents) {
        tree.insert(name, library.blob(content)?, FILE)?;
    }
    let tree = library.find_tree(tree.write()?)?;
    let at = Time::new(entry.at.as_second(), 0);
    let who = Signature::new(&plain(&entry.author), &plain(&entry.email), &at)?;
    let parents: Vec<&Commit<'_>> = parent.into_iter().collect();
    library.commit(None, &who, &who, &entry.message, &tree, &parents)
}

/// A name as a commit can hold it.
fn plain(text: &str) -> String {
    let fits = |c: &char| !matches!(c, '<' | '>' | '\n' | '\0');
    let plain: String = text.chars().filter(fits).collect();
    if plain.trim().is_empty() {
        "lockkeeper".to_owned()
    } else {
        plain
    }
}
