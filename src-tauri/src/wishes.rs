//! Decisions of the window as wishes of the core.

use crate::wire::moment;
use lockkeeper_compose::WorkspaceFile;
use lockkeeper_contract::Decision;
use lockkeeper_domain::ledger::Concern;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::usecases::decisions::Wish;
use serde_json::Value;
use std::path::Path;

/// The wish of a decision.
pub fn wish(desk: &Desk, decision: Decision) -> Result<Wish, EngineError> {
    Ok(match decision {
        Decision::Request { intent } => Wish::Request(intent),
        Decision::RequestSet { intent } => Wish::RequestSet(intent),
        Decision::RequestBack { intent } => Wish::RequestBack(intent),
        Decision::Approve { subject, comment } => Wish::Approve { subject, comment },
        Decision::Tick { request, line } => Wish::Tick { request, line },
        Decision::Reject { subject, reason } => Wish::Reject { subject, reason },
        Decision::Withdraw { subject, reason } => Wish::Withdraw { subject, reason },
        Decision::BreakGlass {
            request,
            gates,
            reason,
        } => Wish::BreakGlass {
            request,
            gates,
            reason,
        },
        Decision::Freeze {
            environments,
            services,
            until,
            reason,
        } => Wish::Freeze {
            environments,
            services,
            until: until.as_deref().map(moment).transpose()?.flatten(),
            reason,
        },
        Decision::Thaw { freeze, reason } => Wish::Thaw {
            freeze: Some(freeze),
            reason,
        },
        Decision::Note {
            service,
            environment,
            text,
        } => Wish::Note {
            subject: None,
            text: about(desk, service, environment, &text)?,
        },
        Decision::Incident {
            service,
            environment,
            severity,
            summary,
        } => Wish::Incident {
            severity,
            summary: about(desk, service, environment, &summary)?,
            request: None,
        },
        Decision::IncidentOver { incident, summary } => Wish::IncidentOver { incident, summary },
        // The others are put into words elsewhere.
        Decision::Policy | Decision::Begin | Decision::Adopt { .. } | Decision::Device { .. } => {
            Wish::Policy {
                rules: rules(desk)?,
            }
        }
    })
}

/// Words that begin with what they are about.
fn about(
    desk: &Desk,
    service: Option<String>,
    environment: Option<String>,
    text: &str,
) -> Result<String, EngineError> {
    if let Some(name) = &environment {
        desk.environment(&name.as_str().into())?;
    }
    let Some(service) = service else {
        return Ok(text.to_owned());
    };
    desk.service(&service.as_str().into())?;
    let concern = Concern {
        service,
        environment,
    };
    Ok(concern.words(text))
}

/// The rules as the workspace file says them now.
pub fn rules(desk: &Desk) -> Result<Value, EngineError> {
    let file = WorkspaceFile::read(Path::new(&desk.places.file))?;
    Ok(file.rules())
}
