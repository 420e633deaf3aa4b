//! Flags that are raised in a request: the rules ask more approvals for them.

use super::deployment::{self, Wish};
use crate::desk::Desk;
use crate::error::EngineError;
use lockkeeper_contract::FlagView;
use lockkeeper_domain::gates::{ItemWish, Recorded, RecordedFlag};
use lockkeeper_domain::plan::RecordedWish;
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::words;

/// Refuses a flag that no rule on the way in names: it would ask nobody.
///
/// # Errors
/// When there is one.
pub(super) fn check(desk: &Desk, wish: &Wish<'_>) -> Result<(), EngineError> {
    if wish.flags.is_empty() {
        return Ok(());
    }
    let says = deployment::recorded(desk, wish).unwrap_or_default();
    let known: Vec<&str> = says.flags.iter().map(|flag| &*flag.name).collect();
    let unknown = wish
        .flags
        .iter()
        .filter(|flag| !known.contains(&flag.as_str()));
    let to = &wish.environment.name;
    let refusals: Vec<Refusal> = unknown
        .map(|flag| refused::flag_unknown(to, flag, hint(flag, &known)))
        .collect();
    match refusals.is_empty() {
        true => Ok(()),
        false => Err(EngineError::Refused { refusals }),
    }
}

fn hint(flag: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return "No flag can be raised there.".to_owned();
    }
    let meant = words::nearest(flag, known.iter().copied());
    let meant = meant.map(|name| format!("The nearest known name is `{name}`. "));
    format!(
        "{}Rules there name {}.",
        meant.unwrap_or_default(),
        words::list(known)
    )
}

/// The flags that are raised.
pub(super) fn names(says: &Recorded) -> Vec<String> {
    let raised = says.flags.iter().filter(|flag| flag.raised);
    raised.map(|flag| flag.name.clone()).collect()
}

/// The flags that could be raised, and those that are.
pub(super) fn offered(desk: &Desk, recorded: Option<&RecordedWish>) -> Vec<FlagView> {
    let says = recorded.and_then(|wish| {
        let wanted = ItemWish {
            items: &wish.items,
            to: &wish.to,
            rollback: wish.rollback,
            lane: wish.lane.as_deref(),
            flags: &wish.flags,
        };
        deployment::recorded_of(desk, &wanted)
    });
    let flags = says.map(|says| says.flags).unwrap_or_default();
    flags.into_iter().map(view).collect()
}

fn view(flag: RecordedFlag) -> FlagView {
    let RecordedFlag {
        name,
        asks,
        raised,
        signed,
    } = flag;
    FlagView {
        name,
        asks,
        raised,
        signed,
    }
}

/// Raised flags as options of a command line.
pub(super) fn options(flags: &[String]) -> String {
    flags.iter().map(|flag| format!(" --flag {flag}")).collect()
}
