//! Records in the journal what became of a release.

use super::{Acted, Effect, Observed, StepContext};
use crate::error::EngineError;
use crate::ports::ReleaseRecord;
use async_trait::async_trait;
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::intent::Intent;
use lockkeeper_domain::plan::{Action, PlanKind, VersionSubject};
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
        if release_records(context).is_empty() {
            let line = match context.plan().kind {
                PlanKind::Flow => "The journal has every step.",
                _ => "There is no release to record: the build has no tag.",
            };
            return Ok(Observed::NotNeeded(line.into()));
        }
        Ok(if missing(context).await?.is_empty() {
            Observed::AsDesired(Made::default(), self.sentence())
        } else {
            Observed::AsExpected
        })
    }

    async fn act(&self, context: &StepContext<'_>) -> Result<Acted, EngineError> {
        for record in missing(context).await? {
            let kept = context.ports.journal.keep_release(&record).await;
            kept.map_err(EngineError::write_run(&context.run.id))?;
        }
        Ok(Acted::Made(Made::default(), self.sentence()))
    }
}

/// What the journal does not know yet.
async fn missing(context: &StepContext<'_>) -> Result<Vec<ReleaseRecord>, EngineError> {
    let mut missing = Vec::new();
    for record in release_records(context) {
        let known = context.ports.journal.releases(&record.service).await;
        let known = known.map_err(EngineError::write_run(&context.run.id))?;
        // The moment of the plan tells two cuts of one name apart.
        let same =
            |r: &ReleaseRecord| r.tag == record.tag && r.event == record.event && r.at == record.at;
        if !known.iter().any(same) {
            missing.push(record);
        }
    }
    Ok(missing)
}

/// What is to be known of the releases afterwards.
fn release_records(context: &StepContext<'_>) -> Vec<ReleaseRecord> {
    let plan = context.plan();
    let Some(event) = event(plan.kind) else {
        return Vec::new();
    };
    let records = plan.subject.versions().filter_map(|about| {
        Some(ReleaseRecord {
            service: about.service.clone(),
            tag: tag(context, about)?,
            event: event.to_owned(),
            reason: reason(&plan.intent).unwrap_or_default(),
            at: plan.made_at,
            by: context.run.by.clone(),
        })
    });
    records.collect()
}

const fn event(kind: PlanKind) -> Option<&'static str> {
    Some(match kind {
        PlanKind::Cut => "cut",
        PlanKind::Undo => "undone",
        PlanKind::Withdraw => "withdrawn",
        PlanKind::Yank => "yanked",
        PlanKind::Promote | PlanKind::Rollback | PlanKind::Umbrella => "requested",
        PlanKind::Flow => return None,
    })
}

/// The tag of the release; an untagged build has none.
fn tag(context: &StepContext<'_>, about: &VersionSubject) -> Option<TagName> {
    let plan = context.plan();
    match &plan.intent {
        Intent::Withdraw(intent) | Intent::Yank(intent) => Some(intent.tag.clone()),
        Intent::Cut(_) => plan.steps.iter().find_map(|step| match &step.action {
            Action::CreateTag { tag, .. } => Some(tag.clone()),
            _ => None,
        }),
        Intent::Promote(_) | Intent::Rollback(_) | Intent::Umbrella(_) => {
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
        Intent::Cut(intent) => intent.kind.reason().map(str::to_owned),
        Intent::Promote(intent) => intent.reason.clone(),
        Intent::Rollback(intent) => intent.reason.clone(),
        Intent::Umbrella(intent) => intent.reason.clone(),
        Intent::Flow(_) => None,
    }
}
