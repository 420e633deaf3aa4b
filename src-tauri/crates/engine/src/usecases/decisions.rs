//! Decisions: asked for, shown in words, signed.

mod cautions;
mod demands;
mod duties;
mod findings;
mod inbox;
mod remarks;
mod requests;
mod stance;
mod ticks;
mod views;
mod wishes;

pub(super) use cautions::check_words;
pub(super) use demands::ask;
pub(super) use duties::{due, left_by};
pub(super) use inbox::unconfirmed;
pub use inbox::{inbox, policy, requests};
pub(super) use ticks::signed as signed_ticks;
pub use wishes::Wish;
pub(super) use wishes::{fresh_id, named, to_come};

use self::views::Viewer;
use super::owed;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::{Ledger, Speaker, Words};
use crate::ports::{Asks, Passphrase, Topic};
use lockkeeper_contract::{Signed, ToSign};
use lockkeeper_domain::ledger::{Body, Moment, PublicKey, Rules, Walk};
use lockkeeper_domain::refusal::refused;
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
    prepare_beside(desk, wish, None).await
}

/// The same, for somebody whose own workspace file says `file`: where proposed
/// rules are approved, it is said when that is something else.
///
/// # Errors
/// Those of [`prepare`].
pub async fn prepare_beside(
    desk: &Desk,
    wish: &Wish,
    file: Option<&Value>,
) -> Result<Prepared, EngineError> {
    let (ledger, walk) = begun(desk).await?;
    let speaker = ledger.person(walk.state()).await?;
    let (body, waits) = wishes::body(desk, &walk, &speaker.handle, wish).await?;
    body.words().map_or(Ok(()), cautions::check_words)?;
    cautions::check_roles(&walk, &body)?;
    cautions::check_effect(ledger, &walk, &speaker, &body)?;
    cautions::check_new(&walk, &speaker, &body, Moment::of(desk.now()))?;
    if let (Body::Approval(yes), Some(rules)) = (&body, walk.state().rules()) {
        let viewer = Viewer {
            desk,
            ledger,
            walk: &walk,
            rules,
            speaker: Some(&speaker),
            now: Moment::of(desk.now()),
        };
        cautions::check_counts(&viewer, yes)?;
    }
    let words = Words::within(walk.state(), body);
    let mut warnings = cautions::of(desk, &walk, &speaker, &words.body);
    warnings.extend(waits);
    warnings.extend(file.and_then(|file| cautions::of_file(&walk, &words.body, file)));
    Ok(Prepared {
        speaker,
        words,
        warnings,
    })
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
    owed::record(desk).await;
    told(desk);
    let walk = ledger.seen();
    let record = walk.state().records().get(number);
    Ok(Signed {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        hash: record.map(|one| one.hash.to_string()).unwrap_or_default(),
        sentence: prepared.words.body.sentence(),
        effects: cautions::came_of(&walk, &prepared.words.body, number, Moment::of(desk.now())),
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
        return Err(EngineError::refused(refused::begun_already()));
    }
    let invalid = |why: String| EngineError::refused(refused::rules_invalid(why));
    let read = Rules::read(rules).map_err(invalid)?;
    let nobody = || ledger.nobody("an admin in the workspace file");
    let speaker = ledger.speaker(&read).await?.ok_or_else(nobody)?;
    let body = serde_json::json!({"rules": rules, "version": 1});
    let body = Body::of("genesis", &body).map_err(|broken| invalid(broken.detail))?;
    Ok(Prepared {
        warnings: read.unfilled(),
        ..Prepared::of(speaker, body)
    })
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
    let workspace = fresh_id(desk);
    let Prepared { speaker, words, .. } = prepared;
    let ledger = place(desk)?;
    let hash = ledger.begin(speaker, words, workspace, passphrase).await?;
    told(desk);
    Ok(Signed {
        number: 0,
        hash: hash.to_string(),
        sentence: words.body.sentence(),
        effects: Vec::new(),
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

/// The ledger of the workspace, begun or not.
///
/// # Errors
/// When the workspace has no place for one.
pub fn place(desk: &Desk) -> Result<&Ledger, EngineError> {
    let nowhere = || EngineError::refused(refused::no_place());
    desk.ledger.as_ref().ok_or_else(nowhere)
}

/// The ledger as it is now; there must be one.
pub(super) async fn begun(desk: &Desk) -> Result<(&Ledger, Arc<Walk>), EngineError> {
    let ledger = place(desk)?;
    let walk = ledger.refresh().await?;
    if walk.is_empty() {
        // One that nothing counts of, as by a clock that is behind, is there.
        ledger.in_order(&walk)?;
        return Err(EngineError::refused(refused::not_begun()));
    }
    Ok((ledger, walk))
}
