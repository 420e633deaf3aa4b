//! Mirrors of a ledger: brought along after every entry, and watched for
//! entries that the ledger lacks.

use super::Ledger;
use crate::ports::{Book, BookError};
use futures::future::{Either, join_all, select};
use jiff::SignedDuration;
use lockkeeper_domain::ledger::Walk;
use std::sync::PoisonError;

/// How long a mirror is waited for: nobody waits longer for a copy than for
/// what is copied.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

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

impl Ledger {
    /// What was found wrong with the mirrors after the newest entry, as
    /// sentences. Nothing of it hinders the ledger.
    #[must_use]
    pub fn mirror_warnings(&self) -> Vec<String> {
        let warnings = self.lagging.read();
        warnings.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Brings every mirror of the rules in force up to the newest entry.
    pub(super) async fn copy(&self, walk: &Walk) {
        self.copy_past(walk, &[]).await;
    }

    /// The same, also where a mirror stands on a chain that was left for this
    /// one: these are its heads.
    pub(super) async fn copy_past(&self, walk: &Walk, left: &[&str]) {
        let rules = walk.state().rules();
        let urls = rules.into_iter().flat_map(|rules| rules.mirrors());
        let (Some(head), urls) = (walk.commit(), urls.collect::<Vec<_>>()) else {
            return;
        };
        let warned = join_all(urls.iter().map(|url| self.copy_to(url, head, left))).await;
        let warnings: Vec<String> = warned.into_iter().flatten().collect();
        for warning in &warnings {
            tracing::warn!("{warning}");
        }
        *self.lagging.write().unwrap_or_else(PoisonError::into_inner) = warnings;
    }

    /// Copies to one mirror; answers what is wrong with it.
    async fn copy_to(&self, url: &str, head: &str, left: &[&str]) -> Option<String> {
        let mirror = self.book.mirror_at(url);
        let bring = Box::pin(bring_along(&*self.book, head, &*mirror, left));
        let standing = match select(bring, self.clock.sleep(PATIENCE)).await {
            Either::Left((standing, _)) => standing,
            Either::Right(_) => Ok(Standing::Away(late())),
        };
        let wrong = match standing {
            Ok(standing) => standing.wrong()?,
            Err(error) => format!("could not be compared: {error}"),
        };
        Some(format!("The mirror {} {wrong}.", without_user(url)))
    }
}

fn late() -> BookError {
    let detail = format!("no answer in {} seconds", PATIENCE.as_secs());
    BookError::Unavailable { detail }
}

/// A URL without the user and the password that may stand in it.
fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let host = rest.find('/').unwrap_or(rest.len());
    let start = rest[..host].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[start..])
}

impl Standing {
    /// What is wrong with a mirror that stands so, as the end of a sentence.
    fn wrong(&self) -> Option<String> {
        match self {
            Self::Even => None,
            Self::Behind { why, .. } => Some(format!("lags behind the ledger: {why}")),
            Self::Beyond { head } => Some(format!(
                "shows an entry that the ledger lacks ({}): one of the two was cut, rewound or \
                 forged; the admins find out which, and `lockkeeper ledger adopt HASH` of one of \
                 them brings it along",
                &head[..head.len().min(12)]
            )),
            Self::Away(why) => Some(format!("was not brought along: {why}")),
        }
    }
}

/// Brings a mirror up to a head of the ledger and says where it stands. It is
/// never brought back, and from another chain only where people left that one
/// for this: `left` has its heads. Both books lie in one repository.
///
/// # Errors
/// When the ledger itself cannot be read, or the evidence not be kept.
pub async fn bring_along(
    ledger: &dyn Book,
    head: &str,
    mirror: &dyn Book,
    left: &[&str],
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
            if !ledger.contains(head, there).await? && !is_on(ledger, left, there).await? {
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

/// Whether a commit lies on one of the chains with these heads.
async fn is_on(ledger: &dyn Book, heads: &[&str], commit: &str) -> Result<bool, BookError> {
    for head in heads {
        if *head == commit || ledger.contains(head, commit).await? {
            return Ok(true);
        }
    }
    Ok(false)
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
