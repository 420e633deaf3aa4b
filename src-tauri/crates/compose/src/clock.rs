//! The real time and random identifiers.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::ledger::Hash;
use lockkeeper_engine::ports::{Clock, Ids};
use uuid::Uuid;

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else asks"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, duration: SignedDuration) {
        if let Ok(duration) = duration.try_into() {
            tokio::time::sleep(duration).await;
        }
    }
}

/// Random identifiers, short enough to be typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl RandomIds {
    /// Twelve hex digits of a random UUID: 48 bits, enough for the plans of
    /// one team and short enough to be read aloud.
    fn fresh(prefix: &str) -> String {
        let digits = Uuid::new_v4().simple().to_string();
        format!("{prefix}-{}", &digits[..12])
    }
}

impl Ids for RandomIds {
    fn plan(&self) -> PlanId {
        PlanId::new(Self::fresh("p"))
    }

    fn run(&self) -> RunId {
        RunId::new(Self::fresh("r"))
    }

    fn nonce(&self) -> String {
        // A random UUID has 122 random bits; of two, 128 are left.
        let two = [Uuid::new_v4(), Uuid::new_v4()].map(Uuid::into_bytes);
        Hash::of(&two.concat()).as_str()[..32].to_owned()
    }
}
