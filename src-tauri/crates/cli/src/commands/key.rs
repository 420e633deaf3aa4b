//! `lockkeeper key`

use super::{Ended, decide};
use crate::Exit;
use crate::confirm::shown;
use crate::out::Out;
use crate::session::{Told, desk, desktop, told, workspace_path};
use crate::text;
use crate::words::{KeyWords, Shared};
use lockkeeper_compose::{Keys, key_named, use_key};
use lockkeeper_contract::{KeyHere, KeysView};
use lockkeeper_engine::ports::KeySmith;
use lockkeeper_engine::usecases::keys;

/// Runs one of the commands for keys.
pub async fn run(shared: &Shared, words: &KeyWords, out: &mut Out) -> Ended {
    match words {
        KeyWords::List => list(shared, out).await,
        KeyWords::New { device, name } => new(shared, *device, name.as_deref(), out).await,
        KeyWords::Use { key } => choose(shared, key.as_deref(), out).await,
        KeyWords::Remove { fingerprint } => remove(shared, fingerprint, out).await,
    }
}

async fn list(shared: &Shared, out: &mut Out) -> Ended {
    let found = found(shared).await?;
    out.answer(&found, || text::keys(&found));
    Ok(Exit::Done)
}

/// The keys with what the workspace says of them; without one, the keys alone.
async fn found(shared: &Shared) -> Result<KeysView, Told> {
    if workspace_path(shared).is_ok() {
        let desk = desk(shared).await?;
        if desk.ledger.is_some() {
            return keys::keys(&desk).await.map_err(|error| told(&error));
        }
    }
    let desktop = desktop(shared)?;
    let store = desktop.store().await.map_err(|error| told(&error))?;
    let all = Keys::new(&desktop, &store, None, shared.key.as_deref());
    let found = keys::loose(&*all.signer).await;
    found.map_err(|error| told(&error))
}

async fn smith(shared: &Shared) -> Result<impl KeySmith, Told> {
    let desktop = desktop(shared)?;
    let store = desktop.store().await.map_err(|error| told(&error))?;
    Ok(desktop.made_keys(&store))
}

async fn new(shared: &Shared, device: bool, name: Option<&str>, out: &mut Out) -> Ended {
    if shared.dry_run {
        let would = serde_json::json!({"would_make": {"device": device}});
        out.answer(&would, || {
            "A key would be made, and kept in the keychain.".to_owned()
        });
        return Ok(Exit::Done);
    }
    let smith = smith(shared).await?;
    let comment = name.map_or_else(whose, str::to_owned);
    let made = keys::make(&smith, &comment).await;
    let made = made.map_err(|error| told(&error))?;
    if !device {
        out.answer(&made, || text::made(&made));
        return Ok(Exit::Done);
    }
    let delegated = delegate(shared, &made, out).await;
    if !matches!(delegated, Ok(Exit::Done)) {
        // A device key that speaks for nobody is of no use.
        let removed = keys::remove(&smith, &made.fingerprint).await;
        removed.map_err(|error| told(&error))?;
    }
    delegated
}

async fn delegate(shared: &Shared, made: &KeyHere, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let prepared = keys::prepare_device(&desk, &made.line).await;
    let prepared = prepared.map_err(|error| told(&error))?;
    decide::sign(&desk, shared, &prepared, out).await
}

async fn choose(shared: &Shared, key: Option<&str>, out: &mut Out) -> Ended {
    let named = key.map(key_named).transpose();
    let named = named.map_err(|error| told(&error))?;
    let before = desk(shared).await?;
    let done = use_key(&before, named.as_deref()).await;
    done.map_err(|error| told(&error))?;
    // Opened anew, it shows what is true now.
    list(shared, out).await
}

async fn remove(shared: &Shared, fingerprint: &str, out: &mut Out) -> Ended {
    let question = format!("Remove the key {fingerprint} for good? [y/N] ");
    let would = serde_json::json!({"would_remove": fingerprint});
    let text = || format!("The key {fingerprint} would be gone for good.");
    if let Some(exit) = shown(shared, &would, text, &question, out) {
        return Ok(exit);
    }
    let smith = smith(shared).await?;
    let removed = keys::remove(&smith, fingerprint).await;
    removed.map_err(|error| told(&error))?;
    let answer = serde_json::json!({"removed": fingerprint});
    out.answer(&answer, || {
        format!("Removed {fingerprint}. What it signed stays; take it out of the rules, too.")
    });
    Ok(Exit::Done)
}

/// Who sits here, and where, for the end of a key's line.
fn whose() -> String {
    let read = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let user = read("USER").unwrap_or_else(|| "somebody".to_owned());
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    match host.trim() {
        "" => user,
        host => format!("{user}@{host}"),
    }
}
