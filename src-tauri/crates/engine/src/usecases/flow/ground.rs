//! The repository an operation works in, as it is seen now.

use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ports::{Branches, RemoteRef, Repo, RepoError};
use lockkeeper_domain::branching::{
    Checkout, FlowPolicy, GitflowConfig, Ground, Lane, Model, Names, Topic, preset,
};
use lockkeeper_domain::ids::{BranchName, Oid, RepoName};
use lockkeeper_domain::plan::Standing;
use lockkeeper_domain::policy::RepoPolicy;
use std::collections::BTreeMap;
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
    /// Everything the remote has, now.
    pub(super) remote: Vec<RemoteRef>,
}

impl Sight {
    pub(super) async fn of(desk: &Desk, name: &RepoName) -> Result<Self, EngineError> {
        let policy = desk.repo_policy(name)?.clone();
        let read = |error: RepoError| EngineError::read_repo(name)(error);
        let repo = desk.ports.repos.open(&policy).await.map_err(read)?;
        let branches = desk.ports.repos.branches(&policy).await.map_err(read)?;
        let sight = Self::look(desk, policy, repo, branches).await;
        sight.map_err(read)
    }

    async fn look(
        desk: &Desk,
        policy: RepoPolicy,
        repo: Arc<dyn Repo>,
        branches: Arc<dyn Branches>,
    ) -> Result<Self, RepoError> {
        let heads = repo.branches().await?;
        let local: BTreeMap<BranchName, Oid> = heads
            .iter()
            .filter_map(|head| {
                Some((
                    head.name.strip_prefix("refs/heads/")?.into(),
                    head.commit.clone(),
                ))
            })
            .collect();
        let seen: Vec<BranchName> = heads.iter().filter_map(|head| short(&head.name)).collect();
        let config = GitflowConfig::new(branches.configured().await?);
        let (model, named) = model(&policy, &config, &seen);
        let has_remote = repo.remote_url(&model.remote).await?.is_some();
        let (remote, unreached) = match has_remote {
            true => ask(&repo, &model.remote).await,
            false => (Vec::new(), None),
        };
        let checkouts = branches.work_trees().await?;
        let checkouts = checkouts
            .into_iter()
            .enumerate()
            .map(|(place, tree)| Checkout {
                folder: tree.folder,
                branch: tree.branch,
                here: place == 0,
                dirty: tree.dirty,
                under_way: tree.under_way,
            });
        let ground = Ground {
            repo: policy.name.clone(),
            remote: has_remote.then(|| model.remote.clone()),
            unreached,
            checkouts: checkouts.collect(),
            shallow: repo.head().await?.shallow,
            protected: protected(&policy.flow, &model),
            notes_base: config.dialect().is_some(),
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
            remote,
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
        let name = format!("refs/heads/{branch}");
        let found = self.remote.iter().find(|there| there.name == name);
        found.map(|there| &there.object)
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
        Ok(match apart.first().copied().unwrap_or_default() {
            (0, 0) => Standing::Level,
            (ahead, 0) => Standing::Ahead(ahead),
            (0, behind) => Standing::Behind(behind),
            (ahead, behind) => Standing::Diverged { ahead, behind },
        })
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
    let mut names = Names::among(seen);
    if let Some(main) = &policy.branch {
        names.main = main.clone();
    }
    if let Some(word) = &policy.branching
        && let Some(model) = preset(word, &names)
    {
        return (model, named(word, "the workspace file"));
    }
    let has = |branch: &BranchName| seen.contains(branch);
    let word = match (has(&names.develop), has(&names.staging)) {
        (true, true) => "gitflow-environments",
        (true, false) => "gitflow",
        (false, _) => "github-flow",
    };
    let guessed = preset(word, &names).unwrap_or(Model {
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

/// What the remote has; fetched only when something of it is not here.
async fn ask(repo: &Arc<dyn Repo>, remote: &str) -> (Vec<RemoteRef>, Option<String>) {
    let refs = match repo.remote_refs(remote).await {
        Ok(refs) => refs,
        Err(error) => return (Vec::new(), Some(error.to_string())),
    };
    for there in refs
        .iter()
        .filter(|there| there.name.starts_with("refs/heads/"))
    {
        let tracking = there
            .name
            .replacen("heads", &format!("remotes/{remote}"), 1);
        let known = repo.read_ref(&tracking).await;
        if known.ok().flatten().as_ref() != Some(&there.object) {
            return match repo.fetch(remote).await {
                Ok(_) => (refs, None),
                Err(error) => (refs, Some(error.to_string())),
            };
        }
    }
    (refs, None)
}
