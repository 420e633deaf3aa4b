//! Promotions in a workspace with a ledger: asked for, approved, started,
//! ended, all of it signed.

mod adopted;
mod approvals;
mod asking;
mod away;
mod cancelled;
mod checkpoints;
mod clocks;
mod crashes;
mod duties;
mod inbox;
mod keys;
mod landed;
mod lanes;
mod leased;
mod leaving;
mod notices;
mod owed;
mod patched;
mod races;
mod raised;
mod recalled;
mod remarks;
mod replayed;
mod retold;
mod returning;
mod second;
mod team;
mod ticks;
mod umbrellas;
mod unreached;
mod ways_back;
