//! The kinds of statements, and the reading of a body by its kind.

use super::body::{
    Adopt, Approval, BreakGlass, Checkpoint, Delegation, Finish, Freeze, Incident, Note, Proposal,
    Rejection, Release, Request, Rotation, Start, Thaw, Tick, Withdrawal, Yank,
};
use super::fault::{Broken, BrokenRule};
use super::same::is_written_as;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($body:ty) = $word:literal),+ $(,)?) => {
        /// What a statement is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind),+
        }

        /// A statement's body, read.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Body {
            $($(#[$doc])* $kind($body)),+
        }

        impl Kind {
            /// All of them, in the order of the format.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The word in a statement.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word),+
                }
            }

            /// The kind of that word.
            #[must_use]
            pub fn of_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$kind),)+
                    _ => None,
                }
            }
        }

        impl Body {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind),+
                }
            }

            /// As the value that stands in a statement.
            ///
            /// # Panics
            /// Never: a body holds only what JSON can hold.
            #[must_use]
            pub fn to_value(&self) -> Value {
                let value = match self {
                    $(Self::$kind(body) => serde_json::to_value(body)),+
                };
                value.expect("a body is JSON")
            }

            /// As JSON text, to be read by this program again.
            pub(super) fn to_json(&self) -> Vec<u8> {
                let text = match self {
                    $(Self::$kind(body) => serde_json::to_vec(body)),+
                };
                text.expect("a body is JSON")
            }

            /// Reads what [`Body::to_json`] wrote.
            pub(super) fn of_json(kind: Kind, text: &[u8]) -> Option<Self> {
                match kind {
                    $(Kind::$kind => serde_json::from_slice(text).ok().map(Self::$kind)),+
                }
            }

            /// Reads the body of a kind, exactly.
            pub(super) fn read(kind: Kind, value: &Value) -> Result<Self, Broken> {
                match kind {
                    $(Kind::$kind => exactly::<$body>(value).map(Self::$kind)),+
                }
            }
        }
    };
}

kinds! {
    /// The ledger begins.
    Genesis(Proposal) = "genesis",
    /// New rules are proposed.
    Policy(Proposal) = "policy",
    /// A device key may speak for a person.
    Delegation(Delegation) = "delegation",
    /// A version was cut.
    Release(Release) = "release",
    /// A version must not be used.
    Yank(Yank) = "yank",
    /// A promotion or a rollback is demanded.
    Request(Request) = "request",
    /// A person says yes.
    Approval(Approval) = "approval",
    /// A person says no.
    Rejection(Rejection) = "rejection",
    /// An author takes something back.
    Withdrawal(Withdrawal) = "withdrawal",
    /// Gates are passed with a reason.
    BreakGlass(BreakGlass) = "break-glass",
    /// A run begins.
    Start(Start) = "start",
    /// A run is over.
    Finish(Finish) = "finish",
    /// The line is stopped.
    Freeze(Freeze) = "freeze",
    /// A freeze ends early.
    Thaw(Thaw) = "thaw",
    /// What runs without a record is accepted.
    Adopt(Adopt) = "adopt",
    /// A secret was changed.
    Rotation(Rotation) = "rotation",
    /// Something is broken, or mended.
    Incident(Incident) = "incident",
    /// A line of a checklist was done.
    Tick(Tick) = "tick",
    /// Binds what its author has seen.
    Checkpoint(Checkpoint) = "checkpoint",
    /// Words for the record.
    Note(Note) = "note",
}

impl Body {
    /// The body of a kind by its word, exactly.
    ///
    /// # Errors
    /// An unknown kind, or a member that is not as the format has it.
    pub fn of(kind: &str, value: &Value) -> Result<Self, Broken> {
        let known = Kind::of_word(kind);
        let words = || Broken::new(BrokenRule::Kind, format!("the kind `{kind}` is not known"));
        Self::read(known.ok_or_else(words)?, value)
    }
}

impl Kind {
    /// Must have seen the entry just before it: judged and signed again after
    /// a race that was lost.
    #[must_use]
    pub const fn bound_to_newest(self) -> bool {
        matches!(
            self,
            Self::Start | Self::Policy | Self::Thaw | Self::BreakGlass
        )
    }

    /// Holds somebody back or changes the rules: whoever could drop the newest
    /// entries unnoticed would drop these, until a later statement has seen them.
    #[must_use]
    pub const fn must_be_seen(self) -> bool {
        matches!(
            self,
            Self::Policy | Self::Rejection | Self::Withdrawal | Self::Freeze
        )
    }

    /// May also be signed by a delegated device key or a machine's key.
    #[must_use]
    pub const fn operational(self) -> bool {
        matches!(
            self,
            Self::Release | Self::Start | Self::Finish | Self::Rotation | Self::Checkpoint
        )
    }
}

const OTHER_TYPE: &str = "a value has another type than the format gives it";

/// Reads a value that must hold exactly the members of `T`. A struct would
/// also be read from an array; writing it again shows that it was none.
pub(super) fn exactly<T: DeserializeOwned + Serialize>(value: &Value) -> Result<T, Broken> {
    let read = T::deserialize(value).map_err(|error| {
        let words = error.to_string();
        let members = words.starts_with("missing field") || words.starts_with("unknown field");
        if members {
            let words = format!("a member is missing, or one too many: {words}");
            return Broken::new(BrokenRule::Members, words);
        }
        Broken::new(BrokenRule::Types, format!("{OTHER_TYPE}: {words}"))
    })?;
    let same = || serde_json::to_value(&read).is_ok_and(|again| &again == value);
    if is_written_as(&read, value) || same() {
        Ok(read)
    } else {
        Err(Broken::new(BrokenRule::Types, OTHER_TYPE))
    }
}
