//! Requests and decisions as text.

use lockkeeper_contract::{RequestView, Signed, ToAdopt, ToSign};
use std::fmt::Write as _;

/// The requests, newest first.
pub fn requests(requests: &[RequestView]) -> String {
    if requests.is_empty() {
        return "Nobody has requested anything.".to_owned();
    }
    let lines: Vec<String> = requests.iter().map(request).collect();
    lines.join("\n")
}

/// Whether it can still be decided on.
fn is_open(request: &RequestView) -> bool {
    ["waiting", "approved", "running"].contains(&request.state.as_str())
}

/// What it is called where it is decided on.
fn name(request: &RequestView) -> String {
    match request.kind.as_str() {
        "request" => request.id.chars().take_while(|sign| *sign != '-').collect(),
        _ => format!("entry {}", request.number),
    }
}

fn request(request: &RequestView) -> String {
    let state = match request.state.as_str() {
        "policy" => "closed by new rules",
        state => state,
    };
    let mut text = format!(
        "{}  {state}  {} ({})\n          by {} at {}",
        name(request),
        request.title,
        request.line,
        request.by,
        request.at
    );
    if let Some(expires) = request.expires.as_ref().filter(|_| is_open(request)) {
        let _always = write!(text, ", open until {expires}");
    }
    if request.kind == "glass" {
        let about = request.text.lines().skip(1);
        about.for_each(|line| text.push_str(&format!("\n          {line}")));
    }
    if !request.flags.is_empty() {
        // A flag is the requester's word, and no line of this list.
        let raised = request.flags.join(", ").replace('\n', " ");
        let _always = write!(text, "\n          raised: {raised}");
    }
    for rule in &request.rules {
        let _always = write!(
            text,
            "\n          {} of {} {}",
            rule.people.len(),
            rule.count,
            rule.role
        );
        if !rule.people.is_empty() {
            let _always = write!(text, ": {}", rule.people.join(", "));
        }
        if is_open(request) && rule.people.len() < rule.count as usize {
            let _always = match &rule.short {
                Some(why) => write!(text, "; {why}"),
                None => write!(text, "; may sign: {}", rule.may_sign.join(", ")),
            };
        }
    }
    if is_open(request) {
        to_tick(request, &request.checklist, "", &mut text);
    }
    to_tick(request, &request.after, "afterwards: ", &mut text);
    for approval in &request.approvals {
        if let Some(why) = &approval.void {
            let _always = write!(text, "\n          ✗ approval of {}: {why}", approval.by);
        }
    }
    if request.kind != "request" && request.state == "waiting" {
        let number = request.number;
        let _always = write!(text, "\n          lockkeeper approve {number}");
    }
    text
}

/// Lines to tick, with who ticked them.
fn to_tick(request: &RequestView, lines: &[String], when: &str, text: &mut String) {
    for line in lines {
        let tick = request.ticks.iter().find(|tick| &tick.line == line);
        let _always = match tick {
            Some(tick) => write!(
                text,
                "\n          ✓ {when}{line}: ticked by {} in entry {}",
                tick.by, tick.number
            ),
            None => write!(text, "\n          ☐ {when}{line}"),
        };
    }
}

/// What is about to be signed, by whom.
pub fn to_sign(view: &ToSign) -> String {
    let words: Vec<String> = view
        .text
        .lines()
        .map(|line| format!("    {line}"))
        .collect();
    let warnings = view.warnings.iter().map(|line| format!("\n! {line}\n"));
    format!(
        "{} signs with key {} ({}):\n\n{}\n{}",
        view.by,
        view.key,
        view.place,
        words.join("\n"),
        warnings.collect::<String>()
    )
}

/// What is about to be adopted, and what cannot be.
pub fn to_adopt(view: &ToAdopt) -> String {
    let left = view.left.iter().map(|line| format!("\n! {line}"));
    to_sign(&view.sign) + &left.collect::<String>()
}

/// What was signed.
pub fn signed(signed: &Signed) -> String {
    let mut text = format!("Signed as entry {}: {}", signed.number, signed.sentence);
    for effect in &signed.effects {
        let _always = write!(text, "\n{effect}");
    }
    text
}

/// A ledger that was begun.
pub fn begun(signed: &Signed) -> String {
    format!(
        "{}.\nIts first entry is {}.\nKeep this hash where the others can compare it.",
        signed.sentence, signed.hash
    )
}
