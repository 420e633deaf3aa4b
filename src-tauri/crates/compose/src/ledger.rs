//! Ledgers outside of a workspace: any repository, and a pipeline's checkout.

pub mod export;
mod first;
mod pdf;

pub use first::first_sight;

use crate::keys::Keys;
use crate::{Desktop, Folders};
use lockkeeper_domain::ledger::{Moment, Walk};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::{Ledger, ahead_of};
use lockkeeper_engine::ports::{Book, BookError};
use lockkeeper_git::GitBook;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The ledger as it lies in a folder, bare or not; no remote is asked.
///
/// # Errors
/// When there is no repository.
pub fn ledger_at(desktop: &Desktop, folder: &Path) -> Result<Arc<GitBook>, EngineError> {
    let here = std::env::current_dir().unwrap_or_default();
    let book = desktop.git(&here).book_at(&here.join(folder));
    book.map(Arc::new).map_err(reading)
}

/// The ledger of the repository that a folder lies in, after its remote was
/// asked; with the reason where that was not possible, so that it is as old as
/// the last look.
///
/// # Errors
/// When there is no repository.
pub async fn newest_ledger(
    desktop: &Desktop,
    folder: &Path,
) -> Result<(Arc<GitBook>, Option<String>), EngineError> {
    let book = desktop.git(folder).book(".").await.map_err(reading)?;
    let unreached = book.fetch().await.err();
    Ok((Arc::new(book), unreached.map(|why| why.to_string())))
}

/// Why a walk of the ledger of a folder, as it was fetched last, is not of the
/// one that this desktop verified before. Nothing where it never did.
///
/// # Errors
/// When what was verified here cannot be read.
pub async fn contradiction(
    desktop: &Desktop,
    folder: &Path,
    walk: &Walk,
) -> Result<Option<EngineError>, EngineError> {
    if !desktop.folders().journal().exists() {
        return Ok(None);
    }
    let store = desktop.store().await?;
    let book = desktop.git(folder).book(".").await.map_err(reading)?;
    let (pins, place) = (desktop.pins(&store), book.place());
    let held = pins.held_at(&place).await;
    if held
        .map_err(|source| EngineError::LedgerPin { source })?
        .is_none()
    {
        return Ok(None);
    }
    let ports = desktop.ports(&store, folder);
    let signer = Keys::new(desktop, &store, None, None).signer;
    let ledger = Ledger::new(Arc::new(book), signer, ports.clock, ports.ids);
    let ledger = ledger.remembered(pins, &place);
    // Whatever else is wrong is said by whoever walks it.
    drop(ledger.look_at(walk.clone()).await);
    Ok(ledger.doubt())
}

/// A ledger that was fetched for one question, gone afterwards. It needs no
/// home folder and leaves nothing behind.
pub struct Checkout {
    /// The ledger.
    pub book: Arc<GitBook>,
    _folder: TempDir,
}

impl Checkout {
    /// Fetches the ledger of a control repository: a path or a URL.
    ///
    /// # Errors
    /// When it cannot be reached, or nothing can be written here.
    pub async fn of(url: &str) -> Result<Self, EngineError> {
        let unwritten = |error: std::io::Error| EngineError::Usage {
            text: format!("No temporary folder can be made: {error}."),
        };
        let folder = tempfile::tempdir().map_err(unwritten)?;
        let desktop = Desktop::new(Folders::under(folder.path()));
        let here = std::env::current_dir().unwrap_or_default();
        let local = here.join(url);
        let url = if local.exists() {
            local.display().to_string()
        } else {
            url.to_owned()
        };
        let git = desktop.git(&here);
        let book = git.book_in(&folder.path().join("ledger.git"), &url).await;
        let book = book.map_err(reading)?;
        book.fetch().await.map_err(reading)?;
        Ok(Self {
            book: Arc::new(book),
            _folder: folder,
        })
    }

    /// What a mirror of the rules shows that this ledger lacks, in words. A
    /// mirror that does not answer is an error: somebody may be hiding it.
    ///
    /// # Errors
    /// When a mirror cannot be read.
    pub async fn mirror_ahead(
        &self,
        walk: &Walk,
        now: Moment,
    ) -> Result<Option<String>, EngineError> {
        let rules = walk.state().rules();
        for url in rules.into_iter().flat_map(|rules| rules.mirrors()) {
            let mirror = self.book.mirror(url);
            if let Some(words) = ahead_of(walk, &mirror, now).await? {
                return Ok(Some(words));
            }
        }
        Ok(None)
    }
}

fn reading(source: BookError) -> EngineError {
    EngineError::Ledger {
        wish: "read",
        source,
    }
}
