//! The form of one entry: its files, its signature, and its statement.
//!
//! This needs no other entry, so many may be checked at once; what an entry
//! means is judged afterwards, in order.

use super::body::Carried;
use super::fault::{Broken, BrokenRule};
use super::kind::{Body, Kind, exactly};
use super::{
    Hash, Moment, Nonce, PublicKey, RawEntry, RawFiles, RawTree, Signature, Uuid, canonical,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The newest entry that an author had verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Its hash.
    pub hash: Hash,
    /// Its number.
    pub number: i64,
}

/// What `link.json` binds together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The entry's place, from 0.
    pub number: i64,
    /// The hash of the entry before it.
    pub prev: Hash,
    /// The hash of `statement.sig`.
    pub signature: Hash,
    /// The hash of `statement.json`.
    pub statement: Hash,
    /// The version of the form: 1.
    pub v: i64,
}

/// What a person or a machine says, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// When, by the author's clock.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// What has effect.
    pub body: Body,
    /// 128 random bits.
    pub nonce: Nonce,
    /// The hash of the rules after what was seen; none at the beginning.
    pub policy: Option<Hash>,
    /// What its author had verified; none at the beginning.
    pub seen: Option<Seen>,
    /// The words that were shown before signing.
    pub text: String,
    /// The workspace it belongs to.
    pub workspace: Uuid,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    at: Moment,
    body: Carried,
    by: String,
    kind: String,
    nonce: Nonce,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Hash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<Seen>,
    text: String,
    v: i64,
    workspace: Uuid,
}

impl Statement {
    /// As the value that is signed.
    ///
    /// # Panics
    /// Never: a statement holds only what JSON can hold.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let Value::Object(body) = self.body.to_value() else {
            unreachable!("a body is an object")
        };
        let envelope = Envelope {
            at: self.at,
            body,
            by: self.by.clone(),
            kind: self.body.kind().word().to_owned(),
            nonce: self.nonce.clone(),
            policy: self.policy.clone(),
            seen: self.seen.clone(),
            text: self.text.clone(),
            v: 1,
            workspace: self.workspace.clone(),
        };
        serde_json::to_value(envelope).expect("a statement is JSON")
    }

    /// What every schema keeps of it.
    pub(super) fn bound(&self) -> Bound {
        Bound {
            by: self.by.clone(),
            workspace: self.workspace.clone(),
            seen: self.seen.clone(),
            policy: self.policy.clone(),
        }
    }

    fn read(mut value: Value, first: bool) -> Result<Self, Broken> {
        // Every other entry has both, or it would have no bound part.
        if first
            && ["seen", "policy"]
                .iter()
                .any(|name| value.get(name).is_some())
        {
            let words = "`seen` and `policy` stand in every entry but the first";
            return Err(Broken::new(BrokenRule::Members, words));
        }
        // The body is read once, as what its kind says it is.
        let body = match value.get_mut("body") {
            Some(Value::Object(members)) => std::mem::take(members),
            _ => Carried::new(),
        };
        let envelope: Envelope = exactly(&value)?;
        if envelope.v != 1 {
            let words = format!("version {} of a statement is not known", envelope.v);
            return Err(Broken::new(BrokenRule::Version, words));
        }
        let genesis = envelope.kind == Kind::Genesis.word();
        if genesis != first {
            let words = format!("`{}` does not stand in this place", envelope.kind);
            return Err(Broken::new(BrokenRule::Genesis, words));
        }
        let body = Body::of(&envelope.kind, &Value::Object(body))?;
        if let Body::Request(request) = &body
            && !(1..=200).contains(&request.items.len())
        {
            let words = "a request has 1 to 200 items";
            return Err(Broken::new(BrokenRule::Types, words));
        }
        Ok(Self {
            at: envelope.at,
            by: envelope.by,
            body,
            nonce: envelope.nonce,
            policy: envelope.policy,
            seen: envelope.seen,
            text: envelope.text,
            workspace: envelope.workspace,
        })
    }
}

/// What keeps its form in every schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Who.
    pub by: String,
    /// The workspace, if it has its form.
    pub workspace: Uuid,
    /// What was seen; none at the beginning.
    pub seen: Option<Seen>,
    /// The rules after it; none at the beginning.
    pub policy: Option<Hash>,
}

/// An entry whose files fit together and whose signature is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The entry hash.
    pub hash: Hash,
    /// Its place and what it follows.
    pub link: Link,
    /// Who signed it.
    pub key: PublicKey,
    /// What every schema keeps.
    pub bound: Bound,
    /// The whole statement, as far as this schema reads it.
    pub statement: Result<Statement, Broken>,
}

/// Checks all of an entry that can be checked without the others.
///
/// # Errors
/// The rule of form that it breaks.
pub fn check_form(raw: &RawEntry) -> Result<Sealed, Broken> {
    read_form(raw, |files, signature| {
        signature
            .verify(&files.statement)
            .map_err(|error| Broken::new(BrokenRule::Signature, error.to_string()))?;
        canonical_of(&files.statement, "statement.json")
    })
}

/// Reads an entry that was checked whole before, without checking its
/// signature and its canonical form again. Its files still have to be those
/// that its link binds; whoever calls compares the hashes of the links with
/// the one that was kept, and believes nothing of this where they differ.
///
/// # Errors
/// The rule of form that it breaks.
pub fn reread_form(raw: &RawEntry) -> Result<Sealed, Broken> {
    read_form(raw, |files, _| {
        serde_json::from_slice(&files.statement).map_err(|error| {
            let words = format!("statement.json: it is no JSON: {error}");
            Broken::new(BrokenRule::Canonical, words)
        })
    })
}

fn read_form(
    raw: &RawEntry,
    statement: impl FnOnce(&RawFiles, &Signature) -> Result<Value, Broken>,
) -> Result<Sealed, Broken> {
    let files = match &raw.tree {
        RawTree::Files(files) => files,
        RawTree::Odd(words) => return Err(Broken::new(BrokenRule::Tree, words.clone())),
        RawTree::TooLarge(words) => return Err(Broken::new(BrokenRule::Size, words.clone())),
    };
    let first = raw.parents.is_empty();
    let link = link(files)?;
    let signature = Signature::decode(&files.signature)
        .map_err(|error| Broken::new(BrokenRule::SignatureForm, error.to_string()))?;
    let value = statement(files, &signature)?;
    let bound = bound(&value, first)?;
    Ok(Sealed {
        hash: Hash::of(&files.link),
        link,
        key: signature.key().clone(),
        bound,
        statement: Statement::read(value, first),
    })
}

fn canonical_of(bytes: &[u8], file: &str) -> Result<Value, Broken> {
    canonical::parse(bytes)
        .map_err(|error| Broken::new(BrokenRule::Canonical, format!("{file}: {error}")))
}

fn link(files: &RawFiles) -> Result<Link, Broken> {
    let value = canonical_of(&files.link, "link.json");
    let read = value.and_then(|value| exactly::<Link>(&value));
    let link = read.map_err(|broken| Broken::new(BrokenRule::Link, broken.detail))?;
    if link.v != 1 {
        let words = format!("version {} of a link is not known", link.v);
        return Err(Broken::new(BrokenRule::Link, words));
    }
    for (file, bytes, bound) in [
        ("statement.json", &files.statement, &link.statement),
        ("statement.sig", &files.signature, &link.signature),
    ] {
        if &Hash::of(bytes) != bound {
            let words = format!("{file} is not the one that link.json binds");
            return Err(Broken::new(BrokenRule::Link, words));
        }
    }
    Ok(link)
}

fn bound(value: &Value, first: bool) -> Result<Bound, Broken> {
    let missing = |name: &str| Broken::new(BrokenRule::Members, format!("`{name}` is missing"));
    let typed = |name: &str| {
        let words = format!("`{name}` has another type than the format gives it");
        Broken::new(BrokenRule::Types, words)
    };
    let text = |name: &str| {
        let member = value.get(name).ok_or_else(|| missing(name))?;
        member.as_str().ok_or_else(|| typed(name))
    };
    let (seen, policy) = if first {
        (None, None)
    } else {
        let seen = value.get("seen").ok_or_else(|| missing("seen"))?;
        let policy = Hash::parse(text("policy")?).ok_or_else(|| typed("policy"))?;
        (Some(exactly(seen)?), Some(policy))
    };
    Ok(Bound {
        by: text("by")?.to_owned(),
        workspace: Uuid::parse(text("workspace")?).ok_or_else(|| typed("workspace"))?,
        seen,
        policy,
    })
}
