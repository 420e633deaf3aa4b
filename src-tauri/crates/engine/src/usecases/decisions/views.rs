//! What all views of the inbox share: who looks, and how a thing was closed.

use super::stance;
use crate::desk::Desk;
use crate::ledger::{Ledger, Speaker};
use lockkeeper_contract::{ApprovalView, AwayView, ItemLine, RuleView, Stance};
use lockkeeper_domain::ledger::body::Item;
use lockkeeper_domain::ledger::{ApprovalState, Closed, Moment, Rules, Signers, State, Walk};

/// Somebody who looks at what was asked, at a moment.
pub(super) struct Viewer<'a> {
    pub(super) desk: &'a Desk,
    pub(super) ledger: &'a Ledger,
    pub(super) walk: &'a Walk,
    pub(super) rules: &'a Rules,
    pub(super) speaker: Option<&'a Speaker>,
    pub(super) now: Moment,
}

impl Viewer<'_> {
    /// What was verified.
    pub(super) const fn state(&self) -> &State {
        self.walk.state()
    }

    /// What they may do with an entry that stands as the word says.
    pub(super) fn stance(&self, number: usize, word: &str, rules: &[RuleView]) -> Stance {
        stance::of(self, number, word, rules)
    }
}

/// What closed a thing: the word, the sentence, and the entry that did it.
pub(super) fn closed(state: &State, why: Closed) -> (&'static str, String, usize) {
    let by = |number: usize| {
        let record = state.records().get(number);
        let by = record.map_or("nobody", |record| &record.by);
        format!("by {by} in entry {number}")
    };
    match why {
        Closed::Rejected(at) => ("rejected", format!("rejected {}", by(at)), at),
        Closed::Withdrawn(at) => ("withdrawn", format!("taken back {}", by(at)), at),
        Closed::Superseded(at) => {
            let line = format!("overtaken by the start of entry {at}");
            ("superseded", line, at)
        }
        Closed::PolicyChanged(at) => {
            let line = format!("closed by the new rules of entry {at}");
            ("policy", line, at)
        }
        Closed::Done(at) => ("done", format!("done with entry {at}"), at),
    }
}

/// A yes, with the reason why it does not count.
pub(super) fn yes(approval: &ApprovalState, now: Moment) -> ApprovalView {
    let void = if let Some(number) = approval.withdrawn {
        Some(format!("taken back by entry {number}"))
    } else if let Some(number) = approval.lost {
        Some(format!("its key is no longer listed since entry {number}"))
    } else {
        (now >= approval.expires).then(|| format!("it ended at {}", approval.expires))
    };
    ApprovalView {
        number: small(approval.number),
        by: approval.by.clone(),
        key: approval.key.fingerprint(),
        expires: approval.expires.to_string(),
        void,
    }
}

/// What a request moves, as it is shown.
pub(super) fn item(item: &Item) -> ItemLine {
    ItemLine {
        service: item.service.clone(),
        version: item.version.clone(),
        commit: item.commit.to_string(),
        tag: item.tag.clone(),
        artifact: item.artifact.clone(),
    }
}

/// A rule with who said yes, and who is left.
pub(super) fn rule_view(role: &str, count: u64, people: Vec<String>, left: Signers) -> RuleView {
    let short = left.against(people.len(), count);
    let away = left.away.into_iter().map(|one| AwayView {
        handle: one.handle,
        until: one.until.to_string(),
    });
    RuleView {
        role: role.to_owned(),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        people,
        may_sign: left.may,
        away: away.collect(),
        short,
    }
}

/// The rules that are not met yet, in words.
pub(super) fn missing(rules: &[RuleView]) -> String {
    let short = rules.iter().filter(|rule| !is_met(rule));
    let words = short.map(|rule| {
        let why = rule.short.as_ref().map(|why| format!(", which {why}"));
        let have = rule.people.len();
        format!(
            "{have} of {} {}{}",
            rule.count,
            rule.role,
            why.unwrap_or_default()
        )
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Enough people said yes.
pub(super) fn is_met(rule: &RuleView) -> bool {
    u32::try_from(rule.people.len()).unwrap_or(u32::MAX) >= rule.count
}

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
