//! A look that tells canonical bytes without reading their values.
//!
//! Whatever it doubts is read, checked and written again; so it may only say
//! yes where that would say yes as well.

use super::{DEEPEST, LARGEST};

/// Digits of the largest whole number.
const MOST_DIGITS: usize = 16;

/// Whether these bytes are surely what would be written.
pub(super) fn is_canonical(bytes: &[u8]) -> bool {
    let whole = || {
        std::str::from_utf8(bytes).ok()?;
        let mut look = Look(bytes);
        look.expect(b'{')?;
        look.members(1)?;
        Some(look.0.is_empty())
    };
    whole().unwrap_or(false)
}

/// What was not looked at yet, in UTF-8. `None` is a doubt.
struct Look<'a>(&'a [u8]);

impl<'a> Look<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(word)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.0.first()? {
            b'"' => self.next().and_then(|_| self.text()),
            b'{' if depth <= DEEPEST => self.next().and_then(|_| self.members(depth)),
            b'[' if depth <= DEEPEST => self.next().and_then(|_| self.items(depth)),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            _ => self.number(),
        }
    }

    /// An object behind its brace, its names in ascending order.
    fn members(&mut self, depth: usize) -> Option<()> {
        if self.0.first() == Some(&b'}') {
            return self.next().map(drop);
        }
        let mut before: Option<&[u8]> = None;
        loop {
            let name = self.name()?;
            if before.is_some_and(|before| before >= name) {
                return None;
            }
            before = Some(name);
            self.expect(b':')?;
            self.value(depth + 1)?;
            match self.next()? {
                b',' => {}
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A list behind its bracket.
    fn items(&mut self, depth: usize) -> Option<()> {
        if self.0.first() == Some(&b']') {
            return self.next().map(drop);
        }
        loop {
            self.value(depth + 1)?;
            match self.next()? {
                b',' => {}
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A name of plain signs; one with marks in it sorts by what they stand
    /// for, which is left to the reader.
    fn name(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let plain = |byte: &u8| matches!(byte, 0x20..0x7f) && !matches!(byte, b'"' | b'\\');
        let end = self.0.iter().position(|byte| !plain(byte))?;
        let (name, rest) = self.0.split_at(end);
        self.0 = rest;
        self.expect(b'"')?;
        Some(name)
    }

    /// A text behind its first quote.
    fn text(&mut self) -> Option<()> {
        loop {
            let plain = |byte: &u8| matches!(byte, 0x20..0x7f) && !matches!(byte, b'"' | b'\\');
            let end = self.0.iter().position(|byte| !plain(byte))?;
            self.0 = &self.0[end..];
            match self.0 {
                [b'"', rest @ ..] => {
                    self.0 = rest;
                    return Some(());
                }
                [b'\\', b'"' | b'\\' | b'n' | b't', rest @ ..] => self.0 = rest,
                // U+0080 to U+009F, U+202A to U+202E, U+2066 to U+2069.
                [0xc2, 0x80..=0x9f, ..]
                | [0xe2, 0x80, 0xaa..=0xae, ..]
                | [0xe2, 0x81, 0xa6..=0xa9, ..] => return None,
                [0x80..=0xff, rest @ ..] => self.0 = rest,
                _ => return None,
            }
        }
    }

    /// A whole number without a sign or a zero too many.
    fn number(&mut self) -> Option<()> {
        let negative = self.0.first() == Some(&b'-');
        let digits = &self.0[usize::from(negative)..];
        let other = digits.iter().position(|byte| !byte.is_ascii_digit());
        let (digits, rest) = digits.split_at(other.unwrap_or(digits.len()));
        let fits = match digits {
            [b'0'] => !negative,
            [b'1'..=b'9', ..] if digits.len() <= MOST_DIGITS => {
                let add = |sum: i64, digit: &u8| sum * 10 + i64::from(digit - b'0');
                digits.iter().fold(0, add) <= LARGEST
            }
            _ => false,
        };
        self.0 = rest;
        fits.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, render, tests::any_value, write};
    use super::is_canonical;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// What reading, checking and writing again says.
    fn is_written_so(bytes: &[u8]) -> bool {
        let read = serde_json::from_slice::<Value>(bytes);
        read.is_ok_and(|value| check(&value).is_ok() && render(&value).as_bytes() == bytes)
    }

    #[test]
    fn what_people_write_in_many_languages_is_not_doubted() {
        for text in [
            r#"{"a":"é ü ñ 漢字 😀 ‐ – — … € \" \\ \n \t / <b>","b":[-1,0,9007199254740991]}"#,
            r#"{"":{"a":[[],{}],"b":true},"~":false}"#,
        ] {
            assert!(is_canonical(text.as_bytes()) && is_written_so(text.as_bytes()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn only_names_with_marks_in_them_are_doubted_without_need(value in any_value()) {
            let bytes = write(&json!({"top": value})).expect("it holds only what fits");
            let marks = bytes.windows(2).any(|pair| pair == b"\\\\" || pair == b"\\\"");
            prop_assert!(marks || is_canonical(&bytes));
        }

        #[test]
        fn a_change_is_never_believed_that_the_reader_refuses(
            value in any_value(),
            changes in prop::collection::vec((any::<usize>(), any::<u8>(), 0..3_u8), 1..4),
        ) {
            let mut bytes = write(&json!({"top": value})).expect("it holds only what fits");
            let signs = b"{}[]\",:\\/-0123456789eE.ntfu \x7f\xc2\x85\xe2\x80\xaa";
            for (place, byte, how) in changes {
                let place = place % bytes.len();
                let sign = signs.get(usize::from(byte)).copied().unwrap_or(byte);
                match how {
                    0 => bytes[place] = sign,
                    1 => bytes.insert(place, sign),
                    _ => drop(bytes.remove(place)),
                }
                prop_assume!(!bytes.is_empty());
            }
            prop_assert!(!is_canonical(&bytes) || is_written_so(&bytes));
        }

        #[test]
        fn any_bytes_are_believed_only_where_the_reader_does(
            bytes in prop::collection::vec(
                prop::sample::select(&b"{}[]\",:\\-0129ntrue fals\xc2\x85\xe2\x80\xaa"[..]), 0..24)
        ) {
            let bytes = [b"{".as_slice(), &bytes, b"}"].concat();
            prop_assert!(!is_canonical(&bytes) || is_written_so(&bytes));
        }
    }
}
