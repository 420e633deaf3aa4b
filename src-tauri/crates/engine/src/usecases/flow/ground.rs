//! The repository an operation works in, as it is seen now.

use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ports::{BranchHead, Branches, RemoteRef, Repo, RepoError, WorkTree};
use lockkeeper_domain::branching::{
    Checkout, FlowPolicy, GitflowConfig, Ground, Lane, Model, Names, Topic, preset,
};
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::plan::Standing;
use lockkeeper_domain::policy::RepoPolicy;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is seen of a repository and its remote.
pub(super) struct Sight {
    pub(super) repo: Arc<dyn Repo>,
    pub(super) branches: Arc<dyn Branches>,
    pub(super) ground: Ground,
    pub(super) policy: RepoPolicy,
    pub(super) config: GitflowConfig,
    /// The model's name, and where it was read.
    pub(super) model: (String, String),
    /// Local branches.
    pub(super) local: BTreeMap<BranchName, Oid>,
    /// Every branch, here and as the remote's was seen last.
    pub(super) heads: Vec<BranchHead>,
    /// Everything the remote has, now, by its full name.
    pub(super) remote: BTreeMap<String, Oid>,
}

impl Sight {
    pub(super) async fn of(desk: &Desk, name: &RepoName) -> Result<Self, EngineError> {
        let policy = desk.repo_policy(name)?.clone();
        let read = |error: RepoError| EngineError::read_repo(name)(error);
        let repo = desk.ports.repos.open(&policy).await.map_err(read)?;
        let branches = desk.ports.repos.branches(&policy).await.map_err(read)?;
        let sight = Self::look(desk, policy, repo, branches).await;
        let mut sight = sight.map_err(read)?;
        let checkouts = &sight.ground.checkouts;
        if checkouts.iter().any(|tree| tree.under_way.is_some()) {
            sight.ground.stopped = super::waiting(desk, name).await?;
        }
        Ok(sight)
    }

    async fn look(
        desk: &Desk,
        policy: RepoPolicy,
        repo: Arc<dyn Repo>,
        branches: Arc<dyn Branches>,
    ) -> Result<Self, RepoError> {
        let mut heads = repo.branches().await?;
        let seen: Vec<BranchName> = heads.iter().filter_map(|head| short(&head.name)).collect();
        let config = GitflowConfig::new(branches.configured().await?);
        let (model, named) = model(&policy, &config, &seen);
        let has_remote = repo.remote_url(&model.remote).await?.is_some();
        let asked = match has_remote {
            true => ask(&repo, &model.remote, &heads).await,
            false => Asked::default(),
        };
        if asked.fetched {
            heads = repo.branches().await?;
        }
        let local = heads.iter().filter_map(|head| {
            let name = head.name.strip_prefix("refs/heads/")?;
            Some((name.into(), head.commit.clone()))
        });
        let local: BTreeMap<BranchName, Oid> = local.collect();
        let checkouts = branches.work_trees().await?;
        let checkouts = checkouts
            .into_iter()
            .enumerate()
            .map(|(place, tree)| checkout(place, tree));
        let ground = Ground {
            repo: policy.name.clone(),
            remote: has_remote.then(|| model.remote.clone()),
            unreached: asked.unreached,
            checkouts: checkouts.collect(),
            shallow: repo.head().await?.shallow,
            protected: protected(&policy.flow, &model),
            notes_base: config.dialect().is_some(),
            stopped: None,
            observed_at: desk.now(),
            model,
        };
        Ok(Self {
            repo,
            branches,
            ground,
            policy,
            config,
            model: named,
            local,
            remote: asked
                .refs
                .into_iter()
                .map(|one| (one.name, one.object))
                .collect(),
            heads,
        })
    }

    pub(super) fn topic(&self, kind: &str) -> Result<&Topic, EngineError> {
        let found = self.ground.model.topic(kind);
        found.ok_or_else(|| unknown("kind of branch called", kind))
    }

    /// The kind of a branch, as the model knows it.
    pub(super) fn topic_of(&self, branch: &BranchName) -> Option<Topic> {
        let (topic, _) = self.ground.model.kind_of(branch)?;
        let mut topic = topic.clone();
        // Where git-flow noted another base, the work goes back there.
        if let Some(base) = self.config.base_of(branch)
            && topic.tag.is_none()
            && topic.parent.is_some()
        {
            topic.parent = Some(base.clone());
            topic.start = base;
        }
        Some(topic)
    }

    pub(super) fn remote_tip(&self, branch: &BranchName) -> Option<&Oid> {
        self.remote.get(&format!("refs/heads/{branch}"))
    }

    /// Every branch there is, here or on the remote.
    pub(super) fn names(&self) -> BTreeSet<BranchName> {
        let there = self.remote.keys();
        let there = there.filter_map(|name| name.strip_prefix("refs/heads/"));
        let there = there.map(BranchName::from);
        self.local.keys().cloned().chain(there).collect()
    }

    /// A branch with how it stands to the remote's.
    pub(super) async fn lane(&self, branch: &BranchName) -> Result<Lane, RepoError> {
        let theirs = self.remote_tip(branch).cloned();
        let ours = self.local.get(branch).cloned();
        let Some(tip) = ours.clone().or_else(|| theirs.clone()) else {
            return Err(RepoError::NotFound {
                what: format!("the branch {branch}"),
            });
        };
        let standing = match &theirs {
            None if self.ground.remote.is_none() => Standing::Level,
            None => Standing::New,
            Some(theirs) => self.standing(&tip, theirs).await?,
        };
        Ok(Lane {
            name: branch.clone(),
            tip,
            remote_tip: theirs,
            standing,
            local: ours.is_some(),
        })
    }

    async fn standing(&self, ours: &Oid, theirs: &Oid) -> Result<Standing, RepoError> {
        if ours == theirs {
            return Ok(Standing::Level);
        }
        let apart = self
            .branches
            .apart(&[(ours.clone(), theirs.clone())])
            .await?;
        let (ahead, behind) = apart.first().copied().unwrap_or_default();
        Ok(Standing::of(ahead, behind))
    }
}

/// The work tree that shows a branch; absent where none does, or where
/// nobody can tell.
pub(in crate::usecases) async fn checkout_of(
    desk: &Desk,
    repo: &RepoName,
    branch: &BranchName,
) -> Option<Checkout> {
    let policy = desk.repo_policy(repo).ok()?;
    let branches = desk.ports.repos.branches(policy).await.ok()?;
    let trees = branches.work_trees().await.ok()?.into_iter().enumerate();
    let mut checkouts = trees.map(|(place, tree)| checkout(place, tree));
    checkouts.find(|tree| tree.branch.as_ref() == Some(branch))
}

/// A work tree as a plan looks at it; the first is the one that was asked in.
fn checkout(place: usize, tree: WorkTree) -> Checkout {
    Checkout {
        folder: tree.folder,
        branch: tree.branch,
        here: place == 0,
        dirty: tree.dirty,
        under_way: tree.under_way,
    }
}

/// How a repository branches; its remote is not asked.
pub(super) async fn model_of(desk: &Desk, name: &RepoName) -> Result<Model, EngineError> {
    let policy = desk.repo_policy(name)?;
    let read = |error: RepoError| EngineError::read_repo(name)(error);
    let repo = desk.ports.repos.open(policy).await.map_err(read)?;
    let branches = desk.ports.repos.branches(policy).await.map_err(read)?;
    let config = GitflowConfig::new(branches.configured().await.map_err(read)?);
    let heads = repo.branches().await.map_err(read)?;
    let seen: Vec<BranchName> = heads.iter().filter_map(|head| short(&head.name)).collect();
    Ok(model(policy, &config, &seen).0)
}

/// `refs/heads/x` and `refs/remotes/origin/x` as `x`.
fn short(name: &str) -> Option<BranchName> {
    let local = name.strip_prefix("refs/heads/");
    let remote = || {
        name.strip_prefix("refs/remotes/")?
            .split_once('/')
            .map(|(_, rest)| rest)
    };
    local.or_else(remote).map(BranchName::from)
}

/// How the repository branches: as its configuration says, for whoever uses
/// git-flow there already; as the workspace file says; as its branches look.
fn model(
    policy: &RepoPolicy,
    config: &GitflowConfig,
    seen: &[BranchName],
) -> (Model, (String, String)) {
    let named = |word: &str, source: &str| (word.to_owned(), source.to_owned());
    if let Some(own) = &policy.flow.model {
        return (own.clone(), named("own", "the workspace file"));
    }
    if let Some(model) = config.model() {
        return (
            model,
            named("gitflow", "the repository's git configuration"),
        );
    }
    let names = Names::among(seen);
    let of = |word: &str| match &policy.branch {
        Some(branch) => preset(word, &names.cut_from(branch, word)),
        None => preset(word, &names),
    };
    if let Some(word) = &policy.branching
        && let Some(model) = of(word)
    {
        return (model, named(word, "the workspace file"));
    }
    let has = |branch: &BranchName| seen.contains(branch);
    let word = match (has(&names.develop), has(&names.staging)) {
        (true, true) => "gitflow-environments",
        (true, false) => "gitflow",
        (false, _) => "github-flow",
    };
    let guessed = of(word).unwrap_or(Model {
        bases: Vec::new(),
        topics: Vec::new(),
        remote: "origin".to_owned(),
    });
    (guessed, named(word, "the branches that are there"))
}

fn protected(policy: &FlowPolicy, model: &Model) -> Vec<BranchName> {
    let bases = model.bases.iter().map(|base| &base.name);
    bases
        .filter(|name| policy.wants_pull_request(name))
        .cloned()
        .collect()
}

/// What a remote answered.
#[derive(Default)]
struct Asked {
    refs: Vec<RemoteRef>,
    /// Why it could not be asked, or not fetched.
    unreached: Option<String>,
    fetched: bool,
}

/// What the remote has; fetched only when something of it is not here.
async fn ask(repo: &Arc<dyn Repo>, remote: &str, heads: &[BranchHead]) -> Asked {
    let mut asked = Asked::default();
    match repo.remote_refs(remote).await {
        Ok(refs) => asked.refs = refs,
        Err(error) => asked.unreached = Some(error.to_string()),
    }
    let prefix = format!("refs/remotes/{remote}/");
    let seen: BTreeMap<&str, &Oid> = heads
        .iter()
        .filter_map(|head| Some((head.name.strip_prefix(&prefix)?, &head.commit)))
        .collect();
    let is_new = |there: &RemoteRef| {
        let branch = there.name.strip_prefix("refs/heads/");
        branch.is_some_and(|name| seen.get(name) != Some(&&there.object))
    };
    if asked.refs.iter().any(is_new) {
        match repo.fetch(remote).await {
            Ok(_) => asked.fetched = true,
            Err(error) => asked.unreached = Some(error.to_string()),
        }
    }
    asked
}
