//! Views as text for people. The JSON document is the stable form; this one
//! may change with any release.

mod agreement;
mod board;
mod calendar;
mod decide;
mod flow;
mod key;
mod ledger;
mod plan;
mod release;
mod run;
mod umbrella;

pub use agreement::{agreed, agreement};
pub use board::board;
pub use calendar::calendar;
pub use decide::{begun, requests, signed, to_adopt, to_sign};
pub use flow::{branches, check, protection};
pub use key::{keys, made};
pub use ledger::{entry, genesis, trail, verdict};
pub use plan::{already, outcome, plan, verdicts};
pub use release::{cut, release, releases};
pub use run::{run, runs};
pub use umbrella::set;

/// A text shortened to so many characters, marked where it was cut.
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// That nobody can tell the releases of a service, and why.
fn not_known(service: &str, why: &str) -> String {
    format!("! The releases of {service} are not known: {why}.")
}

/// A text padded to so many columns.
pub fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(missing))
}
