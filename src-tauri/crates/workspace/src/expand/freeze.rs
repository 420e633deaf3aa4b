//! Freezes: once, or again and again.

use crate::duration;
use crate::node::Node;
use crate::problem::{Findings, join};
use jiff::Timestamp;
use jiff::civil::DateTime;
use lockkeeper_domain::policy::{Freeze, FreezeSpan};
use lockkeeper_domain::window;

pub(super) fn read(node: &Node, path: &str, findings: &mut Findings) -> Option<Freeze> {
    let zone = node.get_text("zone")?;
    let span = if node.get("rrule").is_some() {
        recurring(node, path, findings)
    } else {
        once(node, zone, path, findings)
    };
    Some(Freeze {
        name: node.get_text("name")?.to_owned(),
        span: span?,
        zone: zone.to_owned(),
    })
}

fn once(node: &Node, zone: &str, path: &str, findings: &mut Findings) -> Option<FreezeSpan> {
    for key in ["from", "until"] {
        if node.get(key).is_none() {
            findings.missing(node.at, path, key);
        }
    }
    let from = moment(node.get_text("from")?, zone)?;
    let until = moment(node.get_text("until")?, zone)?;
    if until <= from {
        let at = node.get("until").map_or(node.at, |until| until.at);
        findings.add(
            at,
            &join(path, "until"),
            "The freeze ends before it begins.",
        );
    }
    Some(FreezeSpan::Once { from, until })
}

fn recurring(node: &Node, path: &str, findings: &mut Findings) -> Option<FreezeSpan> {
    for key in ["from", "until"] {
        if let Some(extra) = node.get(key) {
            let text = format!("A freeze that comes again has `lasts`, not `{key}`.");
            findings.add(extra.at, &join(path, key), text);
        }
    }
    let Some(lasts) = node.get_text("lasts") else {
        findings.missing(node.at, path, "lasts");
        return None;
    };
    Some(FreezeSpan::Recurring {
        rrule: node.get_text("rrule")?.to_owned(),
        lasts: duration::parse(lasts).ok()?,
    })
}

/// A moment with an offset, or a date or time in a zone; a date is its midnight.
fn moment(text: &str, zone: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let local: DateTime = text.parse().ok()?;
    let zoned = local.to_zoned(window::zone(zone).ok()?).ok()?;
    Some(zoned.timestamp())
}
