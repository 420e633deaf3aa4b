//! Decisions: asked for, shown in words, signed.

mod findings;
mod inbox;
mod remarks;
mod requests;
mod stance;
mod views;
mod wishes;

pub use inbox::{inbox, policy, requests};
pub use wishes::Wish;
pub(super) use wishes::fresh_id;

use super::escort::speaker;
use super::{promotion, umbrella};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::{Ledger, Speaker, Words};
use crate::ports::{Asks, Passphrase, SignerError, Topic};
use lockkeeper_contract::{Signed, ToSign};
use lockkeeper_domain::intent::{PromoteIntent, UmbrellaIntent};
use lockkeeper_domain::ledger::body::Request;
use lockkeeper_domain::ledger::{
    Body, Moment, PublicKey, RequestState, Rules, Uuid, Walk, left_behind,
};
use lockkeeper_domain::plan::Refusal;
use serde_json::Value;
use std::sync::Arc;

/// Words that can be signed: who, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    speaker: Speaker,
    words: Words,
    warnings: Vec<String>,
}

impl Prepared {
    pub(super) fn of(speaker: Speaker, body: Body) -> Self {
        let (words, warnings) = (Words::of(body), Vec::new());
        Self {
            speaker,
            words,
            warnings,
        }
    }

    /// What its key asks before it signs.
    #[must_use]
    pub const fn asks(&self) -> Asks {
        self.speaker.asks
    }

    /// What it says, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.words.body.sentence()
    }

    /// As it is shown before it is signed.
    #[must_use]
    pub fn view(&self) -> ToSign {
        ToSign {
            by: self.speaker.handle.clone(),
            key: self.speaker.key.fingerprint(),
            place: self.speaker.place.clone(),
            text: self.words.text.clone(),
            warnings: self.warnings.clone(),
        }
    }
}

/// Puts a decision into words, for the person at this desk. Nothing is signed.
///
/// # Errors
/// When there is no ledger, no key of anybody, or nothing of that name.
pub async fn prepare(desk: &Desk, wish: &Wish) -> Result<Prepared, EngineError> {
    let (ledger, walk) = begun(desk).await?;
    let body = wishes::body(desk, &walk, wish).await?;
    check_roles(&walk, &body)?;
    let mut prepared = Prepared::of(speaker(ledger, &walk).await?, body);
    prepared.warnings = warnings(desk, &walk, &prepared);
    Ok(prepared)
}

/// Nobody signs rules that leave a duty to nobody.
fn check_roles(walk: &Walk, body: &Body) -> Result<(), EngineError> {
    let (Body::Policy(proposal), Some(before)) = (body, walk.state().rules()) else {
        return Ok(());
    };
    // What is not valid is refused in its own words.
    let after = Rules::read(&Value::Object(proposal.rules.clone()));
    let vacant = after
        .map(|after| after.vacant_after(before))
        .unwrap_or_default();
    if vacant.is_empty() {
        return Ok(());
    }
    let refusals = vacant.into_iter();
    Err(EngineError::Refused {
        refusals: refusals
            .map(|text| Refusal::new("role-vacant", text))
            .collect(),
    })
}

/// What should be known before something is signed.
fn warnings(desk: &Desk, walk: &Walk, prepared: &Prepared) -> Vec<String> {
    let now = Moment::of(desk.now());
    let Some(rules) = walk.state().rules() else {
        return Vec::new();
    };
    match &prepared.words.body {
        Body::Request(request) => out_of_reach(walk, rules, &prepared.speaker, request, now),
        Body::Policy(proposal) => {
            let after = Rules::read(&Value::Object(proposal.rules.clone()));
            let left = after.map(|after| left_behind(walk.state(), &after, now));
            left.unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What a request could not reach.
fn out_of_reach(
    walk: &Walk,
    rules: &Rules,
    speaker: &Speaker,
    request: &Request,
    now: Moment,
) -> Vec<String> {
    let asked = RequestState::asked_by(&speaker.handle, request);
    let state = walk.state();
    let short = state.asked_of(&asked, rules).filter_map(|rule| {
        let left = state.signers(&asked, rule, rules, now);
        let why = left.against(0, rule.count)?;
        Some(format!("{} {} {why}.", rule.count, rule.role))
    });
    short.collect()
}

/// Whether a promotion waits for nothing but to be requested: there is a
/// ledger, and nobody has asked for exactly this in it.
///
/// # Errors
/// When the service, the environment or the version does not exist.
pub async fn is_unrequested(desk: &Desk, intent: &PromoteIntent) -> Result<bool, EngineError> {
    if desk.begun_ledger().is_none() {
        return Ok(false);
    }
    let wish = promotion::recorded_wish(desk, intent).await?;
    Ok(wish.request.is_none())
}

/// The same of a set.
///
/// # Errors
/// When a service, the environment or a version does not exist.
pub async fn is_set_unrequested(desk: &Desk, intent: &UmbrellaIntent) -> Result<bool, EngineError> {
    if desk.begun_ledger().is_none() {
        return Ok(false);
    }
    let wish = umbrella::recorded_wish(desk, intent).await?;
    Ok(wish.request.is_none())
}

/// Signs what was put into words.
///
/// # Errors
/// When it would be void, when nobody signs, or when the remote cannot be written.
pub async fn sign(
    desk: &Desk,
    prepared: &Prepared,
    passphrase: Option<&Passphrase>,
) -> Result<Signed, EngineError> {
    if matches!(prepared.words.body, Body::Genesis(_)) {
        return sign_begin(desk, prepared, passphrase).await;
    }
    let (ledger, _) = begun(desk).await?;
    let number = ledger.say(&prepared.speaker, &prepared.words, passphrase);
    let number = number.await?;
    told(desk);
    let walk = ledger.seen();
    let record = walk.state().records().get(number);
    Ok(Signed {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        hash: record.map(|one| one.hash.to_string()).unwrap_or_default(),
        sentence: prepared.words.body.sentence(),
        warnings: ledger.mirror_warnings(),
    })
}

/// Puts the beginning of the ledger into words: the rules of the workspace
/// file, by the person whose key is here. Nothing is signed.
///
/// # Errors
/// When there is a ledger, when the rules are not valid, or when no key here
/// is one of an admin in them.
pub async fn prepare_begin(desk: &Desk, rules: &Value) -> Result<Prepared, EngineError> {
    let ledger = place(desk)?;
    if !ledger.refresh().await?.is_empty() {
        return Err(EngineError::refused("There is a ledger already."));
    }
    let read = Rules::read(rules)
        .map_err(|why| EngineError::refused(&format!("The rules are not valid: {why}.")))?;
    let nobody = || {
        let whose = "of an admin in the workspace file".to_owned();
        EngineError::signing(SignerError::NotFound(whose))
    };
    let speaker = ledger.speaker(&read).await?.ok_or_else(nobody)?;
    let body = serde_json::json!({"rules": rules, "version": 1});
    let body = Body::of("genesis", &body)
        .map_err(|broken| EngineError::refused(&format!("{}.", broken.detail)))?;
    Ok(Prepared::of(speaker, body))
}

/// Begins the ledger of the workspace with the rules of its file.
///
/// # Errors
/// Those of [`prepare_begin`], and when nobody signs.
pub async fn begin(desk: &Desk, rules: &Value) -> Result<Signed, EngineError> {
    sign(desk, &prepare_begin(desk, rules).await?, None).await
}

async fn sign_begin(
    desk: &Desk,
    prepared: &Prepared,
    passphrase: Option<&Passphrase>,
) -> Result<Signed, EngineError> {
    let id = fresh_id(desk);
    let workspace = Uuid::parse(&id).expect("a fresh id is a UUID");
    let Prepared { speaker, words, .. } = prepared;
    let ledger = place(desk)?;
    let hash = ledger.begin(speaker, words, workspace, passphrase).await?;
    told(desk);
    Ok(Signed {
        number: 0,
        hash: hash.to_string(),
        sentence: words.body.sentence(),
        warnings: ledger.mirror_warnings(),
    })
}

/// The people whose key is at this desk, for whoever shows who acts.
///
/// # Errors
/// When no place of keys answers.
pub async fn who(desk: &Desk) -> Result<Option<(String, PublicKey)>, EngineError> {
    let Some((ledger, walk)) = desk.begun_ledger().map(|one| (one, one.seen())) else {
        return Ok(None);
    };
    let Some(rules) = walk.state().rules() else {
        return Ok(None);
    };
    let speaker = ledger.speaker(rules).await?;
    Ok(speaker.map(|speaker| (speaker.handle, speaker.key)))
}

/// Tells whoever shows it that something was written.
pub(super) fn told(desk: &Desk) {
    desk.ports.events.publish(&[Topic::Ledger], None);
}

pub(super) fn place(desk: &Desk) -> Result<&Ledger, EngineError> {
    let text = "The workspace file lies in no git repository, so there is no place for a ledger.";
    desk.ledger
        .as_ref()
        .ok_or_else(|| EngineError::refused(text))
}

/// The ledger as it is now; there must be one.
pub(super) async fn begun(desk: &Desk) -> Result<(&Ledger, Arc<Walk>), EngineError> {
    let ledger = place(desk)?;
    let walk = ledger.refresh().await?;
    if walk.is_empty() {
        let text = "There is no ledger yet: an admin begins it with `lockkeeper ledger begin`.";
        return Err(EngineError::refused(text));
    }
    Ok((ledger, walk))
}
