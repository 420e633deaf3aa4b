//! The one way a command answers: in a span of its own, with the one error.

use jiff::Timestamp;
use lockkeeper_contract::WireError;
use lockkeeper_domain::version::Version;
use lockkeeper_engine::error::EngineError;
use std::future::Future;
use tracing::Instrument;
use uuid::Uuid;

/// Does the work of a command under a fresh operation id, which the log and
/// the error share.
pub async fn answer<T>(
    command: &'static str,
    work: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, WireError> {
    let op_id = fresh();
    let span = tracing::info_span!("command", command, %op_id);
    let done = work.instrument(span.clone()).await;
    done.map_err(|error| {
        let _inside = span.enter();
        tracing::warn!(code = error.code().word(), %error, "the command failed");
        error.to_wire(&op_id)
    })
}

/// An error outside of any command, as the window is told of it.
pub fn told(error: &EngineError) -> WireError {
    let op_id = fresh();
    tracing::warn!(%op_id, code = error.code().word(), %error, "this failed");
    error.to_wire(&op_id)
}

/// A name that nothing else has.
pub fn fresh() -> String {
    Uuid::new_v4().simple().to_string()
}

/// A version as the window sends it.
pub fn version(text: &str) -> Result<Version, EngineError> {
    text.parse().map_err(|_| EngineError::Usage {
        text: format!("`{text}` is not a version."),
    })
}

/// A moment as the window sends it; an empty one is now.
pub fn moment(text: &str) -> Result<Option<Timestamp>, EngineError> {
    if text.is_empty() {
        return Ok(None);
    }
    let moment = text.parse().map(Some);
    moment.map_err(|_| EngineError::Usage {
        text: format!("`{text}` is not a moment such as 2026-03-10T09:00:00Z."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_failure_bears_its_operation() {
        let fail = || async { Err::<(), _>(EngineError::NoWorkspace) };
        let first = answer("board", fail()).await.expect_err("it fails");
        let second = answer("board", fail()).await.expect_err("it fails");
        assert_eq!(first.code, "no-workspace");
        assert_eq!(first.op_id.len(), 32);
        assert_ne!(first.op_id, second.op_id);
    }

    #[test]
    fn a_moment_may_be_left_out_but_not_be_wrong() {
        assert_eq!(moment("").ok(), Some(None));
        assert!(moment("2026-03-10T09:00:00Z").is_ok_and(|at| at.is_some()));
        assert!(moment("yesterday").is_err());
    }
}
