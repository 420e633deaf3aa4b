//! The trail as a document that people read, print and file.
//!
//! It is PDF/A-2b, carries its font, and is the same, byte for byte, for the
//! same ledger: nothing in it comes from the clock or from this machine.

mod face;
mod pages;

use face::Face;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::metadata::{DateTime, Metadata};
use krilla::{Document, SerializeSettings};
use lockkeeper_contract::{EntryLine, TrailView};
use lockkeeper_domain::ledger::Moment;
use pages::{Ink, Pages, Style};

const TITLE: Style = Style::new(20.0, Ink::Black);
const HEAD: Style = Style::new(11.5, Ink::Black);
const TEXT: Style = Style::new(9.0, Ink::Black);
const SMALL: Style = Style::new(6.6, Ink::Grey);
const BAD: Style = Style::new(9.0, Ink::Red);
/// Where what an entry says begins, right of its number.
const INDENT: f32 = 42.0;

/// The document of a trail whose entries are given oldest first.
///
/// # Errors
/// When it cannot be drawn, in words.
pub fn render(view: &TrailView, oldest_first: &[&EntryLine]) -> Result<Vec<u8>, String> {
    let face = Face::bundled().ok_or("the font cannot be read")?;
    let mut pages = Pages::new(&face);
    front(&mut pages, view, oldest_first);
    proof(&mut pages, oldest_first.first().copied());
    pages.gap(10.0);
    pages.put(HEAD, 0.0, "Entries");
    pages.rule();
    for line in oldest_first {
        entry(&mut pages, line);
    }
    let mut document = Document::new_with(settings(!oldest_first.is_empty())?);
    document.set_metadata(metadata(view, oldest_first));
    pages.draw(&mut document, &foot(view));
    let finished = document.finish();
    finished.map_err(|error| format!("the document is not whole: {error:?}"))
}

/// What is archived has a date, and without an entry there is none.
fn settings(dated: bool) -> Result<SerializeSettings, String> {
    if !dated {
        return Ok(SerializeSettings::default());
    }
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B);
    let configuration = archival.finish();
    Ok(SerializeSettings {
        configuration: configuration.map_err(|error| format!("{error:?}"))?,
        ..SerializeSettings::default()
    })
}

/// What it is about, and what may be said of it.
fn front(pages: &mut Pages<'_>, view: &TrailView, oldest_first: &[&EntryLine]) {
    pages.put(TITLE, 0.0, "Audit of a ledger");
    let (Some(first), Some(last)) = (oldest_first.first(), oldest_first.last()) else {
        pages.put(TEXT, 0.0, "The ledger has no entry.");
        return;
    };
    pages.put(HEAD, 0.0, &first.sentence);
    pages.gap(6.0);
    let verdict = match (&view.broken_at, &view.rule) {
        (Some(at), Some(rule)) => {
            let text = format!(
                "{}: nothing from entry {at} on counts: {rule}",
                view.verdict
            );
            (BAD, text)
        }
        _ => (TEXT, view.verdict.clone()),
    };
    let void = oldest_first.iter().filter(|one| one.void.is_some()).count();
    let rows = [
        ("Verdict", verdict),
        (
            "Entries",
            (
                TEXT,
                format!("{}, {void} of them without effect", view.entries),
            ),
        ),
        ("From", (TEXT, format!("{}, by {}", first.at, first.by))),
        ("Until", (TEXT, format!("{}, by {}", last.at, last.by))),
        ("Genesis", (TEXT, first.hash.clone())),
        ("Begun with key", (TEXT, first.key.clone())),
        ("Head", (TEXT, view.head.clone())),
    ];
    for (label, (style, text)) in rows {
        pages.pair(TEXT, label, style, &text);
    }
    pages.gap(4.0);
    let line = "Times are those of the authors' clocks, in UTC. What was signed is the statement; \
                each sentence here is made of it by the program that wrote this document. A \
                character that the font of this document does not have is written as its number, \
                such as ‹U+4E2D›.";
    pages.put(SMALL, 0.0, line);
}

/// How to check it without this document and without the program.
fn proof(pages: &mut Pages<'_>, first: Option<&EntryLine>) {
    let genesis = first.map(|line| line.hash.as_str()).unwrap_or_default();
    pages.gap(10.0);
    pages.put(HEAD, 0.0, "How to verify");
    pages.rule();
    for line in [
        "This document is a rendering; the proof is the ledger. Ask for its bundle (lockkeeper \
         ledger export --bundle DIR). It needs git, ssh-keygen and Python 3 only:",
        "    python3 verify_ledger.py ledger.bundle",
        "It must print the verdict, the number of entries and the head that stand above. Compare \
         the hash of the genesis with the one that the admins of the workspace published:",
    ] {
        pages.put(TEXT, 0.0, line);
    }
    pages.put(TEXT, 0.0, &format!("    {genesis}"));
    let line = "To check one entry by hand, take its commit: git cat-file blob \
                COMMIT:statement.json is what was signed, and its SHA-256 is the statement hash \
                below; git cat-file blob COMMIT:statement.sig is the signature, which ssh-keygen \
                -Y verify -n lockkeeper checks against the key.";
    pages.put(TEXT, 0.0, line);
}

/// An entry, kept together on one page where it fits.
fn entry(pages: &mut Pages<'_>, line: &EntryLine) {
    pages.together(|pages| {
        let head = format!("{}   {}   {}", line.at, line.by, line.kind);
        pages.beside(TEXT, &line.number.to_string(), INDENT, SMALL, &head);
        pages.put(TEXT, INDENT, &line.sentence);
        if let Some(void) = &line.void {
            pages.put(BAD, INDENT, &format!("Without effect: {void}"));
        }
        for remark in &line.remarks {
            pages.put(SMALL, INDENT, &format!("Remark: {remark}"));
        }
        pages.put(SMALL, INDENT, &format!("Key {}", line.key));
        pages.put(SMALL, INDENT, &format!("Statement {}", line.statement_hash));
        let ends = format!("Entry {}   Commit {}", line.hash, line.commit);
        pages.put(SMALL, INDENT, &ends);
        pages.gap(6.0);
    });
}

fn foot(view: &TrailView) -> String {
    format!(
        "{} entries, {}, head {}",
        view.entries, view.verdict, view.head
    )
}

/// Nothing but what the ledger says; its date is that of the newest entry.
fn metadata(view: &TrailView, oldest_first: &[&EntryLine]) -> Metadata {
    let metadata = Metadata::new()
        .title("Audit of a ledger".to_owned())
        .creator("Lockkeeper".to_owned())
        .language("en".to_owned())
        .document_id(view.head.clone());
    let newest = oldest_first.last().and_then(|line| Moment::parse(&line.at));
    match newest {
        Some(at) => metadata.creation_date(date(at)),
        None => metadata,
    }
}

fn date(at: Moment) -> DateTime {
    let at = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
    let small = |part: i8| u8::try_from(part).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

#[cfg(test)]
mod tests;
