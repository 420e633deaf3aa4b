//! Codes, words and the wire.

use lockkeeper_contract::Retry;
use lockkeeper_domain::ids::PlanId;
use lockkeeper_engine::error::{EngineError, ErrorCode};
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
