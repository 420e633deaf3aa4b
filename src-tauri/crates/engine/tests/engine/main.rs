//! The engine over fakes and a clock that only moves when it is told to.

mod errors;
