//! What people say for the record: notes, flags, incidents.

use super::wishes::{fresh_id, named};
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use lockkeeper_domain::ledger::body::{Incident, Note};
use lockkeeper_domain::ledger::{Body, CLOSED, FlagSwitch, IncidentState, State};
use lockkeeper_domain::refusal::refused;

/// A flag of a service was switched in an environment.
pub(super) fn flag(
    desk: &Desk,
    switch: &FlagSwitch,
    text: Option<&str>,
) -> Result<Body, EngineError> {
    desk.service(&switch.service.as_str().into())?;
    desk.environment(&switch.environment.as_str().into())?;
    if switch.name.is_empty()
        || switch
            .name
            .contains(|sign: char| sign.is_whitespace() || sign == ':')
    {
        let text = "The name of a flag has neither a space nor a colon.".to_owned();
        return Err(EngineError::Usage { text });
    }
    let words = text.map(|text| format!("\n{text}")).unwrap_or_default();
    Ok(Body::Note(Note {
        subject: None,
        text: format!("{}{words}", switch.line()),
    }))
}

/// Words, about an entry or about nothing there is.
pub(super) fn note(state: &State, subject: Option<&str>, text: &str) -> Result<Body, EngineError> {
    let subject = subject.map(|name| named(state, name)).transpose()?;
    Ok(Body::Note(Note {
        subject: subject.map(|(_, hash)| hash),
        text: text.to_owned(),
    }))
}

/// Something is broken; a request may be there to mend it.
pub(super) fn incident(
    desk: &Desk,
    state: &State,
    (severity, summary): (&str, &str),
    request: Option<&str>,
) -> Result<Body, EngineError> {
    let request = request.map(|name| named(state, name)).transpose()?;
    Ok(Body::Incident(Incident {
        id: fresh_id(desk),
        request: request.map(|(_, hash)| hash),
        severity: severity.to_owned(),
        state: "open".to_owned(),
        summary: summary.to_owned(),
    }))
}

/// The same is over.
pub(super) fn over(state: &State, name: &str, summary: Option<&str>) -> Result<Body, EngineError> {
    let meant = |one: &&IncidentState| {
        [one.opened, one.number]
            .iter()
            .any(|number| number.to_string() == name)
            || (name.len() >= 4 && one.body.id.as_str().starts_with(name))
    };
    let found = state.incidents().find(meant);
    let found = found.ok_or_else(|| unknown("incident", name))?;
    if !found.is_open() {
        return Err(EngineError::refused(refused::incident_over()));
    }
    Ok(Body::Incident(Incident {
        state: CLOSED.to_owned(),
        summary: summary.unwrap_or(&found.body.summary).to_owned(),
        ..found.body.clone()
    }))
}
