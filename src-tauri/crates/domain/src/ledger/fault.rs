//! Why an entry breaks the ledger, or is without effect.

use std::fmt;

macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant),+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word in documents.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// A rule of form that an entry breaks; nothing from it on counts.
    BrokenRule {
        /// The commit has other parents than the entry before it.
        Parents = "parents",
        /// The tree holds other than the three files.
        Tree = "tree",
        /// A file is larger than 1 MiB.
        Size = "size",
        /// `link.json` does not bind what it must.
        Link = "link",
        /// The statement is not canonical JSON.
        Canonical = "canonical",
        /// A member is missing, or one too many.
        Members = "members",
        /// A value has another type.
        Types = "types",
        /// The signature is not in the one form.
        SignatureForm = "signature_form",
        /// The signature is not over this statement by this key.
        Signature = "signature",
        /// The key was never listed or delegated for the author.
        Key = "key",
        /// The statement belongs to another workspace.
        Workspace = "workspace",
        /// What the author says to have seen is not there.
        Seen = "seen",
        /// The rules are not those after what was seen.
        Policy = "policy",
        /// A version of the form that is not known.
        Version = "version",
        /// A kind that is not known, or out of its place.
        Kind = "kind",
        /// The beginning has no valid rules, or is by none of their admins.
        Genesis = "genesis",
    }
}

words! {
    /// Why an authentic entry is without effect.
    VoidReason {
        /// Signed before the newest entry was seen.
        NotNewest = "stale_seen",
        /// The nonce or the statement stood here before.
        Repeated = "repeated_nonce",
        /// Dated before what its author had seen.
        Backdated = "backdated",
        /// The key is no longer listed for its author.
        RemovedKey = "removed_key",
        /// The delegation of the key is over.
        DelegationEnded = "delegation_ended",
        /// This kind needs a person's own key.
        NotOwnKey = "not_own_key",
        /// The policy does not give this machine or device that power.
        MayNot = "may",
        /// The device key was not delegated for this kind.
        DelegationKinds = "delegation_kinds",
        /// The author does not hold the role.
        Role = "role",
        /// The author is no admin.
        NotAdmin = "not_admin",
        /// The version does not follow the one in force.
        PolicyVersion = "policy_version",
        /// The proposed rules are not valid.
        RulesInvalid = "rules_invalid",
        /// The delegated key is malformed.
        KeyMalformed = "key_malformed",
        /// The delegated key is somebody's.
        KeyListed = "key_listed",
        /// A kind that cannot be delegated.
        DelegatedKinds = "kinds",
        /// The delegation does not end within 90 days.
        Until = "until",
        /// The end lies in the past or too far ahead.
        Expires = "expires",
        /// The lease does not end within a day.
        Lease = "lease",
        /// Neither promotion nor rollback.
        Direction = "direction",
        /// An outcome that is none.
        Outcome = "outcome",
        /// There is no such environment.
        Environment = "to_unknown",
        /// A service stands twice.
        ServiceTwice = "item_twice",
        /// The id was used before.
        IdUsed = "id_used",
        /// There is no such lane.
        Lane = "lane_unknown",
        /// It never finished there, nor was adopted.
        NotLiveBefore = "not_rolled_back_to",
        /// The entry it names is not there, void, or of another kind.
        Subject = "subject",
        /// The request it names is not there, or void.
        RequestUnknown = "request_unknown",
        /// The start it names is not there, or void.
        StartUnknown = "start_unknown",
        /// The freeze it names is not there, or void.
        FreezeUnknown = "freeze_unknown",
        /// The entry it is about is closed.
        Closed = "not_open",
        /// Signed without having seen what it is about.
        SubjectUnseen = "seen_before_subject",
        /// It repeats something else than the body it is about.
        WhatDiffers = "what_differs",
        /// Nobody decides on their own.
        OwnRequest = "self_approval",
        /// Only its author can take it back.
        NotAuthor = "not_author",
        /// A gate that may not be broken.
        NotBreakable = "gates_not_breakable",
        /// Approvals are missing.
        Approvals = "approvals",
        /// A freeze is in force.
        Frozen = "frozen",
        /// The fence is not the entry's own number.
        Fence = "fence",
        /// Somebody else is at it.
        Leased = "lease_held",
        /// The start is finished already.
        Finished = "start_finished",
        /// The run belongs to somebody else, whose lease is alive.
        NotHolder = "not_holder",
    }
}

/// An entry that breaks the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The rule.
    pub rule: BrokenRule,
    /// In words.
    pub detail: String,
}

impl Broken {
    /// A rule with words to it.
    #[must_use]
    pub fn new(rule: BrokenRule, detail: impl Into<String>) -> Self {
        Self {
            rule,
            detail: detail.into(),
        }
    }
}

/// An entry without effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    /// The reason.
    pub reason: VoidReason,
    /// In words.
    pub detail: String,
}

impl Void {
    /// A reason with words to it.
    #[must_use]
    pub fn new(reason: VoidReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}
