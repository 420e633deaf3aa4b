//! Branching: models, their rules, and what is seen of branches.
//!
//! Operations are plans like any other; their builders stand beside those of
//! releases and promotions.

mod config;
mod facts;
mod model;
mod preset;
mod rules;

pub use config::{Dialect, GitflowConfig};
pub use facts::{
    Checkout, FinishFacts, Forecast, Ground, Lane, LeaveFacts, Outlook, PublishFacts, StartFacts,
    TagFacts, TidyFacts, UpdateFacts,
};
pub use model::{Base, Down, Model, Topic, Up};
pub use preset::{MODELS, Names, preset};
pub use rules::{FlowPolicy, MessageRule, NameRule, Protection, Review, check_message, check_name};

#[cfg(test)]
mod tests;
