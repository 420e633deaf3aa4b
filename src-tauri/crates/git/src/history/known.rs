//! What earlier looks found of the history of a file.

use crate::codec::{Reader, Writer};
use crate::repo::GitRepo;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::FileRevision;
use std::collections::HashMap;

/// Lines of commits for which the history of one file is kept: a repository may
/// have a branch for each environment, with the same files on all of them.
const MOST_LINES: usize = 8;

/// How far below an answer may lie, with no change since, before it is kept
/// anew: the further down, the longer it takes to bring it up.
const NEAR: usize = 64;

/// What a file was after every change up to a commit, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct History {
    pub(crate) tip: Oid,
    pub(crate) revisions: Vec<FileRevision>,
}

/// The histories of one file, the one that was brought up last first.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<History>);

/// A file whose history is being brought up.
#[derive(Debug)]
pub(super) struct Unread {
    /// The history to go on from, and how far below it is.
    earlier: Option<(usize, History)>,
    others: Known,
}

impl Known {
    /// The history up to this very commit.
    pub(super) fn up_to(mut self, tip: &Oid) -> Result<Vec<FileRevision>, Self> {
        let place = self.tips().position(|known| known == tip);
        match place {
            Some(place) => Ok(self.0.swap_remove(place).revisions),
            None => Err(self),
        }
    }

    pub(super) fn tips(&self) -> impl Iterator<Item = &Oid> {
        self.0.iter().map(|history| &history.tip)
    }

    /// Goes on from the nearest of some commits.
    pub(super) fn begin(mut self, below: &HashMap<Oid, usize>) -> Unread {
        let places = self.tips().enumerate();
        let places = places.filter_map(|(place, tip)| Some((*below.get(tip)?, place)));
        let nearest: Option<(usize, usize)> = places.min();
        Unread {
            earlier: nearest.map(|(depth, place)| (depth, self.0.remove(place))),
            others: self,
        }
    }
}

impl Unread {
    /// The commit whose history is gone on from, after how far below it is.
    pub(super) fn earlier(&self) -> Option<(usize, &Oid)> {
        let earlier = self.earlier.as_ref();
        earlier.map(|(depth, history)| (*depth, &history.tip))
    }

    /// Adds the earlier changes to the new ones; gives what is to be kept, and
    /// nothing where what was kept will do.
    pub(super) fn end(
        self,
        tip: &Oid,
        revisions: &mut Vec<FileRevision>,
        most: usize,
    ) -> Option<Known> {
        let Known(mut histories) = self.others;
        if let Some((depth, history)) = self.earlier {
            if depth <= NEAR && revisions.is_empty() {
                *revisions = history.revisions;
                return None;
            }
            revisions.extend(history.revisions);
            revisions.truncate(most);
        }
        let history = History {
            tip: tip.clone(),
            revisions: revisions.clone(),
        };
        histories.insert(0, history);
        histories.truncate(MOST_LINES);
        Some(Known(histories))
    }
}

impl GitRepo {
    /// The histories of a file with at most so many changes.
    pub(super) fn known_histories(&self, path: &str, most: usize) -> Known {
        let kept = self.get(&key(path, most));
        let kept = kept.and_then(|bytes| Reader::new(&bytes)?.histories());
        Known(kept.unwrap_or_default())
    }

    pub(super) fn keep_histories(&self, most: usize, files: &[(&str, Known)]) {
        let entry = |(path, known): &(&str, Known)| {
            let histories = Writer::new().histories(&known.0);
            (key(path, most), histories)
        };
        let entries: Vec<(Vec<u8>, Vec<u8>)> = files.iter().map(entry).collect();
        self.put_many(&entries);
    }
}

fn key(path: &str, most: usize) -> Vec<u8> {
    [b"h", most.to_string().as_bytes(), b"/", path.as_bytes()].concat()
}
