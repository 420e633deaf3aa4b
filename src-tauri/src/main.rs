//! The desktop app; everything is in the library.
fn main() {}
