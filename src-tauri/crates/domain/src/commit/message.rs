//! Reading a commit message.

mod header;

use super::doubt::Doubt;
use super::meanings::{Meanings, likely};
use crate::version::{Level, Version};
use header::Header;
use regex::Regex;
use std::sync::LazyLock;

/// A commit message, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The type in lower case, by its meaning; empty for a message that is not
    /// conventional.
    pub kind: String,
    /// The scope.
    pub scope: Option<String>,
    /// What the header says after the colon; the whole subject otherwise.
    pub description: String,
    /// How the message says that it breaks something.
    pub breaking: Option<Breaking>,
    /// What has to be done about it, where the message says so.
    pub upgrade: Option<String>,
    /// Commits it says it reverts, as written: at least seven digits each.
    pub reverts: Vec<String>,
    /// Whether it is a revert at all.
    pub is_revert: bool,
    /// The version it asks for (`Release-As:`).
    pub release_as: Option<Version>,
    /// What is in doubt.
    pub doubts: Vec<Doubt>,
}

/// How a message says that it breaks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaking {
    /// `!` before the colon.
    Marked,
    /// A `BREAKING CHANGE` footer.
    Footer,
    /// The same words inside a paragraph of the body.
    Body,
}

/// What git writes before the id of a reverted commit.
const REVERTS: &str = "This reverts commit ";

static BREAKING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^BREAKING[ -]CHANGE: *(.*)$"));
static ALMOST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i-u:breaking[ -]changes?)(?-u:\s)*[:#]"));
static REVERTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[-* \t]*This reverts commit ([0-9a-fA-F]{7,64})"));
static SHA: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)[0-9a-fA-F]{7,64}(?-u:\b)"));
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^Merge (?:pull request #[0-9]+ |branch '.*' into )"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that a test compiles")
}

impl Message {
    /// Reads a message; never fails, for a message may say anything.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self::read_in(text, Meanings::NONE)
    }

    /// Reads a message in which words may mean other types.
    #[must_use]
    pub fn read_in(text: &str, meanings: &Meanings) -> Self {
        let (subject, body) = text.split_once('\n').unwrap_or((text, ""));
        let mut message = Self::header(subject.trim(), meanings);
        message.read_body(body, meanings);
        message
    }

    /// Reads the message of a merge as first-parent histories mean it: the
    /// title of the pull request stands in the body, and its text below it.
    #[must_use]
    pub fn read_merge(text: &str, meanings: &Meanings) -> Self {
        let title = TITLE
            .is_match(text)
            .then(|| text.split_once('\n'))
            .flatten()
            .map(|(_, body)| body.trim_start())
            .filter(|body| !body.is_empty());
        Self::read_in(title.unwrap_or(text), meanings)
    }

    /// Reads the message of a merge whose commits count by themselves: what
    /// stands below a title that is not conventional says nothing of its own.
    #[must_use]
    pub fn read_merged(text: &str, meanings: &Meanings) -> Self {
        let message = Self::read_in(text, meanings);
        if message.is_conventional() || text.starts_with("Revert \"") {
            return message;
        }
        let says = |upgrade: &str| format!("BREAKING CHANGE: {upgrade}").trim_end().to_owned();
        let breaks = message.breaking.map(|_| {
            let line = says(message.upgrade.as_deref().unwrap_or_default());
            Doubt::BodySays(Level::Major, line)
        });
        let of_revert = |doubt: &Doubt| *doubt == Doubt::RevertOfNothing;
        let doubts = message.doubts.into_iter().filter(|one| !of_revert(one));
        Self {
            doubts: doubts.chain(breaks).collect(),
            description: message.description,
            release_as: message.release_as,
            ..Self::default()
        }
    }

    /// Whether the header is that of a conventional commit.
    #[must_use]
    pub fn is_conventional(&self) -> bool {
        !self.kind.is_empty()
    }

    /// What the message stands for by itself, reverts of others left aside.
    #[must_use]
    pub fn level(&self) -> Level {
        match (&*self.kind, self.breaking) {
            (_, Some(_)) => Level::Major,
            ("feat", None) => Level::Minor,
            ("fix" | "perf", None) => Level::Patch,
            _ if self.reverts.is_empty() => Level::None,
            _ => Level::Patch,
        }
    }

    /// Whether reverting is all it does; a feature that also takes something
    /// back is a change of its own.
    #[must_use]
    pub fn is_only_revert(&self) -> bool {
        self.is_revert && level_of_kind(&self.kind) == Level::None && self.breaking.is_none()
    }

    fn header(subject: &str, meanings: &Meanings) -> Self {
        let plain = || Self {
            description: subject.to_owned(),
            is_revert: subject.starts_with("Revert \""),
            ..Self::default()
        };
        let Some(header) = Header::read(subject) else {
            let almost = header::almost(subject, meanings);
            let breaks = begins_with_break(subject) && ALMOST.is_match(subject);
            let breaks = breaks.then(|| Doubt::AlmostBreaking(subject.to_owned()));
            let almost = almost.map(|(begin, level)| Doubt::AlmostHeader(begin, level));
            let doubts = breaks.into_iter().chain(almost).collect();
            return Self { doubts, ..plain() };
        };
        let kind = meanings.of(header.kind);
        if !header.spaced {
            let level = header.level(meanings);
            let mark = if header.marked { "!" } else { "" };
            let doubt = || Doubt::NoSpace(format!("{}{mark}", header.kind), level);
            let doubts = (level > Level::None).then(doubt).into_iter().collect();
            return Self { doubts, ..plain() };
        }
        Self {
            scope: header.scope.map(|scope| scope.trim().to_owned()),
            description: header.description.trim().to_owned(),
            breaking: header.marked.then_some(Breaking::Marked),
            is_revert: kind == "revert",
            doubts: other_word(&kind, header.marked).into_iter().collect(),
            kind,
            ..Self::default()
        }
    }

    fn read_body(&mut self, body: &str, meanings: &Meanings) {
        let own = level_of_kind(&self.kind);
        let mut in_footers = false;
        let mut in_note = false;
        let mut after_blank = true;
        let mut said: Option<(Level, String)> = None;
        for line in body.lines().map(str::trim_end) {
            if line.is_empty() {
                after_blank = true;
                continue;
            }
            in_footers = if after_blank {
                is_footer(line)
            } else {
                in_footers
            };
            in_note = if in_note && !after_blank && !is_footer(line) {
                self.continue_upgrade(line);
                true
            } else {
                begins_with_break(line) && BREAKING.is_match(line)
            };
            self.read_line(line, in_footers);
            let level = squashed(line, after_blank, meanings);
            if let Some(level) = level.filter(|level| *level > own)
                && said.as_ref().is_none_or(|(most, _)| level > *most)
            {
                said = Some((level, line.trim_start_matches(['*', '-', ' ']).to_owned()));
            }
            after_blank = false;
        }
        if let Some((level, line)) = said.filter(|(level, _)| *level > self.level()) {
            self.doubts.push(Doubt::BodySays(level, line));
        }
        self.is_revert |= !self.reverts.is_empty();
        if self.is_revert && self.reverts.is_empty() {
            self.doubts.push(Doubt::RevertOfNothing);
        }
    }

    /// What has to be done may take several lines.
    fn continue_upgrade(&mut self, line: &str) {
        if let Some(note) = &mut self.upgrade {
            if !note.is_empty() {
                note.push(' ');
            }
            note.push_str(line.trim());
        }
    }

    fn read_line(&mut self, line: &str, in_footers: bool) {
        let breaks = begins_with_break(line);
        if let Some(found) = breaks.then(|| BREAKING.captures(line)).flatten() {
            let how = if in_footers {
                Breaking::Footer
            } else {
                Breaking::Body
            };
            self.breaking = self.breaking.or(Some(how));
            self.upgrade = Some(match self.upgrade.take() {
                Some(before) if !before.is_empty() => join(&before, &found[1]),
                _ => found[1].to_owned(),
            });
        } else if breaks && ALMOST.is_match(line) || breaks_behind(line) {
            self.doubts.push(Doubt::AlmostBreaking(line.to_owned()));
        }
        let reverts = line.contains(REVERTS);
        if let Some(found) = reverts.then(|| REVERTED.captures(line)).flatten() {
            self.reverts.push(found[1].to_ascii_lowercase());
        }
        if self.is_revert
            && let Some(list) = footer(line, "Refs")
        {
            self.reverts.extend(
                SHA.find_iter(list)
                    .map(|sha| sha.as_str().to_ascii_lowercase()),
            );
        }
        if let Some(version) = footer(line, "Release-As") {
            self.read_release_as(version.trim(), in_footers);
        }
    }

    fn read_release_as(&mut self, text: &str, in_footers: bool) {
        match Version::parse(text.strip_prefix('v').unwrap_or(text)) {
            Ok(version) => {
                let doubt = (!in_footers).then(|| Doubt::ReleaseAsInBody(version.to_string()));
                self.doubts.extend(doubt);
                self.release_as = Some(version);
            }
            Err(_) => self.doubts.push(Doubt::BadReleaseAs(text.to_owned())),
        }
    }
}

/// Whether a line is `Token: value` or `Token #value`; asked of every
/// paragraph, so without a pattern.
fn is_footer(line: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let token = match line.strip_prefix("BREAKING CHANGE") {
        Some(_) => "BREAKING CHANGE".len(),
        None => line.bytes().take_while(|byte| word(*byte)).count(),
    };
    let rest = &line.as_bytes()[token..];
    line.starts_with(|first: char| first.is_ascii_alphabetic())
        && (rest.starts_with(b": ") || rest.starts_with(b" #"))
}

/// Two sentences of an upgrade note as one text.
fn join(one: &str, other: &str) -> String {
    let between = if one.ends_with(['.', '!', '?', ';']) {
        " "
    } else {
        "; "
    };
    [one, other].join(between)
}

/// The value of a footer, whose name may be written in any case.
fn footer<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (begin, rest) = line.split_at_checked(name.len())?;
    begin
        .eq_ignore_ascii_case(name)
        .then_some(rest)?
        .strip_prefix(':')
}

/// Whether the words stand behind a mark or blanks, where they do not count.
fn breaks_behind(line: &str) -> bool {
    let text = line.trim_start_matches(['*', '-', ' ', '\t']);
    text.len() < line.len() && begins_with_break(text) && BREAKING.is_match(text)
}

/// Whether a line may say that something breaks; asked before the patterns,
/// which nearly no line fits.
fn begins_with_break(line: &str) -> bool {
    let begin = line.as_bytes().first_chunk::<5>();
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(b"break"))
}

/// The level of a type alone.
fn level_of_kind(kind: &str) -> Level {
    match kind {
        "feat" => Level::Minor,
        "fix" | "perf" => Level::Patch,
        _ => Level::None,
    }
}

/// A word that is no type and most likely means one that counts.
fn other_word(kind: &str, marked: bool) -> Option<Doubt> {
    let level = level_of_kind(likely(kind).filter(|_| !marked)?);
    Some(Doubt::OtherWord(kind.to_owned(), level))
}

/// What a line of a squashed message stands for: a bullet, or a paragraph of its own.
fn squashed(line: &str, own_paragraph: bool, meanings: &Meanings) -> Option<Level> {
    let bullet = line
        .trim_start()
        .strip_prefix(['*', '-'])
        .map(str::trim_start);
    let text = bullet.or_else(|| own_paragraph.then_some(line))?;
    let header = Header::read(text)?;
    let level = header.level(meanings);
    (header.spaced && level > Level::None).then_some(level)
}

#[cfg(test)]
mod tests;
