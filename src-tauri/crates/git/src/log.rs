//! Reads what `git log` answers, as it comes.

use crate::branches::moment;
use jiff::Timestamp;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::ids::Oid;

/// Settings and options under which every user's git answers alike.
pub(crate) const SETTINGS: [&str; 4] = ["-c", "log.showSignature=false", "-c", "log.showRoot=true"];
/// Five fields, each ended by a NUL. A slash begins each commit: no path does.
pub(crate) const FORMAT: &str = "--format=/%H%x00%P%x00%ct%x00%an%x00%B";
pub(crate) const PLAIN: [&str; 5] = [
    "-z",
    "--no-color",
    "--no-notes",
    "--encoding=UTF-8",
    "--no-mailmap",
];
/// The paths that differ from the first parent, old names and new ones.
pub(crate) const PATHS: [&str; 6] = [
    "--name-only",
    "--no-renames",
    "--diff-merges=first-parent",
    "--no-ext-diff",
    "--no-relative",
    "--ignore-submodules=none",
];

/// Turns the stream into commits.
pub(crate) struct LogReader {
    pending: Vec<u8>,
    field: usize,
    paths: bool,
    next: Option<CommitContent>,
    done: Vec<CommitFacts>,
}

impl LogReader {
    pub(crate) fn new(paths: bool) -> Self {
        Self {
            pending: Vec::new(),
            field: 0,
            paths,
            next: None,
            done: Vec::new(),
        }
    }

    /// Takes the next bytes of the stream.
    pub(crate) fn take(&mut self, mut chunk: &[u8]) {
        while let Some(end) = chunk.iter().position(|byte| *byte == 0) {
            if self.pending.is_empty() {
                self.token(&chunk[..end]);
            } else {
                let mut whole = std::mem::take(&mut self.pending);
                whole.extend_from_slice(&chunk[..end]);
                self.token(&whole);
                whole.clear();
                self.pending = whole;
            }
            chunk = &chunk[end + 1..];
        }
        self.pending.extend_from_slice(chunk);
    }

    /// The commits, when the stream has ended.
    pub(crate) fn finish(mut self) -> Vec<CommitFacts> {
        self.done.extend(self.next.take().map(CommitFacts::from));
        self.done
    }

    fn token(&mut self, token: &[u8]) {
        if let (0, Some(id)) = (self.field, token.strip_prefix(b"/")) {
            self.done.extend(self.next.take().map(CommitFacts::from));
            self.next = Some(CommitContent {
                oid: Oid::new(text(id)),
                parents: Vec::new(),
                at: Timestamp::UNIX_EPOCH,
                author: String::new(),
                message: String::new(),
                paths: self.paths.then(Vec::new),
            });
            self.field = 1;
            return;
        }
        let Some(commit) = &mut self.next else { return };
        match self.field {
            1 => commit.parents = text(token).split_whitespace().map(Oid::from).collect(),
            2 => commit.at = moment(text(token).parse().unwrap_or(0)),
            3 => commit.author = text(token),
            4 => commit.message = text(token),
            _ => {
                if let Some(paths) = &mut commit.paths {
                    // One newline parts the message from the first path.
                    let first = paths.is_empty();
                    let path = if first {
                        token.strip_prefix(b"\n")
                    } else {
                        None
                    };
                    let path = path.unwrap_or(token);
                    if !path.is_empty() {
                        paths.push(text(path));
                    }
                }
            }
        }
        // After the message come paths, until the next commit begins.
        self.field = if matches!(self.field, 0 | 4) {
            0
        } else {
            self.field + 1
        };
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
