//! A repository in memory: commits, trees as maps, local and remote refs.
//!
//! Objects are shared between the repository and its remotes; refs are not.

mod objects;
mod port;
mod walk;

use crate::crash::Moments;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::plan::Signing;
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::{Repo, RepoError, Repos, Sighting, SigningSetup};
use objects::{Objects, Tree};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Refs by their full names.
type Refs = BTreeMap<String, Oid>;

/// The repositories of a workspace, by handle.
#[derive(Debug, Default)]
pub struct FakeRepos {
    repos: Mutex<BTreeMap<String, Arc<FakeRepo>>>,
    moments: Arc<Moments>,
}

impl FakeRepos {
    /// Repositories whose changes pass these moments.
    #[must_use]
    pub fn watched(moments: Arc<Moments>) -> Self {
        Self {
            repos: Mutex::default(),
            moments,
        }
    }

    /// Makes an empty repository under a handle (or a path).
    pub fn add(&self, name: &str) -> Arc<FakeRepo> {
        let repo = Arc::new(FakeRepo {
            name: name.to_owned(),
            state: Mutex::default(),
            moments: Arc::clone(&self.moments),
        });
        self.lock().insert(name.to_owned(), Arc::clone(&repo));
        repo
    }

    fn find(&self, name: &str) -> Result<Arc<dyn Repo>, RepoError> {
        let found = self.lock().get(name).cloned();
        let repo = found.ok_or_else(|| missing(format!("the repository {name}")))?;
        Ok(repo)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<FakeRepo>>> {
        self.repos.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Repos for FakeRepos {
    async fn open(&self, repo: &RepoPolicy) -> Result<Arc<dyn Repo>, RepoError> {
        self.find(repo.name.as_str())
    }

    async fn open_path(&self, path: &Path) -> Result<Arc<dyn Repo>, RepoError> {
        self.find(&path.display().to_string())
    }
}

/// A repository in memory. The methods here are what people do beside us;
/// they pass no moments and count as no effects.
#[derive(Debug)]
pub struct FakeRepo {
    name: String,
    state: Mutex<State>,
    moments: Arc<Moments>,
}

#[derive(Debug)]
struct State {
    objects: Objects,
    refs: Refs,
    remotes: BTreeMap<String, Refs>,
    head: Option<String>,
    shallow: bool,
    unreachable: bool,
    refusal: Option<RepoError>,
    signing: SigningSetup,
    signatures: BTreeMap<TagName, Signature>,
    last_at: Timestamp,
    /// Where refs were, in the order they got there.
    sightings: Vec<(String, Sighting)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            objects: Objects::default(),
            refs: Refs::default(),
            remotes: BTreeMap::from([("origin".to_owned(), Refs::default())]),
            head: Some("main".to_owned()),
            shallow: false,
            unreachable: false,
            refusal: None,
            signing: SigningSetup {
                signing: Signing::No,
                identity: Some("Dana Ito <dana@harbour.example>".to_owned()),
                missing: None,
            },
            signatures: BTreeMap::new(),
            // Thursday, 1 January 2026.
            last_at: Timestamp::constant(1_767_225_600, 0),
            sightings: Vec::new(),
        }
    }
}

impl FakeRepo {
    /// Commits files onto a branch, one hour after the commit before.
    pub fn commit_files(&self, branch: &str, message: &str, files: &[(&str, &str)]) -> Oid {
        let mut state = self.lock();
        let name = format!("refs/heads/{branch}");
        let parents: Vec<Oid> = state.refs.get(&name).cloned().into_iter().collect();
        let mut tree = state.tree_of(parents.first());
        for (path, text) in files {
            tree.insert((*path).to_owned(), text.as_bytes().to_vec());
        }
        let commit = state.add_commit(tree, parents, message);
        state.refs.insert(name, commit.clone());
        commit
    }

    /// Merges commits into a branch; the tree is the union, the first wins.
    pub fn merge(&self, branch: &str, others: &[&Oid], message: &str) -> Oid {
        let mut state = self.lock();
        let name = format!("refs/heads/{branch}");
        let mut parents: Vec<Oid> = state.refs.get(&name).cloned().into_iter().collect();
        parents.extend(others.iter().map(|other| (*other).clone()));
        let mut tree = Tree::new();
        for parent in parents.iter().rev() {
            tree.extend(state.tree_of(Some(parent)));
        }
        let commit = state.add_commit(tree, parents, message);
        state.refs.insert(name, commit.clone());
        commit
    }

    /// Makes an annotated tag and returns its object.
    pub fn tag(&self, name: &str, commit: &Oid, message: &str) -> Oid {
        let mut state = self.lock();
        let at = state.last_at;
        let object = state.objects.add_tag(name, commit, message, at, false);
        state
            .refs
            .insert(format!("refs/tags/{name}"), object.clone());
        object
    }

    /// Puts a ref somewhere, or takes it away.
    pub fn set_ref(&self, name: &str, value: Option<&Oid>) {
        put(&mut self.lock().refs, name, value);
    }

    /// Puts a ref of a remote somewhere, or takes it away.
    pub fn set_remote_ref(&self, remote: &str, name: &str, value: Option<&Oid>) {
        let mut state = self.lock();
        put(
            state.remotes.entry(remote.to_owned()).or_default(),
            name,
            value,
        );
    }

    /// Brings every local branch and tag to the remote, as a person would.
    pub fn push_all(&self, remote: &str) {
        let mut state = self.lock();
        let own: Refs = state
            .refs
            .iter()
            .filter(|(name, _)| name.starts_with("refs/heads/") || name.starts_with("refs/tags/"))
            .map(|(name, oid)| (name.clone(), oid.clone()))
            .collect();
        state.remotes.insert(remote.to_owned(), own);
        state.track(remote);
    }

    /// The files of a commit, as the tree that names them.
    #[must_use]
    pub fn tree_at(&self, commit: &Oid) -> Oid {
        let state = self.lock();
        let found = state.objects.commits.get(commit);
        found.expect("the commit is there").tree.clone()
    }

    /// Takes every remote away.
    pub fn remove_remotes(&self) {
        self.lock().remotes.clear();
    }

    /// Puts HEAD on a branch, or detaches it.
    pub fn set_head(&self, branch: Option<&str>) {
        self.lock().head = branch.map(ToOwned::to_owned);
    }

    /// Whether history is cut off.
    pub fn set_shallow(&self, shallow: bool) {
        self.lock().shallow = shallow;
    }

    /// Whether remotes can be reached.
    pub fn set_reachable(&self, reachable: bool) {
        self.lock().unreachable = !reachable;
    }

    /// Every push from now on is refused like that.
    pub fn refuse_pushes(&self, refusal: Option<RepoError>) {
        self.lock().refusal = refusal;
    }

    /// How git is configured to sign here.
    pub fn set_signing(&self, signing: SigningSetup) {
        self.lock().signing = signing;
    }

    /// What looking at a tag's signature says.
    pub fn set_signature(&self, tag: &str, signature: Signature) {
        self.lock().signatures.insert(TagName::new(tag), signature);
    }

    /// Every local ref, for comparing worlds.
    #[must_use]
    pub fn local_refs(&self) -> BTreeMap<String, Oid> {
        self.lock().refs.clone()
    }

    /// Every ref of a remote, for comparing worlds.
    #[must_use]
    pub fn refs_of(&self, remote: &str) -> BTreeMap<String, Oid> {
        self.lock().remotes.get(remote).cloned().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn tree_of(&self, commit: Option<&Oid>) -> Tree {
        commit
            .and_then(|oid| self.objects.tree_of(oid))
            .cloned()
            .unwrap_or_default()
    }

    fn add_commit(&mut self, tree: Tree, parents: Vec<Oid>, message: &str) -> Oid {
        let hour = SignedDuration::from_hours(1);
        self.last_at = self.last_at.checked_add(hour).expect("within the calendar");
        let tree = self.objects.add_tree(tree);
        let author = "Dana Ito";
        self.objects
            .add_commit(tree, parents, message, self.last_at, author)
    }

    /// What a push or a fetch leaves in the remote-tracking branches.
    /// Writes down where a ref is, when it moved.
    fn see(&mut self, name: &str, commit: &Oid) {
        let last = self.sightings.iter().rev().find(|(seen, _)| seen == name);
        if last.is_some_and(|(_, sighting)| sighting.commit == *commit) {
            return;
        }
        let (commit, at) = (commit.clone(), self.last_at);
        self.sightings
            .push((name.to_owned(), Sighting { commit, at }));
    }

    fn track(&mut self, remote: &str) {
        let there = self.remotes.get(remote).cloned().unwrap_or_default();
        let prefix = format!("refs/remotes/{remote}/");
        self.refs.retain(|name, _| !name.starts_with(&prefix));
        for (name, oid) in there {
            if let Some(branch) = name.strip_prefix("refs/heads/") {
                self.see(&format!("{prefix}{branch}"), &oid);
                self.refs.insert(format!("{prefix}{branch}"), oid);
            }
        }
    }
}

fn put(refs: &mut Refs, name: &str, value: Option<&Oid>) {
    match value {
        Some(oid) => refs.insert(name.to_owned(), oid.clone()),
        None => refs.remove(name),
    };
}

fn missing(what: impl Into<String>) -> RepoError {
    RepoError::NotFound { what: what.into() }
}
