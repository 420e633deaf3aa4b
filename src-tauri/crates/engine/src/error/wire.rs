//! The one place where an error becomes what the clients see.

use super::EngineError;
use crate::ports::{BookError, JournalError, RepoError, SignerError};
use lockkeeper_contract::WireError;
use lockkeeper_domain::refusal::Refusal;
use std::error::Error;

impl EngineError {
    /// The error as the clients see it. The chain of causes and the vendor's
    /// words go to `detail`; the message is not repeated there.
    #[must_use]
    pub fn to_wire(&self, op_id: &str) -> WireError {
        let message = self.to_string();
        let mut detail = Vec::new();
        let lines = own_lines(self).into_iter().chain(chain_lines(self));
        for line in lines {
            if !line.is_empty() && line != message && !detail.contains(&line) {
                detail.push(line);
            }
        }
        WireError {
            code: self.code().word().to_owned(),
            message,
            detail,
            retry: self.retry(),
            op_id: op_id.to_owned(),
            subject: self.subject(),
        }
    }
}

/// What a variant knows beyond its message.
fn own_lines(error: &EngineError) -> Vec<String> {
    match error {
        EngineError::WorkspaceFile { problems, .. } => problems.clone(),
        EngineError::PlanStale { why, .. } => vec![why.clone()],
        EngineError::ConfirmationDiffers { expected } => vec![format!("Type {expected}.")],
        EngineError::LeaseLost { why } => vec![format!(
            "The reason: {why}. Continue it, and it starts anew where the ledger lets it."
        )],
        EngineError::Unverified { causes, .. } | EngineError::NotStarted { causes, .. } => {
            causes.clone()
        }
        EngineError::LedgerStopped { why, help, .. } => {
            std::iter::once(why).chain(help).cloned().collect()
        }
        EngineError::LedgerForked {
            number,
            head,
            theirs,
        } => {
            let theirs = theirs.as_ref();
            let shown = theirs.map(|hash| format!("The remote shows: {hash}."));
            let agree = "`lockkeeper ledger adopt HASH --dry-run` shows what agreeing to one of \
                         them would take over; the admins agree on which.";
            let lines = std::iter::once(verified(*number, head)).chain(shown);
            lines.chain([agree.to_owned()]).collect()
        }
        EngineError::LedgerRewound { number, head } => vec![
            verified(*number, head),
            "`lockkeeper ledger restore` pushes the newer one back.".to_owned(),
        ],
        EngineError::Refused { refusals } => refusals.iter().flat_map(refusal_lines).collect(),
        _ => Vec::new(),
    }
}

fn verified(number: usize, head: &str) -> String {
    format!("Verified here: entry {number}, {head}.")
}

/// A refusal with its lines and what helps.
fn refusal_lines(refusal: &Refusal) -> Vec<String> {
    let mut lines = vec![refusal.text.clone()];
    lines.extend(refusal.lines.iter().map(|line| format!("  {line}")));
    lines.extend(refusal.hint.clone());
    lines
}

/// The causes, outermost first, each followed by the vendor's words.
fn chain_lines(error: &EngineError) -> Vec<String> {
    let mut lines = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        lines.push(error.to_string());
        lines.extend(vendor_words(error).lines().map(|l| l.trim_end().to_owned()));
        cause = error.source();
    }
    lines
}

/// The vendor's own words, which adapters have freed of secrets; those that
/// stand in the message of the cause are not repeated.
fn vendor_words<'a>(error: &'a (dyn Error + 'static)) -> &'a str {
    if let Some(error) = error.downcast_ref::<RepoError>() {
        return error.detail();
    }
    if let Some(error) = error.downcast_ref::<BookError>() {
        return error.detail();
    }
    if let Some(SignerError::Unavailable { detail, .. }) = error.downcast_ref::<SignerError>() {
        return detail;
    }
    match error.downcast_ref::<JournalError>() {
        Some(JournalError::Unavailable { detail }) => detail,
        _ => "",
    }
}
