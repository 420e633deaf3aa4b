//! The marks of a conflict name what comes by its branch or tag. git itself
//! knows only the commit, because nothing else may be merged.

use crate::repo::GitRepo;
use lockkeeper_domain::ids::BranchName;
use lockkeeper_engine::ports::Unfinished;
use std::path::Path;

/// What people call a commit that comes into a branch: a tag before a branch,
/// and one of this repository before the remote's.
pub(super) async fn label(repo: &GitRepo, branch: &BranchName, theirs: &str) -> Option<String> {
    let run = repo.local().args(["for-each-ref", "--format=%(refname)"]);
    let run = run.arg(format!("--points-at={theirs}"));
    let outcome = repo.program().run(run).await;
    let listed = outcome.text();
    let under = |place: &str| {
        let mut names = listed.lines().filter_map(|name| name.strip_prefix(place));
        let other = |name: &&str| *name != branch.as_str() && !name.ends_with("/HEAD");
        names.find(other).map(str::to_owned)
    };
    let places = ["refs/tags/", "refs/heads/", "refs/remotes/"];
    places.into_iter().find_map(under)
}

/// Puts the name into the marks of every text that is open. A file that cannot
/// be read or written keeps git's own.
pub(super) fn name(unfinished: &Unfinished, theirs: &str, label: &str) {
    let mark = format!(">>>>>>> {theirs}");
    let named = format!(">>>>>>> {label}");
    for path in &unfinished.open {
        let file = Path::new(&unfinished.folder).join(path);
        if let Err(error) = rename(&file, mark.as_bytes(), named.as_bytes()) {
            tracing::debug!(%error, "a mark of a conflict keeps git's name");
        }
    }
}

fn rename(file: &Path, mark: &[u8], named: &[u8]) -> std::io::Result<()> {
    if !file.symlink_metadata()?.is_file() {
        return Ok(());
    }
    let text = std::fs::read(file)?;
    let mut changed = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(mark) {
            Some(end) => changed.extend(named.iter().chain(end)),
            None => changed.extend(line),
        }
    }
    if changed == text {
        return Ok(());
    }
    std::fs::write(file, changed)
}
