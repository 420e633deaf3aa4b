//! The one writer of the command line.

use crate::Exit;
use lockkeeper_contract::{Refusal, Retry, WireError};
use lockkeeper_domain::words::harmless;
use serde::Serialize;
use std::io::Write;
use std::sync::OnceLock;

/// The first entry of a ledger that this command was the first to see here.
static FIRST_SEEN: OnceLock<String> = OnceLock::new();

/// Where answers go: text for people or one JSON document.
pub struct Out {
    json: bool,
}

impl Out {
    /// Writes JSON when asked to.
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether the answer is a JSON document.
    pub const fn is_json(&self) -> bool {
        self.json
    }

    /// A line of the answer; a closed pipe is not an error.
    pub fn line(&mut self, text: impl AsRef<str>) {
        let _closed = writeln!(std::io::stdout().lock(), "{}", harmless(text.as_ref()));
    }

    /// Text that already ends as it should.
    pub fn raw(&mut self, text: &str) {
        let _closed = std::io::stdout().lock().write_all(text.as_bytes());
    }

    /// Something to know that is not part of the answer.
    pub fn aside(&mut self, text: impl AsRef<str>) {
        aside(text);
    }

    /// The whole answer as a document.
    pub fn document(&mut self, document: &impl Serialize) {
        let told = match FIRST_SEEN.get() {
            Some(genesis) => with_genesis(document, genesis),
            None => serde_json::to_string_pretty(document),
        };
        if let Ok(text) = told {
            self.raw(&(text + "\n"));
        }
    }

    /// All the reasons why there is no plan.
    pub fn refusals(&mut self, refusals: &[Refusal]) {
        for refusal in refusals {
            self.aside(format!("✗ {}", refusal.text));
            for line in &refusal.lines {
                self.aside(format!("    {line}"));
            }
            if let Some(hint) = &refusal.hint {
                self.aside(format!("  → {hint}"));
            }
        }
    }

    /// What failed, what was not done, and whether trying again is safe.
    pub fn failure(&mut self, error: &WireError) -> Exit {
        if self.json {
            self.document(&serde_json::json!({ "error": error }));
        }
        self.tell(error)
    }

    /// The same beside an answer.
    pub fn tell(&mut self, error: &WireError) -> Exit {
        self.aside(format!("lockkeeper: {}", error.message));
        let (told, left) = error.told();
        for cause in told {
            self.aside(format!("  {cause}"));
        }
        if left > 0 {
            self.aside(format!("  and {left} more; --json has all of them"));
        }
        self.aside(match error.retry {
            Retry::Safe => "  Trying again is safe.",
            Retry::AfterChange => "  Change that, then try again.",
            Retry::Replan => "  The world changed meanwhile: ask again for a new plan.",
            Retry::Never => "  Trying again will not help.",
        });
        Exit::of(error)
    }
}

impl Out {
    /// The answer as a document, or as text where no document is asked for.
    pub fn answer(&mut self, document: &impl Serialize, text: impl FnOnce() -> String) {
        if self.json {
            self.document(document);
        } else {
            self.line(text());
        }
    }
}

/// Something to know that is not part of any answer.
pub fn aside(text: impl AsRef<str>) {
    let _closed = writeln!(std::io::stderr().lock(), "{}", harmless(text.as_ref()));
}

/// A ledger was seen here for the first time: documents say so as well, for
/// whoever reads no asides.
pub fn first_seen(genesis: &str) {
    let _told_before = FIRST_SEEN.set(genesis.to_owned());
}

/// A document with one more member; one that is no object stays as it is.
fn with_genesis(document: &impl Serialize, genesis: &str) -> serde_json::Result<String> {
    let mut document = serde_json::to_value(document)?;
    if let Some(members) = document.as_object_mut() {
        let genesis = serde_json::Value::from(genesis);
        members.entry("genesis").or_insert(genesis);
    }
    serde_json::to_string_pretty(&document)
}
