//! A workspace worth looking at, made of real repositories.
//!
//! Three bare remotes with their clones, a signing key and a workspace file:
//! two services in a monorepo, one on its own, and the environments they run
//! in. The history is told in `stories/`; the same moment makes the same
//! objects. Only the key, and with it the workspace file, differs each time.

mod files;
mod git;
mod history;
mod key;
mod message;
mod policy;
mod story;
mod tell;

use git::Git;
use jiff::Timestamp;
use key::Key;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A demo workspace on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// The workspace file.
    pub workspace: PathBuf,
    /// The clones people work in: `shop`, `web` and `infra`.
    pub clones: Vec<PathBuf>,
    /// Their bare remotes, in the same order.
    pub remotes: Vec<PathBuf>,
    /// The private signing key of Dana Ito; absent where there is no `ssh-keygen`.
    pub key: Option<PathBuf>,
    /// Commits in all three histories.
    pub commits: usize,
}

/// Why there is no demo.
#[derive(Debug, Error)]
pub enum DemoError {
    /// There is something in the folder already.
    #[error("{0} is not empty, so nothing was written into it")]
    NotEmpty(PathBuf),
    /// A file or folder cannot be written.
    #[error("{path} cannot be written")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A program is not installed.
    #[error("`{0}` is not installed, so the demo was not made")]
    NoProgram(String),
    /// A program failed.
    #[error("`{program}` failed: {detail}")]
    Program {
        /// What was run.
        program: String,
        /// Its own words.
        detail: String,
    },
    /// The moment is too early or too late for a history of some months.
    #[error("no history can be told for {0}")]
    Moment(Timestamp),
    /// A story has a line that cannot be told.
    #[error("line {line} of the story of {repository} cannot be told")]
    Story {
        /// Which history.
        repository: &'static str,
        /// The line, from 1.
        line: usize,
    },
}

/// Makes the demo in a folder that is empty or does not exist, as it would
/// be at a moment. Starts `git` and `ssh-keygen` without the user's own
/// configuration and opens no connection.
///
/// # Errors
/// When the folder is not empty or cannot be written, or a program fails.
pub fn make(dir: &Path, at: Timestamp) -> Result<Demo, DemoError> {
    begin(dir)?;
    let dir = dir.canonicalize().map_err(writing(dir))?;
    let git = Git::new(&dir);
    let key = Key::make(&dir.join("keys"))?;
    let mut demo = Demo {
        workspace: dir.join("control/lockkeeper.toml"),
        clones: Vec::new(),
        remotes: Vec::new(),
        key: key.as_ref().map(|key| key.path.clone()),
        commits: 0,
    };
    for repository in files::REPOSITORIES {
        let told = tell::tell(repository, at)?;
        let remote = dir.join(format!("remotes/{}.git", repository.name));
        let clone = dir.join(repository.name);
        git.import(&remote, repository.branch, &told.stream)?;
        git.clone_for_work(&remote, &clone, key.as_ref())?;
        for branch in repository.also {
            git.track(&clone, branch)?;
        }
        demo.commits += told.commits;
        demo.remotes.push(remote);
        demo.clones.push(clone);
    }
    let line = key.as_ref().map(|key| key.public.as_str());
    write(&demo.workspace, &policy::render(at, line)?)?;
    git.keep(&dir.join("control"), at, key.as_ref())?;
    Ok(demo)
}

fn begin(dir: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(dir).map_err(writing(dir))?;
    let mut entries = std::fs::read_dir(dir).map_err(writing(dir))?;
    match entries.next() {
        Some(_) => Err(DemoError::NotEmpty(dir.to_owned())),
        None => Ok(()),
    }
}

fn write(path: &Path, content: &str) -> Result<(), DemoError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(writing(parent))?;
    }
    std::fs::write(path, content).map_err(writing(path))
}

fn writing(path: &Path) -> impl FnOnce(std::io::Error) -> DemoError + '_ {
    move |source| DemoError::Write {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
