//! Plain text inside Markdown: shown as it is, whatever it says.

use regex::Regex;
use std::sync::LazyLock;

/// An address, where letters mean themselves.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^https?://[A-Za-z0-9/._~%?&=#:@+-]+")
        .expect("the pattern is a constant that a test compiles")
});
/// What would begin a list, a heading or a rule at the start of a line.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[-+=#]|[0-9]{1,9}[.)])")
        .expect("the pattern is a constant that a test compiles")
});

/// The text so that Markdown shows it letter for letter; code spans and
/// addresses stay as they are. Control and direction marks are dropped.
pub(super) fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let mut done = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let span = verbatim(&text[at..]);
        if span > 0 {
            done.push_str(&text[at..at + span]);
            at += span;
        } else {
            plain(&text, at, c, &mut done);
            at += c.len_utf8();
        }
    }
    guard_opening(done)
}

/// How many bytes at the start mean themselves: a code span or an address.
fn verbatim(text: &str) -> usize {
    match text.as_bytes()[0] {
        b'`' => code_span(text).unwrap_or_default(),
        b'h' => ADDRESS.find(text).map_or(0, |address| address.end()),
        _ => 0,
    }
}

/// The length of the code span that begins here: as many backticks close it.
fn code_span(text: &str) -> Option<usize> {
    let ticks = |text: &str| text.len() - text.trim_start_matches('`').len();
    let opening = ticks(text);
    let mut at = opening;
    loop {
        at += text[at..].find('`')?;
        let closing = ticks(&text[at..]);
        at += closing;
        if closing == opening {
            return Some(at);
        }
    }
}

/// The text with a capital first letter, unless its first word is written in
/// a way of its own (`iOS`, `snake_case`, `fn()`).
pub(super) fn capitalise(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    let own = |c: char| c.is_uppercase() || "_()<>:/".contains(c);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !word.trim_end_matches(':').contains(own) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// A link, or the text alone where there is no address.
pub(super) fn link(text: &str, address: Option<String>) -> String {
    address.map_or_else(|| text.to_owned(), |address| format!("[{text}]({address})"))
}

/// One character that Markdown must not take for its own.
fn plain(text: &str, at: usize, c: char, done: &mut String) {
    match c {
        '<' => done.push_str("&lt;"),
        '>' => done.push_str("&gt;"),
        '&' if is_entity(&text[at..]) => done.push_str("&amp;"),
        '*' | '[' | ']' | '`' | '~' => done.extend(['\\', c]),
        '_' if !is_inside_word(text, at) => done.push_str("\\_"),
        '\\' if text[at + 1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
            done.push_str("\\\\");
        }
        _ => done.push(c),
    }
}

fn guard_opening(text: String) -> String {
    match OPENING.find(&text) {
        Some(opening) => {
            let (before, last) = text.split_at(opening.end() - 1);
            format!("{before}\\{last}")
        }
        None => text,
    }
}

fn is_entity(text: &str) -> bool {
    text.split_once(';').is_some_and(|(name, _)| {
        name.len() > 1
            && name[1..]
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '#')
    })
}

fn is_inside_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + 1..].chars().next();
    [before, after]
        .iter()
        .all(|c| c.is_some_and(char::is_alphanumeric))
}

/// Control characters, and marks that turn the direction of the text around them.
fn is_unseen(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\t')
}
