//! Promotions in a workspace with a ledger: asked for, approved, started,
//! ended, all of it signed.

mod adopted;
mod approvals;
mod inbox;
mod races;
mod team;
