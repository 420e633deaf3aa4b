//! The engine over fakes and a clock that only moves when it is told to.

mod cancel;
mod changed_world;
mod crashes;
mod errors;
mod owners;
mod runs;
mod stories;
