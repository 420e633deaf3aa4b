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
