//! Branching: models, their rules, and what is seen of branches.
//!
//! Operations are plans like any other; their builders stand beside those of
//! releases and promotions.

mod config;
mod facts;
mod model;
mod preset;
mod protection;
mod review;
mod rules;
mod strands;

pub use config::{Dialect, GitflowConfig};
pub use facts::{
    BroughtDown, Checkout, FinishFacts, Forecast, Ground, Lane, LeaveFacts, LocalTag, Outlook,
    PublishFacts, RunsBranch, StartFacts, TagFacts, TidyFacts, Untagged, UpdateFacts,
};
pub use model::{Base, Down, Model, Topic, Up};
pub use preset::{MODELS, Names, preset};
pub use protection::{Kept, ProtectionRule, Recent, RecentCommit, RuleFinding, compare_protection};
pub use review::{ReviewDue, ReviewEvent, ReviewKind, reviews_due};
pub use rules::{FlowPolicy, MessageRule, NameRule, Protection, Review, check_message, check_name};
pub use strands::{NoPlace, Strand, Strands};

#[cfg(test)]
mod tests;
