//! The engine over fakes and a clock that only moves when it is told to.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests fail by panicking, also in what they share"
)]

mod branch_sets;
mod branches;
mod cancel;
mod changed_world;
mod clock;
mod crashes;
mod errors;
mod healed;
mod kept;
mod mirrors;
mod owners;
mod pinned;
mod recorded;
mod remotes;
mod runs;
mod said;
mod secrets;
mod sentences;
mod situations;
mod stories;
mod taken_over;
mod twofold;
mod unseen;
