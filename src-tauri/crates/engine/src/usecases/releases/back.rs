//! Taking a release back: undo while nothing is pushed, withdraw while nobody
//! used it, yank for ever after.

use super::super::flow::plan_flow;
use super::super::{pick, planned};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::observe::{ORIGIN, observe, release_branch};
use crate::ports::{ReleaseRecord, RemoteRef, Repo, RepoError};
use lockkeeper_contract::PlanOutcome;
use lockkeeper_domain::changelog::mark_yanked;
use lockkeeper_domain::ids::{BranchName, EnvName, RunId};
use lockkeeper_domain::intent::{FlowAct, FlowIntent, ReleaseIntent};
use lockkeeper_domain::plan::{
    BranchFacts, FileChange, PlanKind, ReleaseCommit, ReleaseFacts, RemoteFacts, RemoteRefs,
    Standing, Subject, YankFacts, undo, way_out, withdraw, yank,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::run::Run;
use lockkeeper_domain::snapshot::{Fact, Known, Release, Snapshot};
use lockkeeper_domain::version::VersionTag;
use std::sync::Arc;

/// How many runs are looked through for a request that came to nothing.
const LOOKED_THROUGH: usize = 1000;

/// Plans to take a release back: exactly, while nothing of it is pushed; by a
/// lease on the remote's tag, while nobody ever used it.
///
/// # Errors
/// When there is no such release, or its repository cannot be read.
pub async fn plan_withdraw(
    desk: &Desk,
    intent: &ReleaseIntent,
) -> Result<PlanOutcome, EngineError> {
    let snapshot = observe(desk, true).await?;
    let service = desk.service(&intent.service)?;
    let facts = facts(desk, &snapshot, service, intent).await?;
    let stamp = planned::stamp(desk);
    let built = match way_out(&facts) {
        PlanKind::Undo => undo(intent, &facts, &stamp),
        _ => withdraw(intent, &facts, &stamp),
    };
    planned::keep(desk, built).await
}

/// Plans to undo what a run of a cut made, as long as nothing is pushed.
///
/// # Errors
/// When there is no such run, or it was no cut.
pub async fn plan_undo(desk: &Desk, run: &RunId) -> Result<PlanOutcome, EngineError> {
    let run = desk.executor.look(run).await?;
    if let Subject::Branch(about) = &run.plan.subject {
        let intent = FlowIntent {
            repo: about.repo.clone(),
            act: FlowAct::Undo { run: run.id },
        };
        return plan_flow(desk, &intent).await;
    }
    let no_release = || unknown("release made by the run", run.id.as_str());
    let subject = run.plan.subject.versioned().ok_or_else(no_release)?;
    let service = desk.service(&subject.service)?;
    if run.plan.kind != PlanKind::Cut {
        return Err(no_release());
    }
    let intent = ReleaseIntent {
        service: subject.service.clone(),
        tag: service.tag.tag(&subject.version),
        reason: format!("undone after run {}", run.id),
    };
    plan_withdraw(desk, &intent).await
}

/// Plans to mark a release as not to be used.
///
/// # Errors
/// When there is no such release, or its repository cannot be read.
pub async fn plan_yank(desk: &Desk, intent: &ReleaseIntent) -> Result<PlanOutcome, EngineError> {
    let snapshot = observe(desk, true).await?;
    let service = desk.service(&intent.service)?;
    let release = facts(desk, &snapshot, service, intent).await?;
    let repo = desk.repo_of(service).await?;
    let read = |error: RepoError| EngineError::read_repo(&service.repo)(error);
    let branch = branch(desk, service, &repo).await.map_err(read)?;
    let changelog = marked(&repo, service, &branch, &release)
        .await
        .map_err(read)?;
    let setup = repo.signing().await.map_err(read)?;
    let facts = YankFacts {
        commit_message: format!(
            "docs(changelog): mark {} as yanked\n\n{}\n",
            release.tag.name, intent.reason
        ),
        branch: changelog.is_some().then_some(branch),
        changelog,
        identity: setup.identity,
        release,
    };
    planned::keep(desk, yank(intent, &facts, &planned::stamp(desk))).await
}

/// Why a release cannot be withdrawn; absent when it can.
pub(super) async fn no_withdraw(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    release: &Release,
) -> Option<String> {
    let deployed = deployed(desk, snapshot, service, release);
    if let Some(place) = deployed.first() {
        return Some(format!(
            "It was deployed to {place}: yank it and cut the next version."
        ));
    }
    if requested(desk, service, &release.tag).await {
        return Some("It was requested already: yank it and cut the next version.".to_owned());
    }
    None
}

async fn facts(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    intent: &ReleaseIntent,
) -> Result<ReleaseFacts, EngineError> {
    let known = pick::facts(snapshot, service)?;
    let release = pick::release(known, service, &intent.tag)?;
    let repo = desk.repo_of(service).await?;
    let read = |error: RepoError| EngineError::read_repo(&service.repo)(error);
    let branch = branch(desk, service, &repo).await.map_err(read)?;
    let refs = remote(&repo).await.map_err(read)?;
    let tag = format!("refs/tags/{}", release.tag.name);
    let commit = made_by_cut(&repo, service, release, &branch, refs.as_ref())
        .await
        .map_err(read)?;
    Ok(ReleaseFacts {
        repo: service.repo.clone(),
        tag: release.tag.clone(),
        object: repo.read_ref(&tag).await.map_err(read)?,
        remote: refs.map(|refs| remote_facts(&refs, &branch.name, &tag)),
        commit,
        requested: requested(desk, service, &release.tag).await,
        deployed: deployed(desk, snapshot, service, release),
        yanked: release.yanked,
        observed_at: desk.now(),
    })
}

fn remote_facts(refs: &Known<Vec<RemoteRef>>, branch: &BranchName, tag: &str) -> RemoteFacts {
    let refs = match refs {
        Known::Seen(refs) => Known::Seen(RemoteRefs {
            branch: find(refs, &format!("refs/heads/{branch}")),
            tag: find(refs, tag),
        }),
        Known::Unknown(why) => Known::Unknown(why.clone()),
    };
    RemoteFacts {
        name: ORIGIN.to_owned(),
        refs,
    }
}

fn find(refs: &[RemoteRef], name: &str) -> Option<lockkeeper_domain::ids::Oid> {
    refs.iter()
        .find(|one| one.name == name)
        .map(|one| one.object.clone())
}

async fn remote(repo: &Arc<dyn Repo>) -> Result<Option<Known<Vec<RemoteRef>>>, RepoError> {
    if repo.remote_url(ORIGIN).await?.is_none() {
        return Ok(None);
    }
    let refs = repo.remote_refs(ORIGIN).await;
    Ok(Some(refs.map_or_else(
        |error| Known::Unknown(error.to_string()),
        Known::Seen,
    )))
}

async fn branch(
    desk: &Desk,
    service: &Service,
    repo: &Arc<dyn Repo>,
) -> Result<BranchFacts, RepoError> {
    let missing = || RepoError::NotFound {
        what: format!("the repository {}", service.repo),
    };
    let policy = desk
        .workspace
        .repos
        .get(&service.repo)
        .ok_or_else(missing)?;
    let name = release_branch(repo, policy).await?;
    let local = repo.read_ref(&format!("refs/heads/{name}")).await?;
    let theirs = repo
        .read_ref(&format!("refs/remotes/{ORIGIN}/{name}"))
        .await?;
    let tip = local.or(theirs).ok_or_else(|| RepoError::NotFound {
        what: format!("the branch {name}"),
    })?;
    Ok(BranchFacts {
        name,
        tip,
        standing: Standing::Level,
    })
}

/// The release commit under a tag, when the cut made one: it is the tip of
/// the branch and wrote the service's files.
async fn made_by_cut(
    repo: &Arc<dyn Repo>,
    service: &Service,
    release: &Release,
    branch: &BranchFacts,
    refs: Option<&Known<Vec<RemoteRef>>>,
) -> Result<Option<ReleaseCommit>, RepoError> {
    let writes = service.changelog.is_some() || !service.version_files.is_empty();
    if !writes || branch.tip != release.tag.commit {
        return Ok(None);
    }
    let (_, parents, message) = repo.commit_parts(&release.tag.commit).await?;
    let [parent] = parents.as_slice() else {
        return Ok(None);
    };
    if !message.starts_with("chore(release): ") {
        return Ok(None);
    }
    let name = format!("refs/heads/{}", branch.name);
    let theirs = match refs {
        Some(Known::Seen(refs)) => find(refs, &name),
        _ => None,
    };
    let pushed = match theirs {
        Some(theirs) => repo
            .contains(&theirs, &release.tag.commit)
            .await
            .unwrap_or(true),
        None => false,
    };
    Ok(Some(ReleaseCommit {
        branch: branch.name.clone(),
        tip: branch.tip.clone(),
        commit: release.tag.commit.clone(),
        parent: parent.clone(),
        pushed,
    }))
}

/// Whether somebody ever asked to bring a version anywhere, whatever came of
/// it. What cannot be read counts as no.
pub(in crate::usecases) async fn requested(
    desk: &Desk,
    service: &Service,
    tag: &VersionTag,
) -> bool {
    let journal = &desk.ports.journal;
    let records = journal.releases(&service.name).await.unwrap_or_default();
    let recorded = |record: &ReleaseRecord| record.tag == tag.name && record.event == "requested";
    if records.iter().any(recorded) {
        return true;
    }
    let asked = |run: &Run| {
        let plan = &run.plan;
        let mut about = plan.subject.versions();
        matches!(
            plan.kind,
            PlanKind::Promote | PlanKind::Rollback | PlanKind::Umbrella
        ) && about.any(|a| a.service == service.name && a.version == tag.version)
    };
    let runs = journal.runs(LOOKED_THROUGH).await.unwrap_or_default();
    runs.iter().any(asked)
}

fn deployed(
    desk: &Desk,
    snapshot: &Snapshot,
    service: &Service,
    release: &Release,
) -> Vec<EnvName> {
    let build = release.build();
    let on = snapshot.places.get(&service.name);
    let was_there = |name: &EnvName| {
        let place = on.and_then(|on| on.get(name)).and_then(Fact::seen);
        place.is_some_and(|place| {
            place.newest(&build).is_some_and(|live| {
                live.build
                    .as_ref()
                    .is_some_and(|b| b.version == build.version)
            })
        })
    };
    desk.workspace
        .environments
        .iter()
        .map(|e| &e.name)
        .filter(|name| was_there(name))
        .cloned()
        .collect()
}

async fn marked(
    repo: &Arc<dyn Repo>,
    service: &Service,
    branch: &BranchFacts,
    release: &ReleaseFacts,
) -> Result<Option<FileChange>, RepoError> {
    let Some(path) = &service.changelog else {
        return Ok(None);
    };
    let Some(bytes) = repo.file(&branch.tip, path).await? else {
        return Ok(None);
    };
    let Ok(before) = String::from_utf8(bytes) else {
        return Ok(None);
    };
    let after = mark_yanked(&before, &release.tag.version);
    Ok(after.map(|after| FileChange {
        path: path.clone(),
        before: Some(before),
        after,
    }))
}
