//! The key that somebody wants a signature of.

use lockkeeper_domain::ledger::PublicKey;
use lockkeeper_engine::ports::SignerError;

/// Reads its line.
pub(crate) fn wanted(public: &str) -> Result<PublicKey, SignerError> {
    PublicKey::parse_line(public).map_err(|error| SignerError::Unfit(error.to_string()))
}
