//! Plan, run, journal: the executor.
