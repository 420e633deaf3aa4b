//! An entry that stands, as short as a walk needs it: without what proved it.

use crate::ledger::body::{Approval, Carried, Finish, Rejection};
use crate::ledger::fault::{Void, VoidReason};
use crate::ledger::flag::FlagSwitch;
use crate::ledger::hash::{hex, unhex};
use crate::ledger::kind::{Body, Kind};
use crate::ledger::wire::{Fields, put_string};
use crate::ledger::{Hash, Moment, Nonce, PublicKey, Uuid};

/// Written where nothing was seen, as by the first entry.
const NONE: u32 = u32::MAX;

/// What an entry leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stood {
    pub(super) hash: Hash,
    pub(super) nonce: Nonce,
    /// The newest entry its author had verified.
    pub(super) seen: Option<usize>,
    pub(super) at: Moment,
    pub(super) by: String,
    pub(super) kind: Kind,
    pub(super) key: PublicKey,
    pub(super) void: Option<Void>,
    /// The workspace that the beginning names.
    pub(super) workspace: Option<Uuid>,
    /// What was said, where anything follows from it.
    pub(super) body: Option<Body>,
}

impl Stood {
    /// Writes it behind others; a key is written out where it comes first.
    pub(super) fn put(&self, keys: &mut Vec<PublicKey>, to: &mut Vec<u8>) {
        to.extend_from_slice(&unhex::<32>(self.hash.as_str()));
        to.extend_from_slice(&unhex::<16>(self.nonce.as_str()));
        let seen = self.seen.and_then(|at| u32::try_from(at).ok());
        to.extend_from_slice(&seen.unwrap_or(NONE).to_be_bytes());
        to.extend_from_slice(&self.at.seconds().to_be_bytes());
        put_string(self.by.as_bytes(), to);
        to.push(place_in(Kind::ALL, &self.kind));
        let known = keys.iter().position(|key| *key == self.key);
        let place = known.unwrap_or(keys.len());
        to.extend_from_slice(&u32::try_from(place).unwrap_or(u32::MAX).to_be_bytes());
        if known.is_none() {
            put_string(self.key.blob(), to);
            keys.push(self.key.clone());
        }
        match &self.void {
            None => to.push(0),
            Some(void) => {
                to.push(place_in(VoidReason::ALL, &void.reason) + 1);
                put_string(void.detail.as_bytes(), to);
            }
        }
        let workspace = self.workspace.as_ref().map_or("", Uuid::as_str);
        put_string(workspace.as_bytes(), to);
        put_string(&self.body.as_ref().map_or_else(Vec::new, short), to);
    }

    /// Reads what was written; `None` where the bytes are something else.
    pub(super) fn take(keys: &mut Vec<PublicKey>, from: &mut Fields<'_>) -> Option<Self> {
        let hash = Hash::parse(&hex(from.raw(32)?))?;
        let nonce = Nonce::parse(&hex(from.raw(16)?))?;
        let seen = from.number()?;
        let at = i64::from_be_bytes(from.raw(8)?.try_into().ok()?);
        let by = std::str::from_utf8(from.string()?).ok()?.to_owned();
        let kind = *Kind::ALL.get(byte(from)?)?;
        let place = usize::try_from(from.number()?).ok()?;
        if place == keys.len() {
            keys.push(PublicKey::of_blob(from.string()?).ok()?);
        }
        let key = keys.get(place)?.clone();
        let void = match byte(from)?.checked_sub(1) {
            None => None,
            Some(reason) => {
                let reason = *VoidReason::ALL.get(reason)?;
                Some(Void::new(reason, std::str::from_utf8(from.string()?).ok()?))
            }
        };
        let workspace = match from.string()? {
            [] => None,
            text => Some(Uuid::parse(std::str::from_utf8(text).ok()?)?),
        };
        let body = match from.string()? {
            [] => None,
            text => Some(Body::of_json(kind, text)?),
        };
        Some(Self {
            hash,
            nonce,
            seen: usize::try_from(seen).ok().filter(|_| seen != NONE),
            at: Moment::at(at),
            by,
            kind,
            key,
            void,
            workspace,
            body,
        })
    }
}

/// Whether anything follows from what was said, or only that it was.
pub(super) fn matters(body: &Body) -> bool {
    match body {
        Body::Note(note) => FlagSwitch::read(&note.text).is_some(),
        Body::Rotation(_) | Body::Checkpoint(_) => false,
        _ => true,
    }
}

/// A body without the members from which nothing follows.
fn short(body: &Body) -> Vec<u8> {
    match body {
        Body::Approval(body) => Body::Approval(Approval {
            comment: None,
            expires: body.expires,
            subject: body.subject.clone(),
            what: Carried::new(),
        })
        .to_json(),
        Body::Rejection(body) => Body::Rejection(Rejection {
            reason: String::new(),
            subject: body.subject.clone(),
            what: Carried::new(),
        })
        .to_json(),
        Body::Finish(body) => Body::Finish(Finish {
            observed: Carried::new(),
            outcome: body.outcome.clone(),
            start: body.start.clone(),
            steps: Vec::new(),
        })
        .to_json(),
        whole => whole.to_json(),
    }
}

fn byte(from: &mut Fields<'_>) -> Option<usize> {
    from.raw(1)?.first().copied().map(usize::from)
}

fn place_in<T: PartialEq>(all: &[T], one: &T) -> u8 {
    let place = all.iter().position(|other| other == one);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}
