//! Agreeing on one of two chains, as text.

use lockkeeper_contract::{AgreedView, AgreementView, StrayView};

/// What would be done.
pub fn agreement(view: &AgreementView) -> String {
    let place = match view.remote {
        true => "as the remote shows it",
        false => "as it is here; the remote is put back to it",
    };
    let mut lines = vec![format!(
        "The ledger up to entry {}, {}, {place}.",
        view.number, view.head
    )];
    lines.extend(view.warnings.iter().map(|warning| format!("! {warning}")));
    let (here, later) = apart(&view.again);
    list(&mut lines, "Linked again, as they were signed:", &here);
    list(&mut lines, "Waits until an admin links it again:", &later);
    let (here, later) = apart(&view.anew);
    list(&mut lines, "You sign anew:", &here);
    list(&mut lines, "Its author has to sign it anew:", &later);
    list(&mut lines, "Not taken over:", &all(&view.left));
    lines.join("\n")
}

/// What was done.
pub fn agreed(view: &AgreedView) -> String {
    let mut lines = vec![format!("Agreed, up to entry {}.", view.number)];
    list(&mut lines, "Linked again:", &all(&view.linked));
    list(&mut lines, "Signed anew:", &all(&view.signed));
    let waits = "Nobody starts before these stand in the ledger; their authors sign them anew \
                 with the same command:";
    list(&mut lines, waits, &all(&view.waits));
    list(&mut lines, "Not taken over:", &all(&view.left));
    lines.join("\n")
}

fn apart(strays: &[StrayView]) -> (Vec<&StrayView>, Vec<&StrayView>) {
    strays.iter().partition(|stray| stray.here)
}

fn all(strays: &[StrayView]) -> Vec<&StrayView> {
    strays.iter().collect()
}

fn list(lines: &mut Vec<String>, head: &str, strays: &[&StrayView]) {
    if strays.is_empty() {
        return;
    }
    lines.push(head.to_owned());
    for stray in strays {
        let why = stray.why.as_ref().map(|why| format!(" ({why})"));
        lines.push(format!(
            "  {:>5}  {} · {}{}",
            stray.number,
            stray.sentence,
            stray.by,
            why.unwrap_or_default()
        ));
    }
}
