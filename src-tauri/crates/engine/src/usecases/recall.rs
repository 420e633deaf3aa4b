//! A yank in the ledger, where every desktop reads it.

use super::decisions::told;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ledger::Words;
use crate::ports::RepoError;
use lockkeeper_domain::gates::item_of;
use lockkeeper_domain::intent::{Intent, ReleaseIntent};
use lockkeeper_domain::ledger::body::{Item, Release, Yank};
use lockkeeper_domain::ledger::{Body, Hash, ObjectName};
use lockkeeper_domain::plan::Plan;
use lockkeeper_domain::snapshot::Build;

/// Says in the ledger what a plan yanks, before its first effect. Does nothing
/// without a ledger, for other plans, and when it is said already.
///
/// # Errors
/// When the ledger cannot be written, or nobody here may sign.
pub(super) async fn record(desk: &Desk, plan: &Plan) -> Result<(), EngineError> {
    let (Some(ledger), Some(intent)) = (desk.begun_ledger(), yanked(plan)) else {
        return Ok(());
    };
    let service = desk.service(&intent.service)?;
    let (repo, tag) = (service.repo.as_str(), intent.tag.as_str());
    let walk = ledger.refresh().await?;
    if walk.state().is_yanked(repo, tag) {
        return Ok(());
    }
    let speaker = ledger.person(walk.state()).await?;
    let release = match walk.state().release_of(repo, tag) {
        Some(release) => release.clone(),
        None => {
            let body = Body::Release(release(desk, plan, intent).await?);
            let number = ledger.say(&speaker, &Words::of(body), None).await?;
            ledger.hash_of(number)?
        }
    };
    let body = Body::Yank(Yank {
        reason: intent.reason.trim().to_owned(),
        release,
    });
    ledger.say(&speaker, &Words::of(body), None).await?;
    told(desk);
    Ok(())
}

/// What a plan yanks, when it does.
pub(super) const fn yanked(plan: &Plan) -> Option<&ReleaseIntent> {
    match &plan.intent {
        Intent::Yank(intent) => Some(intent),
        _ => None,
    }
}

/// The release as its tag tells it.
async fn release(desk: &Desk, plan: &Plan, intent: &ReleaseIntent) -> Result<Release, EngineError> {
    let service = desk.service(&intent.service)?;
    let repo = desk.repo_of(service).await?;
    let read = |error: RepoError| EngineError::read_repo(&service.repo)(error);
    let missing = || RepoError::NotFound {
        what: format!("the tag {}", intent.tag),
    };
    let object = repo.read_ref(&format!("refs/tags/{}", intent.tag)).await;
    let object = object.map_err(read)?.ok_or_else(missing).map_err(read)?;
    let said = repo.tag_message(&object).await.map_err(read)?;
    let (commit, notes) = said.unwrap_or_else(|| (object.clone(), String::new()));
    let about = plan.subject.versioned().ok_or_else(missing).map_err(read)?;
    let build = Build {
        version: about.version.clone(),
        commit,
        tag: Some(intent.tag.clone()),
    };
    let item = item_of(service, &build).ok_or_else(missing).map_err(read)?;
    Ok(Release {
        item: Item {
            tag_object: ObjectName::parse(object.as_str()),
            ..item
        },
        notes: Hash::of(notes.as_bytes()),
    })
}
