//! Tests that could not be tried say so where everybody sees it.

use std::io::Write as _;

/// Set where the set-up has installed every program that the tests use.
const EVERYTHING: &str = "LOCKKEEPER_TEST_EVERYTHING";

/// Says that a test was not tried, past what captures the words of a test that
/// passes: what this system does not allow is nobody's mistake.
pub fn untried(why: &str) {
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let _closed = writeln!(std::io::stderr(), "NOT TRIED: {name}: {why}");
}

/// The same for a program that is not installed.
///
/// # Panics
/// Where the set-up should have installed it.
pub fn missing(program: &str) {
    let why = format!("{program} is not installed");
    assert!(std::env::var_os(EVERYTHING).is_none(), "{why}");
    untried(&why);
}
