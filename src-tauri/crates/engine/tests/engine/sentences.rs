//! Every error as a person reads it. Each is made from the one before it, so
//! that a new one does not compile without a line here and in its snapshot.

use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::ledger::Hash;
use lockkeeper_domain::refusal::refused;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::{
    BookError, CacheError, JournalError, KeychainError, LedgerPin, PinError, Rejection, RepoError,
    SettingsError, SignerError, TargetError, Undecided,
};
use std::fmt::Display;
use std::iter::successors;

/// A line each.
fn lines<T: Display>(first: T, after: impl FnMut(&T) -> Option<T>) -> String {
    let all = successors(Some(first), after);
    all.map(|one| one.to_string())
        .collect::<Vec<_>>()
        .join("\n")
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn missing() -> JournalError {
    JournalError::NotFound {
        what: s("the plan p-1"),
    }
}

fn locked() -> RepoError {
    RepoError::Blocked {
        what: s("the lock of another git"),
        detail: s("fatal: index.lock exists"),
    }
}

#[test]
fn every_error_of_a_use_case_is_a_sentence_with_what_was_not_done() {
    let all = successors(Some(EngineError::NoWorkspace), after_engine);
    let told = all.map(|error| {
        let wire = error.to_wire("op-1");
        let detail = wire.detail.iter().map(|line| format!("\n  {line}"));
        format!("{}{}", wire.message, detail.collect::<String>())
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

fn after_engine(error: &EngineError) -> Option<EngineError> {
    use EngineError as E;
    let (run, plan, place) = (RunId::from("r-1"), PlanId::from("p-1"), "api in staging");
    let (what, wish, holder) = ("service", "continued", s("another process"));
    let head = |name: &str| Hash::of(name.as_bytes()).to_string();
    Some(match error {
        E::NoWorkspace => mistaken(),
        E::WorkspaceFile { .. } => unknown(what),
        E::Unknown { .. } => E::read_repo("shop")(locked()),
        E::ReadRepo { .. } => E::write_repo("shop")(locked()),
        E::WriteRepo { .. } => E::write_repo("shop")(RepoError::Unmerged(undecided())),
        E::Undecided { .. } => E::read_place(place)(no_value()),
        E::ReadPlace { .. } => E::write_place(place)(other_value()),
        E::WritePlace { .. } => opened(plan),
        E::OpenPlan { .. } => begun(plan),
        E::StartRun { .. } => stale(),
        E::PlanStale { .. } => unconfirmed("production"),
        E::ConfirmationDiffers { .. } => E::open_run(&run)(missing()),
        E::OpenRun { .. } => E::write_run(&run)(JournalError::Fenced),
        E::WriteRun { .. } => unverified(),
        E::Unverified { .. } => E::RunHeld { run, holder },
        E::RunHeld { .. } => E::RunEnded { run, wish },
        E::RunEnded { .. } => unlisted(),
        E::Journal { .. } => not_started(41),
        E::LeaseLost { .. } => refused(),
        E::NotStarted { .. } => lost("its lease ended at 2026-11-22T14:00:00Z"),
        E::Refused { .. } => E::from(SettingsError { detail: words() }),
        E::Settings { .. } => E::from(CacheError { detail: words() }),
        E::Cache { .. } => unwritten(BookError::Moved),
        E::Ledger { .. } => stopped(42),
        E::LedgerStopped { .. } => forked(41, head("forked")),
        E::LedgerForked { .. } => rewound(41, head("rewound")),
        E::LedgerRewound { .. } => E::from(PinError::Back { known: pin() }),
        E::LedgerPin { .. } => E::signing(SignerError::WrongPassphrase),
        E::Signing { .. } => usage("--at-least takes NUMBER:HASH."),
        E::Usage { .. } => return None,
    })
}

fn words() -> String {
    s("the database's words")
}

fn unknown(what: &'static str) -> EngineError {
    let name = s("apy");
    EngineError::Unknown { what, name }
}

fn opened(plan: PlanId) -> EngineError {
    let source = missing();
    EngineError::OpenPlan { plan, source }
}

fn begun(plan: PlanId) -> EngineError {
    let source = used();
    EngineError::StartRun { plan, source }
}

fn unconfirmed(expected: &str) -> EngineError {
    let expected = s(expected);
    EngineError::ConfirmationDiffers { expected }
}

const fn unwritten(source: BookError) -> EngineError {
    let wish = "written";
    EngineError::Ledger { wish, source }
}

fn stopped(at: usize) -> EngineError {
    EngineError::LedgerStopped {
        at,
        why: s("it is 2 h later than the clock here"),
        help: Some(s("Set the clock of this machine.")),
    }
}

fn not_started(entry: usize) -> EngineError {
    EngineError::NotStarted {
        entry,
        code: ErrorCode::Refused,
        causes: vec![s("lee has started something there with entry 43.")],
    }
}

fn lost(why: &str) -> EngineError {
    let why = s(why);
    EngineError::LeaseLost { why }
}

fn forked(number: usize, head: String) -> EngineError {
    let theirs = Some(s("7f3a\u{2026}"));
    EngineError::LedgerForked {
        number,
        head,
        theirs,
    }
}

const fn rewound(number: usize, head: String) -> EngineError {
    EngineError::LedgerRewound { number, head }
}

fn usage(text: &str) -> EngineError {
    let text = s(text);
    EngineError::Usage { text }
}

fn mistaken() -> EngineError {
    EngineError::WorkspaceFile {
        path: s("lockkeeper.toml"),
        problems: vec![s("12:5: unknown key `servce`; did you mean `service`?")],
    }
}

fn stale() -> EngineError {
    EngineError::PlanStale {
        plan: "p-1".into(),
        why: s("Its facts are 7 minutes old, and 5 is the most."),
    }
}

fn unverified() -> EngineError {
    EngineError::Unverified {
        code: ErrorCode::RepoUnavailable,
        causes: vec![s("origin could not be reached")],
    }
}

fn unlisted() -> EngineError {
    let detail = s("disk I/O error");
    EngineError::journal("list the runs")(JournalError::Unavailable { detail })
}

fn refused() -> EngineError {
    EngineError::Refused {
        refusals: vec![refused::yanked("1.9.0")],
    }
}

fn used() -> JournalError {
    JournalError::Used {
        what: s("run r-1 was started from it"),
    }
}

fn no_value() -> TargetError {
    TargetError::NotFound {
        what: s("`image.tag` in api.yaml"),
    }
}

fn other_value() -> TargetError {
    TargetError::Conflict {
        place: s("api.yaml"),
        found: s("1.8.0"),
        expected: s("1.9.0"),
    }
}

fn undecided() -> Box<Undecided> {
    Box::new(Undecided {
        branch: s("main"),
        from: s("feature/cart"),
        folder: s("/src/shop"),
        files: vec![s("cart.rs"), s("till.rs")],
    })
}

fn pin() -> Box<LedgerPin> {
    Box::new(LedgerPin {
        number: 41,
        hash: Hash::of(b"pin"),
        commit: "a".repeat(40),
        policy: 3,
    })
}

#[test]
fn every_error_of_a_repository_is_a_clause() {
    let first = RepoError::NotFound {
        what: s("the branch `main`"),
    };
    insta::assert_snapshot!(lines(first, after_repo));
}

fn after_repo(error: &RepoError) -> Option<RepoError> {
    use RepoError as E;
    let (what, remote, detail) = (s("the branch `main`"), s("origin"), s("git's words"));
    let rejected = |reason| E::Rejected {
        remote: s("origin"),
        reason,
        detail: s("git's words"),
    };
    Some(match error {
        E::NotFound { .. } => E::Conflict { what, detail },
        E::Conflict { .. } => rejected(Rejection::NotFastForward),
        E::Rejected { reason, .. } => match reason {
            Rejection::NotFastForward => rejected(Rejection::Protected),
            Rejection::Protected => rejected(Rejection::Hook),
            Rejection::Hook => rejected(Rejection::Other),
            Rejection::Other => E::Unauthorized { remote, detail },
        },
        E::Unauthorized { .. } => E::Unavailable { remote, detail },
        E::Unavailable { .. } => E::Incomplete {
            what: s("the history is shallow: fetch the rest with `git fetch --unshallow`"),
        },
        E::Incomplete { .. } => E::Unwritable {
            why: s("the disk is full"),
            detail,
        },
        E::Unwritable { .. } => locked(),
        E::Blocked { .. } => E::Unmerged(undecided()),
        E::Unmerged(_) => E::Hook {
            name: s("commit-msg"),
            detail: s("no work on Friday"),
        },
        E::Hook { .. } => E::Signing { detail },
        E::Signing { .. } => E::Malformed { what, detail },
        E::Malformed { .. } => return None,
    })
}

#[test]
fn every_error_of_a_place_is_a_clause() {
    let first = TargetError::Repo {
        place: s("api.yaml"),
        source: locked(),
    };
    insta::assert_snapshot!(lines(first, |error| {
        use TargetError as E;
        Some(match error {
            E::Repo { .. } => no_value(),
            E::NotFound { .. } => other_value(),
            E::Conflict { .. } => E::Malformed {
                what: s("the key version is there twice"),
            },
            E::Malformed { .. } => E::Unclear {
                why: s("two entries of api.yaml are named api: name one by its path"),
            },
            E::Unclear { .. } => return None,
        })
    }));
}

#[test]
fn every_error_of_the_journal_is_a_clause() {
    insta::assert_snapshot!(lines(missing(), |error| {
        use JournalError as E;
        let detail = words();
        Some(match error {
            E::NotFound { .. } => used(),
            E::Used { .. } => E::Held {
                what: s("run r-1 holds api in staging"),
            },
            E::Held { .. } => E::Fenced,
            E::Fenced => E::Unavailable { detail },
            E::Unavailable { .. } => E::Newer { detail },
            E::Newer { .. } => E::Malformed { detail },
            E::Malformed { .. } => return None,
        })
    }));
}

#[test]
fn every_error_of_the_ledgers_repository_is_a_clause() {
    insta::assert_snapshot!(lines(BookError::Moved, |error| {
        use BookError as E;
        let detail = s("git's words");
        Some(match error {
            E::Moved => E::NotFound(s("the branch lockkeeper/ledger")),
            E::NotFound(_) => E::Refused(s("the history is shallow")),
            E::Refused(_) => E::Unauthorized { detail },
            E::Unauthorized { .. } => E::Rejected { detail },
            E::Rejected { .. } => E::Unavailable { detail },
            E::Unavailable { .. } => E::Unwritable {
                why: s("the disk is full"),
                detail,
            },
            E::Unwritable { .. } => E::Malformed { detail },
            E::Malformed { .. } => return None,
        })
    }));
}

#[test]
fn every_error_of_what_was_verified_is_a_clause() {
    let first = PinError::Back { known: pin() };
    insta::assert_snapshot!(lines(first, |error| {
        use PinError as E;
        let detail = words();
        Some(match error {
            E::Back { .. } => E::Unavailable { detail },
            E::Unavailable { .. } => E::Malformed { detail },
            E::Malformed { .. } => return None,
        })
    }));
}

#[test]
fn every_error_of_a_key_is_a_clause() {
    let first = SignerError::NotFound(s("SHA256:abc"));
    insta::assert_snapshot!(lines(first, |error| {
        use SignerError as E;
        Some(match error {
            E::NotFound(_) => E::Unlisted {
                key: s("no key here is"),
                whom: "anybody in the rules in force",
            },
            E::Unlisted { .. } => E::Locked,
            E::Locked => E::WrongPassphrase,
            E::WrongPassphrase => E::Declined,
            E::Declined => E::Unfit(s("an RSA key has at least 3072 bits")),
            E::Unfit(_) => E::Unavailable {
                what: s("ssh-keygen"),
                detail: s("its words"),
            },
            E::Unavailable { .. } => return None,
        })
    }));
}

#[test]
fn every_error_of_a_keychain_is_a_clause_with_what_helps() {
    insta::assert_snapshot!(lines(KeychainError::NoBus, |error| {
        use KeychainError as E;
        let name = s("key/SHA256:abc");
        Some(match error {
            E::NoBus => E::NoService,
            E::NoService => E::Locked,
            E::Locked => E::Dismissed,
            E::Dismissed => E::TimedOut { seconds: 5 },
            E::TimedOut { .. } => E::Absent { name },
            E::Absent { .. } => E::Ambiguous { name, count: 2 },
            E::Ambiguous { .. } => E::NotText { name },
            E::NotText { .. } => E::TooLarge { bytes: 2_561, most: 2_560 },
            E::TooLarge { .. } => E::WrongOwner,
            E::WrongOwner => E::Unavailable { detail: s("its own words") },
            E::Unavailable { .. } => return None,
        })
    }), @r"
    no desktop session runs here, so there is no keychain
    this desktop has no keychain: no program offers `org.freedesktop.secrets`
    the keychain is locked
    the keychain stayed locked, because its prompt was closed
    the keychain did not answer within 5 s: answer its prompt, then try again
    the keychain has no `key/SHA256:abc`
    the keychain has 2 entries named `key/SHA256:abc`, and which one is meant is unknown
    what the keychain has as `key/SHA256:abc` is no text, so it was put there by another program
    2561 bytes are more than the 2560 that a keychain keeps
    the keychain that answers belongs to another user, so it was not used
    the keychain cannot be used
    ");
}
