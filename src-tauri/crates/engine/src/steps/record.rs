//! Records in the journal what became of a release.

use super::{Acted, Effect, Observed, StepContext};
use crate::error::EngineError;
use crate::ports::ReleaseRecord;
use async_trait::async_trait;
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::intent::{CutKind, Intent};
use lockkeeper_domain::plan::{Action, PlanKind};
use lockkeeper_domain::run::Made;

pub(super) struct Record<'a> {
    pub(super) line: &'a str,
}

impl Record<'_> {
    fn sentence(&self) -> String {
        format!("Recorded: {}.", self.line.trim_end_matches('.'))
    }
}

#[async_trait]
impl Effect for Record<'_> {
    async fn observe(&self, context: &StepContext<'_>) -> Result<Observed, EngineError> {
        let Some(record) = release_record(context) else {
            let line = match context.plan().kind {
                PlanKind::Flow => "The journal has every step.",
                _ => "There is no release to record: the build has no tag.",
            };
            return Ok(Observed::NotNeeded(line.into()));
        };
        let known = context.ports.journal.releases(&record.service).await;
        let known = known.map_err(EngineError::write_run(&context.run.id))?;
        // The moment of the plan tells two cuts of one name apart.
        let same =
            |r: &ReleaseRecord| r.tag == record.tag && r.event == record.event && r.at == record.at;
        Ok(if known.iter().any(same) {
            Observed::AsDesired(Made::default(), self.sentence())
        } else {
            Observed::AsExpected
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        if let Some(record) = release_record(context) {
            let kept = context.ports.journal.keep_release(&record).await;
            kept.map_err(EngineError::write_run(&context.run.id))?;
        }
        Ok(Acted::Made(Made::default(), self.sentence()))
    }
}

/// What is to be known of the release afterwards.
fn release_record(context: &StepContext<'_>) -> Option<ReleaseRecord> {
    let plan = context.plan();
    Some(ReleaseRecord {
        service: plan.subject.versioned()?.service.clone(),
        tag: tag(context)?,
        event: event(plan.kind)?.to_owned(),
        reason: reason(&plan.intent).unwrap_or_default(),
        at: plan.made_at,
        by: context.run.by.clone(),
    })
}

const fn event(kind: PlanKind) -> Option<&'static str> {
    Some(match kind {
        PlanKind::Cut => "cut",
        PlanKind::Undo => "undone",
        PlanKind::Withdraw => "withdrawn",
        PlanKind::Yank => "yanked",
        PlanKind::Promote | PlanKind::Rollback => "requested",
        PlanKind::Flow => return None,
    })
}

/// The tag of the release; an untagged build has none.
fn tag(context: &StepContext<'_>) -> Option<TagName> {
    let plan = context.plan();
    match &plan.intent {
        Intent::Withdraw(intent) | Intent::Yank(intent) => Some(intent.tag.clone()),
        Intent::Cut(_) => plan.steps.iter().find_map(|step| match &step.action {
            Action::CreateTag { tag, .. } => Some(tag.clone()),
            _ => None,
        }),
        Intent::Promote(_) | Intent::Rollback(_) => {
            let about = plan.subject.versioned()?;
            let version = &about.version;
            let service = context.workspace.services.get(&about.service)?;
            version.build.is_empty().then(|| service.tag.tag(version))
        }
        Intent::Flow(_) => None,
    }
}

fn reason(intent: &Intent) -> Option<String> {
    match intent {
        Intent::Withdraw(intent) | Intent::Yank(intent) => Some(intent.reason.clone()),
        Intent::Cut(intent) => match &intent.kind {
            CutKind::Exact { reason, .. } => Some(reason.clone()),
            CutKind::Final | CutKind::Pre { .. } => None,
        },
        Intent::Promote(intent) => intent.reason.clone(),
        Intent::Rollback(intent) => intent.reason.clone(),
        Intent::Flow(_) => None,
    }
}
