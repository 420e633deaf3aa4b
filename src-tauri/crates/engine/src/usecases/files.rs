//! The files a release commit writes: changelog and versions.

use crate::error::EngineError;
use crate::ports::Repo;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use lockkeeper_domain::changelog::{Links, NewSection, insert, without};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::refusal::refused;
use lockkeeper_domain::version::{Version, VersionTag};
use lockkeeper_domain::version_file;
use std::sync::Arc;

/// A release about to be written into files.
pub(super) struct Writing<'a> {
    pub(super) service: &'a Service,
    pub(super) target: &'a Oid,
    pub(super) version: &'a Version,
    pub(super) tag: &'a TagName,
    pub(super) previous: Option<&'a VersionTag>,
    /// Versions taken back since, whose sections stand in the changelog still.
    pub(super) taken_back: &'a [Version],
    /// What the changelog says of it; absent where it says nothing.
    pub(super) notes: Option<&'a str>,
    pub(super) links: &'a Links,
    pub(super) at: Timestamp,
    pub(super) zone: &'a TimeZone,
}

/// The day of a moment where the user is.
pub(super) fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// Adds the files of a service to those that are written already; those that
/// stay as they are are left out.
///
/// # Errors
/// When a version file has no version, or a file is not text.
pub(super) async fn write(
    repo: &Arc<dyn Repo>,
    writing: &Writing<'_>,
    files: &mut Vec<FileChange>,
) -> Result<(), EngineError> {
    if let Some(path) = &writing.service.changelog
        && writing.version.pre.is_empty()
        // One that several services keep has the release once.
        && files.iter().all(|file| file.path != *path)
    {
        let before = text(repo, writing.service, writing.target, path).await?;
        let kept = before.as_deref();
        let kept = kept.map(|before| without(before, writing.taken_back));
        let after = match writing.notes {
            Some(notes) => Some(with_section(kept.as_deref(), writing, notes)),
            None => kept,
        };
        if let Some(after) = after {
            put(files, path, (before, after), None);
        }
    }
    for file in &writing.service.version_files {
        let wrong = |error: version_file::VersionFileError| {
            let service = &writing.service.name;
            EngineError::refused(refused::no_version_in(&file.path, service, error))
        };
        let after = |before: Option<&str>| {
            version_file::write(file, before, writing.version).map_err(wrong)
        };
        match files.iter_mut().find(|known| known.path == file.path) {
            Some(known) => known.after = after(Some(&known.after))?,
            None => {
                let before = text(repo, writing.service, writing.target, &file.path).await?;
                let after = after(before.as_deref())?;
                let named = before.as_deref().map(|text| version_file::read(file, text));
                let higher = |named: &Version| named.cmp_precedence(writing.version).is_gt();
                let lowers = named.and_then(Result::ok).filter(higher);
                put(files, &file.path, (before, after), lowers);
            }
        }
    }
    Ok(())
}

fn with_section(changelog: Option<&str>, writing: &Writing<'_>, notes: &str) -> String {
    let section = NewSection {
        version: writing.version,
        tag: writing.tag,
        previous: writing.previous,
        date: day(writing.at, writing.zone),
        notes,
    };
    insert(changelog, &section, writing.links)
}

fn put(
    files: &mut Vec<FileChange>,
    path: &str,
    (before, after): (Option<String>, String),
    lowers: Option<Version>,
) {
    if before.as_deref() != Some(&after) {
        files.push(FileChange {
            path: path.to_owned(),
            before,
            after,
            lowers,
        });
    }
}

/// A file of a service at a commit, where it is there.
///
/// # Errors
/// When it cannot be read, or is not text.
pub(super) async fn text(
    repo: &Arc<dyn Repo>,
    service: &Service,
    commit: &Oid,
    path: &str,
) -> Result<Option<String>, EngineError> {
    let read = repo.file(commit, path).await;
    let bytes = read.map_err(EngineError::read_repo(&service.repo))?;
    let not_text = |_| EngineError::refused(refused::not_utf8(path));
    bytes
        .map(|bytes| String::from_utf8(bytes).map_err(not_text))
        .transpose()
}
