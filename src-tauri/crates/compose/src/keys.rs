//! All keys at this desk, and the one that was chosen among them.

use crate::Desktop;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::KeyChoice;
use lockkeeper_engine::ports::Signer;
use lockkeeper_engine::usecases::keys;
use lockkeeper_signing::{EverySigner, SshSigner};
use lockkeeper_store::Store;
use std::path::Path;
use std::sync::Arc;

/// The keys of this desk, and which of them shall sign.
pub struct Keys {
    /// All places of keys, as one.
    pub signer: Arc<dyn Signer>,
    /// The choice that was remembered.
    pub choice: KeyChoice,
}

impl Keys {
    /// The keys of the agent, of files, and of the keychain; git's own
    /// signing key is `configured`, and `chosen` is a fingerprint or a path.
    #[must_use]
    pub fn new(
        desktop: &Desktop,
        store: &Store,
        configured: Option<String>,
        chosen: Option<&str>,
    ) -> Self {
        let path = chosen.filter(|text| !is_fingerprint(text));
        let ssh = SshSigner::new(std::env::home_dir(), configured);
        let ssh = ssh.with_file(path.map(str::to_owned));
        let wanted = match path {
            Some(_) => ssh.named(),
            None => chosen.map(str::to_owned),
        };
        let made = desktop.made_keys(store);
        Self {
            signer: Arc::new(EverySigner::of(vec![Arc::new(ssh), Arc::new(made)])),
            choice: wanted.map_or(KeyChoice::Any, KeyChoice::Rather),
        }
    }
}

/// A key as a person names it, in the form in which it is remembered: a
/// fingerprint, or the whole path of a file that holds one.
///
/// # Errors
/// When there is no key file at a path.
pub fn key_named(text: &str) -> Result<String, EngineError> {
    if is_fingerprint(text) {
        return Ok(text.to_owned());
    }
    let none = |why: String| EngineError::Usage {
        text: format!("{why}: name a fingerprint (`SHA256:…`) or the path of a key file."),
    };
    let path = Path::new(text).canonicalize();
    let path = path.map_err(|error| none(format!("`{text}` cannot be used as a key: {error}")))?;
    let path = path.display().to_string();
    let signer = SshSigner::new(None, None).with_file(Some(path.clone()));
    match signer.named() {
        Some(_) => Ok(path),
        None => Err(none(format!("Beside {path} lies no public key"))),
    }
}

/// Remembers that this key signs in the workspace of a desk.
///
/// # Errors
/// When it is not here, or the settings cannot be written.
pub async fn use_key(desk: &Desk, named: Option<&str>) -> Result<(), EngineError> {
    keys::choose(&*desk.ports.settings, &desk.places.file, named).await
}

fn is_fingerprint(text: &str) -> bool {
    text.starts_with("SHA256:")
}
