//! The check that a pipeline makes before it deploys.

use super::reading;
use crate::error::EngineError;
use crate::ports::Book;
use jiff::Timestamp;
use lockkeeper_domain::ledger::{Hash, Moment, ObjectName, StartState, Walk};

/// What a pipeline is about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The service.
    pub service: String,
    /// The environment.
    pub to: String,
    /// The commit that would be deployed.
    pub commit: ObjectName,
}

/// An entry that the ledger must contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Its number.
    pub number: usize,
    /// Its hash.
    pub hash: Hash,
}

/// What the pipeline keeps: the beginning, and a place the ledger had reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins {
    /// The hash of entry 0.
    pub genesis: Hash,
    /// An entry that was there.
    pub at_least: Pin,
}

/// Why the deployment must not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The ledger cannot be trusted: exit code 5.
    Ledger(String),
    /// Nobody started this: exit code 1.
    Start(String),
}

/// Whether a deployment is the one that was started.
///
/// # Errors
/// Why not.
pub fn check(walk: &Walk, pins: &Pins, asked: &Asked, now: Timestamp) -> Result<usize, Refused> {
    if let Some(stop) = walk.stop() {
        let (at, why) = (stop.number(), stop.detail());
        return Err(Refused::Ledger(format!(
            "Entry {at} is not in order: {why}."
        )));
    }
    let genesis = Pin {
        number: 0,
        hash: pins.genesis.clone(),
    };
    for pin in [&genesis, &pins.at_least] {
        let record = walk.state().records().get(pin.number);
        if record.map(|record| &record.hash) != Some(&pin.hash) {
            return Err(Refused::Ledger(format!(
                "Entry {} is not the pinned {}: this is another ledger, or an older copy.",
                pin.number,
                pin.hash.short()
            )));
        }
    }
    started(walk, asked, Moment::of(now)).map_err(Refused::Start)
}

fn started(walk: &Walk, asked: &Asked, now: Moment) -> Result<usize, String> {
    let Asked {
        service,
        to,
        commit,
    } = asked;
    let state = walk.state();
    let names = |start: &&StartState| {
        let request = &state.requests()[&start.request].body;
        &request.to == to && request.items.iter().any(|item| &item.service == service)
    };
    let newest = state.starts().values().rev().find(names);
    let newest = newest.ok_or_else(|| format!("Nobody started {service} into {to}."))?;
    let request = &state.requests()[&newest.request].body;
    let item = request.items.iter().find(|item| &item.service == service);
    let wanted = item.map(|item| &item.commit);
    if wanted != Some(commit) {
        return Err(format!(
            "Entry {} started {service} into {to} with commit {}, not with {commit}.",
            newest.number,
            wanted.map(ToString::to_string).unwrap_or_default(),
        ));
    }
    if let Some(end) = newest.finished {
        return Err(format!(
            "The run of entry {} ended with entry {end}; a deployment needs a new start.",
            newest.number
        ));
    }
    if now >= newest.body.lease.until {
        return Err(format!(
            "The lease of entry {} ended at {}.",
            newest.number, newest.body.lease.until
        ));
    }
    Ok(newest.number)
}

/// A mirror that shows an entry which the chain lacks, in words.
///
/// # Errors
/// When the mirror cannot be read.
pub async fn ahead_of(
    walk: &Walk,
    mirror: &dyn Book,
    now: Moment,
) -> Result<Option<String>, EngineError> {
    let Some(head) = mirror.fetch().await.map_err(reading)? else {
        return Ok(None);
    };
    let theirs = super::verify(mirror, now).await?;
    let ours = walk.state();
    let lacking = theirs
        .state()
        .records()
        .iter()
        .enumerate()
        .find(|(_, record)| ours.number_of(&record.hash).is_none());
    Ok(lacking.map(|(number, record)| {
        format!(
            "a mirror shows entry {number} ({}) which this ledger lacks; its head is {head}",
            record.hash.short()
        )
    }))
}
