//! Texts for people made of command lines and of git's answers; secrets that
//! stand in URLs are taken out.

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

/// The text without what stands before the `@` of a URL; the name of an ssh
/// account stays.
pub(crate) fn without_secrets(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("://") {
        let (before, after) = rest.split_at(place + 3);
        clean.push_str(before);
        let ssh = before.ends_with("ssh://");
        let end = after
            .find(|c: char| c == '/' || c == '\'' || c == '"' || c.is_whitespace())
            .unwrap_or(after.len());
        let authority = &after[..end];
        match authority.rfind('@') {
            None => clean.push_str(authority),
            Some(at) => {
                let account = &authority[..at];
                if ssh && !account.contains(':') {
                    clean.push_str(authority);
                } else {
                    clean.push_str(&authority[at + 1..]);
                }
            }
        }
        rest = &after[end..];
    }
    clean.push_str(rest);
    clean
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
    fn credentials_never_reach_a_line() {
        for (given, shown) in [
            ("https://user:token@host/x.git", "https://host/x.git"),
            ("https://token@host:8443/x", "https://host:8443/x"),
            ("ssh://git@host/x", "ssh://git@host/x"),
            ("ssh://git:pw@host/x", "ssh://host/x"),
            (
                "fatal: 'https://a:b@c/d' and https://e:f@g",
                "fatal: 'https://c/d' and https://g",
            ),
            ("https://a:p@ss@host/x", "https://host/x"),
            ("git@host:x.git", "git@host:x.git"),
        ] {
            assert_eq!(without_secrets(given), shown);
        }
    }

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
