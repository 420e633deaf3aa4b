//! A compact binary form of what is cached. The first byte is its version:
//! bytes of another version are nothing, and are read again from git.

use crate::branches::moment;
use crate::history::History;
use crate::stamp::{Look, Stamp};
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_engine::ports::{FileRevision, TagRef};

const VERSION: u8 = 2;
/// Whole numbers in seven-bit groups never need more bytes than this.
const MOST_GROUPS: u32 = 10;

pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new() -> Self {
        Self(vec![VERSION])
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
            number >>= 7;
        }
        self.0.push(u8::try_from(number).unwrap_or(0));
    }

    fn length(&mut self, length: usize) {
        self.number(u64::try_from(length).unwrap_or(u64::MAX));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Seconds before the epoch are kept as two's complement.
    fn seconds(&mut self, seconds: i64) {
        self.number(u64::from_ne_bytes(seconds.to_ne_bytes()));
    }

    fn oid(&mut self, oid: &Oid) {
        self.0.extend_from_slice(&raw(oid));
    }

    pub(crate) fn commits(mut self, commits: &[CommitFacts]) -> Vec<u8> {
        self.length(commits.len());
        for commit in commits {
            self.oid(&commit.oid);
            self.length(commit.parents.len());
            for parent in &commit.parents {
                self.oid(parent);
            }
            self.seconds(commit.at.as_second());
            self.bytes(commit.author.as_bytes());
            self.bytes(commit.message.as_bytes());
            match &commit.paths {
                None => self.number(0),
                Some(paths) => {
                    self.length(paths.len() + 1);
                    for path in paths {
                        self.bytes(path.as_bytes());
                    }
                }
            }
        }
        self.done()
    }

    /// A place in a list, or that there is none.
    pub(crate) fn place(mut self, place: Option<usize>) -> Vec<u8> {
        self.length(place.map_or(0, |place| place + 1));
        self.done()
    }

    pub(crate) fn ends(mut self, hidden: Option<&Oid>, target: &Oid) -> Vec<u8> {
        self.0.push(u8::from(hidden.is_some()));
        self.oid(target);
        if let Some(hidden) = hidden {
            self.oid(hidden);
        }
        self.done()
    }

    pub(crate) fn histories(mut self, histories: &[History]) -> Vec<u8> {
        self.length(histories.len());
        for history in histories {
            self.oid(&history.tip);
            self.revisions(&history.revisions);
        }
        self.done()
    }

    fn revisions(&mut self, revisions: &[FileRevision]) {
        self.length(revisions.len());
        for revision in revisions {
            self.oid(&revision.commit);
            self.seconds(revision.at.as_second());
            self.bytes(revision.author.as_bytes());
            self.bytes(revision.message.as_bytes());
            self.0.push(u8::from(revision.content.is_some()));
            if let Some(content) = &revision.content {
                self.bytes(content);
            }
        }
    }

    pub(crate) fn tags(mut self, stamp: &Stamp, tags: &[TagRef]) -> Vec<u8> {
        self.length(stamp.0.len());
        for (place, look) in &stamp.0 {
            self.bytes(place.as_bytes());
            for number in [look.seconds, look.nanoseconds, look.size, look.inode] {
                self.number(number);
            }
        }
        self.length(tags.len());
        for tag in tags {
            self.bytes(tag.name.as_str().as_bytes());
            self.oid(&tag.object);
            self.oid(&tag.commit);
            self.0.push(u8::from(tag.signed));
            self.0.push(u8::from(tag.at.is_some()));
            if let Some(at) = tag.at {
                self.seconds(at.as_second());
            }
        }
        self.done()
    }
}

/// The twenty bytes of an id.
pub(crate) fn raw(oid: &Oid) -> [u8; 20] {
    let mut bytes = [0; 20];
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        _ => 0,
    };
    for (byte, pair) in bytes
        .iter_mut()
        .zip(oid.as_str().as_bytes().chunks_exact(2))
    {
        *byte = digit(pair[0]) << 4 | digit(pair[1]);
    }
    bytes
}

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Absent for bytes of another version.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        bytes.strip_prefix(&[VERSION]).map(Self)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for group in 0..MOST_GROUPS {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << (7 * group);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    fn text(&mut self) -> Option<String> {
        std::str::from_utf8(self.bytes()?).ok().map(str::to_owned)
    }

    fn seconds(&mut self) -> Option<i64> {
        Some(i64::from_ne_bytes(self.number()?.to_ne_bytes()))
    }

    fn oid(&mut self) -> Option<Oid> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(40);
        for byte in self.take(20)? {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        Some(Oid::new(text))
    }

    /// A list that is not longer than the bytes that are left.
    fn list<T>(
        &mut self,
        length: usize,
        mut item: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut list = Vec::with_capacity(length.min(self.0.len()));
        for _ in 0..length {
            list.push(item(self)?);
        }
        Some(list)
    }

    pub(crate) fn commits(mut self) -> Option<Vec<CommitFacts>> {
        let length = self.length()?;
        let mut commits = Vec::with_capacity(length.min(self.0.len() / 24));
        for _ in 0..length {
            commits.push(self.commit()?);
        }
        Some(commits)
    }

    fn commit(&mut self) -> Option<CommitFacts> {
        let oid = self.oid()?;
        let parents = self.length()?;
        let parents = self.list(parents, Self::oid)?;
        let at = moment(self.seconds()?);
        let author = self.text()?;
        let message = self.text()?;
        let paths = match self.length()? {
            0 => None,
            more => Some(self.list(more - 1, Self::text)?),
        };
        let content = CommitContent {
            oid,
            parents,
            at,
            author,
            message,
            paths,
        };
        Some(content.into())
    }

    pub(crate) fn place(mut self) -> Option<Option<usize>> {
        self.length().map(|number| number.checked_sub(1))
    }

    /// The hidden end, if any, and the target.
    pub(crate) fn ends(mut self) -> Option<(Option<Oid>, Oid)> {
        let bounded = self.take(1)? == [1];
        let target = self.oid()?;
        let hidden = if bounded { Some(self.oid()?) } else { None };
        Some((hidden, target))
    }

    pub(crate) fn histories(mut self) -> Option<Vec<History>> {
        let length = self.length()?;
        self.list(length, |from| {
            let tip = from.oid()?;
            let revisions = from.revisions()?;
            Some(History { tip, revisions })
        })
    }

    fn revisions(&mut self) -> Option<Vec<FileRevision>> {
        let length = self.length()?;
        self.list(length, |from| {
            let commit = from.oid()?;
            let at = moment(from.seconds()?);
            let author = from.text()?;
            let message = from.text()?;
            let there = from.take(1)? == [1];
            let content = if there {
                Some(from.bytes()?.to_vec())
            } else {
                None
            };
            Some(FileRevision {
                commit,
                at,
                author,
                message,
                content,
            })
        })
    }
}

impl Reader<'_> {
    /// The tags, and how their refs looked.
    pub(crate) fn tags(mut self) -> Option<(Stamp, Vec<TagRef>)> {
        let places = self.length()?;
        let places = self.list(places, |from| Some((from.text()?, from.look()?)))?;
        let tags = self.length()?;
        let tags = self.list(tags, Self::tag)?;
        Some((Stamp(places), tags))
    }

    fn look(&mut self) -> Option<Look> {
        Some(Look {
            seconds: self.number()?,
            nanoseconds: self.number()?,
            size: self.number()?,
            inode: self.number()?,
        })
    }

    fn tag(&mut self) -> Option<TagRef> {
        let name = TagName::new(self.text()?);
        let (object, commit) = (self.oid()?, self.oid()?);
        let (signed, dated) = (self.take(1)? == [1], self.take(1)? == [1]);
        let at = if dated {
            Some(moment(self.seconds()?))
        } else {
            None
        };
        Some(TagRef {
            name,
            object,
            commit,
            at,
            signed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(message: &str, paths: Option<&[&str]>) -> CommitFacts {
        CommitContent {
            oid: Oid::from("0123456789abcdef0123456789abcdef01234567"),
            parents: vec![Oid::from("ffffffffffffffffffffffffffffffffffffff00")],
            at: moment(-5),
            author: "Dana \u{202e} Ito".to_owned(),
            message: message.to_owned(),
            paths: paths.map(|paths| paths.iter().map(|&path| path.to_owned()).collect()),
        }
        .into()
    }

    #[test]
    fn commits_come_back_as_they_were() {
        let long = "x".repeat(70_000);
        let commits = [
            facts("", None),
            facts(&long, Some(&[])),
            facts("a", Some(&["b", "c\n"])),
        ];
        let bytes = Writer::new().commits(&commits);
        let read = Reader::new(&bytes).and_then(Reader::commits);
        assert_eq!(read.as_deref(), Some(commits.as_slice()));
    }

    #[test]
    fn tags_come_back_as_they_were() {
        let tag = |name: &str, at: Option<i64>| TagRef {
            name: TagName::from(name),
            object: Oid::from("0123456789abcdef0123456789abcdef01234567"),
            commit: Oid::from("ffffffffffffffffffffffffffffffffffffff00"),
            at: at.map(moment),
            signed: at.is_some(),
        };
        let stamp = Stamp(vec![
            ("packed-refs".to_owned(), Look::default()),
            (
                "refs/tags".to_owned(),
                Look {
                    seconds: u64::MAX,
                    nanoseconds: 1,
                    size: 4096,
                    inode: 7,
                },
            ),
        ]);
        let tags = vec![tag("v1.0.0", None), tag("\u{202e}/x", Some(-7))];
        let bytes = Writer::new().tags(&stamp, &tags);
        let read = Reader::new(&bytes).and_then(Reader::tags);
        assert_eq!(read, Some((stamp, tags)));
    }

    #[test]
    fn cut_bytes_are_nothing() {
        let bytes = Writer::new().commits(&[facts("fix: a", Some(&["b"]))]);
        for end in 0..bytes.len() {
            assert_eq!(Reader::new(&bytes[..end]).and_then(Reader::commits), None);
        }
    }
}
