//! How a value is written in the place of another.

use super::node::{Scalar, Style};
use super::{DocumentError, Edit};

/// Words that YAML 1.1 or 1.2 reads as something else than a text.
const WORDS: [&str; 14] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", ".nan", ".inf", "~",
];

/// The edit that gives a scalar a new value, in its own style where that is
/// possible.
pub(super) fn replacement(old: &Scalar, value: &str) -> Result<Edit, DocumentError> {
    if value.chars().any(char::is_control) {
        return Err(DocumentError::malformed("the value has control characters"));
    }
    let written = match old.style {
        Style::Block => {
            let why = "the value is a block over several lines; write it in one line first";
            return Err(DocumentError::Unclear {
                why: why.to_owned(),
            });
        }
        Style::Json | Style::Double => double_quoted(value),
        Style::Single => format!("'{}'", value.replace('\'', "''")),
        Style::Plain => plain(value),
    };
    if old.span.is_empty() {
        return Ok(Edit {
            span: old.span.clone(),
            text: format!(" {written}"),
        });
    }
    Ok(Edit {
        span: old.span.clone(),
        text: written,
    })
}

/// Without quotes where every reader takes it for a text, else with them.
pub(super) fn plain(value: &str) -> String {
    if is_plain_text(value) {
        value.to_owned()
    } else {
        double_quoted(value)
    }
}

/// JSON's form, which YAML reads as well.
pub(super) fn double_quoted(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

fn is_plain_text(value: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
    let edges = |c: char| c.is_ascii_alphanumeric();
    value.chars().all(safe)
        && value.starts_with(edges)
        && value.ends_with(|c| edges(c) || "._-+".contains(c))
        && !WORDS.contains(&value.to_ascii_lowercase().as_str())
        && !is_number_like(value)
}

/// Whether some YAML reader takes it for a number or a date: `1.10`, `1e3`,
/// `0123`, `0x1f`, `1_000`, `12:30`, `2026-01-31`.
fn is_number_like(value: &str) -> bool {
    let bare = value.replace('_', "");
    let radix = ["0x", "0o", "0b"]
        .iter()
        .any(|p| bare.to_ascii_lowercase().starts_with(p));
    let date = value.len() >= 8
        && value.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && value.as_bytes().get(4) == Some(&b'-');
    let clock = value.contains(':') && !value.contains(|c: char| c.is_ascii_alphabetic());
    bare.parse::<f64>().is_ok() || radix || date || clock
}
