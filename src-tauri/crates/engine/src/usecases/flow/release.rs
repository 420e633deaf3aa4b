//! The tag a finish makes: named after the branch, with the notes a release
//! of that commit would have.

use super::ground::Sight;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::RepoError;
use crate::usecases::standalone::release_notes;
use lockkeeper_domain::branching::{Lane, TagFacts, Topic};
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::intent::FinishOptions;
use lockkeeper_domain::version::Version;

pub(super) async fn tag_facts(
    desk: &Desk,
    sight: &Sight,
    topic: &Topic,
    lane: &Lane,
    options: &FinishOptions,
) -> Result<Option<TagFacts>, EngineError> {
    let Some(prefix) = topic.tag.as_ref().filter(|_| !options.no_tag) else {
        return Ok(None);
    };
    let read = |error: RepoError| EngineError::read_repo(&sight.ground.repo)(error);
    let notes = release_notes(&sight.repo, lane.tip.as_str()).await?;
    let rest = lane
        .name
        .as_str()
        .strip_prefix(&topic.prefix)
        .unwrap_or(lane.name.as_str());
    let name = match &options.tag {
        Some(tag) => tag.clone(),
        None => named(desk, sight, prefix, &notes.prefix, rest),
    };
    let local = sight
        .repo
        .read_ref(&format!("refs/tags/{name}"))
        .await
        .map_err(read)?;
    let local = match local {
        Some(_) => Some(
            sight
                .repo
                .resolve(&format!("refs/tags/{name}"))
                .await
                .map_err(read)?,
        ),
        None => None,
    };
    let there = format!("refs/tags/{name}");
    let setup = sight.repo.signing().await.map_err(read)?;
    let said = options.message.clone().unwrap_or(notes.markdown);
    Ok(Some(TagFacts {
        text: format!("{name}\n\n{}\n", said.trim()),
        signing: setup.signing,
        local,
        remote: sight.remote.contains_key(&there),
        name,
    }))
}

/// The name of the tag: as git-flow is configured; otherwise as the service
/// of the repository, or its tags so far, are named.
fn named(desk: &Desk, sight: &Sight, prefix: &str, usual: &str, rest: &str) -> TagName {
    let configured = sight.config.dialect().is_some() || !prefix.is_empty();
    let version = Version::parse(rest.strip_prefix('v').unwrap_or(rest));
    if let (false, Ok(version)) = (configured, version) {
        let services = desk.workspace.services.values();
        let mut ours = services.filter(|service| service.repo == sight.ground.repo);
        return match (ours.next(), ours.next()) {
            (Some(service), None) => service.tag.tag(&version),
            _ => TagName::new(format!("{usual}{version}")),
        };
    }
    TagName::new(format!("{prefix}{rest}"))
}
