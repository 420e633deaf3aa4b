//! The files of a release commit, for every service that the tag releases.

use super::Prospect;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::own_paths;
use crate::usecases::files::{Writing, text, write};
use lockkeeper_domain::changelog::{Links, notes, section_of, taken_back};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::release::ReasonedCommit;
use std::collections::{BTreeMap, BTreeSet};

/// What the notes are made of.
pub(super) struct Words<'a> {
    pub(super) links: &'a Links,
    /// The user's own words, by commit.
    pub(super) edits: &'a BTreeMap<Oid, String>,
    /// The notes of the whole release.
    pub(super) all: &'a str,
    /// Whether somebody wrote them as one text, which no part can be taken of.
    pub(super) whole: bool,
}

/// Every file that the release commit changes. A changelog of some of the
/// services has the notes of their own commits.
///
/// # Errors
/// When a version file has no version, or a file is not text.
pub(super) async fn written(
    desk: &Desk,
    prospect: &Prospect,
    released: &[&Service],
    words: &Words<'_>,
) -> Result<Vec<FileChange>, EngineError> {
    let (Some(version), Some(tag)) = (&prospect.next.next, &prospect.next.tag) else {
        return Ok(Vec::new());
    };
    let line = &prospect.line;
    let mut files = Vec::new();
    for service in released {
        let taken_back = taken_back(&line.range, &line.tags, service.released_as());
        let notes = said(desk, prospect, service, released, words)?;
        let writing = Writing {
            service,
            target: &prospect.line.target,
            version,
            tag,
            previous: prospect.next.base.as_ref(),
            taken_back: &taken_back,
            notes: (!is_silent(&notes, words)).then_some(&*notes),
            links: words.links,
            at: desk.now(),
            zone: &desk.zone,
        };
        write(&prospect.repo, &writing, &mut files).await?;
    }
    Ok(files)
}

/// What somebody has written into the changelog for this very version, which
/// its release leaves as it is: the tag says the same. The section of a
/// release that was taken back is written anew, and one in a changelog that
/// others keep too may be theirs.
///
/// # Errors
/// When the file cannot be read, or is not text.
pub(super) async fn by_hand(
    desk: &Desk,
    prospect: &Prospect,
    service: &Service,
) -> Result<Option<String>, EngineError> {
    let (Some(version), Some(path)) = (&prospect.next.next, &service.changelog) else {
        return Ok(None);
    };
    let line = &prospect.line;
    let siblings = desk.siblings(service);
    let mut others = siblings.iter().filter(|one| !one.shares_tag(service));
    let may_be_theirs = others.any(|one| one.changelog == service.changelog);
    let taken_back = taken_back(&line.range, &line.tags, service.released_as());
    if may_be_theirs || !version.pre.is_empty() || taken_back.contains(version) {
        return Ok(None);
    }
    let changelog = text(&prospect.repo, service, &line.target, path).await?;
    let said = changelog
        .as_deref()
        .and_then(|all| section_of(all, version));
    Ok(said.map(|said| said.replace("\r\n", "\n") + "\n"))
}

/// Whether a release that says something says nothing of the services that
/// keep a changelog: it would get an empty section.
fn is_silent(notes: &str, words: &Words<'_>) -> bool {
    notes.trim().is_empty() && !words.all.trim().is_empty()
}

/// What the changelog of a service says.
fn said(
    desk: &Desk,
    prospect: &Prospect,
    service: &Service,
    released: &[&Service],
    words: &Words<'_>,
) -> Result<String, EngineError> {
    let mut readers = released.iter().copied();
    let same = |other: &Service| other.changelog == service.changelog;
    if words.whole || service.changelog.is_none() || readers.all(same) {
        return Ok(words.all.to_owned());
    }
    let readers = released.iter().filter(|other| same(other));
    let mut own: BTreeSet<&Oid> = BTreeSet::new();
    for reader in readers {
        let filter = own_paths(desk, reader)?;
        let commits = prospect.line.range.iter();
        own.extend(commits.filter(|one| filter.takes(one)).map(|one| &one.oid));
    }
    let commits = prospect.next.commits.iter();
    let commits: Vec<ReasonedCommit> = commits
        .filter(|commit| own.contains(&commit.oid))
        .cloned()
        .collect();
    let found = prospect.entries(&commits, service.style, words.links);
    Ok(notes(&found, words.edits, service.style))
}
