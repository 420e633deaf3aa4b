//! What a commit object says.

use crate::branches::moment;
use git2::Oid as Id;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;

/// The parts of a commit that are used.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) parents: Vec<Id>,
    /// The committer's time, in seconds since 1970.
    pub(super) seconds: i64,
    author: String,
    message: String,
}

impl Page {
    /// Reads the bytes of a commit, without its words when they are not
    /// wanted. Absent when it is none, or is written in another encoding.
    pub(super) fn read(mut bytes: &[u8], bare: bool) -> Option<Self> {
        let mut page = Self::default();
        bytes = line(bytes, b"tree ")?.1;
        while let Some((parent, rest)) = line(bytes, b"parent ") {
            let parent = std::str::from_utf8(parent).ok()?;
            page.parents.push(Id::from_str(parent).ok()?);
            bytes = rest;
        }
        let (author, rest) = line(bytes, b"author ")?;
        let (committer, mut rest) = line(rest, b"committer ")?;
        page.seconds = seconds(committer);
        if bare {
            return Some(page);
        }
        page.author = text(name(author));
        while !rest.is_empty() && !rest.starts_with(b"\n") {
            let encoding = line(rest, b"encoding ").map(|(name, _)| name);
            if encoding.is_some_and(|name| !is_utf8(name)) {
                return None;
            }
            let end = rest.iter().position(|byte| *byte == b'\n');
            rest = end.map_or(&[][..], |end| &rest[end + 1..]);
        }
        let message = rest.strip_prefix(b"\n").unwrap_or(rest);
        let end = message.iter().position(|byte| *byte == 0);
        page.message = text(&message[..end.unwrap_or(message.len())]);
        Some(page)
    }

    pub(super) fn facts(self, oid: Oid) -> CommitFacts {
        CommitContent {
            oid,
            parents: self.parents.into_iter().map(crate::read::oid).collect(),
            at: moment(self.seconds),
            author: self.author,
            message: self.message,
            paths: None,
        }
        .into()
    }
}

/// The rest of a line that begins so, and what follows it.
fn line<'a>(bytes: &'a [u8], begins: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let rest = bytes.strip_prefix(begins)?;
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    Some((&rest[..end], &rest[end + 1..]))
}

/// The name before an address.
fn name(person: &[u8]) -> &[u8] {
    let end = person.iter().position(|byte| *byte == b'<');
    let before = &person[..end.unwrap_or(0)];
    let last = before.iter().rposition(|byte| !byte.is_ascii_whitespace());
    last.map_or(&[], |last| &before[..=last])
}

/// The time after an address; zero when there is none.
fn seconds(person: &[u8]) -> i64 {
    let after = person.iter().rposition(|byte| *byte == b'>');
    let after = after.map_or(&[][..], |end| &person[end + 1..]);
    let mut words = after.split(|byte| *byte == b' ').filter(|w| !w.is_empty());
    let digits = words.next().and_then(|word| std::str::from_utf8(word).ok());
    let number: Option<u64> = digits.and_then(|word| word.parse().ok());
    number.and_then(|n| i64::try_from(n).ok()).unwrap_or(0)
}

fn is_utf8(encoding: &[u8]) -> bool {
    encoding.eq_ignore_ascii_case(b"utf-8") || encoding.eq_ignore_ascii_case(b"utf8")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";

    #[test]
    fn a_signed_merge_gives_its_parents_and_its_words() {
        let parents = ["11", "22"].map(|byte| byte.repeat(20));
        let text = format!(
            "{HEAD}parent {}\nparent {}\nauthor A  U > Thor  <a@b> 5 +0100\n\
             committer C <c> 1700000000 +0000\ngpgsig -----BEGIN\n \n encoding x\n -----END\n\nfeat: a\n\nb\n",
            parents[0], parents[1]
        );
        let page = Page::read(text.as_bytes(), false).unwrap();
        assert_eq!(page.seconds, 1_700_000_000);
        assert_eq!(page.parents.len(), 2);
        let facts = page.facts(Oid::from("aa"));
        assert_eq!(facts.author, "A  U > Thor");
        assert_eq!(facts.message, "feat: a\n\nb\n");
        assert_eq!(facts.parents[1].as_str(), parents[1]);
    }

    #[test]
    fn another_encoding_is_left_to_git() {
        let text = format!("{HEAD}author A <a> 1 +0\ncommitter C <c> 2 +0\nencoding latin1\n\nx");
        assert!(Page::read(text.as_bytes(), false).is_none());
        assert!(Page::read(b"object 1\n", true).is_none());
    }

    #[test]
    fn a_message_ends_where_it_holds_a_null() {
        let text = format!("{HEAD}author <a> 1 +0\ncommitter C <c> x\n\nfix: a\0b");
        let page = Page::read(text.as_bytes(), false).unwrap();
        assert_eq!(
            (page.author.as_str(), page.message.as_str()),
            ("", "fix: a")
        );
        assert_eq!(page.seconds, 0);
    }
}
