//! The one way to write a file of the ledger: RFC 8785, and less than that.
//!
//! What can be read is exactly what would be written: the text is read with a
//! strict reader, written again, and compared. Most texts are told by a look.

mod look;

use super::LARGEST_FILE;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use thiserror::Error;

/// The deepest that arrays and objects nest, the top being 1.
const DEEPEST: usize = 32;
/// The largest whole number that every reader of JSON keeps.
const LARGEST: i64 = (1 << 53) - 1;

/// Why bytes are no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotCanonical {
    /// More than 1 MiB.
    #[error("it is larger than 1 MiB")]
    TooLarge,
    /// No JSON at all, or no UTF-8.
    #[error("it is no JSON: {0}")]
    NoJson(String),
    /// JSON, but written differently than the one way.
    #[error("it is not written in the one canonical way, from byte {0} on")]
    Differently(usize),
    /// A value that the ledger does not hold.
    #[error("{0}")]
    Unfit(String),
}

/// Reads bytes that are in canonical form.
///
/// # Errors
/// When they are not.
pub fn parse(bytes: &[u8]) -> Result<Value, NotCanonical> {
    if bytes.len() > LARGEST_FILE {
        return Err(NotCanonical::TooLarge);
    }
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| NotCanonical::NoJson(error.to_string()))?;
    if look::is_canonical(bytes) {
        return Ok(value);
    }
    check(&value)?;
    let again = render(&value);
    if again.as_bytes() == bytes {
        return Ok(value);
    }
    let same = again
        .bytes()
        .zip(bytes)
        .take_while(|(ours, theirs)| ours == *theirs);
    Err(NotCanonical::Differently(same.count()))
}

/// Writes a value in canonical form.
///
/// # Errors
/// When it holds what the ledger does not.
pub fn write(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    check(value)?;
    let text = render(value);
    if text.len() > LARGEST_FILE {
        return Err(NotCanonical::TooLarge);
    }
    Ok(text.into_bytes())
}

/// The canonical text of a value that was checked.
#[must_use]
pub fn render(value: &Value) -> String {
    let mut text = String::with_capacity(512);
    put(value, &mut text);
    text
}

fn check(value: &Value) -> Result<(), NotCanonical> {
    if value.is_object() {
        fits(value, 1)
    } else {
        Err(NotCanonical::Unfit("the top is no object".to_owned()))
    }
}

fn fits(value: &Value, depth: usize) -> Result<(), NotCanonical> {
    let unfit = |words: String| Err(NotCanonical::Unfit(words));
    match value {
        Value::Null => unfit("null has no place in it".to_owned()),
        Value::Bool(_) => Ok(()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) if (-LARGEST..=LARGEST).contains(&whole) => Ok(()),
            _ => unfit(format!("{number} is no whole number that is kept exactly")),
        },
        Value::String(text) => match text.chars().find(|sign| forbidden(*sign)) {
            Some(sign) => unfit(format!("a text holds U+{:04X}", u32::from(sign))),
            None => Ok(()),
        },
        Value::Array(_) | Value::Object(_) if depth > DEEPEST => {
            unfit(format!("it nests deeper than {DEEPEST}"))
        }
        Value::Array(all) => all.iter().try_for_each(|one| fits(one, depth + 1)),
        Value::Object(members) => members.iter().try_for_each(|(name, member)| {
            if name.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                fits(member, depth + 1)
            } else {
                unfit("a name is not printable ASCII".to_owned())
            }
        }),
    }
}

const fn forbidden(sign: char) -> bool {
    matches!(sign,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn put(value: &Value, text: &mut String) {
    match value {
        Value::String(words) => put_text(words, text),
        Value::Array(all) => {
            text.push('[');
            for (place, one) in all.iter().enumerate() {
                put_comma(place, text);
                put(one, text);
            }
            text.push(']');
        }
        Value::Object(members) => put_members(members, text),
        plain => {
            let _always = write!(text, "{plain}");
        }
    }
}

fn put_members(members: &Map<String, Value>, text: &mut String) {
    // Names are ASCII, so their order by bytes is the order by UTF-16 that
    // RFC 8785 asks for, whatever order the map was built in.
    if members.keys().is_sorted() {
        put_in_order(members.iter(), text);
        return;
    }
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| name.as_bytes());
    put_in_order(sorted.into_iter(), text);
}

fn put_in_order<'a>(members: impl Iterator<Item = (&'a String, &'a Value)>, text: &mut String) {
    text.push('{');
    for (place, (name, member)) in members.enumerate() {
        put_comma(place, text);
        put_text(name, text);
        text.push(':');
        put(member, text);
    }
    text.push('}');
}

fn put_comma(place: usize, text: &mut String) {
    if place > 0 {
        text.push(',');
    }
}

fn put_text(words: &str, text: &mut String) {
    text.push('"');
    if !words.contains(['"', '\\', '\n', '\t']) {
        text.push_str(words);
        text.push('"');
        return;
    }
    for sign in words.chars() {
        match sign {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            plain => text.push(plain),
        }
    }
    text.push('"');
}

#[cfg(test)]
pub(super) mod tests {
    use super::{NotCanonical, parse, render, write};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn the_written_form_is_read() {
        for text in [
            r#"{}"#,
            r#"{"a":1,"b":[true,false,"x"],"c":{"d":-9007199254740991}}"#,
            r#"{"A":0,"a":"é\n\t\"\\/ 😀"}"#,
            r#"{" ":"","~":[[],{}]}"#,
        ] {
            let read = parse(text.as_bytes()).map(|value| render(&value));
            assert_eq!(read.as_deref(), Ok(text));
        }
    }

    #[test]
    fn any_other_way_to_write_it_is_refused() {
        for text in [
            "",
            "[]",
            "1",
            "\u{feff}{}",
            "{} ",
            " {}",
            "{}\n",
            r#"{"a" :1}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"b":1,"a":1}"#,
            r#"{"a":null}"#,
            r#"{"a":1.0}"#,
            r#"{"a":1e2}"#,
            r#"{"a":-0}"#,
            r#"{"a":01}"#,
            r#"{"a":9007199254740992}"#,
            r#"{"a":-9007199254740992}"#,
            r#"{"a":18446744073709551616}"#,
            r#"{"a":"\u0041"}"#,
            r#"{"a":"\/"}"#,
            r#"{"a":"\u000a"}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\b"}"#,
            "{\"a\":\"\u{7f}\"}",
            "{\"a\":\"\u{85}\"}",
            "{\"a\":\"\u{202e}\"}",
            "{\"a\":\"\u{2069}\"}",
            "{\"a\":\"\u{1f}\"}",
            "{\"é\":1}",
            r#"{"a\n":1}"#,
            r#"{"a":True}"#,
            r#"{"a":1,}"#,
            r#"{"a":NaN}"#,
            r#"{"a":+1}"#,
            r"{'a':1}",
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
        assert!(parse(b"{\"a\":\"\xed\xa0\x80\"}").is_err(), "a surrogate");
    }

    #[test]
    fn it_nests_32_deep_and_no_deeper() {
        let nested = |depth: usize| {
            let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
            format!(r#"{{"a":{open}{close}}}"#)
        };
        assert!(parse(nested(32).as_bytes()).is_ok());
        assert!(parse(nested(33).as_bytes()).is_err());
        assert!(parse(nested(100_000).as_bytes()).is_err());
    }

    #[test]
    fn a_file_has_at_most_a_mebibyte() {
        let of = |length: usize| json!({"a": "x".repeat(length - r#"{"a":""}"#.len())});
        let largest = write(&of(1 << 20)).expect("it fits");
        assert!(parse(&largest).is_ok());
        assert_eq!(write(&of((1 << 20) + 1)), Err(NotCanonical::TooLarge));
    }

    pub(in crate::ledger) fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
            "[ -~é€😀\n\t]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[ -~]{0,6}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_written_is_read_again(value in any_value()) {
            let value = json!({"top": value});
            let bytes = write(&value).expect("it holds only what fits");
            prop_assert_eq!(parse(&bytes), Ok(value));
        }

        #[test]
        fn a_changed_byte_never_reads_as_the_same(value in any_value(), place: usize, byte: u8) {
            let value = json!({"top": value});
            let mut bytes = write(&value).expect("it holds only what fits");
            let place = place % bytes.len();
            prop_assume!(bytes[place] != byte);
            bytes[place] = byte;
            prop_assert_ne!(parse(&bytes).ok(), Some(value));
        }
    }
}
