//! What a command opens before it can ask.

use crate::out::{aside, first_seen};
use crate::text;
use crate::words::Shared;
use lockkeeper_compose::{
    Desktop, Folders, Store, WorkspaceFile, first_sight, key_named, keychain_of, open_desk,
    open_repository, use_key,
};
use lockkeeper_contract::WireError;
use lockkeeper_domain::ids::RepoName;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::Ledger;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

/// How a command of this program is called in logs and error reports.
const OPERATION: &str = "command";

const ELSEWHERE: &str = "Name its file or its folder with `--workspace PATH`, go into that \
                         folder, or make one with `lockkeeper init`.";

/// An error as it is told; in a box, because answers should not carry its size.
pub type Told = Box<WireError>;

/// An error as it is told.
pub fn told(error: &EngineError) -> Told {
    Box::new(error.to_wire(OPERATION))
}

/// A wrong word, as it is told.
pub fn usage(text: impl Into<String>) -> Told {
    told(&EngineError::Usage { text: text.into() })
}

/// This desktop; nothing is opened yet.
pub fn desktop(shared: &Shared) -> Result<Desktop, Told> {
    let folders = match &shared.data_dir {
        Some(dir) => Ok(Folders::under(dir)),
        None => Folders::from_environment(|name| std::env::var_os(name).map(PathBuf::from)),
    };
    let desktop = |folders| {
        let keychain = keychain_of(|name| std::env::var(name).ok());
        Desktop::new(folders).with_keychain(keychain)
    };
    folders
        .map(desktop)
        .map_err(|error| usage(format!("{error}.")))
}

/// The workspace file: the one named, or the nearest one above.
pub fn workspace_path(shared: &Shared) -> Result<PathBuf, Told> {
    if let Some(path) = &shared.workspace {
        return Ok(path.clone());
    }
    let here = std::env::current_dir().unwrap_or_default();
    WorkspaceFile::find(&here).ok_or_else(|| {
        let mut none = told(&EngineError::NoWorkspace);
        none.detail.push(ELSEWHERE.to_owned());
        none
    })
}

/// The workspace file, read.
pub fn read_workspace(shared: &Shared) -> Result<WorkspaceFile, Told> {
    WorkspaceFile::read(&workspace_path(shared)?).map_err(|error| told(&error))
}

/// A desk that the end of the program closes: to take a long ledger apart in
/// memory takes a quarter as long as to open it, and nobody waits for that.
pub type OpenDesk = ManuallyDrop<Desk>;

/// The workspace, opened.
pub async fn desk(shared: &Shared) -> Result<OpenDesk, Told> {
    let path = workspace_path(shared)?;
    let desktop = desktop(shared)?;
    let store = desktop.store().await.map_err(|error| told(&error))?;
    let file = WorkspaceFile::read(&path).map_err(|error| told(&error))?;
    let desk = opened(&desktop, &store, &file, shared.key.as_deref()).await;
    desk.map(OpenDesk::new)
}

/// Opening remembers the ledger, so whoever never saw it is told before.
async fn opened(
    desktop: &Desktop,
    store: &Store,
    file: &WorkspaceFile,
    key: Option<&str>,
) -> Result<Desk, Told> {
    if let Ok(Some(genesis)) = first_sight(desktop, store, file).await {
        aside(text::genesis(&genesis));
        first_seen(&genesis.line.hash);
    }
    let desk = open_desk(desktop, store, file).await;
    let desk = match key {
        Some(key) => with_key(desktop, store, file, &desk, key).await?,
        None => desk,
    };
    let warnings = desk.ledger.iter().flat_map(Ledger::memory_warnings);
    for warning in warnings.chain(desk.rules_notice()) {
        aside(format!("lockkeeper: {warning}"));
    }
    Ok(desk)
}

/// The same workspace, in which the key that was named signs, now and later.
async fn with_key(
    desktop: &Desktop,
    store: &Store,
    file: &WorkspaceFile,
    desk: &Desk,
    key: &str,
) -> Result<Desk, Told> {
    let named = key_named(key).map_err(|error| told(&error))?;
    let used = use_key(desk, Some(&named)).await;
    used.map_err(|error| told(&error))?;
    let desk = open_desk(desktop, store, file).await;
    if let Some(ledger) = &desk.ledger
        && let Err(error) = ledger.insist().await
    {
        // What is not here is not remembered either.
        use_key(&desk, None).await.map_err(|error| told(&error))?;
        return Err(told(&error));
    }
    Ok(desk)
}

/// The repository whose branches are meant: one of the workspace by its
/// handle or by its folder, or any repository by its path.
pub async fn flow_desk(shared: &Shared, repo: Option<&str>) -> Result<(Desk, RepoName), Told> {
    let here = std::env::current_dir().unwrap_or_default();
    let asked = here.join(repo.unwrap_or("."));
    let file = match workspace_path(shared) {
        Ok(path) => Some(WorkspaceFile::read(&path).map_err(|error| told(&error))?),
        Err(_) => None,
    };
    let desktop = desktop(shared)?;
    let store = desktop.store().await.map_err(|error| told(&error))?;
    if let Some(file) = &file {
        let repos = &file.workspace().repos;
        let named = repos.keys().find(|name| Some(name.as_str()) == repo);
        let lies = |url: &str| contains(&file.folder().join(url), &asked);
        let found = named.or_else(|| {
            let mut lying = repos.iter().filter(|(_, policy)| lies(&policy.url));
            lying.next().map(|(name, _)| name)
        });
        if let Some(name) = found.cloned() {
            let desk = opened(&desktop, &store, file, shared.key.as_deref()).await?;
            return Ok((desk, name));
        }
    }
    let folder = root_of(&asked)
        .ok_or_else(|| usage(format!("There is no repository at {}.", asked.display())))?;
    let name = RepoName::new(folder.display().to_string());
    Ok((open_repository(&desktop, &store, &folder).await, name))
}

/// Whether a workspace file says what holds for the repository.
pub fn has_workspace(desk: &Desk) -> bool {
    Path::new(&desk.places.file).is_file()
}

/// Whether a folder is that repository's or lies in its work tree.
fn contains(repo: &Path, folder: &Path) -> bool {
    match (repo.canonicalize(), root_of(folder)) {
        (Ok(repo), Some(root)) => repo == root,
        _ => false,
    }
}

/// The work tree a folder lies in, or the bare repository it is.
fn root_of(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let is_root = |at: &Path| {
        at.join(".git").exists() || (at.join("HEAD").is_file() && at.join("objects").is_dir())
    };
    folder
        .ancestors()
        .find(|at| is_root(at))
        .map(Path::to_owned)
}
