//! The changelog of a whole history: one range, however many releases.

use super::Described;
use super::ground::Ground;
use crate::error::EngineError;
use crate::observe::{ORIGIN, RepoTags, needs_paths};
use crate::ports::{RangeOptions, Repo, RepoError};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lockkeeper_contract::{ChangelogDocument, ChangelogRelease};
use lockkeeper_domain::changelog::{
    Chapter, Links, ReleaseRange, Style, entries, full, notes, releases, yanked as marked,
};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::release::{NextInputs, ReasonedCommit, next_version};
use lockkeeper_domain::version::{Tags, Version, VersionTag};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is asked about a changelog.
#[derive(Clone)]
pub struct ChangelogQuestion<'a> {
    /// The repository.
    pub repo: Arc<dyn Repo>,
    /// A part of it with tags of its own; the whole when absent.
    pub component: Option<&'a str>,
    /// That part, where a workspace describes it.
    pub described: Option<&'a Described>,
    /// The release or revision to begin after; the beginning when absent.
    pub from: Option<&'a str>,
    /// The release or revision to end with; HEAD when absent.
    pub to: Option<&'a str>,
    /// How entries are grouped.
    pub style: Style,
}

impl ChangelogQuestion<'_> {
    /// The whole changelog of the whole repository.
    #[must_use]
    pub fn of(repo: Arc<dyn Repo>) -> Self {
        Self {
            repo,
            component: None,
            described: None,
            from: None,
            to: None,
            style: Style::default(),
        }
    }
}

/// The changelog of a repository. Prereleases are told with the release that
/// followed them, except the one that is asked for by name.
///
/// # Errors
/// When the repository cannot be read, its history is not whole, or there is
/// no commit or no component of that name.
pub async fn changelog_of(
    question: &ChangelogQuestion<'_>,
) -> Result<ChangelogDocument, EngineError> {
    let repo = &question.repo;
    let read = |error| EngineError::read_repo(&repo.place())(error);
    let ground = match question.described {
        Some(described) => Ground::described(repo, described, question.to).await?,
        None => Ground::of(repo, question.component, question.to).await?,
    };
    let from = match question.from {
        Some(rev) => Some(repo.resolve(rev).await.map_err(read)?),
        None => None,
    };
    let options = RangeOptions {
        first_parent: false,
        paths: needs_paths(&ground.services()),
    };
    let hidden = from.as_slice();
    let range = repo.range(hidden, &ground.target, options);
    let commits = range.await.map_err(read)?;
    let url = repo.remote_url(ORIGIN).await.map_err(read)?;
    let tags = versions(&ground, question.to);
    let book = Book {
        ground: &ground,
        commits,
        style: question.style,
        links: Links::of(url.as_deref(), None, None),
        before: before(&tags, from.as_ref(), question.from),
        dates: dates(&ground.tags),
        yanked: yanked(question, &ground).await.map_err(read)?,
    };
    book.write(&tags)
}

/// The releases that must not be used, as they were seen last and as the
/// changelog that is there says itself.
async fn yanked(
    question: &ChangelogQuestion<'_>,
    ground: &Ground,
) -> Result<Vec<Version>, RepoError> {
    let name = &ground.service.name;
    let seen = question.described.and_then(|known| known.seen.as_ref());
    let seen = seen.and_then(|seen| seen.services.get(name)?.seen());
    let releases = seen.into_iter().flat_map(|facts| &facts.releases);
    let yanked = releases.filter(|release| release.yanked);
    let mut versions: Vec<Version> = yanked.map(|one| one.tag.version.clone()).collect();
    if let Some(path) = &ground.changelog {
        let file = question.repo.file(&ground.target, path).await?;
        versions.extend(marked(&String::from_utf8_lossy(&file.unwrap_or_default())));
    }
    Ok(versions)
}

/// The tags that have a section.
fn versions(ground: &Ground, to: Option<&str>) -> Vec<VersionTag> {
    let mut versions = ground.tags.of(&ground.service.tag).versions;
    versions.retain(|tag| tag.version.pre.is_empty() || Some(tag.name.as_str()) == to);
    versions
}

/// The release the changelog begins after; by name where it was asked by name.
fn before(tags: &[VersionTag], from: Option<&Oid>, name: Option<&str>) -> Option<VersionTag> {
    let from = from?;
    let named = tags.iter().find(|tag| Some(tag.name.as_str()) == name);
    let at = || tags.iter().find(|tag| tag.commit == *from);
    named.or_else(at).cloned()
}

fn dates(tags: &RepoTags) -> HashMap<TagName, jiff::Timestamp> {
    tags.iter()
        .filter_map(|tag| Some((tag.name.clone(), tag.at?)))
        .collect()
}

/// Everything a changelog is written from.
struct Book<'a> {
    ground: &'a Ground,
    commits: Vec<CommitFacts>,
    style: Style,
    links: Links,
    before: Option<VersionTag>,
    dates: HashMap<TagName, jiff::Timestamp>,
    yanked: Vec<Version>,
}

impl Book<'_> {
    fn write(&self, tags: &[VersionTag]) -> Result<ChangelogDocument, EngineError> {
        let mut chapters = Vec::new();
        let mut told = Vec::new();
        for range in releases(&self.commits, tags) {
            let (chapter, commits) = self.chapter(range)?;
            told.push(release(&chapter, commits));
            chapters.push(chapter);
        }
        Ok(ChangelogDocument {
            markdown: full(&chapters, &self.links),
            releases: told,
            warnings: self.ground.warnings.clone(),
        })
    }

    fn chapter(&self, range: ReleaseRange) -> Result<(Chapter, Vec<ReasonedCommit>), EngineError> {
        let newest = range.commits.first().map(|place| &self.commits[*place]);
        let tagged = range.tag.as_ref();
        let at = tagged.and_then(|tag| {
            let lightweight = || newest.filter(|c| c.oid == tag.commit).map(|c| c.at);
            self.dates.get(&tag.name).copied().or_else(lightweight)
        });
        let facts: Vec<CommitFacts> = range
            .commits
            .iter()
            .map(|place| self.commits[*place].clone())
            .collect();
        let commits = judged(self.ground, &facts)?;
        let entries = entries(&commits, &facts, self.style, &self.links);
        let chapter = Chapter {
            yanked: tagged.is_some_and(|tag| self.yanked.contains(&tag.version)),
            tag: range.tag,
            previous: range.previous.or_else(|| self.before.clone()),
            date: at.map(day),
            notes: notes(&entries, &BTreeMap::new(), self.style),
        };
        Ok((chapter, commits))
    }
}

fn day(at: jiff::Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// What the commits of one release stand for.
fn judged(ground: &Ground, range: &[CommitFacts]) -> Result<Vec<ReasonedCommit>, EngineError> {
    let inputs = NextInputs {
        service: &ground.service,
        siblings: &ground.services(),
        tags: &Tags::default(),
        base: None,
        open: None,
        range,
        since_open: &[],
        target: &ground.target,
        branch: None,
        kind: &CutKind::Final,
        accepted: &BTreeMap::new(),
        raised: &[],
        first_parent: false,
    };
    let judged = next_version(&inputs).map_err(|error| EngineError::Usage {
        text: format!("{error}."),
    });
    judged.map(|next| next.commits)
}

fn release(chapter: &Chapter, commits: Vec<ReasonedCommit>) -> ChangelogRelease {
    let tag = chapter.tag.as_ref();
    let previous = chapter.previous.as_ref();
    ChangelogRelease {
        version: tag.map(|tag| tag.version.to_string()),
        tag: tag.map(|tag| tag.name.to_string()),
        previous: previous.map(|tag| tag.name.to_string()),
        date: chapter.date.map(|date| date.to_string()),
        notes: chapter.notes.clone(),
        commits: commits.into_iter().map(|commit| commit.oid.0).collect(),
    }
}
