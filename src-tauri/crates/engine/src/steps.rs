//! Steps, one file each.
