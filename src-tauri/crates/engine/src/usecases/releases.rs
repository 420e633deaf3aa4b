//! Releases: listed, opened, compared, taken back, marked.

mod back;
mod used;

pub use back::{plan_undo, plan_withdraw, plan_yank};
pub(super) use used::requested;

use super::pick;
use super::promotion::links;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::{difference, observe, verify};
use lockkeeper_contract::{CompareView, ReleaseLine, ReleaseView, ReleasesView, UnknownReleases};
use lockkeeper_domain::changelog::{entries, notes};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{ServiceName, TagName};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::release::reason_alone;
use lockkeeper_domain::snapshot::{Between, Fact, Release, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every release of every service, newest first.
///
/// # Errors
/// None of a repository: whose releases are not known is named, with why.
pub async fn releases(desk: &Desk) -> Result<ReleasesView, EngineError> {
    let snapshot = known(desk).await?;
    let (mut lines, mut unknown) = (Vec::new(), Vec::new());
    for service in desk.workspace.services.values() {
        match pick::seen(&snapshot, service) {
            Ok(facts) => {
                let releases = facts.one_per_version().into_iter();
                lines.extend(releases.map(|release| line(desk, &snapshot, service, release)));
            }
            Err(why) => unknown.push(UnknownReleases {
                service: service.name.to_string(),
                why,
            }),
        }
    }
    lines.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.tag.cmp(&b.tag)));
    let services = desk
        .workspace
        .services
        .keys()
        .map(ToString::to_string)
        .collect();
    Ok(ReleasesView {
        releases: lines,
        services,
        unknown,
    })
}

async fn known(desk: &Desk) -> Result<Arc<Snapshot>, EngineError> {
    let seen = desk.seen();
    if seen.snapshot.services.is_empty() {
        observe(desk, false).await
    } else {
        Ok(seen.snapshot)
    }
}

fn line(desk: &Desk, snapshot: &Snapshot, service: &Service, release: &Release) -> ReleaseLine {
    ReleaseLine {
        service: service.name.to_string(),
        version: release.tag.version.to_string(),
        tag: release.tag.name.to_string(),
        commit: release.tag.commit.to_string(),
        at: release.at.to_string(),
        prerelease: !release.tag.version.pre.is_empty(),
        yanked: release.yanked,
        pushed: release.pushed,
        signature: release.signature.clone(),
        live_in: pick::live_in(desk, snapshot, service, &release.build()),
    }
}

/// One release: its tag, its notes, where it was, what can be done with it.
///
/// # Errors
/// When there is none, or its repository cannot be read.
pub async fn release(
    desk: &Desk,
    service: &ServiceName,
    tag: &TagName,
) -> Result<ReleaseView, EngineError> {
    let snapshot = known(desk).await?;
    let service = desk.service(service)?;
    let facts = pick::facts(&snapshot, service)?;
    let release = pick::release(facts, service, tag)?;
    let repo = desk.repo_of(service).await?;
    let read = |error| EngineError::read_repo(&service.repo)(error);
    let message = repo.tag_message(&release.object).await.map_err(read)?;
    let message = message.map(|(_, text)| text).unwrap_or_default();
    let mut line = line(desk, &snapshot, service, release);
    line.signature = verify(desk, &*repo, release).await;
    let body = message.split_once('\n').map_or("", |(_, body)| body);
    Ok(ReleaseView {
        notes: without_signature(body).trim().to_owned(),
        message,
        places: places(desk, &snapshot, service, release),
        no_withdraw: back::no_withdraw(desk, &snapshot, service, release).await,
        no_yank: release.yanked.then(|| "It is yanked already.".to_owned()),
        others: facts
            .one_per_version()
            .into_iter()
            .filter(|o| o.tag.name != release.tag.name)
            .map(|o| o.tag.version.to_string())
            .collect(),
        line,
    })
}

fn without_signature(text: &str) -> &str {
    let start = text.find("-----BEGIN ").unwrap_or(text.len());
    &text[..start]
}

/// Where it was and is, one sentence for each stay.
fn places(desk: &Desk, snapshot: &Snapshot, service: &Service, release: &Release) -> Vec<String> {
    let mut sentences = Vec::new();
    for environment in &desk.workspace.environments {
        let on = snapshot
            .places
            .get(&service.name)
            .and_then(|on| on.get(&environment.name));
        let Some(place) = on.and_then(Fact::seen) else {
            continue;
        };
        for (number, live) in place.history.iter().enumerate() {
            if !live.is_build(&release.build()) {
                continue;
            }
            let since = live
                .since
                .to_zoned(desk.zone.clone())
                .strftime("%-d %b %Y %H:%M");
            let word = if number == 0 {
                "live since"
            } else {
                "was live from"
            };
            sentences.push(format!(
                "{}: {word} {since}, by {}",
                environment.name, live.by
            ));
        }
    }
    sentences
}

/// Everything between two releases, each way.
///
/// # Errors
/// When one of them does not exist, or the repository cannot be read.
pub async fn compare(
    desk: &Desk,
    service: &ServiceName,
    from: &str,
    to: &str,
) -> Result<CompareView, EngineError> {
    let snapshot = known(desk).await?;
    let service = desk.service(service)?;
    let facts = pick::facts(&snapshot, service)?;
    let older = pick::release(facts, service, &from.into())?;
    let newer = pick::release(facts, service, &to.into())?;
    let between = difference(desk, service, &older.tag.commit, &newer.tag.commit).await?;
    let Between { gained, lost } = between;
    let links = links(desk, service).await;
    let found = entries(
        &reason_alone(&gained, &service.types),
        &gained,
        service.style,
        &links,
    );
    Ok(CompareView {
        from: older.tag.version.to_string(),
        to: newer.tag.version.to_string(),
        notes: notes(&found, &BTreeMap::new(), service.style),
        commits: gained.iter().map(CommitFacts::line).collect(),
        lost: lost.iter().map(CommitFacts::line).collect(),
    })
}
