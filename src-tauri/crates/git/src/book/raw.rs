//! Commits and trees as they are stored, read without git's leniency.

use git2::Oid;

/// The files of an entry, in the order of its tree.
pub(super) const FILES: [&str; 3] = ["link.json", "statement.json", "statement.sig"];
/// The one mode they may have.
const MODE: &[u8] = b"100644";
/// How many entries of an odd tree are told.
const TOLD: usize = 4;

/// A commit's headers that matter, and its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawCommit {
    pub(super) tree: Oid,
    pub(super) parents: Vec<Oid>,
    pub(super) author: (String, i64),
    pub(super) message: String,
}

/// Reads a commit object; `None` when it does not begin as one does. Headers
/// behind the author, such as a signature, are passed over.
pub(super) fn parse_commit(bytes: &[u8]) -> Option<RawCommit> {
    let (tree, mut rest) = named(bytes, b"tree ")?;
    let mut parents = Vec::new();
    while let Some((parent, after)) = named(rest, b"parent ") {
        parents.push(parent);
        rest = after;
    }
    let (headers, message) = match find(rest, b"\n\n") {
        Some(end) => (&rest[..end], &rest[end + 2..]),
        None => (rest, &rest[rest.len()..]),
    };
    Some(RawCommit {
        tree,
        parents,
        author: author(headers),
        message: String::from_utf8_lossy(message).into_owned(),
    })
}

/// The first parent of a commit object, and nothing else of it.
pub(super) fn first_parent(bytes: &[u8]) -> Option<Oid> {
    let (_, rest) = named(bytes, b"tree ")?;
    named(rest, b"parent ").map(|(parent, _)| parent)
}

/// A line of a keyword and an object name, and what comes after it.
fn named<'a>(bytes: &'a [u8], keyword: &[u8]) -> Option<(Oid, &'a [u8])> {
    let rest = bytes.strip_prefix(keyword)?;
    let (name, rest) = rest.split_at_checked(40)?;
    let rest = rest.strip_prefix(b"\n")?;
    let name = std::str::from_utf8(name).ok()?;
    let hex = name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = hex.then(|| Oid::from_str(name).ok()).flatten()?;
    Some((name, rest))
}

/// The author's name and moment; empty and 0 where they cannot be read.
fn author(headers: &[u8]) -> (String, i64) {
    let mut lines = headers.split(|byte| *byte == b'\n');
    let line = lines.find_map(|line| line.strip_prefix(b"author "));
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    let (who, when) = line.rsplit_once('>').unwrap_or((&line, ""));
    let name = who.split_once('<').map_or(who, |(name, _)| name).trim();
    let seconds = when.split_whitespace().next();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(0);
    (name.to_owned(), seconds)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// One line of a tree: mode, name, object.
type Line<'a> = (&'a [u8], &'a [u8], Oid);

/// The objects of the three files, or what the tree holds instead.
pub(super) fn check_tree(bytes: &[u8]) -> Result<[Oid; 3], String> {
    let Some(lines) = lines(bytes) else {
        return Err("its tree cannot be read".to_owned());
    };
    let fits =
        |((mode, name, _), file): (&Line<'_>, &str)| *mode == MODE && *name == file.as_bytes();
    if let [link, statement, signature] = lines.as_slice()
        && lines.iter().zip(FILES).all(fits)
    {
        return Ok([link.2, statement.2, signature.2]);
    }
    Err(format!("its tree holds {}", told(&lines)))
}

fn lines(mut bytes: &[u8]) -> Option<Vec<Line<'_>>> {
    let mut lines = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ')?;
        let (mode, rest) = (&bytes[..space], &bytes[space + 1..]);
        let end = rest.iter().position(|byte| *byte == 0)?;
        let (object, after) = rest[end + 1..].split_at_checked(20)?;
        lines.push((mode, &rest[..end], Oid::from_bytes(object).ok()?));
        bytes = after;
    }
    Some(lines)
}

fn told(lines: &[Line<'_>]) -> String {
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
    let mut words: Vec<String> = lines
        .iter()
        .take(TOLD)
        .map(|(mode, name, _)| format!("`{}` with mode {}", shown(name), shown(mode)))
        .collect();
    if lines.len() > TOLD {
        words.push(format!("{} more", lines.len() - TOLD));
    }
    if words.is_empty() {
        return "nothing".to_owned();
    }
    words.join(", ")
}

#[cfg(test)]
mod tests;
