//! Use cases, one file per area.
