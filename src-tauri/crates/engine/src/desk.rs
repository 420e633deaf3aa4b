//! An opened workspace: the policy, the ports, and the newest facts.

use crate::error::EngineError;
use crate::executor::Executor;
use crate::ledger::Ledger;
use crate::ports::{Ports, Repo};
use crate::standing::Standing;
use crate::usecases::history::PlacesBelow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::ids::{EnvName, RepoName, ServiceName};
use lockkeeper_domain::ledger::Walk;
use lockkeeper_domain::policy::{RepoPolicy, Service, Workspace};
use lockkeeper_domain::snapshot::Snapshot;
use lockkeeper_domain::words::visible;
use std::sync::{Arc, PoisonError, RwLock};

/// Where things of a workspace lie, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeskPlaces {
    /// The workspace file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The folder of the journal and the settings.
    pub data: String,
}

/// An opened workspace. Clones share the facts and what is under way.
#[derive(Clone)]
pub struct Desk {
    /// Everything outside.
    pub ports: Ports,
    /// The policy.
    pub workspace: Arc<Workspace>,
    /// Where things lie.
    pub places: Arc<DeskPlaces>,
    /// The zone in which moments are told.
    pub zone: TimeZone,
    /// Runs of this workspace.
    pub executor: Executor,
    /// The ledger of the control repository, where there can be one. Nothing
    /// is recorded before somebody has begun it.
    pub ledger: Option<Ledger>,
    /// Where its policy comes from.
    pub standing: Standing,
    seen: Arc<RwLock<Seen>>,
    pub(crate) places_below: Arc<PlacesBelow>,
}

/// What was observed last.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The facts.
    pub snapshot: Arc<Snapshot>,
    /// When a refresh ended last, in this process or an earlier one.
    pub refreshed_at: Option<Timestamp>,
    /// Remotes that could not be reached then, with the reason.
    pub unreached: Vec<(RepoName, String)>,
}

impl Desk {
    /// Opens a workspace, with the facts kept from the last time. A cache
    /// that cannot be read only means that nothing is known yet.
    pub async fn open(
        ports: Ports,
        workspace: Workspace,
        places: DeskPlaces,
        zone: TimeZone,
    ) -> Self {
        let workspace = Arc::new(workspace);
        let kept = ports.facts.load(&places.file).await;
        let snapshot = kept.ok().flatten().unwrap_or_default();
        let refreshed_at = snapshot.services.values().map(|fact| fact.at).max();
        let seen = Seen {
            snapshot: Arc::new(snapshot),
            refreshed_at,
            unreached: Vec::new(),
        };
        Self {
            executor: Executor::new(ports.clone(), Arc::clone(&workspace)),
            ports,
            workspace,
            places: Arc::new(places),
            zone,
            ledger: None,
            standing: Standing::File,
            seen: Arc::new(RwLock::new(seen)),
            places_below: Arc::default(),
        }
    }

    /// The same desk with the ledger of its control repository.
    #[must_use]
    pub fn with_ledger(mut self, ledger: Ledger) -> Self {
        self.executor = self.executor.leased_in(ledger.clone());
        self.ledger = Some(ledger);
        self
    }

    /// The same desk, whose policy comes from there.
    #[must_use]
    pub fn standing_on(mut self, standing: Standing) -> Self {
        self.standing = standing;
        self
    }

    /// The same desk, as it judges by another policy. For questions only: what
    /// runs keeps the one that it began with.
    pub(crate) fn judging_by(mut self, workspace: Workspace) -> Self {
        self.workspace = Arc::new(workspace);
        self
    }

    /// The ledger, once somebody has begun it.
    #[must_use]
    pub fn begun_ledger(&self) -> Option<&Ledger> {
        let ledger = self.ledger.as_ref();
        ledger.filter(|ledger| ledger.has_begun())
    }

    /// What the ledger holds as it was verified last; none before it begins.
    #[must_use]
    pub fn walk(&self) -> Option<Arc<Walk>> {
        self.begun_ledger().map(Ledger::seen)
    }

    /// What was observed last.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.seen
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn set_seen(&self, seen: Seen) {
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// A service by its handle.
    ///
    /// # Errors
    /// When there is none.
    pub fn service(&self, name: &ServiceName) -> Result<&Service, EngineError> {
        self.workspace
            .services
            .get(name)
            .ok_or_else(|| unknown("service", name.as_str()))
    }

    /// An environment by its name.
    ///
    /// # Errors
    /// When there is none.
    pub fn environment(&self, name: &EnvName) -> Result<&Environment, EngineError> {
        self.workspace
            .environment(name)
            .ok_or_else(|| unknown("environment", name.as_str()))
    }

    /// The policy of a repository by its handle.
    ///
    /// # Errors
    /// When there is none.
    pub fn repo_policy(&self, name: &RepoName) -> Result<&RepoPolicy, EngineError> {
        self.workspace
            .repos
            .get(name)
            .ok_or_else(|| unknown("repository", name.as_str()))
    }

    /// The repository of a service, opened.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn repo_of(&self, service: &Service) -> Result<Arc<dyn Repo>, EngineError> {
        let policy = self.repo_policy(&service.repo)?;
        self.ports
            .repos
            .open(policy)
            .await
            .map_err(EngineError::read_repo(&service.repo))
    }

    /// The services that live in the same repository.
    #[must_use]
    pub fn siblings(&self, service: &Service) -> Vec<&Service> {
        self.workspace
            .services
            .values()
            .filter(|other| other.repo == service.repo)
            .collect()
    }
}

/// Something that is not in the workspace.
pub(crate) fn unknown(what: &'static str, name: &str) -> EngineError {
    EngineError::Unknown {
        what,
        name: visible(name),
    }
}
