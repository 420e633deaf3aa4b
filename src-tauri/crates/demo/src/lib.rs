//! A workspace worth looking at, made of real repositories.
//!
//! Three bare remotes with their clones, people with their keys, a workspace
//! file and a ledger: two services in a monorepo, one on its own, and the
//! environments they run in. The history is told in `stories/` and in
//! `ledger::tell`; the same moment makes the same objects.

mod files;
mod git;
mod history;
mod key;
mod ledger;
mod message;
mod people;
mod policy;
mod story;
mod tell;

use git::Git;
use jiff::Timestamp;
use ledger::{Book, Items};
use people::Ring;
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
    /// The private signing key of Dana Ito, at whose desk it is opened.
    pub key: PathBuf,
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
    /// The workspace file does not read as one.
    #[error("the workspace file of the demo cannot be read: {0}")]
    File(String),
    /// An entry of the ledger would not stand.
    #[error("entry {number} of the ledger cannot be written: {detail}")]
    Ledger {
        /// Which.
        number: usize,
        /// Why.
        detail: String,
    },
    /// Nobody of that name appears in the demo.
    #[error("nobody in the demo is called `{0}`")]
    Nobody(String),
}

/// Makes the demo in a folder that is empty or does not exist, as it would
/// be at a moment. Starts `git` without the user's own configuration and opens
/// no connection.
///
/// # Errors
/// When the folder is not empty or cannot be written, or a program fails.
pub fn make(dir: &Path, at: Timestamp) -> Result<Demo, DemoError> {
    begin(dir)?;
    let dir = dir.canonicalize().map_err(writing(dir))?;
    let control = dir.join("control");
    let dana = somebody(people::SELF)?;
    let ring = Ring::beside(&control);
    ring.write()?;
    let mut demo = Demo {
        workspace: control.join("lockkeeper.toml"),
        clones: Vec::new(),
        remotes: Vec::new(),
        key: ring.private(dana),
        commits: 0,
    };
    let git = Git::new(&dir, ring);
    let mut items = Items::default();
    for repository in files::REPOSITORIES {
        let told = tell::tell(repository, at)?;
        let remote = dir.join(format!("remotes/{}.git", repository.name));
        let clone = dir.join(repository.name);
        git.import(&remote, repository.branch, &told.stream)?;
        git.clone_for_work(&remote, &clone, dana)?;
        for branch in repository.also {
            git.track(&clone, branch)?;
        }
        items.read(&git.tagged(&remote)?);
        demo.commits += told.commits;
        demo.remotes.push(remote);
        demo.clones.push(clone);
    }
    let file = policy::render(at)?;
    write(&demo.workspace, &file)?;
    git.keep(&control, at, dana)?;
    git.add(&control, &record(at, items, &file)?.finish())?;
    Ok(demo)
}

/// The ledger up to a moment, under the rules of a workspace file.
fn record(at: Timestamp, items: Items, file: &str) -> Result<Book, DemoError> {
    let mut book = Book::new(at, items);
    ledger::tell(&mut book, &policy::rules(file)?)?;
    Ok(book)
}

/// Gives somebody else of the demo a desk of their own: a clone of the control
/// folder beside it, in which their key signs. Answers its workspace file.
///
/// # Errors
/// When nobody is called that, or the clone cannot be made.
pub fn seat(control: &Path, handle: &str) -> Result<PathBuf, DemoError> {
    let person = somebody(handle)?;
    let home = control.parent().unwrap_or(control);
    let desk = home.join(format!("control-{handle}"));
    let git = Git::new(home, Ring::beside(control));
    git.clone_for_work(control, &desk, person)?;
    Ok(desk.join("lockkeeper.toml"))
}

fn somebody(handle: &str) -> Result<&'static people::Person, DemoError> {
    people::named(handle).ok_or_else(|| DemoError::Nobody(handle.to_owned()))
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
