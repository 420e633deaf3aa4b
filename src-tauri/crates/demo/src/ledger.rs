//! The ledger of the demo: what was decided and done in the last days.

mod book;
mod deeds;
mod items;
mod tell;

pub(crate) use book::Book;
pub(crate) use items::Items;
pub(crate) use tell::tell;
