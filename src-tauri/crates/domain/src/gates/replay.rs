//! A past decision, told from what was signed: what each gate was recorded to
//! have said, beside what the ledger alone says of it.

use super::{Answer, Evidence, GateKind, Verdict, first_against};
use crate::ledger::body::RecordedVerdict;
use serde_json::Value;

/// What can be judged again by the ledger alone: its rules, its entries and
/// the hour. All else rests on facts that only whoever signed has seen.
#[must_use]
pub const fn rests_on_ledger(gate: GateKind) -> bool {
    matches!(
        gate,
        GateKind::Approvals | GateKind::Windows | GateKind::Freeze
    )
}

/// Each recorded verdict as a verdict. `again` is what the ledger alone says
/// of that moment; where it does not let pass what was recorded as passed, the
/// record is told and not believed. What is no gate of this version is left out.
#[must_use]
pub fn replay(recorded: &[RecordedVerdict], again: &[Verdict]) -> Vec<Verdict> {
    let told = recorded.iter().filter_map(|one| {
        let gate = GateKind::of_word(&one.gate)?;
        let judged = again.iter().filter(|verdict| verdict.gate == gate);
        Some(beside(
            told(one, gate),
            &judged.cloned().collect::<Vec<_>>(),
        ))
    });
    told.collect()
}

fn told(recorded: &RecordedVerdict, gate: GateKind) -> Verdict {
    let (answer, short) = match recorded.verdict.as_str() {
        "pass" => (Answer::Pass, "Passed"),
        "wait" => (Answer::Wait { until: None }, "Waited"),
        "fail" => (Answer::Fail, "Said no"),
        _ => (Answer::Unknown, "Unknown"),
    };
    let inputs = recorded.inputs.iter();
    let evidence = inputs.flat_map(|(name, value)| match value {
        Value::Array(several) => several.iter().map(|one| input(name, one)).collect(),
        one => vec![input(name, one)],
    });
    Verdict {
        gate,
        answer,
        title: title(gate),
        reason: recorded.evidence.join("; "),
        short: short.to_owned(),
        evidence: evidence.collect(),
    }
}

fn input(name: &str, value: &Value) -> Evidence {
    let text = value.as_str().map(str::to_owned);
    Evidence::new(name, text.unwrap_or_else(|| value.to_string()))
}

/// A recorded verdict beside what the ledger alone says of the same gate.
fn beside(mut recorded: Verdict, again: &[Verdict]) -> Verdict {
    let Some(first) = again.first() else {
        return recorded;
    };
    recorded.title.clone_from(&first.title);
    let against = first_against(again).unwrap_or(first);
    let reason = &against.reason;
    recorded
        .evidence
        .push(Evidence::new("judged again", reason));
    if recorded.passed() && !against.passed() {
        recorded.answer = against.answer.clone();
        recorded.short.clone_from(&against.short);
        recorded.reason = format!(
            "recorded as passed ({}), and by the ledger alone it did not: {reason}",
            recorded.reason
        );
    }
    recorded
}

/// The gate, where nothing but its name is known.
fn title(gate: GateKind) -> String {
    let word = gate.word().replace('_', " ");
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn recorded(gate: &str, verdict: &str) -> RecordedVerdict {
        let inputs = json!({"window": ["MON", "TUE"], "zone": "UTC"});
        RecordedVerdict {
            evidence: vec!["because".to_owned()],
            gate: gate.to_owned(),
            inputs: inputs.as_object().cloned().expect("an object"),
            verdict: verdict.to_owned(),
        }
    }

    fn judged(gate: GateKind, answer: Answer) -> Verdict {
        Verdict {
            gate,
            answer,
            title: "Inside a window".to_owned(),
            reason: "it was Sunday".to_owned(),
            short: "Sunday".to_owned(),
            evidence: Vec::new(),
        }
    }

    fn told_as(recorded: &RecordedVerdict, again: &[Verdict]) -> Verdict {
        let mut verdicts = replay(std::slice::from_ref(recorded), again);
        verdicts.pop().expect("a verdict")
    }

    #[test]
    fn a_record_is_told_with_its_inputs() {
        for (word, answer) in [
            ("pass", Answer::Pass),
            ("wait", Answer::Wait { until: None }),
            ("fail", Answer::Fail),
            ("perhaps", Answer::Unknown),
        ] {
            let verdict = told_as(&recorded("signed_tag", word), &[]);
            assert_eq!(verdict.answer, answer, "{word}");
            assert_eq!(verdict.title, "Signed tag");
            assert_eq!(verdict.reason, "because");
            let inputs = verdict.evidence.iter();
            let inputs: Vec<String> = inputs
                .map(|one| format!("{}={}", one.name, one.value))
                .collect();
            assert_eq!(inputs, ["window=MON", "window=TUE", "zone=UTC"]);
        }
        assert_eq!(replay(&[recorded("horoscope", "pass")], &[]), []);
    }

    #[test]
    fn what_the_ledger_alone_denies_is_not_believed() {
        let windows = |answer| [judged(GateKind::Windows, answer)];
        let lie = told_as(&recorded("windows", "pass"), &windows(Answer::Fail));
        assert_eq!((&lie.answer, &*lie.short), (&Answer::Fail, "Sunday"));
        let why = "recorded as passed (because), and by the ledger alone it did not: it was Sunday";
        assert_eq!(lie.reason, why);
        let truth = told_as(&recorded("windows", "pass"), &windows(Answer::Pass));
        assert_eq!((&truth.answer, &*truth.reason), (&Answer::Pass, "because"));
        assert_eq!(truth.title, "Inside a window");
        let last = truth.evidence.last().expect("it was judged again");
        assert_eq!(
            (&*last.name, &*last.value),
            ("judged again", "it was Sunday")
        );
        // Whoever recorded a no had to say so; the ledger alone does not undo it.
        let strict = told_as(&recorded("windows", "fail"), &windows(Answer::Pass));
        assert_eq!(strict.answer, Answer::Fail);
        let other = told_as(&recorded("freeze", "pass"), &windows(Answer::Fail));
        assert_eq!(other.answer, Answer::Pass);
    }

    #[test]
    fn every_gate_is_found_by_its_word() {
        for gate in GateKind::ALL {
            assert_eq!(GateKind::of_word(gate.word()), Some(gate));
        }
        assert_eq!(GateKind::of_word("horoscope"), None);
    }
}
