//! The repository as the engine sees it.

use super::{FakeRepo, State, missing, put};
use crate::crash::Lost;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{BranchName, Oid, TagName};
use lockkeeper_domain::plan::{Desired, FileChange, RefUpdate, Signing};
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::{
    BranchHead, CommitSpec, FileRevision, HeadState, Merged, PushSpec, RangeOptions, RemoteRef,
    Repo, RepoError, Sighting, SigningSetup, TagRef, TagSpec,
};

impl FakeRepo {
    /// Makes one change between two moments; a change that changed nothing
    /// counts as no effect.
    async fn change<T>(
        &self,
        label: &str,
        change: impl FnOnce(&mut State) -> Result<(T, bool), RepoError>,
    ) -> Result<T, RepoError> {
        let label = format!("{} {label}", self.name);
        self.pass(&format!("{label}: before")).await?;
        let (made, effective) = change(&mut self.lock())?;
        if effective {
            self.moments.count(label.clone());
        }
        self.pass(&format!("{label}: after")).await?;
        Ok(made)
    }

    async fn pass(&self, label: &str) -> Result<(), RepoError> {
        let passed = self.moments.pass(label).await;
        passed.map_err(|Lost| cut_off("origin"))
    }

    fn reach(&self, remote: &str) -> Result<(), RepoError> {
        if self.lock().unreachable {
            return Err(cut_off(remote));
        }
        Ok(())
    }
}

impl State {
    fn resolve(&self, rev: &str) -> Option<Oid> {
        let rev = match (rev, &self.head) {
            ("HEAD", Some(branch)) => branch,
            _ => rev,
        };
        let places = ["", "refs/tags/", "refs/heads/", "refs/remotes/"];
        let named = places
            .iter()
            .find_map(|place| self.refs.get(&format!("{place}{rev}")));
        let short = || {
            let mut fitting = self
                .objects
                .commits
                .keys()
                .chain(self.objects.tags.keys())
                .filter(|oid| rev.len() >= 4 && oid.as_str().starts_with(rev));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        self.objects.peel(named.or_else(short)?)
    }

    fn check_commits<'a>(
        &self,
        commits: impl IntoIterator<Item = &'a Oid>,
    ) -> Result<(), RepoError> {
        let known = &self.objects.commits;
        let unknown = commits.into_iter().find(|oid| !known.contains_key(oid));
        unknown.map_or(Ok(()), |oid| Err(missing(format!("the commit {oid}"))))
    }

    fn tag_refs(&self) -> Vec<TagRef> {
        let of = |(name, object): (&String, &Oid)| {
            let tag = self.objects.tags.get(object);
            let commit = self.objects.peel(object)?;
            let committed = self.objects.commits.get(&commit).map(|c| c.at);
            let name = TagName::new(name.strip_prefix("refs/tags/")?);
            Some(TagRef {
                object: object.clone(),
                commit,
                at: tag.map(|t| t.at).or(committed),
                signed: tag.is_some_and(|t| t.signed) || self.signatures.contains_key(&name),
                name,
            })
        };
        self.refs.iter().filter_map(of).collect()
    }

    fn branch_heads(&self) -> Vec<BranchHead> {
        let of = |(name, commit): (&String, &Oid)| {
            Some(BranchHead {
                name: name.clone(),
                commit: commit.clone(),
                at: self.objects.commits.get(commit)?.at,
                author: self.objects.commits.get(commit)?.author.clone(),
            })
        };
        let branches = self.refs.iter().filter(|(name, _)| {
            name.starts_with("refs/heads/") || name.starts_with("refs/remotes/")
        });
        branches.filter_map(of).collect()
    }

    fn file(&self, commit: &Oid, path: &str) -> Result<Option<Vec<u8>>, RepoError> {
        let tree = self.objects.tree_of(commit);
        let tree = tree.ok_or_else(|| missing(format!("the commit {commit}")))?;
        Ok(tree.get(path).cloned())
    }

    fn file_history(&self, tip: &Oid, path: &str, most: usize) -> Vec<FileRevision> {
        let mut history = Vec::new();
        let mut next = Some(tip.clone());
        while let Some(oid) = next.filter(|_| history.len() < most) {
            let Some(commit) = self.objects.commits.get(&oid) else {
                break;
            };
            let now = self.tree_of(Some(&oid)).remove(path);
            next = commit.parents.first().cloned();
            if now != self.tree_of(next.as_ref()).remove(path) {
                history.push(FileRevision {
                    commit: oid,
                    at: commit.at,
                    author: commit.author.clone(),
                    message: commit.message.clone(),
                    content: now,
                });
            }
        }
        history
    }

    fn commit(&mut self, spec: &CommitSpec) -> Result<(Oid, bool), RepoError> {
        let name = format!("refs/heads/{}", spec.branch);
        if self.refs.get(&name) != Some(&spec.parent) {
            return Err(moved(&name));
        }
        if !self.objects.trees.contains_key(&spec.tree) {
            return Err(missing(format!("the tree {}", spec.tree)));
        }
        let parents = vec![spec.parent.clone()];
        let (tree, at) = (spec.tree.clone(), spec.at);
        let commit = self
            .objects
            .add_commit(tree, parents, &spec.message, at, "Dana Ito");
        self.refs.insert(name, commit.clone());
        Ok((commit, true))
    }

    fn create_tag(&mut self, spec: &TagSpec) -> Result<(Oid, bool), RepoError> {
        let name = format!("refs/tags/{}", spec.name);
        if self.refs.contains_key(&name) {
            return Err(moved(&name));
        }
        if !self.objects.commits.contains_key(&spec.commit) {
            return Err(missing(format!("the commit {}", spec.commit)));
        }
        let signed = spec.signing != Signing::No;
        let (tag, message) = (spec.name.as_str(), &spec.message);
        let object = self
            .objects
            .add_tag(tag, &spec.commit, message, spec.at, signed);
        self.refs.insert(name, object.clone());
        Ok((object, true))
    }

    /// All leases hold, or nothing moves.
    fn push(&mut self, spec: &PushSpec) -> Result<((), bool), RepoError> {
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        let resolved: Vec<(&RefUpdate, Option<&Oid>)> = spec
            .refs
            .iter()
            .map(|update| Ok((update, resolved(update)?)))
            .collect::<Result<_, RepoError>>()?;
        let unknown = resolved
            .iter()
            .find_map(|(_, oid)| oid.filter(|oid| !self.objects.has(oid)));
        if let Some(oid) = unknown {
            return Err(missing(format!("the object {oid}")));
        }
        let there = self
            .remotes
            .get_mut(&spec.remote)
            .ok_or_else(|| missing(format!("the remote {}", spec.remote)))?;
        // What is there already is up to date, whatever its lease says.
        let moving = resolved
            .into_iter()
            .filter(|(update, oid)| there.get(&update.name) != *oid);
        let moving: Vec<_> = moving.collect();
        for (update, _) in &moving {
            if there.get(&update.name) != update.expected.as_ref() {
                return Err(moved(&update.name));
            }
        }
        for (update, oid) in &moving {
            put(there, &update.name, *oid);
        }
        let effective = !moving.is_empty();
        self.track(&spec.remote);
        Ok(((), effective))
    }

    fn remote_refs(&self, remote: &str) -> Result<Vec<RemoteRef>, RepoError> {
        let there = self.remotes.get(remote);
        let there = there.ok_or_else(|| missing(format!("the remote {remote}")))?;
        let of = |(name, object): (&String, &Oid)| RemoteRef {
            name: name.clone(),
            object: object.clone(),
            peeled: self.objects.peel(object).filter(|peeled| peeled != object),
        };
        Ok(there.iter().map(of).collect())
    }

    fn fetch(&mut self, remote: &str) -> Result<bool, RepoError> {
        let there = self.remotes.get(remote).cloned();
        let there = there.ok_or_else(|| missing(format!("the remote {remote}")))?;
        let before = self.refs.clone();
        for (name, oid) in there {
            if name.starts_with("refs/tags/") {
                self.refs.entry(name).or_insert(oid);
            }
        }
        self.track(remote);
        Ok(self.refs != before)
    }
}

#[async_trait]
impl Repo for FakeRepo {
    fn place(&self) -> String {
        format!("/fake/{}", self.name)
    }

    async fn head(&self) -> Result<HeadState, RepoError> {
        let state = self.lock();
        let branch = state.head.clone().map(BranchName);
        Ok(HeadState {
            branch,
            commit: state.resolve("HEAD"),
            shallow: state.shallow,
            bare: false,
        })
    }

    async fn resolve(&self, rev: &str) -> Result<Oid, RepoError> {
        let found = self.lock().resolve(rev);
        found.ok_or_else(|| missing(format!("the revision {rev}")))
    }

    async fn tags(&self) -> Result<Vec<TagRef>, RepoError> {
        Ok(self.lock().tag_refs())
    }

    async fn branches(&self) -> Result<Vec<BranchHead>, RepoError> {
        Ok(self.lock().branch_heads())
    }

    async fn contains(&self, new: &Oid, old: &Oid) -> Result<bool, RepoError> {
        let state = self.lock();
        state.check_commits([new, old])?;
        let reached = state.reachable(std::slice::from_ref(new), false);
        Ok(reached.contains(old))
    }

    async fn range(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
    ) -> Result<Vec<CommitFacts>, RepoError> {
        let state = self.lock();
        state.check_commits(hidden.iter().chain([target]))?;
        Ok(state.range(hidden, target, options))
    }

    async fn file(&self, commit: &Oid, path: &str) -> Result<Option<Vec<u8>>, RepoError> {
        self.lock().file(commit, path)
    }

    async fn files(&self, commit: &Oid) -> Result<Vec<String>, RepoError> {
        let state = self.lock();
        state.check_commits([commit])?;
        Ok(state.tree_of(Some(commit)).into_keys().collect())
    }

    async fn file_histories(
        &self,
        tip: &Oid,
        paths: &[&str],
        most: usize,
    ) -> Result<Vec<Vec<FileRevision>>, RepoError> {
        let state = self.lock();
        state.check_commits([tip])?;
        let history = |path: &&str| state.file_history(tip, path, most);
        Ok(paths.iter().map(history).collect())
    }

    async fn first_parents(&self, tip: &Oid, most: usize) -> Result<Vec<CommitFacts>, RepoError> {
        let state = self.lock();
        state.check_commits([tip])?;
        Ok(state.first_parents(tip, most))
    }

    async fn sightings(&self, name: &str) -> Result<Vec<Sighting>, RepoError> {
        let state = self.lock();
        let seen = state.sightings.iter().rev();
        let of_name = seen.filter(|(seen, _)| seen == name);
        Ok(of_name.map(|(_, sighting)| sighting.clone()).collect())
    }

    async fn merge(&self, ours: &Oid, theirs: &Oid) -> Result<Merged, RepoError> {
        let mut state = self.lock();
        state.check_commits([ours, theirs])?;
        Ok(state.merge(ours, theirs))
    }

    async fn remote_url(&self, remote: &str) -> Result<Option<String>, RepoError> {
        let there = self.lock().remotes.contains_key(remote);
        let url = format!("git@forge.example:harbour/{}.git", self.name);
        Ok(there.then_some(url))
    }

    async fn default_branch(&self, remote: &str) -> Result<Option<BranchName>, RepoError> {
        let state = self.lock();
        let heads = state.remotes.get(remote);
        let main = heads.filter(|there| there.contains_key("refs/heads/main"));
        Ok(main.map(|_| BranchName::new("main")))
    }

    async fn read_ref(&self, name: &str) -> Result<Option<Oid>, RepoError> {
        Ok(self.lock().refs.get(name).cloned())
    }

    async fn tag_message(&self, object: &Oid) -> Result<Option<(Oid, String)>, RepoError> {
        let state = self.lock();
        let tag = state.objects.tags.get(object);
        Ok(tag.map(|t| (t.target.clone(), t.message.clone())))
    }

    async fn signing(&self) -> Result<SigningSetup, RepoError> {
        Ok(self.lock().signing.clone())
    }

    async fn verify_tag(
        &self,
        tag: &TagName,
        _object: &Oid,
        _people: &[(String, String)],
    ) -> Result<Signature, RepoError> {
        let known = self.lock().signatures.get(tag).cloned();
        Ok(known.unwrap_or(Signature::Unsigned))
    }

    async fn takes_files(&self, onto: &Oid, files: &[FileChange]) -> Result<(), RepoError> {
        self.lock().objects.tree_with(onto, files).map(drop)
    }

    async fn write_tree(&self, onto: &Oid, files: &[FileChange]) -> Result<Oid, RepoError> {
        let write = |state: &mut State| {
            let tree = state.objects.tree_with(onto, files)?;
            // A tree nobody refers to is no effect.
            Ok((state.objects.add_tree(tree), false))
        };
        self.change("write_tree", write).await
    }

    async fn has_object(&self, object: &Oid) -> Result<bool, RepoError> {
        Ok(self.lock().objects.has(object))
    }

    async fn commit(&self, spec: &CommitSpec) -> Result<Oid, RepoError> {
        let label = format!("commit {}", spec.branch);
        self.change(&label, |state| state.commit(spec)).await
    }

    async fn commit_object(
        &self,
        tree: &Oid,
        parents: &[Oid],
        message: &str,
        at: Timestamp,
    ) -> Result<Oid, RepoError> {
        let store = |state: &mut State| {
            let (tree, parents) = (tree.clone(), parents.to_vec());
            let objects = &mut state.objects;
            let commit = objects.add_commit(tree, parents, message, at, "Dana Ito");
            // A commit nobody refers to is no effect.
            Ok((commit, false))
        };
        self.change("commit_object", store).await
    }

    async fn commit_parts(&self, commit: &Oid) -> Result<(Oid, Vec<Oid>, String), RepoError> {
        let state = self.lock();
        let found = state.objects.commits.get(commit);
        let parts = found.map(|c| (c.tree.clone(), c.parents.clone(), c.message.clone()));
        parts.ok_or_else(|| missing(format!("the commit {commit}")))
    }

    async fn create_tag(&self, spec: &TagSpec) -> Result<Oid, RepoError> {
        let label = format!("tag {}", spec.name);
        self.change(&label, |state| state.create_tag(spec)).await
    }

    async fn restore_ref(
        &self,
        name: &str,
        expected: &Oid,
        restored: Option<&Oid>,
    ) -> Result<(), RepoError> {
        let restore = |state: &mut State| {
            if state.refs.get(name) != Some(expected) {
                return Err(moved(name));
            }
            put(&mut state.refs, name, restored);
            Ok(((), restored != Some(expected)))
        };
        self.change(&format!("restore {name}"), restore).await
    }

    async fn remote_refs(&self, remote: &str) -> Result<Vec<RemoteRef>, RepoError> {
        self.reach(remote)?;
        self.lock().remote_refs(remote)
    }

    async fn pushes_apart(&self, _: &str) -> Result<bool, RepoError> {
        Ok(false)
    }

    async fn fetch(&self, remote: &str) -> Result<bool, RepoError> {
        self.reach(remote)?;
        self.lock().fetch(remote)
    }

    async fn push(&self, spec: &PushSpec) -> Result<(), RepoError> {
        self.reach(&spec.remote)?;
        let label = format!("push {}", spec.remote);
        self.change(&label, |state| state.push(spec)).await
    }
}

/// A push is asked for with objects or deletions only.
fn resolved(update: &RefUpdate) -> Result<Option<&Oid>, RepoError> {
    match &update.desired {
        Some(Desired::Object(oid)) => Ok(Some(oid)),
        None => Ok(None),
        Some(Desired::MadeCommit | Desired::MadeTag | Desired::Step(_)) => {
            Err(RepoError::Malformed {
                what: format!("the push of {}", update.name),
                detail: "its value refers to another step".into(),
            })
        }
    }
}

pub(super) fn moved(name: &str) -> RepoError {
    RepoError::Conflict {
        what: name.to_owned(),
        detail: "stale info".into(),
    }
}

fn cut_off(remote: &str) -> RepoError {
    RepoError::Unavailable {
        remote: remote.to_owned(),
        detail: "Connection reset by peer".into(),
    }
}
