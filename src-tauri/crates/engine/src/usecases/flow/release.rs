//! The tag a finish makes: named after the branch, with the notes a release
//! of that commit would have.

use super::ground::Sight;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::RepoError;
use crate::usecases::standalone::{ReleaseNotes, release_notes};
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
        None => match named(desk, sight, (prefix, rest), &notes) {
            Some(tag) => tag,
            None => return Ok(None),
        },
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

/// The name of the tag: as git-flow is configured; otherwise the version the
/// branch is called by, or the next one where it is called by something else,
/// as the service of the repository, or its tags so far, are named.
fn named(
    desk: &Desk,
    sight: &Sight,
    (prefix, rest): (&str, &str),
    notes: &ReleaseNotes,
) -> Option<TagName> {
    if sight.config.dialect().is_some() || !prefix.is_empty() {
        return Some(TagName::new(format!("{prefix}{rest}")));
    }
    let Ok(version) = Version::parse(rest.strip_prefix('v').unwrap_or(rest)) else {
        return notes.tag.clone();
    };
    let services = desk.workspace.services.values();
    let mut ours = services.filter(|service| service.repo == sight.ground.repo);
    Some(match (ours.next(), ours.next()) {
        (Some(service), None) => service.tag.tag(&version),
        _ => TagName::new(format!("{}{version}", notes.prefix)),
    })
}
