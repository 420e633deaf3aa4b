//! The codes there are.

use super::Retry;

/// Defines the codes with their words, their sentences and what trying again
/// means, so that none can be forgotten.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $retry:ident, $sentence:literal;)+) => {
        /// What happened, as a stable word. A new one is added only when a
        /// person has to do something different.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ErrorCode { $($(#[$doc])* $name,)+ }

        impl ErrorCode {
            /// Every code, in the order of docs/errors.md.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word, as on the wire.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What it means and what helps, in one or two sentences.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }

            /// What trying again means.
            #[must_use]
            pub const fn retry(self) -> Retry {
                match self { $(Self::$name => Retry::$retry,)+ }
            }
        }
    };
}

codes! {
    /// No workspace is open.
    NoWorkspace = "no-workspace", AfterChange,
        "No workspace is open. Open one, or make one with `lockkeeper init`.";
    /// The workspace file has mistakes.
    WorkspaceFile = "workspace-file", AfterChange,
        "The workspace file has mistakes. Each is listed with its line and column.";
    /// A name is not in the workspace.
    UnknownName = "unknown-name", AfterChange,
        "There is nothing of that name in the workspace.";
    /// A repository, ref or revision does not exist.
    RepoNotFound = "repo-not-found", AfterChange,
        "The repository, or a branch, tag or commit in it, does not exist.";
    /// The remote cannot be reached.
    RepoUnavailable = "repo-unavailable", Safe,
        "The remote could not be reached in time. Check the network and try again.";
    /// The remote does not accept who we are.
    RepoUnauthorized = "repo-unauthorized", AfterChange,
        "The remote did not accept who you are. Check your key or credentials with git.";
    /// The remote refused the push.
    RepoRejected = "repo-rejected", Replan,
        "The remote refused the push, most often because it has moved on. Plan again.";
    /// The branch or tag is protected.
    RepoProtected = "repo-protected", AfterChange,
        "The branch or tag is protected on the remote. Somebody has to allow the push there.";
    /// A hook refused it.
    RepoHook = "repo-hook", AfterChange,
        "A hook refused the change. Its words say what it wants.";
    /// History is not whole.
    RepoIncomplete = "repo-incomplete", AfterChange,
        "The history is not whole, so no answer would be right. Fetch the rest of it.";
    /// Something is in the way.
    RepoBlocked = "repo-blocked", AfterChange,
        "Another program holds a lock, or a file or a setting is in the way. The details name it.";
    /// The disk is full, or may not be written.
    RepoUnwritable = "repo-unwritable", AfterChange,
        "The disk is full, or a folder may not be written. Make room or allow it, then go on.";
    /// The repository cannot be understood.
    RepoMalformed = "repo-malformed", Never,
        "The repository is damaged, or git answered something unknown.";
    /// A ref moved meanwhile.
    RepoConflict = "repo-conflict", Replan,
        "A branch or tag is not where it was when the plan was made. Plan again.";
    /// Two branches changed the same lines.
    RepoUnmerged = "repo-unmerged", AfterChange,
        "Two branches changed the same lines. Decide in the files that are named, then continue.";
    /// Signing did not work.
    RepoSigning = "repo-signing", AfterChange,
        "The tag could not be signed. Check that git can sign with your key.";
    /// The file or value of a place does not exist.
    PlaceNotFound = "place-not-found", AfterChange,
        "The file of the environment, or the value in it, does not exist.";
    /// A place holds another value.
    PlaceConflict = "place-conflict", Replan,
        "The environment holds another value than the plan expected. Plan again.";
    /// The file of a place cannot be understood.
    PlaceMalformed = "place-malformed", AfterChange,
        "The file of the environment could not be understood.";
    /// The journal cannot be written.
    JournalUnavailable = "journal-unavailable", Safe,
        "The journal could not be written, so nothing further was done. Check the disk.";
    /// The journal cannot be read.
    JournalMalformed = "journal-malformed", Never,
        "The journal is damaged. It is kept as it is; nothing further was done.";
    /// The journal is of a newer program.
    JournalNewer = "journal-newer", AfterChange,
        "The journal was written by a newer version of this program. Use that one.";
    /// There is no such plan.
    PlanNotFound = "plan-not-found", Replan,
        "There is no such plan. Plan again.";
    /// The plan has a run.
    PlanUsed = "plan-used", Replan,
        "The plan was started already, and a plan is started once. Plan again.";
    /// The facts under the plan are old.
    PlanStale = "plan-stale", Replan,
        "The facts under the plan are too old. Plan again with fresh ones.";
    /// There is no such run.
    RunNotFound = "run-not-found", Never,
        "There is no such run.";
    /// Somebody works on it.
    RunHeld = "run-held", Safe,
        "Another run of the same subject has not ended, or another process works on it.";
    /// Somebody else has taken over.
    RunFenced = "run-fenced", Never,
        "Another process has taken over the run. This one stopped before its next effect.";
    /// Its lease in the ledger is over.
    LeaseLost = "lease-lost", AfterChange,
        "The run lost its lease in the ledger. Continue it, and it starts anew where the ledger lets it.";
    /// The run has ended.
    RunEnded = "run-ended", Never,
        "The run has ended. What it did is listed with it.";
    /// Another text was typed.
    ConfirmationDiffers = "confirmation-differs", AfterChange,
        "The text typed is not the one the plan asks for.";
    /// It may not be done now.
    Refused = "refused", AfterChange,
        "It cannot be done now. All reasons are listed.";
    /// The ledger cannot be trusted.
    LedgerBroken = "ledger-broken", Never,
        "The ledger is broken from an entry on, and nothing from there counts. An admin heals it.";
    /// The ledger is another one than before.
    LedgerForked = "ledger-forked", Never,
        "The remote shows another ledger than the one verified here. Compare the two heads.";
    /// The remote shows less of the ledger than before.
    LedgerRewound = "ledger-rewound", Never,
        "The remote shows an older copy of the ledger than the one verified here. `lockkeeper ledger restore` pushes the newer one back.";
    /// The key asks for its passphrase.
    KeyLocked = "key-locked", AfterChange,
        "The key needs its passphrase, or the one given does not open it.";
    /// No key here is anybody's.
    KeyNotFound = "key-not-found", AfterChange,
        "No key on this machine is listed for a person of the workspace, or it may not sign.";
    /// Signing was declined.
    SigningDeclined = "signing-declined", AfterChange,
        "Signing was declined. Nothing was written.";
    /// The keeper of the key does not answer.
    KeyUnavailable = "key-unavailable", Safe,
        "The agent, the keychain or the security key did not answer in time.";
    /// Settings or caches cannot be used.
    Settings = "settings", Safe,
        "The settings or the kept facts could not be used. Check the disk.";
    /// The question was not understood.
    Usage = "usage", AfterChange,
        "What was asked was not understood.";
}
