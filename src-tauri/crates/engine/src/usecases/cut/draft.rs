//! What a release will say: notes, tag, commit, files.

use super::written::{Words, by_hand, written};
use super::{Prospect, notes_view};
use crate::desk::Desk;
use crate::error::EngineError;
use crate::usecases::files::day;
use crate::usecases::promotion::links;
use lockkeeper_contract::{NoteEntry, NotesView};
use lockkeeper_domain::changelog::{notes, release_subject, section};
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::intent::CutIntent;
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::policy::Service;
use std::collections::BTreeMap;

/// The texts of a release.
pub(in crate::usecases) struct Draft {
    pub(in crate::usecases) notes: NotesView,
    pub(in crate::usecases) tag_text: String,
    pub(in crate::usecases) commit_message: String,
    pub(in crate::usecases) files: Vec<FileChange>,
}

impl Draft {
    /// Of a service, with the files of every one that its tag releases.
    pub(in crate::usecases) async fn of(
        desk: &Desk,
        service: &Service,
        intent: &CutIntent,
        prospect: &Prospect,
        released: &[&Service],
    ) -> Result<Self, EngineError> {
        let links = links(desk, service).await;
        let found = prospect.entries(&prospect.next.commits, service.style, &links);
        let edits = desk.ports.drafts.edits(&service.name).await?;
        let mut shown: Vec<NoteEntry> = found.iter().map(|entry| shown(entry, &edits)).collect();
        let order = service.style.sections();
        shown.sort_by_key(|entry| order.iter().position(|name| *name == entry.section));
        let whole = match &intent.notes {
            Some(notes) => Some(notes.clone()),
            None => by_hand(desk, prospect, service).await?,
        };
        let is_whole = whole.is_some();
        let markdown = whole.unwrap_or_else(|| notes(&found, &edits, service.style));
        let name = match &prospect.next.next {
            Some(version) => format!("{} {version}", service.released_as()),
            None => service.name.to_string(),
        };
        let words = Words {
            links: &links,
            edits: &edits,
            all: &markdown,
            whole: is_whole,
        };
        let files = written(desk, prospect, released, &words).await?;
        Ok(Self {
            tag_text: tag_text(&name, &markdown, intent),
            commit_message: format!("{}\n", release_subject(&name)),
            notes: notes_view(headed(desk, prospect, &markdown), shown, is_whole),
            files,
        })
    }

    /// The files alone, of a release whose words were edited for each of its
    /// services; where two say a commit differently, the first one counts.
    pub(in crate::usecases) async fn files(
        desk: &Desk,
        intent: &CutIntent,
        prospect: &Prospect,
        released: &[&Service],
    ) -> Result<Vec<FileChange>, EngineError> {
        let Some(first) = released.first() else {
            return Ok(Vec::new());
        };
        let links = links(desk, first).await;
        let found = prospect.entries(&prospect.next.commits, first.style, &links);
        let mut edits = BTreeMap::new();
        for service in released.iter().rev() {
            edits.extend(desk.ports.drafts.edits(&service.name).await?);
        }
        let all = match &intent.notes {
            Some(notes) => notes.clone(),
            None => notes(&found, &edits, first.style),
        };
        let words = Words {
            links: &links,
            edits: &edits,
            all: &all,
            whole: intent.notes.is_some(),
        };
        written(desk, prospect, released, &words).await
    }
}

/// The notes under the heading they will have in the changelog.
fn headed(desk: &Desk, prospect: &Prospect, notes: &str) -> String {
    let version = prospect.next.next.as_ref();
    let today = day(desk.now(), &desk.zone);
    version.map_or_else(
        || notes.to_owned(),
        |version| section(version, today, notes),
    )
}

fn shown(entry: &lockkeeper_domain::changelog::Entry, edits: &BTreeMap<Oid, String>) -> NoteEntry {
    NoteEntry {
        commit: entry.commit.clone(),
        section: entry.section.clone(),
        generated: entry.text.clone(),
        edited: edits.get(&entry.commit).cloned(),
    }
}

/// The title, the notes, and why the version was set by hand.
fn tag_text(name: &str, notes: &str, intent: &CutIntent) -> String {
    let mut text = format!("{name}\n");
    if !notes.trim().is_empty() {
        text.push_str(&format!("\n{}\n", notes.trim_end()));
    }
    // The version of a release branch is not set by hand.
    let by_hand = intent.kind.reason().map(str::trim);
    if let Some(reason) = by_hand.filter(|reason| !reason.is_empty()) {
        text.push_str(&format!("\nVersion set by hand: {reason}\n"));
    }
    text
}
