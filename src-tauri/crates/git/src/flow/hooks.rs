//! The hooks of a repository: whoever merges in memory still asks them.

use crate::failure::classify_local;
use crate::program::{Outcome, Run};
use crate::read::id;
use crate::repo::GitRepo;
use crate::unwritable;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::path::{Path, PathBuf};

const BEFORE_MERGE: &str = "pre-merge-commit";
const MESSAGE: &str = "commit-msg";

/// Where the hooks of a repository lie.
pub(super) struct Hooks {
    folder: PathBuf,
}

impl Hooks {
    pub(super) async fn of(repo: &GitRepo) -> Result<Self, RepoError> {
        let base = repo.shared.folder.clone();
        let folder = repo.read(move |library| {
            let config = library.config().ok();
            let set = config.and_then(|config| config.get_path("core.hooksPath").ok());
            Ok(set.map_or_else(|| library.commondir().join("hooks"), |set| base.join(set)))
        });
        Ok(Self {
            folder: folder.await?,
        })
    }

    /// Asks whether the tree of a merge may be committed.
    pub(super) async fn ask_before_merge(
        &self,
        repo: &GitRepo,
        tree: &Oid,
    ) -> Result<(), RepoError> {
        if !self.has(BEFORE_MERGE) {
            return Ok(());
        }
        let place = Scratch::new(repo, "index")?;
        let tree = id(tree)?.to_string();
        let index = |run: Run| run.env("GIT_INDEX_FILE", &place.0);
        let read = index(repo.local().args(["read-tree", &tree]));
        let outcome = repo.program().run(read).await;
        if !outcome.ok() {
            return Err(classify_local("the index of the merge", &outcome));
        }
        let asked = index(repo.local().args(["hook", "run", BEFORE_MERGE]));
        answered(BEFORE_MERGE, &repo.program().run(asked).await)
    }

    /// Lets a hook judge a message, and change it.
    pub(super) async fn ask_message(
        &self,
        repo: &GitRepo,
        message: &str,
    ) -> Result<String, RepoError> {
        if !self.has(MESSAGE) {
            return Ok(message.to_owned());
        }
        let place = Scratch::new(repo, "message")?;
        std::fs::write(&place.0, message).map_err(|error| blocked(&place.0, &error))?;
        let run = repo
            .local()
            .args(["hook", "run", MESSAGE, "--"])
            .arg(&place.0);
        answered(MESSAGE, &repo.program().run(run).await)?;
        std::fs::read_to_string(&place.0).map_err(|error| blocked(&place.0, &error))
    }

    fn has(&self, name: &str) -> bool {
        self.folder.join(name).is_file()
    }
}

fn answered(name: &str, outcome: &Outcome) -> Result<(), RepoError> {
    if outcome.ok() {
        return Ok(());
    }
    Err(RepoError::Hook {
        name: name.to_owned(),
        detail: outcome.detail(),
    })
}

/// A file beside the objects that goes away with its owner.
struct Scratch(PathBuf);

impl Scratch {
    fn new(repo: &GitRepo, what: &str) -> Result<Self, RepoError> {
        let folder = repo.shared.git_dir.join("lockkeeper");
        std::fs::create_dir_all(&folder).map_err(|error| blocked(&folder, &error))?;
        let name = format!("{what}-{}", std::process::id());
        Ok(Self(folder.join(name)))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind is an old scratch file; the next one takes its place.
        let _gone = std::fs::remove_file(&self.0);
    }
}

fn blocked(place: &Path, error: &std::io::Error) -> RepoError {
    unwritable::by_io(&place.display().to_string(), error)
}
