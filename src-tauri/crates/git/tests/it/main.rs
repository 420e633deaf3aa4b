//! Real repositories, the real git program, no network.

mod ancestry;
mod book;
mod contract;
mod cut_pushes;
mod deadlines;
mod drawn;
mod fetches;
mod files_over_time;
mod gnupg;
mod histories;
mod hostile_names;
mod known_tags;
mod landed;
mod mirrors;
mod raced_pushes;
mod refused_pushes;
mod runs;
mod shapes;
mod signatures;
mod standalone;
mod states;
mod support;
mod two_ways;
mod unreachable;
mod windows;
mod work_trees;
