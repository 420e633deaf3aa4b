//! The files a release commit writes: changelog and versions.

use crate::error::EngineError;
use crate::ports::Repo;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use lockkeeper_domain::changelog::{Links, NewSection, insert, without};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::policy::Service;
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
    pub(super) notes: &'a str,
    pub(super) links: &'a Links,
    pub(super) at: Timestamp,
    pub(super) zone: &'a TimeZone,
}

/// The day of a moment where the user is.
pub(super) fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// Every file with its content before and after; those that stay are left out.
///
/// # Errors
/// When a version file has no version, or a file is not text.
pub(super) async fn changes(
    repo: &Arc<dyn Repo>,
    writing: &Writing<'_>,
) -> Result<Vec<FileChange>, EngineError> {
    let mut changes = Vec::new();
    if let Some(path) = &writing.service.changelog
        && writing.version.pre.is_empty()
    {
        let before = text(repo, writing, path).await?;
        let section = NewSection {
            version: writing.version,
            tag: writing.tag,
            previous: writing.previous,
            date: day(writing.at, writing.zone),
            notes: writing.notes,
        };
        let kept = before.as_deref();
        let kept = kept.map(|before| without(before, writing.taken_back));
        let after = insert(kept.as_deref(), &section, writing.links);
        changes.push(FileChange {
            path: path.clone(),
            before,
            after,
        });
    }
    for file in &writing.service.version_files {
        let before = text(repo, writing, &file.path).await?;
        let wrong = |error: version_file::VersionFileError| EngineError::Usage {
            text: format!(
                "{} of {} cannot carry the version: {error}.",
                file.path, writing.service.name
            ),
        };
        let after = version_file::write(file, before.as_deref(), writing.version).map_err(wrong)?;
        changes.push(FileChange {
            path: file.path.clone(),
            before,
            after,
        });
    }
    changes.retain(|change| change.before.as_deref() != Some(&change.after));
    Ok(changes)
}

async fn text(
    repo: &Arc<dyn Repo>,
    writing: &Writing<'_>,
    path: &str,
) -> Result<Option<String>, EngineError> {
    let read = repo.file(writing.target, path).await;
    let bytes = read.map_err(EngineError::read_repo(&writing.service.repo))?;
    let not_text = |_| EngineError::Usage {
        text: format!("{path} is not a text file, so it is not changed."),
    };
    bytes
        .map(|bytes| String::from_utf8(bytes).map_err(not_text))
        .transpose()
}
