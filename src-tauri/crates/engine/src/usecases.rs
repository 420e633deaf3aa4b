//! Use cases, one file per area. Each observes, asks `domain`, and answers
//! with the view that the window draws and the command line prints.

pub mod adoption;
pub mod agreement;
pub mod board;
pub mod calendar;
pub mod checkpoint;
pub mod cut;
pub mod decisions;
pub mod explain;
pub mod flow;
pub mod history;
pub mod keys;
pub mod notices;
pub mod opening;
pub mod owed;
pub mod promotion;
pub mod releases;
pub mod runs;
pub mod seal;
pub mod service;
pub mod settings;
pub mod standalone;
pub mod trail;
pub mod umbrella;
pub mod watch;

mod afterwards;
mod deployment;
mod destination;
mod escort;
mod files;
mod foresight;
mod lane;
mod pick;
mod planned;
mod raised;
mod recall;
