//! Mirrors of a ledger: brought along after every entry, and watched for
//! entries that the ledger lacks.

use crate::ports::{Book, BookError};

/// How often a mirror is tried that somebody else moves at the same time.
const TRIES: usize = 3;

/// Where a mirror stands beside the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It has every entry.
    Even,
    /// It lags, at this commit or before the beginning.
    Behind {
        /// Its head.
        head: Option<String>,
        /// Why it could not be brought along.
        why: BookError,
    },
    /// It shows an entry that the ledger lacks: one of the two was cut,
    /// rewound or forged.
    Beyond {
        /// Its head, which is kept as evidence.
        head: String,
    },
    /// It does not answer, so nobody knows.
    Away(BookError),
}

/// Brings a mirror up to a head of the ledger, never back and never by force,
/// and says where it stands. Both books lie in one repository.
///
/// # Errors
/// When the ledger itself cannot be read, or the evidence not be kept.
pub async fn bring_along(
    ledger: &dyn Book,
    head: &str,
    mirror: &dyn Book,
) -> Result<Standing, BookError> {
    let mut at = None;
    for _ in 0..TRIES {
        at = match mirror.fetch().await {
            Ok(at) => at,
            Err(error) => return Ok(Standing::Away(error)),
        };
        if let Some(there) = &at {
            if there == head {
                return Ok(Standing::Even);
            }
            if !ledger.contains(head, there).await? {
                return beyond(ledger, there).await;
            }
        }
        match mirror.restore(at.as_deref(), head).await {
            Ok(()) => return Ok(Standing::Even),
            Err(BookError::Moved) => {}
            Err(why) => return Ok(Standing::Behind { head: at, why }),
        }
    }
    let why = BookError::Moved;
    Ok(Standing::Behind { head: at, why })
}

/// Asks the ledger again before a mirror is said to be beyond it: another desk
/// may have written, and been faster at the mirror than here.
async fn beyond(ledger: &dyn Book, there: &str) -> Result<Standing, BookError> {
    if let Some(newest) = ledger.fetch().await?
        && ledger.contains(&newest, there).await?
    {
        return Ok(Standing::Even);
    }
    ledger.keep_evidence(there).await?;
    let head = there.to_owned();
    Ok(Standing::Beyond { head })
}
