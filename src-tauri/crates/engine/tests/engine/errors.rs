//! Codes, words and the wire.

use lockkeeper_contract::Retry;
use lockkeeper_domain::ids::PlanId;
use lockkeeper_engine::error::{EngineError, ErrorCode};
use lockkeeper_engine::ports::KeychainError;
use lockkeeper_engine::ports::{JournalError, Rejection, RepoError, TargetError};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../../../docs/errors.md");

fn row(code: ErrorCode) -> String {
    let retry = match code.retry() {
        Retry::Safe => "yes",
        Retry::AfterChange => "after a change",
        Retry::Replan => "with a new plan",
        Retry::Never => "no",
    };
    format!("| `{}` | {} | {retry} |", code.word(), code.sentence())
}

#[test]
fn the_page_of_errors_lists_exactly_the_codes_there_are() {
    let listed: Vec<&str> = PAGE.lines().filter(|l| l.starts_with("| `")).collect();
    let wanted: Vec<String> = ErrorCode::ALL.iter().map(|code| row(*code)).collect();
    assert_eq!(
        listed,
        wanted,
        "docs/errors.md should hold these rows:\n{}",
        wanted.join("\n")
    );
}

#[test]
fn every_code_has_its_own_word_in_kebab_case() {
    let words: BTreeSet<&str> = ErrorCode::ALL.iter().map(|c| c.word()).collect();
    assert_eq!(words.len(), ErrorCode::ALL.len());
    for word in words {
        let fine = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(word.chars().all(fine), "{word} is not in kebab case");
    }
}

#[test]
fn the_wire_tells_the_chain_once_and_the_message_never_again() {
    let source = TargetError::Repo {
        place: "infra, overlays/staging".into(),
        source: RepoError::Rejected {
            remote: "origin".into(),
            reason: Rejection::Hook,
            detail: "remote: no merges on Friday\nremote: no merges on Friday\n".into(),
        },
    };
    let wire = EngineError::write_place("staging")(source).to_wire("op-7");
    assert_eq!(wire.code, "repo-hook");
    assert_eq!(wire.message, "staging could not be changed.");
    assert_eq!(
        wire.detail,
        [
            "infra, overlays/staging could not be used",
            "origin refused the push: a hook refused it",
            "remote: no merges on Friday",
        ]
    );
    assert_eq!(wire.retry, Retry::AfterChange);
    assert_eq!(wire.op_id, "op-7");
    assert_eq!(wire.subject.as_deref(), Some("staging"));
}

#[test]
fn what_was_looked_up_decides_between_a_missing_plan_and_a_missing_run() {
    let missing = || JournalError::NotFound { what: "it".into() };
    let plan = EngineError::OpenPlan {
        plan: PlanId::new("p-1"),
        source: missing(),
    };
    assert_eq!(plan.code(), ErrorCode::PlanNotFound);
    let run = EngineError::journal("list the runs")(missing());
    assert_eq!(run.code(), ErrorCode::RunNotFound);
}

#[test]
fn a_mistake_in_the_workspace_file_keeps_its_line_and_column() {
    let wire = EngineError::WorkspaceFile {
        path: "lockkeeper.toml".into(),
        problems: vec!["12:5: unknown key `servce`; did you mean `service`?".into()],
    }
    .to_wire("op-1");
    assert_eq!(wire.code, "workspace-file");
    assert_eq!(wire.subject.as_deref(), Some("lockkeeper.toml"));
    assert_eq!(
        wire.detail,
        ["12:5: unknown key `servce`; did you mean `service`?"]
    );
}

#[test]
fn every_refusal_of_a_keychain_is_a_sentence() {
    let name = || "key/SHA256:abc".to_owned();
    let refusals = [
        KeychainError::NoBus,
        KeychainError::NoService,
        KeychainError::Locked,
        KeychainError::Dismissed,
        KeychainError::TimedOut { seconds: 5 },
        KeychainError::Absent { name: name() },
        KeychainError::Ambiguous {
            name: name(),
            count: 2,
        },
        KeychainError::NotText { name: name() },
        KeychainError::TooLarge {
            bytes: 2_561,
            most: 2_560,
        },
        KeychainError::WrongOwner,
        KeychainError::Unavailable {
            detail: "its own words".to_owned(),
        },
    ];
    let sentences: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(sentences.join("\n"), @r"
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
