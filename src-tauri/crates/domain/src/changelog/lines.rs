//! Reading a changelog that people write: headings and links, wherever they stand.

use crate::version::Version;

/// A line of a changelog, with what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Its text, without the line break.
    pub(super) text: &'a str,
    /// What it is.
    pub(super) kind: LineKind<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LineKind<'a> {
    /// The heading of a version's section.
    Version(Version),
    /// The heading of what is not released.
    Unreleased,
    /// Another heading of the first two levels.
    Heading,
    /// A definition of a link, with its label.
    Definition(&'a str),
    /// A line inside code or a comment.
    Hidden,
    /// Anything else.
    Text,
}

/// The lines of a changelog; nothing inside code blocks and comments counts.
pub(super) fn read(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut start = 0;
    let mut hidden = Hidden::No;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches('\n').trim_end_matches('\r');
        let was_hidden = hidden != Hidden::No;
        hidden = hidden.after(line);
        let kind = if was_hidden || hidden != Hidden::No {
            LineKind::Hidden
        } else {
            if let (Some(depth), Some(above)) = (underline(line), lines.last_mut()) {
                above.underlined(depth);
            }
            kind(line.trim_start_matches('\u{feff}'))
        };
        lines.push(Line {
            start,
            text: line,
            kind,
        });
        start += whole.len();
    }
    lines
}

/// Each line with what begins the part that it is in: a heading or the
/// definition of a link, which may be the line itself.
pub(super) fn in_parts<'l, 'a>(
    lines: &'l [Line<'a>],
) -> impl Iterator<Item = (&'l Line<'a>, Option<&'l LineKind<'a>>)> {
    lines.iter().scan(None, |begin, line| {
        if !matches!(line.kind, LineKind::Hidden | LineKind::Text) {
            *begin = Some(&line.kind);
        }
        Some((line, *begin))
    })
}

impl Line<'_> {
    /// The line below says that this one is a heading.
    fn underlined(&mut self, depth: usize) {
        let title = self.text.trim_start_matches('\u{feff}').trim();
        if self.kind == LineKind::Text
            && !title.is_empty()
            && !title.starts_with(['#', '-', '*', '<'])
        {
            self.kind = heading(depth, title);
        }
    }
}

/// The depth of the heading that a line of `=` or `-` makes of the one above.
pub(super) fn underline(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let all = |mark: &str| line.len() >= 3 && line.trim_start_matches(mark).is_empty();
    match (all("="), all("-")) {
        (true, _) => Some(1),
        (_, true) => Some(2),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    No,
    /// Inside a code block that this many of the character close.
    Code(char, usize),
    Comment,
}

impl Hidden {
    fn after(self, line: &str) -> Self {
        match self {
            Self::No => match fence(line) {
                Some((mark, count, _)) => Self::Code(mark, count),
                None if opens_comment(line) => Self::Comment,
                None => Self::No,
            },
            Self::Code(mark, count) => match fence(line) {
                Some((m, c, rest)) if m == mark && c >= count && rest.trim().is_empty() => Self::No,
                _ => self,
            },
            Self::Comment if line.contains("-->") => Self::No,
            Self::Comment => self,
        }
    }
}

fn opens_comment(line: &str) -> bool {
    line.rfind("<!--")
        .is_some_and(|at| !line[at..].contains("-->"))
}

/// The character, the length and the rest of a line that fences code.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let line = line.trim_start_matches(' ');
    let mark = line.chars().next().filter(|c| "`~".contains(*c))?;
    let rest = line.trim_start_matches(mark);
    let count = line.len() - rest.len();
    let opens = count >= 3 && !(mark == '`' && rest.contains('`'));
    opens.then_some((mark, count, rest))
}

fn kind(line: &str) -> LineKind<'_> {
    if let Some(label) = label(line) {
        return LineKind::Definition(label);
    }
    let title = line.trim_start_matches('#');
    let depth = line.len() - title.len();
    if !(1..=3).contains(&depth) || !title.starts_with([' ', '\t']) {
        return LineKind::Text;
    }
    heading(depth, title.trim())
}

fn heading<'a>(depth: usize, title: &str) -> LineKind<'a> {
    let title = title.trim_start_matches('[');
    let name = title
        .split([']', ' ', '\t', '('])
        .next()
        .unwrap_or_default();
    match version(name) {
        Some(version) => LineKind::Version(version),
        None if name.eq_ignore_ascii_case("unreleased") => LineKind::Unreleased,
        None if depth < 3 => LineKind::Heading,
        None => LineKind::Text,
    }
}

/// The label of `[label]: address`.
fn label(line: &str) -> Option<&str> {
    let (label, rest) = line.strip_prefix('[')?.split_once("]:")?;
    let plain = !label.contains(['[', ']']) && !rest.trim().is_empty();
    plain.then_some(label)
}

/// A version, perhaps behind a `v` or the prefix of a tag.
pub(super) fn version(name: &str) -> Option<Version> {
    let after = |place: usize| {
        let before = name[..place].chars().next_back();
        let free = before.is_none_or(|c| "vV-_/@".contains(c));
        free.then(|| Version::parse(&name[place..]).ok()).flatten()
    };
    let digits = name.char_indices().filter(|(_, c)| c.is_ascii_digit());
    digits.map(|(place, _)| place).find_map(after)
}
