//! The header of a conventional commit: `type(scope)!: description`.

use super::level_of_kind;
use crate::commit::Meanings;
use crate::version::Level;

/// The parts of a header, as written.
pub(super) struct Header<'a> {
    pub(super) kind: &'a str,
    pub(super) scope: Option<&'a str>,
    /// Whether `!` stands before the colon.
    pub(super) marked: bool,
    /// Whether a blank stands behind the colon.
    pub(super) spaced: bool,
    pub(super) description: &'a str,
}

impl<'a> Header<'a> {
    /// Reads one line. By hand, because this is asked of every line of every
    /// message.
    pub(super) fn read(line: &'a str) -> Option<Self> {
        let in_kind = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let (kind, rest) = line.split_at(line.find(|c| !in_kind(c))?);
        if !kind.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (scope, rest) = match rest.strip_prefix('(') {
            Some(rest) => {
                let (scope, rest) = rest.split_at(rest.find(['(', ')', '\r', '\n'])?);
                (Some(scope), rest.strip_prefix(')')?)
            }
            None => (None, rest),
        };
        if scope.is_some_and(str::is_empty) {
            return None;
        }
        let (marked, rest) = match rest.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let rest = rest.strip_prefix(':')?;
        let description = rest.trim_start_matches([' ', '\t']);
        let begins = description.chars().next()?;
        if begins.is_whitespace() || description.contains('\n') {
            return None;
        }
        Some(Self {
            kind,
            scope,
            marked,
            spaced: description.len() < rest.len(),
            description,
        })
    }

    /// The level of the header alone.
    pub(super) fn level(&self, meanings: &Meanings) -> Level {
        if self.marked {
            Level::Major
        } else {
            level_of_kind(&meanings.of(self.kind))
        }
    }
}

/// What stands before the colon of a subject that is a header but for its
/// blanks, or for the place of its `!`, with what it would count as; nothing
/// where it would count for nothing.
pub(super) fn almost(subject: &str, meanings: &Meanings) -> Option<(String, Level)> {
    let (begin, _) = subject.split_once(':')?;
    let kind = begin.split([' ', '\t', '(', '!']).next()?;
    let mut rest = begin.get(kind.len()..)?.replace([' ', '\t'], "");
    if let Some(scope) = rest.strip_prefix("!(") {
        rest = format!("({scope}!");
    }
    let mended = format!("{kind}{rest}: x");
    let level = Header::read(&mended)?.level(meanings);
    (level > Level::None && level_of_kind(&meanings.of(kind)) > Level::None)
        .then(|| (begin.to_owned(), level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    proptest! {
        /// The grammar, as the specification would be written down.
        #[test]
        fn a_header_is_what_the_grammar_says(
            line in "[a-zé]{0,3}[-_0-9 ]?[(]?[a-z )(\t\r]{0,4}[)]?!{0,2}:{0,2}[ \t\u{a0}]{0,2}[a-z!é: \n]{0,4}"
        ) {
            let grammar = r"^([A-Za-z][A-Za-z0-9_-]*)(?:\(([^()\r\n]+)\))?(!)?:([ \t]*)(\S.*)$";
            let grammar = Regex::new(grammar).expect("a pattern");
            let said = grammar.captures(&line);
            let read = Header::read(&line);
            prop_assert_eq!(said.is_some(), read.is_some());
            if let (Some(said), Some(read)) = (said, read) {
                prop_assert_eq!(&said[1], read.kind);
                prop_assert_eq!(said.get(2).map(|scope| scope.as_str()), read.scope);
                prop_assert_eq!(said.get(3).is_some(), read.marked);
                prop_assert_eq!(!said[4].is_empty(), read.spaced);
                prop_assert_eq!(&said[5], read.description);
            }
        }
    }
}
