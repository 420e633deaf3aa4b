//! Chains that were left: read once, and compared with the one that counts.

use super::{Ledger, forms, reading};
use crate::error::EngineError;
use lockkeeper_domain::ledger::body::Start;
use lockkeeper_domain::ledger::{
    Body, OtherChain, Stray, Takeover, Walk, check_form, plan_takeover,
};
use lockkeeper_domain::refusal::refused;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Chains by their heads, each with the number of the entry where it parts.
pub(super) type Left = BTreeMap<String, (usize, Arc<OtherChain>)>;

impl Ledger {
    /// What chains that were left hold, and the one that counts lacks. Nothing
    /// where no other chain was ever seen here.
    ///
    /// # Errors
    /// When the repository cannot be read.
    pub async fn takeover(&self) -> Result<Takeover, EngineError> {
        self.takeover_onto(&self.seen(), &[]).await
    }

    /// The same for another chain, and beside what was kept also these heads.
    pub(super) async fn takeover_onto(
        &self,
        agreed: &Walk,
        also: &[&str],
    ) -> Result<Takeover, EngineError> {
        let mut heads = self.book.evidence().await.map_err(reading)?;
        heads.extend(also.iter().map(|head| (*head).to_owned()));
        heads.sort_unstable();
        heads.dedup();
        let mut others = Vec::new();
        for head in heads {
            others.extend(self.other(agreed, &head).await?);
        }
        if others.is_empty() {
            return Ok(Takeover::default());
        }
        let others: Vec<&OtherChain> = others.iter().map(Arc::as_ref).collect();
        Ok(plan_takeover(agreed, &others, self.now()))
    }

    /// Refuses a start while something that held it back waits to be taken
    /// over. What runs already is renewed all the same.
    pub(super) async fn check_owed(&self, walk: &Walk, body: &Body) -> Result<(), EngineError> {
        let Body::Start(start) = body else {
            return Ok(());
        };
        if self.is_renewal(walk, start) {
            return Ok(());
        }
        let takeover = self.takeover_onto(walk, &[]).await?;
        let owed: Vec<String> = takeover.owed().map(in_words).collect();
        if owed.is_empty() {
            return Ok(());
        }
        Err(EngineError::refused(refused::owed(owed.join("; "))))
    }

    fn is_renewal(&self, walk: &Walk, start: &Start) -> bool {
        let mut starts = walk.state().starts().values();
        starts.any(|one| one.body.plan == start.plan && one.is_alive(self.now()))
    }

    /// Another chain; `None` where all of it stands in the agreed one, or
    /// where nobody can read it any more.
    async fn other(
        &self,
        agreed: &Walk,
        head: &str,
    ) -> Result<Option<Arc<OtherChain>>, EngineError> {
        let within = match agreed.commit() {
            Some(newest) => self.book.contains(newest, head).await.map_err(reading)?,
            None => true,
        };
        if within {
            return Ok(None);
        }
        let known = self.left().get(head).cloned();
        if let Some((parted, other)) = &known
            && *parted == parting(agreed, &other.walk)
        {
            return Ok(Some(Arc::clone(other)));
        }
        let walk = match known {
            Some((_, other)) => other.walk.clone(),
            None => match forms::walk_whole(&*self.book, head, self.now(), None, None).await {
                Ok(walk) => walk,
                Err(error) => {
                    tracing::warn!(%error, head, "a chain that was kept can no longer be read");
                    return Ok(None);
                }
            },
        };
        let parted = parting(agreed, &walk);
        let strays = self.strays(head, parted..walk.len()).await?;
        let other = Arc::new(OtherChain { walk, strays });
        let kept = (parted, Arc::clone(&other));
        self.left().insert(head.to_owned(), kept);
        Ok(Some(other))
    }

    async fn strays(
        &self,
        head: &str,
        numbers: std::ops::Range<usize>,
    ) -> Result<Vec<Stray>, EngineError> {
        let from = numbers.start;
        let entries = self.book.page(head, numbers).await.map_err(reading)?;
        let strays = entries.iter().enumerate().filter_map(|(place, raw)| {
            let sealed = check_form(raw).ok()?;
            Stray::of(from + place, raw, &sealed)
        });
        Ok(strays.collect())
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many entries two chains have in common.
pub(super) fn parting(one: &Walk, other: &Walk) -> usize {
    let pairs = one.state().records().iter().zip(other.state().records());
    pairs.take_while(|(a, b)| a.hash == b.hash).count()
}

/// An entry with its author, as a clause.
fn in_words(stray: &Stray) -> String {
    let statement = &stray.statement;
    format!("“{}” by {}", statement.body.sentence(), statement.by)
}
