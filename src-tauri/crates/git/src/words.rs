//! Texts for people made of command lines and of git's answers; secrets that
//! stand in URLs are taken out.

use lockkeeper_domain::secrets::without_secrets;
use lockkeeper_domain::words::is_hidden;
use std::ffi::OsString;
use std::fmt::Write;

/// The command line as a person would type it.
pub(crate) fn shown_line(args: &[OsString]) -> String {
    let mut line = "git".to_owned();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        // Settings of ours and formats are noise.
        if arg == "-c" {
            rest.next();
            continue;
        }
        let text = arg.to_string_lossy();
        if text.starts_with("--format=") {
            continue;
        }
        let _ = write!(line, " {}", quoted(&without_secrets(&text)));
    }
    shorten(&line, 2_000)
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=@^~+,%*{}".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let printable: String = text.chars().flat_map(visible).collect();
    format!("'{}'", printable.replace('\'', r"'\''"))
}

/// A character as it may stand in one line without changing its neighbours.
fn visible(c: char) -> Vec<char> {
    let turning =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turning {
        c.escape_unicode().collect()
    } else {
        vec![c]
    }
}

/// At most so many characters.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Lines that are kept of what was said about a push, and how long each is.
const KEPT: (usize, usize) = (12, 240);

/// What was said about a push by hooks here and by the remote: without git's
/// advice and its summary, which names no reason, and without anything that
/// steers a terminal. All of it, where nothing else was said.
pub(crate) fn said_of_push(words: &str) -> String {
    let noise = ["hint:", "error: failed to push some refs", "To "];
    let lines: Vec<String> = words.lines().map(plain_line).collect();
    let telling = |line: &&String| {
        let is_empty = line.trim_start_matches("remote:").trim().is_empty();
        !is_empty && !noise.iter().any(|start| line.starts_with(start))
    };
    let mut kept: Vec<String> = lines
        .iter()
        .filter(telling)
        .map(|line| shorten(line, KEPT.1))
        .collect();
    if kept.is_empty() {
        return lines.join("\n");
    }
    if kept.len() > KEPT.0 {
        kept.truncate(KEPT.0);
        kept.push("…".to_owned());
    }
    kept.join("\n")
}

/// A line as it was left on a screen, without colours and hidden characters.
fn plain_line(line: &str) -> String {
    let left = line.trim_end().rsplit('\r').next().unwrap_or_default();
    let mut plain = String::with_capacity(left.len());
    let mut rest = left.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' && rest.next_if_eq(&'[').is_some() {
            // Parameters, then the letter that ends the sequence.
            while rest.next_if(|c| !c.is_ascii_alphabetic()).is_some() {}
            rest.next();
        } else if c == '\t' {
            plain.push(' ');
        } else if !is_hidden(c) {
            plain.push(c);
        }
    }
    plain.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        let line = shown_line(&[
            "tag".into(),
            "a\nb\u{202e}".into(),
            "-c".into(),
            "x=y".into(),
        ]);
        assert_eq!(line, r"git tag 'a\u{a}b\u{202e}'");
    }

    #[test]
    fn what_is_said_of_a_push_is_kept_without_advice_and_control_characters() {
        let words = "remote: \u{1b}[31mchange ticket\u{1b}[0m missing\u{7}        \nremote:\n\
                     remote: see\thttps://x/y \u{202e}\nhint: pull first\n\
                     error: failed to push some refs to 'origin'\n";
        let kept = "remote: change ticket missing\nremote: see https://x/y";
        assert_eq!(said_of_push(words), kept);
        let alone = "error: failed to push some refs to 'origin'";
        assert_eq!(said_of_push(alone), alone);
        let long = said_of_push(&format!("remote: {}\n", "x".repeat(999)).repeat(99));
        assert_eq!(long.lines().count(), KEPT.0 + 1);
        assert!(long.lines().all(|line| line.chars().count() <= KEPT.1 + 1));
    }
}
