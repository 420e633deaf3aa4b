//! Plans: the immutable list of steps that a person confirms.
//!
//! A plan has no choices left. Each step names its target, the value expected
//! there now and the value desired; A checked plan is stored; its description
//! is the text the person confirms.

mod describe;
mod model;

pub use describe::{PlanText, StepText};
pub use model::{
    Action, Desired, EnvironmentChange, FileChange, Plan, PlanKind, PlanNote, RefUpdate, Refusal,
    Signing, Step, Subject, TagText,
};
