//! Taking a release back: undo while nothing is pushed, withdraw while nobody
//! used it, yank for ever after.

use super::super::flow::{checkout_of, plan_flow};
use super::super::{pick, planned};
use super::used::{deployed, never_pushed, requested, sharing, unseen};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::observe::{ORIGIN, observe, release_branch};
use crate::ports::{RangeOptions, RemoteRef, Repo, RepoError};
use lockkeeper_contract::PlanOutcome;
use lockkeeper_domain::changelog::{mark_yanked, release_subject};
use lockkeeper_domain::ids::{BranchName, Oid, RunId};
use lockkeeper_domain::intent::{FlowAct, FlowIntent, ReleaseIntent};
use lockkeeper_domain::plan::{
    BranchFacts, FileChange, PlanKind, ReleaseCommit, ReleaseFacts, RemoteFacts, RemoteRefs,
    Standing, Subject, YankFacts, undo, way_out, withdraw, yank,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::{Known, Release, Snapshot};
use std::collections::BTreeSet;
use std::sync::Arc;

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
    if let Some(ledger) = desk.begun_ledger() {
        // What was asked for elsewhere stands nowhere else.
        ledger.refresh().await?;
    }
    let service = desk.service(&intent.service)?;
    let facts = facts(desk, &snapshot, service, intent).await?;
    let intent = &named(intent, &facts);
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
    let members = sharing(desk, service);
    let changelogs = marked(&repo, &members, &branch, &release)
        .await
        .map_err(read)?;
    let setup = repo.signing().await.map_err(read)?;
    let intent = &named(intent, &release);
    let facts = YankFacts {
        recorded: desk.begun_ledger().is_some(),
        commit_message: format!(
            "docs(changelog): mark {} as yanked\n\n{}\n",
            release.tag.name, intent.reason
        ),
        branch: (!changelogs.is_empty()).then_some(branch),
        changelogs,
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
    if release.yanked {
        return Some("It was yanked: its name is never used again, so it stays.".to_owned());
    }
    let deployed = deployed(desk, snapshot, service, release);
    if let Some(place) = deployed.first() {
        return Some(format!(
            "It was deployed to {place}: yank it and cut the next version."
        ));
    }
    match requested(desk, service, &release.tag).await {
        Ok(true) => Some("It was requested already: yank it and cut the next version.".to_owned()),
        Ok(false) => unseen(desk, snapshot, service)
            .first()
            .map(|why| format!("Nobody knows whether it is or was live there: {why}.")),
        Err(error) => Some(format!("Nobody knows whether it was requested: {error}.")),
    }
}

/// The intent with the tag's own name, where only its version was said.
fn named(intent: &ReleaseIntent, facts: &ReleaseFacts) -> ReleaseIntent {
    ReleaseIntent {
        tag: facts.tag.name.clone(),
        ..intent.clone()
    }
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
    let object = repo.read_ref(&tag).await.map_err(read)?;
    let members = sharing(desk, service);
    let home = home(&repo, &branch, &release.tag.commit).await;
    let commit = made_by_cut(&repo, &members, release, home.map_err(read)?, refs.as_ref())
        .await
        .map_err(read)?;
    let shown = commit.as_ref().map_or(&branch.name, |made| &made.branch);
    Ok(ReleaseFacts {
        repo: service.repo.clone(),
        tag: release.tag.clone(),
        never_pushed: match &object {
            Some(object) => never_pushed(desk, object).await?,
            None => false,
        },
        object,
        remote: refs.map(|refs| remote_facts(&refs, &branch.name, &tag)),
        checkout: checkout_of(desk, &service.repo, shown).await,
        commit,
        requested: requested(desk, service, &release.tag).await?,
        deployed: deployed(desk, snapshot, service, release),
        unseen: unseen(desk, snapshot, service),
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

fn find(refs: &[RemoteRef], name: &str) -> Option<Oid> {
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

/// The branch that a release was cut on, and its newest commit: the one that
/// releases are cut from, at its tip or below, or the only other one that
/// ends with it.
async fn home(
    repo: &Arc<dyn Repo>,
    branch: &BranchFacts,
    commit: &Oid,
) -> Result<Option<(BranchName, Oid)>, RepoError> {
    if repo.contains(&branch.tip, commit).await? {
        return Ok(Some((branch.name.clone(), branch.tip.clone())));
    }
    let heads = repo.branches().await?.into_iter();
    let mut ends = heads
        .filter(|head| head.commit == *commit)
        .filter_map(|head| {
            let name = head.name.strip_prefix("refs/heads/")?;
            Some(BranchName::from(name))
        });
    Ok(match (ends.next(), ends.next()) {
        (Some(only), None) => Some((only, commit.clone())),
        _ => None,
    })
}

/// The release commit under a tag, when the cut made one: it wrote the files
/// of any service that has the tag.
async fn made_by_cut(
    repo: &Arc<dyn Repo>,
    members: &[&Service],
    release: &Release,
    home: Option<(BranchName, Oid)>,
    refs: Option<&Known<Vec<RemoteRef>>>,
) -> Result<Option<ReleaseCommit>, RepoError> {
    let writes = |one: &&Service| one.changelog.is_some() || !one.version_files.is_empty();
    let Some((branch, tip)) = home.filter(|_| members.iter().any(writes)) else {
        return Ok(None);
    };
    let (_, parents, message) = repo.commit_parts(&release.tag.commit).await?;
    let [parent] = parents.as_slice() else {
        return Ok(None);
    };
    if !message.starts_with(&release_subject("")) {
        return Ok(None);
    }
    let name = format!("refs/heads/{branch}");
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
    let options = RangeOptions {
        first_parent: true,
        paths: true,
    };
    let hidden = [parent.clone()];
    let made = repo.range(&hidden, &release.tag.commit, options).await?;
    let files = made.into_iter().filter_map(|commit| commit.paths.clone());
    Ok(Some(ReleaseCommit {
        branch,
        tip,
        commit: release.tag.commit.clone(),
        parent: parent.clone(),
        pushed,
        files: files.flatten().collect(),
    }))
}

/// The changelogs of all services that have the tag, with the mark: whoever
/// reads any of them is told.
async fn marked(
    repo: &Arc<dyn Repo>,
    members: &[&Service],
    branch: &BranchFacts,
    release: &ReleaseFacts,
) -> Result<Vec<FileChange>, RepoError> {
    let paths = members.iter().filter_map(|one| one.changelog.as_ref());
    let paths: BTreeSet<&String> = paths.collect();
    let mut changes = Vec::new();
    for path in paths {
        let Some(bytes) = repo.file(&branch.tip, path).await? else {
            continue;
        };
        let Ok(before) = String::from_utf8(bytes) else {
            continue;
        };
        let after = mark_yanked(&before, &release.tag.version);
        changes.extend(after.map(|after| FileChange {
            path: path.clone(),
            before: Some(before),
            after,
            lowers: None,
        }));
    }
    Ok(changes)
}
