//! What the window works on: this desktop, its store, the open workspace.

use crate::unsigned::Words;
use crate::wire;
use async_trait::async_trait;
use lockkeeper_compose::{Announcer, Desktop, RecentCalls, WorkspaceFile, first_sight, open_desk};
use lockkeeper_contract::{AppState, EntryView, WireError};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::Opened;
use lockkeeper_engine::ports::{KeySmith, Settings, SettingsError};
use lockkeeper_engine::usecases::settings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// The program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The state behind the window. Nothing of it is decided here.
pub struct Shell {
    desktop: Desktop,
    asked: Option<PathBuf>,
    begun: OnceCell<()>,
    store: OnceCell<lockkeeper_compose::Store>,
    desk: Mutex<Option<Desk>>,
    problem: Mutex<Option<WireError>>,
    link: Mutex<Option<String>>,
    unsigned: Mutex<Option<(String, Words)>>,
    opened: Mutex<Option<Arc<Opened>>>,
}

impl Shell {
    /// A window for the workspace that was asked for, or for the last one;
    /// nothing is opened yet.
    #[must_use]
    pub fn new(desktop: Desktop, asked: Option<PathBuf>) -> Self {
        Self {
            desktop,
            asked,
            begun: OnceCell::new(),
            store: OnceCell::new(),
            desk: Mutex::default(),
            problem: Mutex::default(),
            link: Mutex::default(),
            unsigned: Mutex::default(),
            opened: Mutex::default(),
        }
    }

    /// The desktop.
    #[must_use]
    pub const fn desktop(&self) -> &Desktop {
        &self.desktop
    }

    /// Every call this process makes.
    #[must_use]
    pub fn calls(&self) -> Arc<RecentCalls> {
        self.desktop.calls()
    }

    /// What changes.
    #[must_use]
    pub fn announcer(&self) -> Arc<Announcer> {
        self.desktop.announcer()
    }

    /// The file of the workspace that is opened first, as far as it is known
    /// without opening it.
    pub async fn first(&self) -> Option<PathBuf> {
        let place = self.place().await.ok().flatten()?;
        Some(WorkspaceFile::meant(&place))
    }

    /// Opens the workspace asked for, or the last one, once; whoever comes
    /// later waits for it. What is in the way is kept for the window to show:
    /// a window is always there to show it.
    pub async fn begun(&self) {
        let begin = || async {
            if let Err(error) = self.begin().await {
                *lock(&self.problem) = Some(wire::told(&error));
            }
        };
        self.begun.get_or_init(begin).await;
    }

    async fn begin(&self) -> Result<(), EngineError> {
        match self.place().await? {
            Some(place) => self.take_up(&place).await,
            None => Ok(()),
        }
    }

    async fn place(&self) -> Result<Option<PathBuf>, EngineError> {
        match &self.asked {
            Some(place) => Ok(Some(place.clone())),
            None => self.last().await,
        }
    }

    /// The workspace that was open last, where it still exists.
    async fn last(&self) -> Result<Option<PathBuf>, EngineError> {
        let recent = settings::recent(&self.store().await?.settings()).await?;
        let last = recent.first().map(PathBuf::from);
        Ok(last.filter(|path| path.exists()))
    }

    /// Opens a workspace instead of the one that is open.
    ///
    /// # Errors
    /// When its file has mistakes or the store cannot be used; the open one stays.
    pub async fn open(&self, place: &Path) -> Result<(), EngineError> {
        // Otherwise the first one could come after it and take its place.
        self.begun().await;
        self.take_up(place).await
    }

    async fn take_up(&self, place: &Path) -> Result<(), EngineError> {
        let file = WorkspaceFile::read(place)?;
        let store = self.store().await?;
        let desk = open_desk(&self.desktop, store, &file).await;
        settings::remember(&store.settings(), &desk.places.file).await?;
        *lock(&self.desk) = Some(desk);
        *lock(&self.unsigned) = None;
        *lock(&self.opened) = None;
        *lock(&self.problem) = None;
        Ok(())
    }

    /// The first entry of the ledger beside a workspace file, where this
    /// desktop never saw that ledger. Nothing is opened or remembered.
    ///
    /// # Errors
    /// As [`Self::open`], and when the ledger cannot be read.
    pub async fn first_sight(&self, place: &Path) -> Result<Option<EntryView>, EngineError> {
        let file = WorkspaceFile::read(place)?;
        first_sight(&self.desktop, self.store().await?, &file).await
    }

    /// The open workspace.
    ///
    /// # Errors
    /// When there is none.
    pub fn desk(&self) -> Result<Desk, EngineError> {
        lock(&self.desk).clone().ok_or(EngineError::NoWorkspace)
    }

    /// Whether the workspace of that file is open here.
    #[must_use]
    pub fn shows(&self, file: &Path) -> bool {
        let open = lock(&self.desk);
        let open = open.as_ref().map(|desk| Path::new(&desk.places.file));
        open.is_some_and(|open| open == file)
    }

    /// The settings; where the store cannot be opened, those of a new desktop.
    pub async fn settings(&self) -> Box<dyn Settings> {
        match self.store().await {
            Ok(store) => Box::new(store.settings()),
            Err(error) => Box::new(NoSettings {
                detail: error.to_string(),
            }),
        }
    }

    /// What the window's frame shows, once the first workspace was opened.
    ///
    /// # Errors
    /// When the settings or the journal cannot be read.
    pub async fn app_state(&self) -> Result<AppState, EngineError> {
        self.begun().await;
        let desk = lock(&self.desk).clone();
        let problem = lock(&self.problem).clone();
        let settings = self.settings().await;
        settings::app_state(desk.as_ref(), &*settings, VERSION, problem).await
    }

    /// Keeps words until they are signed or others are prepared.
    pub fn keep_unsigned(&self, id: String, words: Words) {
        *lock(&self.unsigned) = Some((id, words));
    }

    /// The words of that name, as long as no others were prepared.
    #[must_use]
    pub fn unsigned(&self, id: &str) -> Option<Words> {
        let kept = lock(&self.unsigned);
        let kept = kept.as_ref().filter(|(name, _)| name == id);
        kept.map(|(_, words)| words.clone())
    }

    /// Keeps a key open until the next run takes it.
    pub fn keep_opened(&self, opened: Option<Arc<Opened>>) {
        *lock(&self.opened) = opened;
    }

    /// The key that was opened for a run, once.
    #[must_use]
    pub fn take_opened(&self) -> Option<Arc<Opened>> {
        lock(&self.opened).take()
    }

    /// The keys that this program makes.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn made_keys(&self) -> Result<impl KeySmith + use<>, EngineError> {
        Ok(self.desktop.made_keys(self.store().await?))
    }

    /// Keeps a link until a window is there to show it.
    pub fn keep_link(&self, link: Option<String>) {
        *lock(&self.link) = link;
    }

    /// The kept link, once.
    #[must_use]
    pub fn take_link(&self) -> Option<String> {
        lock(&self.link).take()
    }

    /// The store, opened when it is needed first; tried again after a failure.
    async fn store(&self) -> Result<&lockkeeper_compose::Store, EngineError> {
        self.store.get_or_try_init(|| self.desktop.store()).await
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Settings of a desktop whose store cannot be opened: none, and none is kept.
struct NoSettings {
    detail: String,
}

#[async_trait]
impl Settings for NoSettings {
    async fn get(&self, _key: &str) -> Result<Option<String>, SettingsError> {
        Ok(None)
    }

    async fn set(&self, _key: &str, _value: &str) -> Result<(), SettingsError> {
        Err(SettingsError {
            detail: self.detail.clone(),
        })
    }

    async fn all(&self) -> Result<BTreeMap<String, String>, SettingsError> {
        Ok(BTreeMap::new())
    }
}
