//! Entries: what a commit says to the people who use the software.

use super::markdown::{capitalise, escape};
use super::references::{Mentions, mentions};
use super::{Links, Style};
use crate::commit::{CommitFacts, Meanings, Message};
use crate::ids::Oid;
use crate::release::{Raise, ReasonedCommit};
use crate::version::Level;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One line of a changelog, and the commit it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The commit; edits are kept under it.
    pub commit: Oid,
    /// The heading it stands below (`Added`, `Bug Fixes`).
    pub section: String,
    /// The text in Markdown, without the bullet. May have a second line: what
    /// to do about a breaking change.
    pub text: String,
}

static CVE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)CVE-[0-9]{4}-[0-9]{4,}(?-u:\b)"));
/// `Revert "feat: x"`, and `revert: feat: x`.
static REVERTED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^(?:Revert )?"(.+)"$"#));

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that a test compiles")
}

/// The entries of a release, in the order of its commits.
///
/// Features, fixes, performance, deprecations, security and reverts of what
/// was released have one; other types only when they break something or a
/// person let them count. Cancelled commits have none. `facts` may hold more
/// commits than the release; a commit without facts speaks by its subject.
#[must_use]
pub fn entries(
    commits: &[ReasonedCommit],
    facts: &[CommitFacts],
    style: Style,
    links: &Links,
) -> Vec<Entry> {
    let facts: HashMap<&Oid, &CommitFacts> = facts.iter().map(|c| (&c.oid, c)).collect();
    let draft = |commit: &ReasonedCommit| {
        if !is_shown(commit) {
            return None;
        }
        let text = facts
            .get(&commit.oid)
            .map_or(&*commit.subject, |facts| &facts.message);
        let message = message(commit, text);
        let kind = Kind::of(commit, &message);
        Some(Entry {
            commit: commit.oid.clone(),
            section: kind.section(style).to_owned(),
            text: render(kind, commit, &message, text, links),
        })
    };
    commits.iter().filter_map(draft).collect()
}

/// The entries of services that a release now depends on in a newer version.
/// One of a commit that has an entry of its own says nothing new, and edits
/// are kept by commit.
#[must_use]
pub fn updates(raised: &[Raise], told: &[Entry], style: Style) -> Vec<Entry> {
    let new = raised.iter().filter(|raise| {
        let mut told = told.iter();
        told.all(|entry| entry.commit != raise.release.commit)
    });
    let entry = |raise: &Raise| Entry {
        commit: raise.release.commit.clone(),
        section: Kind::Other.section(style).to_owned(),
        text: format!(
            "Update {} to {}",
            escape(raise.service.as_str()),
            raise.release.version
        ),
    };
    new.map(entry).collect()
}

/// Whether a commit has an entry; asked before its message is read again.
fn is_shown(commit: &ReasonedCommit) -> bool {
    let speaks = commit.level > Level::None || commit.r#type == "deprecate" || is_security(commit);
    speaks && !commit.cancelled
}

fn is_security(commit: &ReasonedCommit) -> bool {
    let scope = commit.scope.as_deref().unwrap_or_default();
    commit.r#type == "security" || scope.eq_ignore_ascii_case("security")
}

/// The message as it was judged: of a merge perhaps by its pull request.
fn message(commit: &ReasonedCommit, text: &str) -> Message {
    let message = Message::read(text);
    if message.kind == commit.r#type {
        message
    } else {
        Message::read_merge(text, Meanings::NONE)
    }
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Feature,
    Fix,
    Performance,
    Deprecation,
    Security,
    /// Takes a feature back.
    Removal,
    /// Takes something else back.
    Revert,
    Other,
}

impl Kind {
    /// What a commit is about.
    fn of(commit: &ReasonedCommit, message: &Message) -> Self {
        match &*commit.r#type {
            _ if is_security(commit) => Self::Security,
            "feat" => Self::Feature,
            "fix" => Self::Fix,
            "perf" => Self::Performance,
            "deprecate" => Self::Deprecation,
            _ if message.is_revert => Self::taken_back(&message.description),
            "" if commit.level == Level::Minor => Self::Feature,
            "" if commit.level == Level::Patch => Self::Fix,
            _ => Self::Other,
        }
    }

    fn taken_back(description: &str) -> Self {
        if Message::read(reverted(description)).kind == "feat" {
            Self::Removal
        } else {
            Self::Revert
        }
    }

    fn section(self, style: Style) -> &'static str {
        let (keep, types) = match self {
            Self::Feature => ("Added", "Features"),
            Self::Fix => ("Fixed", "Bug Fixes"),
            Self::Performance => ("Changed", "Performance"),
            Self::Deprecation => ("Deprecated", "Deprecations"),
            Self::Security => ("Security", "Security"),
            Self::Removal => ("Removed", "Reverts"),
            Self::Revert => ("Changed", "Reverts"),
            Self::Other => ("Changed", "Other Changes"),
        };
        match style {
            Style::KeepAChangelog => keep,
            Style::Types => types,
        }
    }
}

/// The subject that a revert takes back.
fn reverted(description: &str) -> &str {
    let found = REVERTED
        .captures(description)
        .and_then(|found| found.get(1));
    found.map_or(description, |subject| subject.as_str())
}

fn render(
    kind: Kind,
    commit: &ReasonedCommit,
    message: &Message,
    text: &str,
    links: &Links,
) -> String {
    let Mentions { rest, list } = mentions(commit, &message.description, text, links);
    let mut line = String::new();
    let (cves, rest) = cves(kind, &rest, text);
    if !cves.is_empty() {
        line.push_str(&format!("{}: ", cves.join(", ")));
    }
    if commit.breaking {
        line.push_str("**Breaking:** ");
    }
    if let Some(scope) = &message.scope
        && !scope.eq_ignore_ascii_case("security")
    {
        line.push_str(&format!("**{}:** ", escape(scope)));
    }
    line.push_str(&wording(kind, message, &rest));
    line.push_str(&format!(" ({})", list.join(", ")));
    if let Some(upgrade) = upgrade(message) {
        line.push_str(&format!("\n- {upgrade}"));
    }
    line
}

fn wording(kind: Kind, message: &Message, rest: &str) -> String {
    // `Back out x` and `Reapply "x"` say by themselves what they do.
    let names = message.kind == "revert" || REVERTED.is_match(rest);
    if names && matches!(kind, Kind::Removal | Kind::Revert) {
        let subject = Message::read(reverted(rest)).description;
        return format!("Revert \"{}\"", escape(&subject));
    }
    escape(&capitalise(rest))
}

/// What to do about a breaking change, where the message says more than its subject.
fn upgrade(message: &Message) -> Option<String> {
    let note = message.upgrade.as_deref()?.trim();
    let says_more = !note.is_empty() && !note.eq_ignore_ascii_case(&message.description);
    says_more.then(|| escape(&capitalise(note)))
}

/// The CVEs that lead a security entry, and the rest of its text.
fn cves(kind: Kind, rest: &str, text: &str) -> (Vec<String>, String) {
    if kind != Kind::Security {
        return (Vec::new(), rest.to_owned());
    }
    let mut found: Vec<String> = Vec::new();
    for cve in CVE.find_iter(text).map(|cve| cve.as_str().to_owned()) {
        if !found.contains(&cve) {
            found.push(cve);
        }
    }
    let without = found.iter().fold(rest.to_owned(), |rest, cve| {
        rest.replace(&format!(" ({cve})"), "")
            .replace(&format!("{cve}: "), "")
    });
    found.retain(|cve| !without.starts_with(cve.as_str()));
    (found, without)
}
