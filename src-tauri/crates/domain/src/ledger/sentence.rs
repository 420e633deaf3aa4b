//! A body in words: what is shown before signing, and in the trail.

use super::Hash;
use super::body::{Carried, Item, Request};
use super::kind::Body;
use crate::words;
use serde_json::Value;

impl Body {
    /// What it does, in one line.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.phrase().replace('\n', " ")
    }

    /// The words that a person has to give for it.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Rejection(no) => Some(&no.reason),
            Self::Withdrawal(back) => Some(&back.reason),
            Self::BreakGlass(glass) => Some(&glass.reason),
            Self::Freeze(stop) => Some(&stop.reason),
            Self::Thaw(end) => Some(&end.reason),
            Self::Adopt(adopt) => Some(&adopt.reason),
            Self::Incident(incident) => Some(&incident.summary),
            Self::Note(note) => Some(&note.text),
            _ => None,
        }
    }

    fn phrase(&self) -> String {
        match self {
            Self::Genesis(proposal) => {
                let name = proposal.rules.get("name").and_then(Value::as_str);
                format!("Begin the ledger of {}", name.unwrap_or("the workspace"))
            }
            Self::Policy(proposal) => format!("Propose rules, version {}", proposal.version),
            Self::Delegation(one) => {
                let kinds = words::list(&one.kinds);
                format!("Let a device key sign {kinds} until {}", one.until)
            }
            Self::Release(release) => format!("Release {}", name(&release.item)),
            Self::Yank(yank) => format!("Yank release {}: {}", yank.release.short(), yank.reason),
            Self::Request(request) => demand(request),
            Self::Approval(approval) => format!("Approve: {}", about(&approval.what)),
            Self::Rejection(no) => format!("Reject: {}: {}", about(&no.what), no.reason),
            Self::Withdrawal(back) => {
                format!("Take back entry {}: {}", back.subject.short(), back.reason)
            }
            Self::BreakGlass(glass) => {
                let gates = words::list(&glass.gates);
                format!("Break glass for {gates}: {}", glass.reason)
            }
            Self::Start(start) => format!("Start request {}", start.request.short()),
            Self::Finish(finish) => {
                format!("End of start {}: {}", finish.start.short(), finish.outcome)
            }
            Self::Freeze(freeze) => {
                let end = freeze.until.map(|until| format!(" until {until}"));
                let only = freeze.services.as_ref();
                let only = only.map(|names| format!(" for {}", words::list(names)));
                let places = words::list(&freeze.environments);
                let (only, end) = (only.unwrap_or_default(), end.unwrap_or_default());
                format!("Stop the line in {places}{only}{end}: {}", freeze.reason)
            }
            Self::Thaw(thaw) => format!("End freeze {}: {}", thaw.freeze.short(), thaw.reason),
            Self::Adopt(adopt) => {
                let item = name(&adopt.item);
                format!("Accept {item} in {}: {}", adopt.environment, adopt.reason)
            }
            Self::Rotation(rotation) => {
                format!("Rotated {} in {}", rotation.secret, rotation.sink)
            }
            Self::Incident(incident) => {
                format!(
                    "Incident {}, {}: {}",
                    incident.severity, incident.state, incident.summary
                )
            }
            Self::Tick(tick) => format!("Ticked “{}”", tick.line),
            Self::Checkpoint(_) => "Seen everything up to here".to_owned(),
            Self::Note(note) => format!("Note: {}", note.text.lines().next().unwrap_or_default()),
        }
    }

    /// The words to sign: the sentence, and below it everything that counts.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.sentence();
        for line in self.particulars() {
            text.push('\n');
            text.push_str(&line);
        }
        text
    }

    fn particulars(&self) -> Vec<String> {
        match self {
            Self::Request(request) => of_request(request),
            Self::Approval(approval) => of_decision(&approval.subject, &approval.what),
            Self::Rejection(no) => of_decision(&no.subject, &no.what),
            Self::Adopt(adopt) => vec![exactly(&adopt.item)],
            Self::Release(release) => vec![exactly(&release.item)],
            Self::Genesis(proposal) | Self::Policy(proposal) => {
                let rules = Value::Object(proposal.rules.clone());
                vec![format!("Rules {}", super::Rules::hash_of(&rules))]
            }
            _ => Vec::new(),
        }
    }
}

fn of_request(request: &Request) -> Vec<String> {
    let mut lines: Vec<String> = request.items.iter().map(exactly).collect();
    lines.extend(request.lane.as_ref().map(|lane| format!("Lane {lane}")));
    lines.extend(request.reason.as_ref().map(|why| format!("Reason: {why}")));
    lines.extend(
        request
            .flags
            .as_ref()
            .map(|flags| format!("Raised: {}", words::list(flags))),
    );
    lines.push(format!("Open until {}", request.expires));
    lines
}

fn of_decision(subject: &Hash, what: &Carried) -> Vec<String> {
    let request: Option<Request> = serde_json::from_value(Value::Object(what.clone())).ok();
    let mut lines = request
        .map(|request| of_request(&request))
        .unwrap_or_default();
    lines.push(format!("Entry {subject}"));
    lines
}

/// What a decision is about, from the body that it repeats.
fn about(what: &Carried) -> String {
    let whole = || Value::Object(what.clone());
    if let Ok(request) = serde_json::from_value::<Request>(whole()) {
        return demand(&request);
    }
    if let Some(version) = what.get("version").filter(|_| what.contains_key("rules")) {
        return format!("rules, version {version}");
    }
    if what.contains_key("gates") {
        return "broken glass".to_owned();
    }
    match what.get("environment").and_then(Value::as_str) {
        Some(place) => format!("what runs in {place}"),
        None => "an entry".to_owned(),
    }
}

pub(super) fn demand(request: &Request) -> String {
    let items: Vec<String> = request.items.iter().map(name).collect();
    let items = words::list(&items);
    if request.is_rollback() {
        format!("{items} → {} (rollback)", request.to)
    } else {
        format!("{items} → {}", request.to)
    }
}

pub(super) fn name(item: &Item) -> String {
    format!("{} {}", item.service, item.version)
}

/// Everything that says which build it is.
pub(super) fn exactly(item: &Item) -> String {
    let mut words = format!("{} {}, commit {}", item.service, item.version, item.commit);
    for (what, value) in [("tag", &item.tag), ("artifact", &item.artifact)] {
        if let Some(value) = value {
            words.push_str(&format!(", {what} {value}"));
        }
    }
    words
}
