//! Cutting a release, and the list of them.

use crate::views::PlanOutcome;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::intent::CutIntent;
use lockkeeper_domain::release::NextVersion;
use lockkeeper_domain::snapshot::Signature;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The screen "Cut release".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CutView {
    /// What was asked.
    pub intent: CutIntent,
    /// Services that can be cut instead.
    pub services: Vec<String>,
    /// Prerelease labels in use, most recent first; at least `rc`.
    pub labels: Vec<String>,
    /// The tag pattern's prefix ("api-v"), for "since api-v1.9.0".
    pub pattern: String,
    /// What the service's paths are, in words ("services/api").
    pub scope: String,
    /// The version and its reasons.
    pub next: NextVersion,
    /// The notes.
    pub notes: NotesView,
    /// What the tag will say.
    pub tag_text: String,
    /// The plan to confirm, or why there is none.
    pub outcome: PlanOutcome,
    /// The same as a command line.
    pub command: String,
}

/// Release notes: the text and where each entry comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotesView {
    /// The whole text, Markdown.
    pub markdown: String,
    /// Its entries.
    pub entries: Vec<NoteEntry>,
    /// Whether the user has edited any of it.
    pub edited: bool,
}

/// An entry of the notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteEntry {
    /// The commit it comes from.
    pub commit: Oid,
    /// The section ("Added").
    pub section: String,
    /// The generated text.
    pub generated: String,
    /// The user's text; absent while unedited, empty to leave the entry out.
    pub edited: Option<String>,
}

/// The screen "Releases".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReleasesView {
    /// Newest first over all services.
    pub releases: Vec<ReleaseLine>,
    /// Services, for the filter.
    pub services: Vec<String>,
    /// Services that are missing above: nobody can tell their releases now.
    pub unknown: Vec<UnknownReleases>,
}

/// A service whose releases are not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnknownReleases {
    /// The service.
    pub service: String,
    /// Why, in words.
    pub why: String,
}

/// A release in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReleaseLine {
    /// The service.
    pub service: String,
    /// The version.
    pub version: String,
    /// The tag.
    pub tag: String,
    /// The commit.
    pub commit: String,
    /// When it was tagged.
    pub at: String,
    /// Whether it is a prerelease.
    pub prerelease: bool,
    /// Whether it was yanked.
    pub yanked: bool,
    /// Whether the remote has it.
    pub pushed: bool,
    /// Whose signature it bears.
    pub signature: Signature,
    /// Environments it is live in.
    pub live_in: Vec<String>,
}

/// One release opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReleaseView {
    /// Its line.
    pub line: ReleaseLine,
    /// What the tag says.
    pub message: String,
    /// Its notes, Markdown.
    pub notes: String,
    /// Where it was and is, in sentences.
    pub places: Vec<String>,
    /// Why it cannot be withdrawn; absent when it can.
    pub no_withdraw: Option<String>,
    /// Why it cannot be yanked; absent when it can.
    pub no_yank: Option<String>,
    /// Versions it can be compared with.
    pub others: Vec<String>,
}

/// Two releases compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CompareView {
    /// The older one.
    pub from: String,
    /// The newer one.
    pub to: String,
    /// Notes of everything in between, Markdown.
    pub notes: String,
    /// Commits in between ("8c1d04a feat: …"), newest first.
    pub commits: Vec<String>,
    /// Commits only the older one has.
    pub lost: Vec<String>,
}
