//! The object database: content decides the name, as in git.

use super::missing;
use super::port::moved;
use jiff::Timestamp;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::FileChange;
use lockkeeper_engine::ports::RepoError;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Files by path.
pub(super) type Tree = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) commits: BTreeMap<Oid, Commit>,
    pub(super) trees: BTreeMap<Oid, Tree>,
    pub(super) tags: BTreeMap<Oid, Tag>,
}

#[derive(Debug, Clone)]
pub(super) struct Commit {
    pub(super) tree: Oid,
    pub(super) parents: Vec<Oid>,
    pub(super) message: String,
    pub(super) at: Timestamp,
    pub(super) author: String,
}

#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) target: Oid,
    pub(super) message: String,
    pub(super) at: Timestamp,
    pub(super) signed: bool,
}

impl Objects {
    pub(super) fn add_tree(&mut self, tree: Tree) -> Oid {
        let oid = name_of(&("tree", &tree));
        self.trees.insert(oid.clone(), tree);
        oid
    }

    pub(super) fn add_commit(
        &mut self,
        tree: Oid,
        parents: Vec<Oid>,
        message: &str,
        at: Timestamp,
        author: &str,
    ) -> Oid {
        let oid = name_of(&("commit", &tree, &parents, message, at, author));
        let commit = Commit {
            tree,
            parents,
            message: message.to_owned(),
            at,
            author: author.to_owned(),
        };
        self.commits.insert(oid.clone(), commit);
        oid
    }

    pub(super) fn add_tag(
        &mut self,
        name: &str,
        target: &Oid,
        message: &str,
        at: Timestamp,
        signed: bool,
    ) -> Oid {
        let oid = name_of(&("tag", name, target, message, at, signed));
        let tag = Tag {
            target: target.clone(),
            message: message.to_owned(),
            at,
            signed,
        };
        self.tags.insert(oid.clone(), tag);
        oid
    }

    pub(super) fn has(&self, oid: &Oid) -> bool {
        self.commits.contains_key(oid)
            || self.trees.contains_key(oid)
            || self.tags.contains_key(oid)
    }

    pub(super) fn tree_of(&self, commit: &Oid) -> Option<&Tree> {
        self.trees.get(&self.commits.get(commit)?.tree)
    }

    /// The tree of a commit with files changed, if they are as they were seen.
    pub(super) fn tree_with(&self, onto: &Oid, files: &[FileChange]) -> Result<Tree, RepoError> {
        let tree = self.tree_of(onto).cloned();
        let mut tree = tree.ok_or_else(|| missing(format!("the commit {onto}")))?;
        for file in files {
            let now = tree.get(&file.path).map(Vec::as_slice);
            if now != file.before.as_deref().map(str::as_bytes) {
                return Err(moved(&file.path));
            }
            tree.insert(file.path.clone(), file.after.clone().into_bytes());
        }
        Ok(tree)
    }

    /// The commit behind an object.
    pub(super) fn peel(&self, oid: &Oid) -> Option<Oid> {
        match self.tags.get(oid) {
            Some(tag) => self.peel(&tag.target),
            None => self.commits.contains_key(oid).then(|| oid.clone()),
        }
    }
}

/// Forty digits that depend on the content only.
fn name_of(content: &impl Hash) -> Oid {
    let part = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        content.hash(&mut hasher);
        hasher.finish()
    };
    let digits = format!("{:016x}{:016x}{:016x}", part(1), part(2), part(3));
    Oid::new(&digits[..40])
}
