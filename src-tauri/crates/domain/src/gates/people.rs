//! Gates about what people have done: signed, approved, ticked.

use super::{Answer, Asked, Evidence, GateKind, Recorded, RecordedRule, Verdict};
use crate::ledger::TickState;
use crate::snapshot::Signature;
use crate::words;
use std::collections::BTreeSet;

/// Whether enough people said yes. Without a ledger nobody can say.
pub(super) fn approvals(asked: &Asked<'_>) -> Option<Verdict> {
    match asked.facts.recorded {
        Some(recorded) => recorded_approvals(recorded),
        None => without_ledger(asked),
    }
}

fn recorded_approvals(recorded: &Recorded) -> Option<Verdict> {
    let rules = &recorded.approvals;
    if rules.is_empty() {
        return None;
    }
    let wanted = rules
        .iter()
        .map(|rule| format!("{} {}", rule.count, rule.role));
    let wanted: Vec<String> = wanted.collect();
    let have =
        |rule: &RecordedRule| format!("{} of {} {}", rule.people.len(), rule.count, rule.role);
    let counted: Vec<String> = rules.iter().map(have).collect();
    let people: BTreeSet<&String> = rules.iter().flat_map(|rule| &rule.people).collect();
    let people: Vec<&String> = people.into_iter().collect();
    let (answer, reason, short) = if recorded.request.is_none() {
        let nobody = || "nobody has requested it yet".to_owned();
        let lacks = |entry| format!("entry {entry} asks for it without {}", raised(recorded));
        let said = recorded.lacking.map_or_else(nobody, lacks);
        let reason = format!("{said}{}", out_of_reach(rules));
        (
            Answer::Wait { until: None },
            reason,
            "Not requested".to_owned(),
        )
    } else if rules.iter().all(RecordedRule::is_met) {
        let reason = format!("approved by {}", words::list(&people));
        (Answer::Pass, reason, "Approved".to_owned())
    } else {
        let open = rules.iter().find(|rule| !rule.is_met());
        let short = open.map(|rule| format!("{} of {}", rule.people.len(), rule.count));
        let reason = format!("{} approved{}", words::list(&counted), out_of_reach(rules));
        (
            Answer::Wait { until: None },
            reason,
            short.unwrap_or_default(),
        )
    };
    let evidence = rules.iter().map(|rule| {
        let people = if rule.people.is_empty() {
            "nobody yet".to_owned()
        } else {
            words::list(&rule.people)
        };
        Evidence::new(&rule.role, people)
    });
    let flags = recorded.flags.iter().map(|flag| {
        let asks = words::list(&flag.asks);
        let value = match flag.raised {
            true => format!("raised, asks {asks}"),
            false => format!("not raised; it would ask {asks}"),
        };
        Evidence::new(format!("flag {}", flag.name), value)
    });
    let entry = recorded.request.as_ref();
    let entry = entry.map(|hash| Evidence::new("request", hash));
    Some(Verdict {
        gate: GateKind::Approvals,
        answer,
        title: format!("Approved by {}", words::list(&wanted)),
        reason,
        short,
        evidence: evidence.chain(flags).chain(entry).collect(),
    })
}

/// The flags that are raised, in words.
fn raised(recorded: &Recorded) -> String {
    let raised = recorded.flags.iter().filter(|flag| flag.raised);
    let names: Vec<&String> = raised.map(|flag| &flag.name).collect();
    words::list(&names)
}

/// The rules that nobody is left for, as the rest of a sentence.
fn out_of_reach(rules: &[RecordedRule]) -> String {
    let short = rules.iter().filter_map(|rule| {
        let why = rule.short.as_ref()?;
        Some(format!("; {} {} {why}", rule.count, rule.role))
    });
    short.collect()
}

/// A line that somebody stopped, as the ledger has it.
pub(super) fn stopped(asked: &Asked<'_>) -> Option<Verdict> {
    let recorded = asked.facts.recorded?;
    let first = recorded.freezes.first()?;
    Some(Verdict {
        gate: GateKind::Freeze,
        answer: Answer::Fail,
        title: "The line is open".into(),
        reason: first.clone(),
        short: "Line stopped".into(),
        evidence: recorded
            .freezes
            .iter()
            .map(|freeze| Evidence::new("freeze", freeze))
            .collect(),
    })
}

fn without_ledger(asked: &Asked<'_>) -> Option<Verdict> {
    let rules = &asked.environment.gates.approvals;
    if rules.is_empty() || asked.rollback {
        return None;
    }
    let wanted: Vec<String> = rules
        .iter()
        .map(|rule| format!("{} {}", rule.count, rule.role))
        .collect();
    Some(Verdict {
        gate: GateKind::Approvals,
        answer: Answer::Unknown,
        title: format!("Approved by {}", words::list(&wanted)),
        reason: "no ledger yet, so nobody can sign an approval".into(),
        short: "No ledger yet".into(),
        evidence: rules
            .iter()
            .map(|rule| Evidence::new(&rule.role, format!("{} needed", rule.count)))
            .collect(),
    })
}

/// Whether the tag is signed by a person of the workspace.
pub(super) fn signed_tag(asked: &Asked<'_>) -> Option<Verdict> {
    if !asked.environment.gates.signed_tag {
        return None;
    }
    let tag = asked.candidate.tag.as_ref();
    let (answer, reason, short) = match (tag, asked.facts.signature) {
        (Some(_), Some(signature)) => judged(signature),
        (Some(tag), None) => (
            Answer::Unknown,
            format!("{tag} was not found"),
            "Tag unknown",
        ),
        (None, _) => (
            Answer::Fail,
            "an untagged build has no tag to sign".into(),
            "No tag",
        ),
    };
    // Going back must not wait for a signature; a forged tag still stops it.
    let waived = asked.rollback && !matches!(asked.facts.signature, Some(Signature::Bad { .. }));
    let waived = waived && answer != Answer::Pass;
    let mut evidence = vec![Evidence::new("commit", asked.candidate.commit.short())];
    evidence.extend(tag.map(|tag| Evidence::new("tag", tag)));
    Some(Verdict {
        gate: GateKind::SignedTag,
        answer: if waived { Answer::Pass } else { answer },
        title: "Tag signed by a person of the workspace".into(),
        reason: if waived {
            format!("{reason}; not asked of a rollback")
        } else {
            reason
        },
        short: short.into(),
        evidence,
    })
}

fn judged(signature: &Signature) -> (Answer, String, &'static str) {
    match signature {
        Signature::By { person, key } => (
            Answer::Pass,
            format!("signed by {person}, key {key}"),
            "Signed",
        ),
        Signature::Unchecked => (
            Answer::Unknown,
            "nobody has checked the signature".into(),
            "Not checked",
        ),
        Signature::Unsigned => (Answer::Fail, "the tag is not signed".into(), "Not signed"),
        Signature::Stranger { key } => (
            Answer::Fail,
            format!("signed with {key}, a key nobody in the workspace is listed with"),
            "Unknown key",
        ),
        Signature::Bad { reason } => (
            Answer::Fail,
            format!("the signature does not verify: {reason}"),
            "Bad signature",
        ),
    }
}

/// Whether every line is ticked: in the ledger, for the open request, or in the
/// plan. What is signed says more, so it is told first.
pub(super) fn checklist(asked: &Asked<'_>) -> Option<Verdict> {
    let lines = &asked.environment.gates.checklist;
    if lines.is_empty() || asked.rollback {
        return None;
    }
    let signed = asked.facts.recorded.map_or(&[][..], |one| &one.ticked);
    let by = |line: &String| {
        let told = signed.iter().find(|tick| &tick.line == line);
        let planned = || asked.facts.ticked.and_then(|ticked| ticked.get(line));
        told.map(TickState::told)
            .or_else(|| planned().map(|who| format!("ticked by {who}")))
    };
    let open: Vec<String> = lines
        .iter()
        .filter(|line| by(line).is_none())
        .map(|line| format!("“{line}”"))
        .collect();
    let (answer, reason, short) = if open.is_empty() {
        (Answer::Pass, "every line is ticked".into(), "Ticked".into())
    } else {
        (
            Answer::Wait { until: None },
            format!(
                "{} to tick: {}",
                words::count(open.len(), "line"),
                words::list(&open)
            ),
            format!("{} to tick", open.len()),
        )
    };
    let evidence = lines.iter().map(|line| {
        let value = by(line).unwrap_or_else(|| "open".into());
        Evidence::new(line, value)
    });
    Some(Verdict {
        gate: GateKind::Checklist,
        answer,
        title: "Checklist".into(),
        reason,
        short,
        evidence: evidence.collect(),
    })
}

/// Gates of the policy whose sources do not exist yet.
pub(super) fn without_source(asked: &Asked<'_>) -> Vec<Verdict> {
    // Of a rollback only health is told, and it only warns.
    let told = |name: &str| !asked.rollback || kind(name) == GateKind::Health;
    let missing = asked.environment.gates.without_source.iter();
    missing
        .filter(|(name, _)| told(name))
        .map(|(name, what)| Verdict {
            gate: kind(name),
            answer: Answer::Unknown,
            title: title(name),
            reason: what.clone(),
            short: "Not known".into(),
            evidence: vec![Evidence::new("gate", name)],
        })
        .collect()
}

fn kind(name: &str) -> GateKind {
    match name {
        "ci" => GateKind::Ci,
        "quality" => GateKind::Quality,
        "security" => GateKind::Security,
        "review" | "approvals" => GateKind::Approvals,
        _ => GateKind::Health,
    }
}

pub(super) fn title(name: &str) -> String {
    match name {
        "ci" => "Checks of the commit are green".into(),
        "quality" => "Quality is good enough".into(),
        "security" => "Findings are acceptable".into(),
        "review" => "Reviewed on the forge".into(),
        "health" | "metrics" => "The target is healthy".into(),
        _ => name.to_owned(),
    }
}
