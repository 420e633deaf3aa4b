//! Texts for people made of command lines and of git's answers; secrets that
//! stand in URLs are taken out.

use lockkeeper_domain::secrets::without_secrets;
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
}
