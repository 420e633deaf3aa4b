//! The ledger in real repositories.

mod ahead;
mod contract;
mod damaged;
mod desks;
mod forged;
mod killed;
mod races;
mod reading;
mod remotes;
