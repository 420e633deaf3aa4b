//! How far branches are apart, many of them at once.
//!
//! Branches that are compared with the same one are walked together, as lanes
//! of one walk: each commit keeps one bit for every branch that contains it.
//! So a commit is looked at once for a thousand branches, however far they
//! lie behind.

mod graph;
mod tally;

use crate::read;
use git2::Repository;
use graph::Graph;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RepoError;
use std::collections::{BTreeMap, BinaryHeap};
use tally::Tally;

/// How many commits older than everything undecided are looked at before a
/// walk ends; a clock that went wrong makes a child look older than its parent.
const SLOP: usize = 16;
/// How many branches are walked together: what a commit knows of them fits
/// into two lines of a processor's cache.
const LANES: usize = 1023;
const WORD: usize = u64::BITS as usize;

/// How many commits each pair has that the other lacks: first the left one's.
pub(super) fn apart(
    library: &Repository,
    pairs: &[(Oid, Oid)],
) -> Result<Vec<(usize, usize)>, RepoError> {
    let mut graph = Graph::of(library);
    let mut counts = vec![(0, 0); pairs.len()];
    for (base, mut tips) in by_base(&mut graph, pairs)? {
        // Branches that left at about the same time share a walk that ends soon.
        tips.sort_by_key(|(tip, _)| graph.time(*tip));
        for lanes in tips.chunks(LANES) {
            let heads: Vec<usize> = lanes.iter().map(|(tip, _)| *tip).collect();
            let tally = Walk::from(&mut graph, base, &heads)?.counted();
            for (lane, (_, pair)) in lanes.iter().enumerate() {
                counts[*pair] = tally.apart(lane + 1);
            }
        }
    }
    Ok(counts)
}

/// The pairs that differ: for every right side, the left ones with their
/// places in the list.
fn by_base(
    graph: &mut Graph<'_>,
    pairs: &[(Oid, Oid)],
) -> Result<BTreeMap<usize, Vec<(usize, usize)>>, RepoError> {
    let mut groups: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (pair, (tip, base)) in pairs.iter().enumerate() {
        if tip != base {
            let (tip, base) = (graph.place(read::id(tip)?)?, graph.place(read::id(base)?)?);
            groups.entry(base).or_default().push((tip, pair));
        }
    }
    Ok(groups)
}

/// A walk from a base and many branches, the newest commits first, until
/// everything left is in all of them.
struct Walk<'a, 'b> {
    graph: &'a mut Graph<'b>,
    /// How many words hold a bit for each lane; the first bit is the base's.
    width: usize,
    /// The words of a commit that every lane contains.
    full: Vec<u64>,
    /// What is known of each commit, by its place.
    rows: Vec<u64>,
    /// What is to be looked at, the newest first.
    queue: BinaryHeap<(i64, usize)>,
    queued: Vec<bool>,
    /// How many of those some lane does not contain.
    open: usize,
    /// Every commit that was reached.
    seen: Vec<usize>,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn from(graph: &'a mut Graph<'b>, base: usize, heads: &[usize]) -> Result<Self, RepoError> {
        let lanes = heads.len() + 1;
        let width = lanes.div_ceil(WORD);
        let mut full = vec![u64::MAX; width];
        if !lanes.is_multiple_of(WORD) {
            full[width - 1] = (1 << (lanes % WORD)) - 1;
        }
        let mut walk = Self {
            graph,
            width,
            full,
            rows: Vec::new(),
            queue: BinaryHeap::new(),
            queued: Vec::new(),
            open: 0,
            seen: Vec::new(),
        };
        for (lane, head) in std::iter::once(&base).chain(heads).enumerate() {
            let mut bits = vec![0; width];
            bits[lane / WORD] = 1 << (lane % WORD);
            walk.paint(*head, &bits)?;
        }
        walk.run()?;
        Ok(walk)
    }

    fn run(&mut self) -> Result<(), RepoError> {
        let (mut slop, mut bits) = (0, Vec::new());
        while let Some((_, place)) = self.queue.pop() {
            self.queued[place] = false;
            bits.clear();
            bits.extend_from_slice(self.row(place));
            let decided = bits == self.full;
            self.open -= usize::from(!decided);
            slop = if self.open == 0 && decided {
                slop + 1
            } else {
                0
            };
            if slop > SLOP {
                break;
            }
            for link in self.graph.links(place) {
                let parent = self.graph.parent(link)?;
                self.paint(parent, &bits)?;
            }
        }
        Ok(())
    }

    fn row(&self, place: usize) -> &[u64] {
        &self.rows[place * self.width..][..self.width]
    }

    /// Lets a commit know which lanes contain it.
    fn paint(&mut self, place: usize, bits: &[u64]) -> Result<(), RepoError> {
        if self.queued.len() <= place {
            let known = self.graph.len();
            self.queued.resize(known, false);
            self.rows.resize(known * self.width, 0);
        }
        let row = &mut self.rows[place * self.width..][..self.width];
        let is_new = row.iter().all(|word| *word == 0);
        let was_full = row == self.full;
        let mut changed = false;
        for (word, more) in row.iter_mut().zip(bits) {
            changed |= *word | more != *word;
            *word |= more;
        }
        if !changed {
            return Ok(());
        }
        let is_full = row == self.full;
        if is_new {
            self.seen.push(place);
        }
        if self.queued[place] {
            self.open -= usize::from(is_full && !was_full);
        } else {
            self.queued[place] = true;
            self.open += usize::from(!is_full);
            self.queue.push((self.graph.time(place), place));
        }
        Ok(())
    }

    /// What the base has and each lane lacks, and the other way round.
    fn counted(&self) -> Tally {
        let mut tally = Tally::of(self.width);
        let mut lacking = vec![0; self.width];
        for place in &self.seen {
            let row = self.row(*place);
            if row[0] & 1 == 0 {
                tally.ahead(row);
                continue;
            }
            for ((lacks, has), all) in lacking.iter_mut().zip(row).zip(&self.full) {
                *lacks = all & !has;
            }
            tally.behind(&lacking);
        }
        tally
    }
}
