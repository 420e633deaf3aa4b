//! Several releases that go into an environment as one, as they are shown.

use crate::{AskView, FlagView, PlanOutcome, TickView};
use lockkeeper_domain::gates::Verdict;
use lockkeeper_domain::intent::UmbrellaIntent;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The screen of a set: what goes, in which waves, what the gates say, how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UmbrellaView {
    /// The environment.
    pub environment: String,
    /// They go back to earlier versions.
    pub rollback: bool,
    /// In the order in which they go.
    pub members: Vec<MemberView>,
    /// What gates say that answer for the whole set alike.
    pub gates: Vec<Verdict>,
    /// The plan, or why there is none.
    pub how: PlanOutcome,
    /// Lines to tick before.
    pub checklist: Vec<String>,
    /// Those that people ticked in the ledger, for the open request.
    pub ticks: Vec<TickView>,
    /// Lines to tick once it is there; they hold nothing back.
    pub after: Vec<String>,
    /// Flags that can be raised in its request, and those that are.
    pub flags: Vec<FlagView>,
    /// The lane it takes; absent for the ordinary way in.
    pub lane: Option<String>,
    /// The lanes that the environment has.
    pub lanes: Vec<String>,
    /// What is asked for, with every version named.
    pub intent: UmbrellaIntent,
    /// The same as a command line.
    pub command: String,
    /// That the set can be asked for in the ledger; absent where nobody has to,
    /// where somebody has, and where a request could not help.
    pub ask: Option<AskView>,
}

/// One service of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MemberView {
    /// The service.
    pub service: String,
    /// Its wave, from 0.
    pub wave: u32,
    /// What is live.
    pub from: Option<String>,
    /// What comes; absent where nobody knows.
    pub to: Option<String>,
    /// Its commit; empty where nothing comes.
    pub commit: String,
    /// The services of the set that it requires.
    pub needs: Vec<String>,
    /// An earlier run has brought it already.
    pub stays: bool,
    /// The member on the same branch, whose steps move this one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub with: Option<String>,
    /// What the gates say of it alone.
    pub gates: Vec<Verdict>,
    /// Commits that would be lost.
    pub lost: Vec<String>,
}

/// What can be done after a run of a set ended early.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SetEndView {
    /// What was moved, in that order.
    pub moved: Vec<String>,
    /// Where it stopped; absent when a person stopped it.
    pub failed: Option<String>,
    /// To go on without it.
    pub without: SetOffer,
    /// To bring back all that moved.
    pub back: SetOffer,
}

/// A set that is offered, or the reason against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SetOffer {
    /// What to ask for; absent when it cannot be done.
    pub intent: Option<UmbrellaIntent>,
    /// Why it cannot be done.
    pub against: Option<String>,
    /// The same as a command line; empty when it cannot be done.
    pub command: String,
}
