//! Bare mirrors of repositories that are given by URL.

use crate::failure::classify_library;
use crate::pointer::pointed_at;
use crate::remote::fetch;
use crate::repo::{GitRepo, Uses};
use crate::unwritable;
use lockkeeper_domain::secrets::without_secrets;
use lockkeeper_engine::ports::RepoError;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Whether that is a URL, or `user@host:path` as ssh writes it.
pub(crate) fn is_url(text: &str) -> bool {
    if text.contains("://") {
        return true;
    }
    let Some((host, _)) = text.split_once(':') else {
        return false;
    };
    // One letter is a Windows drive.
    host.len() > 1 && !host.contains('/') && !host.contains('\\') && !host.starts_with('.')
}

/// The folder of a URL's mirror: readable, and unique by the URL's hash.
pub(crate) fn folder_of(mirrors: &Path, url: &str) -> PathBuf {
    let hash = Sha256::digest(url.as_bytes());
    let digits: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let clean = without_secrets(url);
    let last = clean
        .trim_end_matches('/')
        .rsplit(['/', ':'])
        .next()
        .unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    let name: String = last
        .trim_end_matches(".git")
        .chars()
        .filter(plain)
        .take(40)
        .collect();
    let name = if name.is_empty() { "repository" } else { &name };
    mirrors.join(format!("{name}-{digits}.git"))
}

/// The mirror of a URL; made when it is not there, which asks the remote.
pub(crate) async fn open(mirrors: &Path, url: &str, uses: Uses) -> Result<GitRepo, RepoError> {
    let folder = folder_of(mirrors, url);
    if !folder.join("HEAD").is_file() {
        make(&folder, url, &uses).await?;
    }
    GitRepo::open(&folder, true, uses)
}

/// Makes the mirror beside its place and moves it there when it is whole.
async fn make(folder: &Path, url: &str, uses: &Uses) -> Result<(), RepoError> {
    let what = format!("the folder {}", folder.display());
    let blocked = |error: std::io::Error| unwritable::by_io(&what, &error);
    let parent = folder.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(blocked)?;
    let fresh = tempfile::Builder::new()
        .prefix("new-")
        .tempdir_in(parent)
        .map_err(blocked)?;
    let head = pointed_at(&uses.program, fresh.path(), None, url).await?;
    start(fresh.path(), url, head.as_deref()).map_err(|error| classify_library(&what, &error))?;
    let mirror = GitRepo::open(fresh.path(), true, uses.clone())?;
    fetch(&mirror, "origin").await?;
    drop(mirror);
    match std::fs::rename(fresh.path(), folder) {
        Ok(()) => Ok(()),
        // Another one was faster; its mirror is as good.
        Err(_) if folder.join("HEAD").is_file() => Ok(()),
        Err(error) => Err(blocked(error)),
    }
}

/// Makes an empty bare repository with that `origin`; one that is there
/// already stays.
pub(crate) fn start(folder: &Path, url: &str, head: Option<&str>) -> Result<(), git2::Error> {
    let library = git2::Repository::init_bare(folder)?;
    match library.find_remote("origin") {
        Ok(_) => library.remote_set_url("origin", url)?,
        Err(_) => drop(library.remote_with_fetch("origin", url, "+refs/heads/*:refs/heads/*")?),
    }
    // A bare repository forgets where its branches were unless it is told.
    library.config()?.set_str("core.logAllRefUpdates", "true")?;
    if let Some(head) = head {
        library.set_head(head)?;
    }
    Ok(())
}
