//! First steps: the demo, a proposal from a repository, a new workspace.

use crate::{Desktop, NAME};
use jiff::Timestamp;
use lockkeeper_contract::{Evidence, ProposalView, ProposedEnvironment, ProposedService};
use lockkeeper_domain::ids::{Oid, RepoName};
use lockkeeper_domain::ledger::{Moment, Walk};
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::{TwofoldPins, settle_in, verify};
use lockkeeper_engine::observe::ORIGIN;
use lockkeeper_engine::ports::{BranchHead, Repo, RepoError};
use lockkeeper_workspace::{Proposal, RepoFacts, is_read, propose as suggest};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Makes the demo workspace in a folder, or in a new one of ours, and returns
/// its workspace file.
///
/// # Errors
/// When the folder is not empty or git is missing.
pub async fn demo(
    desktop: &Desktop,
    dir: Option<&Path>,
    at: Timestamp,
) -> Result<PathBuf, EngineError> {
    let ours = || desktop.folders().demos().join(at.as_second().to_string());
    let dir = dir.map_or_else(ours, Path::to_owned);
    let making = tokio::task::spawn_blocking(move || lockkeeper_demo::make(&dir, at));
    let wrong = |text: String| EngineError::Usage {
        text: format!("The demo was not made: {text}."),
    };
    let made = making.await.map_err(|error| wrong(error.to_string()))?;
    let made = made.map_err(|error| wrong(error.to_string()))?;
    settle(desktop, &made.workspace).await;
    Ok(made.workspace)
}

/// Where another workspace lay before, this desktop remembers it; what was
/// just made there has nothing to do with it.
async fn settle(desktop: &Desktop, workspace: &Path) {
    if let Err(error) = try_settle(desktop, workspace).await {
        tracing::warn!(%error, "what lay here before could not be set aside");
    }
}

async fn try_settle(desktop: &Desktop, workspace: &Path) -> Result<(), EngineError> {
    let control = workspace.parent().unwrap_or(workspace);
    let now = desktop.clock().now();
    let book = crate::ledger_at(desktop, control)?;
    let walk = verify(&*book, Moment::of(now)).await?;
    if !desktop.folders().journal().exists() && !is_in_keychain(desktop, &walk).await {
        // Nothing was ever remembered, so nothing can be contradicted.
        return Ok(());
    }
    let store = desktop.store().await?;
    let before = store.of(&control.display().to_string());
    let aside = before.set_aside(now).await;
    aside.map_err(EngineError::journal("set aside what lay there before"))?;
    Ok(settle_in(&*desktop.pins(&store), &book.place(), &walk).await?)
}

/// Whether the keychain outlived a database that knew this ledger.
async fn is_in_keychain(desktop: &Desktop, walk: &Walk) -> bool {
    let Some(workspace) = walk.state().workspace() else {
        return false;
    };
    let files = desktop.folders().data().display().to_string();
    TwofoldPins::has_copy(&*desktop.keychain(), &files, workspace).await
}

/// Gives somebody else of a demo a desk of their own, and returns its
/// workspace file.
///
/// # Errors
/// When nobody is called that, or there is a desk already.
pub async fn second_desk(
    desktop: &Desktop,
    workspace: &Path,
    person: &str,
) -> Result<PathBuf, EngineError> {
    let control = workspace.parent().unwrap_or(workspace).to_owned();
    let person = person.to_owned();
    let wrong = |text: String| EngineError::Usage {
        text: format!("The second desk was not made: {text}."),
    };
    let making = tokio::task::spawn_blocking(move || lockkeeper_demo::seat(&control, &person));
    let made = making.await.map_err(|error| wrong(error.to_string()))?;
    let made = made.map_err(|error| wrong(error.to_string()))?;
    settle(desktop, &made).await;
    Ok(made)
}

/// Proposes a workspace from a repository: a path or a URL.
///
/// # Errors
/// When the repository cannot be opened or has no commit.
pub async fn propose(desktop: &Desktop, place: &str) -> Result<ProposalView, EngineError> {
    let here = std::env::current_dir().unwrap_or_default();
    let whole = |path: &Path| path.canonicalize().ok();
    let shown = |path: PathBuf| path.display().to_string();
    let local = whole(&here.join(place)).map(shown);
    let url = local.clone().unwrap_or_else(|| place.to_owned());
    let policy = RepoPolicy {
        name: RepoName::new(place),
        url: url.clone(),
        branch: None,
        branching: None,
        flow: Default::default(),
        issue: None,
        forge: None,
    };
    let read = |error: RepoError| EngineError::read_repo(place)(error);
    let repo = desktop.repos(&here).open(&policy).await.map_err(read)?;
    // A folder in a repository stands for all of it.
    let top = local.and_then(|_| whole(Path::new(&repo.place())).map(shown));
    let url = top.unwrap_or(url);
    let facts = read_facts(&repo, &url).await.map_err(read)?;
    Ok(view(&facts, suggest(&facts)))
}

async fn read_facts(repo: &Arc<dyn Repo>, url: &str) -> Result<RepoFacts, RepoError> {
    let head = newest(repo).await?;
    let files = repo.files(&head).await?;
    let mut contents = BTreeMap::new();
    for path in files.iter().filter(|path| is_read(path)) {
        let content = repo.file(&head, path).await?;
        if let Some(text) = content.and_then(|bytes| String::from_utf8(bytes).ok()) {
            contents.insert(path.clone(), text);
        }
    }
    let tags = repo.tags().await?;
    let branches = repo.branches().await?;
    Ok(RepoFacts {
        name: name_of(url).to_owned(),
        url: url.to_owned(),
        files,
        contents,
        tags: tags.into_iter().map(|tag| tag.name.to_string()).collect(),
        branches: short_names(&branches),
        shallow: repo.head().await?.shallow,
    })
}

/// Branches here and on the remote, without the remote's name.
fn short_names(heads: &[BranchHead]) -> Vec<String> {
    let remote = format!("refs/remotes/{ORIGIN}/");
    let short = |head: &BranchHead| {
        let local = head.name.strip_prefix("refs/heads/");
        let branch = local.or_else(|| head.name.strip_prefix(&remote))?;
        (branch != "HEAD").then(|| branch.to_owned())
    };
    let names: BTreeSet<String> = heads.iter().filter_map(short).collect();
    names.into_iter().collect()
}

/// The last part of a path or URL, as people call the repository.
fn name_of(url: &str) -> &str {
    let last = url.trim_end_matches('/').rsplit(['/', ':']).next();
    let last = last.unwrap_or(url);
    last.strip_suffix(".git").unwrap_or(last)
}

/// What is checked out, or the remote's default branch in a bare mirror.
async fn newest(repo: &Arc<dyn Repo>) -> Result<Oid, RepoError> {
    if let Some(commit) = repo.head().await?.commit {
        return Ok(commit);
    }
    let branch = repo.default_branch(ORIGIN).await?;
    let branch = branch.ok_or_else(RepoError::without_commits)?;
    repo.resolve(&format!("refs/heads/{branch}")).await
}

fn view(facts: &RepoFacts, proposal: Proposal) -> ProposalView {
    let services = proposal
        .services
        .into_iter()
        .map(|service| ProposedService {
            name: service.name,
            paths: service.paths,
            tag: service.tag,
            evidence: evidence(service.evidence),
            take: service.take,
        });
    let environments = proposal.environments.into_iter();
    let environments = environments.map(|environment| ProposedEnvironment {
        name: environment.name,
        tier: format!("{:?}", environment.tier).to_lowercase(),
        evidence: evidence(environment.evidence),
    });
    ProposalView {
        repo: facts.url.clone(),
        name: proposal.name,
        services: services.collect(),
        environments: environments.collect(),
        branching: proposal.branching,
        branching_evidence: evidence(proposal.branching_evidence),
        file: proposal.file,
        doubts: proposal.doubts,
    }
}

fn evidence(list: Vec<lockkeeper_workspace::Evidence>) -> Vec<Evidence> {
    let seen = list.into_iter();
    seen.map(|one| Evidence {
        place: one.place,
        says: one.says,
    })
    .collect()
}

/// The file with repositories of its own folder named as every clone has them.
fn portable(text: &str, read: &lockkeeper_workspace::File, dir: &Path) -> String {
    let mut text = text.to_owned();
    let Ok(dir) = dir.canonicalize() else {
        return text;
    };
    for (name, repo) in &read.workspace().repos {
        let below = Path::new(&repo.url).strip_prefix(&dir).ok();
        let url = match below.and_then(Path::to_str) {
            Some("") => ".",
            Some(below) => below,
            None => continue,
        };
        let value = serde_json::json!(url).to_string();
        if let Ok(set) = lockkeeper_workspace::set(&text, &["repos", name.as_str(), "url"], &value)
        {
            text = set;
        }
    }
    text
}

/// Writes a new workspace file into a folder; one that is there is never
/// overwritten.
///
/// # Errors
/// When there is one already, when the text does not read as a workspace, or
/// when the folder cannot be written.
pub fn create(dir: &Path, proposal: &ProposalView) -> Result<PathBuf, EngineError> {
    let path = dir.join(NAME);
    let wrong = |text: String| EngineError::Usage { text };
    let problems = |list: Vec<lockkeeper_workspace::Problem>| EngineError::WorkspaceFile {
        path: path.display().to_string(),
        problems: list.iter().map(ToString::to_string).collect(),
    };
    let read = lockkeeper_workspace::parse(&proposal.file, NAME).map_err(problems)?;
    let unwritten = |error: std::io::Error| {
        wrong(format!(
            "{} cannot be written: {error}. Nothing was written.",
            path.display()
        ))
    };
    std::fs::create_dir_all(dir).map_err(unwritten)?;
    let text = portable(&proposal.file, &read, dir);
    let new = File::create_new(&path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => wrong(format!(
            "{} exists already. Nothing was written.",
            path.display()
        )),
        _ => unwritten(error),
    });
    let mut file = new?;
    let written = file.write_all(text.as_bytes());
    if let Err(error) = written.and_then(|()| file.sync_all()) {
        // Half a workspace file would be in the way of the next try.
        let _gone = std::fs::remove_file(&path);
        return Err(unwritten(error));
    }
    Ok(path)
}

#[cfg(test)]
mod tests;
