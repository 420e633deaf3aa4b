//! One error for the use cases, with a stable code and what trying again means.

pub use lockkeeper_contract::Retry;
