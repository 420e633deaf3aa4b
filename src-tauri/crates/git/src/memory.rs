//! What a repository remembers of its history: windows at hand, everything
//! else in the cache that outlives the program.

use crate::codec::{Reader, Writer, raw};
use crate::configuration::Known;
use crate::merges::Merges;
use crate::near::Begun;
use crate::repo::GitRepo;
use crate::stamp::Stamp;
use crate::window::Window;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RangeOptions, TagRef};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// How many windows are kept at hand.
const MOST_WINDOWS: usize = 3;
/// How many commits a window at hand may have.
const MOST_COMMITS: usize = 100_000;
/// How many answers about ancestry are kept at hand.
const MOST_ANSWERS: usize = 100_000;

/// How many answers about first commits are kept at hand.
const MOST_FIRSTS: usize = 256;

/// Under which key the tags are cached.
const TAGS: &[u8] = b"t";

/// Two ids and whether the first contains the second.
type Ancestry = HashMap<([u8; 20], [u8; 20]), bool>;

#[derive(Default)]
pub(crate) struct Memory {
    windows: Mutex<Vec<Arc<Window>>>,
    ancestry: Mutex<Ancestry>,
    tags: Mutex<Option<(Stamp, Vec<TagRef>)>>,
    firsts: Mutex<Vec<(Vec<u8>, Option<usize>)>>,
    walk: Mutex<Option<Begun>>,
    /// The newest moment shortly below a commit, in seconds.
    newest_below: Mutex<HashMap<[u8; 20], i64>>,
    pub(crate) merges: Merges,
    pub(crate) configuration: Known,
}

impl Memory {
    fn windows(&self) -> Vec<Arc<Window>> {
        self.windows
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, window: &Arc<Window>) {
        if window.commits.len() > MOST_COMMITS {
            return;
        }
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let same =
            |kept: &Arc<Window>| kept.target == window.target && kept.options == window.options;
        windows.retain(|kept| !same(kept));
        windows.insert(0, Arc::clone(window));
        windows.truncate(MOST_WINDOWS);
    }
}

fn range_key(hidden: &[Oid], target: &Oid, options: RangeOptions) -> Vec<u8> {
    let mut ends: Vec<[u8; 20]> = hidden.iter().map(raw).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut key = vec![
        b'r',
        u8::from(options.first_parent),
        u8::from(options.paths),
    ];
    key.extend_from_slice(&raw(target));
    key.extend(ends.iter().flatten());
    key
}

/// Where the ends of the newest window are written down.
fn newest_key(options: RangeOptions) -> [u8; 3] {
    [
        b'w',
        u8::from(options.first_parent),
        u8::from(options.paths),
    ]
}

impl GitRepo {
    /// The newest moment shortly below a commit, as it was found before.
    pub(crate) fn newest_below(&self, commit: [u8; 20]) -> Option<i64> {
        let known = self.shared.memory.newest_below.lock();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        known.get(&commit).copied()
    }

    pub(crate) fn remember_newest_below(&self, commit: [u8; 20], at: i64) {
        let known = self.shared.memory.newest_below.lock();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_ANSWERS {
            known.clear();
        }
        known.insert(commit, at);
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.shared.cache.get(&self.shared.name, key)
    }

    fn put(&self, key: &[u8], value: &[u8]) {
        self.shared.cache.put(&self.shared.name, key, value);
    }

    pub(crate) fn put_many(&self, entries: &[(Vec<u8>, Vec<u8>)]) {
        let entries = entries.iter().map(|(key, value)| (&**key, &**value));
        let entries: Vec<(&[u8], &[u8])> = entries.collect();
        self.shared.cache.put_many(&self.shared.name, &entries);
    }

    /// A range that can be cut out of a window at hand.
    pub(crate) fn at_hand(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
    ) -> Option<Vec<CommitFacts>> {
        if let ([] | [_], false) = (hidden, options.first_parent) {
            for window in self.windows(options) {
                if let Some(cut) = window.cut(hidden.first(), target) {
                    return Some(cut);
                }
            }
        }
        None
    }

    /// A range that was read before.
    pub(crate) fn remembered(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
    ) -> Option<Vec<CommitFacts>> {
        Reader::new(&self.get(&range_key(hidden, target, options))?)?.commits()
    }

    /// The windows with these options, those at hand first.
    pub(crate) fn windows(&self, options: RangeOptions) -> Vec<Arc<Window>> {
        let mut found = self.shared.memory.windows();
        found.retain(|window| window.options == options);
        found
    }

    /// The newest window of an earlier run of the program.
    pub(crate) fn earlier_window(&self, options: RangeOptions) -> Option<Arc<Window>> {
        let (hidden, target) = Reader::new(&self.get(&newest_key(options))?)?.ends()?;
        let key = range_key(hidden.as_slice(), &target, options);
        let commits = Reader::new(&self.get(&key)?)?.commits()?;
        let window = Arc::new(Window::new(hidden, target, options, commits));
        self.shared.memory.keep(&window);
        Some(window)
    }

    /// Caches a window, and keeps it at hand.
    pub(crate) fn remember_window(&self, window: Window) -> Arc<Window> {
        self.cache_window(&window);
        let window = Arc::new(window);
        self.shared.memory.keep(&window);
        window
    }

    /// Caches a window for other runs of the program only.
    pub(crate) fn cache_window(&self, window: &Window) {
        let (hidden, target, options) = (&window.hidden, &window.target, window.options);
        self.remember(hidden.as_slice(), target, options, &window.commits);
        self.put(
            &newest_key(options),
            &Writer::new().ends(hidden.as_ref(), target),
        );
    }

    pub(crate) fn remember(
        &self,
        hidden: &[Oid],
        target: &Oid,
        options: RangeOptions,
        commits: &[CommitFacts],
    ) {
        self.put(
            &range_key(hidden, target, options),
            &Writer::new().commits(commits),
        );
    }

    pub(crate) fn remembered_ancestry(&self, new: &Oid, old: &Oid) -> Option<bool> {
        let pair = (raw(new), raw(old));
        let ancestry = self
            .shared
            .memory
            .ancestry
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = ancestry.get(&pair) {
            return Some(*answer);
        }
        drop(ancestry);
        let around = |window: &Arc<Window>| &window.target == new && window.holds(old);
        if self.shared.memory.windows().iter().any(around) {
            return Some(true);
        }
        let answer = self.get(&ancestry_key(pair))? == [1];
        self.shared.memory.note(pair, answer);
        Some(answer)
    }

    pub(crate) fn remember_ancestry(&self, new: &Oid, old: &Oid, answer: bool) {
        let pair = (raw(new), raw(old));
        self.shared.memory.note(pair, answer);
        self.put(&ancestry_key(pair), &[u8::from(answer)]);
    }

    pub(crate) fn first_at_hand(&self, target: &Oid, candidates: &[Oid]) -> Option<Option<usize>> {
        let key = first_key(target, candidates);
        let firsts = self.shared.memory.firsts.lock();
        let firsts = firsts.unwrap_or_else(PoisonError::into_inner);
        let found = firsts.iter().find(|(known, _)| *known == key);
        found.map(|(_, place)| *place)
    }

    pub(crate) fn remembered_first(
        &self,
        target: &Oid,
        candidates: &[Oid],
    ) -> Option<Option<usize>> {
        let key = first_key(target, candidates);
        let place = Reader::new(&self.get(&key)?)?.place()?;
        self.shared.memory.note_first(key, place);
        Some(place)
    }

    pub(crate) fn remember_first(&self, target: &Oid, candidates: &[Oid], place: Option<usize>) {
        let key = first_key(target, candidates);
        self.put(&key, &Writer::new().place(place));
        self.shared.memory.note_first(key, place);
    }

    pub(crate) fn keep_walk(&self, begun: Begun) {
        let kept = self.shared.memory.walk.lock();
        *kept.unwrap_or_else(PoisonError::into_inner) = Some(begun);
    }

    /// The walk that was begun last, which is forgotten with this.
    pub(crate) fn begun_walk(&self) -> Option<Begun> {
        let kept = self.shared.memory.walk.lock();
        kept.unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The tags, when nothing changed since they were read. The cache is not
    /// opened for a few.
    pub(crate) fn remembered_tags(&self, common: &Path, few: bool) -> Option<Vec<TagRef>> {
        let mut kept = self
            .shared
            .memory
            .tags
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() && !few {
            *kept = Reader::new(&self.get(TAGS)?)?.tags();
        }
        let (_, tags) = kept.as_ref().filter(|(stamp, _)| stamp.holds(common))?;
        Some(tags.clone())
    }

    pub(crate) fn remember_tags(&self, stamp: Stamp, tags: &[TagRef], few: bool) {
        if !few {
            self.put(TAGS, &Writer::new().tags(&stamp, tags));
        }
        let kept = Some((stamp, tags.to_vec()));
        let mut tags = self
            .shared
            .memory
            .tags
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *tags = kept;
    }
}

impl Memory {
    fn note(&self, pair: ([u8; 20], [u8; 20]), answer: bool) {
        let mut ancestry = self.ancestry.lock().unwrap_or_else(PoisonError::into_inner);
        if ancestry.len() >= MOST_ANSWERS {
            ancestry.clear();
        }
        ancestry.insert(pair, answer);
    }

    fn note_first(&self, key: Vec<u8>, place: Option<usize>) {
        let mut firsts = self.firsts.lock().unwrap_or_else(PoisonError::into_inner);
        firsts.truncate(MOST_FIRSTS - 1);
        firsts.insert(0, (key, place));
    }
}

/// The target in full, and a hash of what is looked for.
fn first_key(target: &Oid, candidates: &[Oid]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for candidate in candidates {
        hash.update(raw(candidate));
    }
    [b"f".as_slice(), &raw(target), &hash.finalize()].concat()
}

fn ancestry_key((new, old): ([u8; 20], [u8; 20])) -> Vec<u8> {
    [b"c".as_slice(), &new, &old].concat()
}
