//! Identifiers and holders that tests can foresee.

use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_engine::ports::{Holders, Ids};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// `p-1`, `p-2`, … and `r-1`, `r-2`, …
#[derive(Debug, Default)]
pub struct CountedIds {
    plans: AtomicU32,
    runs: AtomicU32,
    nonces: AtomicU32,
}

impl Ids for CountedIds {
    fn plan(&self) -> PlanId {
        let number = self.plans.fetch_add(1, Ordering::Relaxed) + 1;
        PlanId::new(format!("p-{number}"))
    }

    fn run(&self) -> RunId {
        let number = self.runs.fetch_add(1, Ordering::Relaxed) + 1;
        RunId::new(format!("r-{number}"))
    }

    fn nonce(&self) -> String {
        let number = self.nonces.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{number:032x}")
    }
}

/// A process among others; the ones that ended are shared between all.
#[derive(Debug, Clone)]
pub struct FakeHolders {
    me: String,
    gone: Arc<Mutex<BTreeSet<String>>>,
}

impl FakeHolders {
    /// A process of that name, alone.
    #[must_use]
    pub fn named(me: &str) -> Self {
        Self {
            me: me.to_owned(),
            gone: Arc::default(),
        }
    }

    /// Another process of the same world.
    #[must_use]
    pub fn beside(&self, me: &str) -> Self {
        Self {
            me: me.to_owned(),
            gone: Arc::clone(&self.gone),
        }
    }

    /// That process has ended, and everybody can see it.
    pub fn end(&self, holder: &str) {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        gone.insert(holder.to_owned());
    }
}

impl Holders for FakeHolders {
    fn me(&self) -> String {
        self.me.clone()
    }

    fn is_gone(&self, holder: &str) -> bool {
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        gone.contains(holder)
    }
}
