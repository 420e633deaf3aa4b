//! Opening a workspace.

use crate::{Desktop, Keys, WorkspaceFile};
use jiff::tz::TimeZone;
use lockkeeper_domain::branching::FlowPolicy;
use lockkeeper_domain::ledger::Rules;
use lockkeeper_domain::plan::Signing;
use lockkeeper_domain::policy::{RepoPolicy, Workspace};
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::ledger::Ledger;
use lockkeeper_engine::ports::{BookError, Ports, Rulebook};
use lockkeeper_engine::standing::Standing;
use lockkeeper_engine::usecases::keys;
use lockkeeper_store::Store;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Opens a workspace whose file was read: its ports are put together, and
/// what was seen of it last is known again. No remote is asked.
pub async fn open_desk(desktop: &Desktop, store: &Store, file: &WorkspaceFile) -> Desk {
    let places = DeskPlaces {
        file: file.path.display().to_string(),
        text: file.text.clone(),
        data: desktop.folders().data().display().to_string(),
    };
    let ports = desktop.ports(store, file.folder());
    let ledger = ledger(desktop, store, &ports, file).await;
    let (workspace, standing) = policy(file, ledger.as_ref());
    let desk = Desk::open(ports, workspace, places, TimeZone::system()).await;
    let desk = desk.standing_on(standing);
    match ledger {
        Some(ledger) => desk.with_ledger(ledger),
        None => desk,
    }
}

/// The policy that judges: the rules in force where a ledger has begun, the
/// file before.
fn policy(file: &WorkspaceFile, ledger: Option<&Ledger>) -> (Workspace, Standing) {
    let walk = ledger.filter(|ledger| ledger.has_begun()).map(Ledger::seen);
    let rules = walk.as_deref().and_then(|walk| walk.state().rules());
    let Some(rules) = rules else {
        return (file.workspace().clone(), Standing::File);
    };
    let hash = rules.hash().clone();
    if Rules::hash_of(&file.rules()) == hash {
        let differs = false;
        let standing = Standing::InForce { hash, differs };
        return (file.workspace().clone(), standing);
    }
    match SignedRules.policy(rules.value()) {
        Ok(workspace) => {
            let differs = true;
            (workspace, Standing::InForce { hash, differs })
        }
        Err(why) => (file.workspace().clone(), Standing::Unread { hash, why }),
    }
}

/// Signed rules, read as the file that they came from.
pub struct SignedRules;

impl Rulebook for SignedRules {
    fn policy(&self, rules: &serde_json::Value) -> Result<Workspace, String> {
        lockkeeper_workspace::of_rules(rules).map_err(|problems| {
            let first = problems.first();
            let why = first.map(|one| format!("{}: {}", one.key, one.text));
            why.unwrap_or_default()
        })
    }
}

/// Opens a repository alone, without a workspace: its path is its name, and
/// how it branches is read from itself.
pub async fn open_repository(desktop: &Desktop, store: &Store, folder: &Path) -> Desk {
    let place = folder.display().to_string();
    let repo = RepoPolicy {
        name: place.as_str().into(),
        url: place.clone(),
        branch: None,
        branching: None,
        flow: FlowPolicy::default(),
        issue: None,
        forge: None,
    };
    let workspace = Workspace {
        name: place.clone(),
        environments: Vec::new(),
        repos: [(repo.name.clone(), repo)].into(),
        services: BTreeMap::new(),
        people: BTreeMap::new(),
    };
    let places = DeskPlaces {
        file: place,
        text: String::new(),
        data: desktop.folders().data().display().to_string(),
    };
    let ports = desktop.ports(store, folder);
    Desk::open(ports, workspace, places, TimeZone::system()).await
}

/// The ledger of the repository that the file lies in, as far as this machine
/// has it; none where the file lies in no repository.
async fn ledger(
    desktop: &Desktop,
    store: &Store,
    ports: &Ports,
    file: &WorkspaceFile,
) -> Option<Ledger> {
    let book = match desktop.git(file.folder()).book(".").await {
        Ok(book) => book,
        Err(BookError::NotFound(_)) => return None,
        Err(error) => {
            tracing::warn!(%error, "the ledger's repository cannot be opened");
            return None;
        }
    };
    let configured = configured_key(ports, file).await;
    let chosen = keys::chosen(&*ports.settings, &file.path.display().to_string()).await;
    let chosen = chosen.ok().flatten();
    let keys = Keys::new(desktop, store, configured, chosen.as_deref());
    let (clock, ids) = (Arc::clone(&ports.clock), Arc::clone(&ports.ids));
    let place = book.place();
    let ledger = Ledger::new(Arc::new(book), keys.signer, clock, ids);
    ledger.choose(keys.choice);
    let ledger = ledger.remembered(desktop.pins(store), &place);
    let ledger = ledger.kept(desktop.commit_cache(), &place);
    if let Err(error) = ledger.look().await {
        tracing::warn!(%error, "the ledger could not be verified");
    }
    Some(ledger)
}

/// The key that git signs with here, where it signs with SSH.
async fn configured_key(ports: &Ports, file: &WorkspaceFile) -> Option<String> {
    let repo = ports.repos.open_path(file.folder()).await.ok()?;
    match repo.signing().await.ok()?.signing {
        Signing::AsGit { format, key } if format == "ssh" => Some(key),
        _ => None,
    }
}
