//! How old the facts of a plan may be when it is confirmed.

use super::model::{Plan, PlanKind};
use crate::refusal::{Refusal, refused};
use crate::words;
use jiff::{SignedDuration, Timestamp};

/// How old what runs somewhere may be.
pub const DEPLOYED_LIMIT: SignedDuration = SignedDuration::from_secs(60);
/// How old a list of tags may be.
pub const TAGS_LIMIT: SignedDuration = SignedDuration::from_secs(5 * 60);

/// How old the facts of a plan of that kind may be.
#[must_use]
pub const fn limit(kind: PlanKind) -> SignedDuration {
    match kind {
        PlanKind::Promote | PlanKind::Rollback | PlanKind::Umbrella => DEPLOYED_LIMIT,
        PlanKind::Cut | PlanKind::Undo | PlanKind::Withdraw | PlanKind::Yank | PlanKind::Flow => {
            TAGS_LIMIT
        }
    }
}

/// How far facts may lie ahead of the clock, which is never quite right.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Whether the facts under a plan are still fresh enough to confirm it.
#[must_use]
pub fn check_freshness(plan: &Plan, now: Timestamp) -> Option<Refusal> {
    let (age, limit) = (now.duration_since(plan.facts_at), limit(plan.kind));
    if age < -AHEAD {
        return Some(refused::facts_ahead(words::duration(-age)));
    }
    let old = || refused::stale_facts(words::duration(age), words::duration(limit));
    (age > limit).then(old)
}
