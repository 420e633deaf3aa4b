//! Places far down in a history, kept from the one walk that passed them.

use crate::ports::{CommitGraph, RepoError};
use lockkeeper_domain::branching::Strands;
use lockkeeper_domain::ids::{Oid, RepoName};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows between two places that are kept. As many are read in this process;
/// git has to know all of history below before it says the first of more.
const STRIDE: u64 = 10_000;
/// Rows that are read together on the way to a place.
const CHUNK: u64 = 2_000;

/// Where rows begin, for the newest state of each repository that was walked.
#[derive(Debug, Default)]
pub(crate) struct PlacesBelow(Mutex<BTreeMap<RepoName, Walked>>);

#[derive(Debug, Default)]
struct Walked {
    /// The place above the first row, which the branches and tags make.
    top: String,
    places: BTreeMap<u64, String>,
}

impl PlacesBelow {
    /// The last place at or above a row, with its row.
    fn nearest(&self, repo: &RepoName, top: &str, row: u64) -> Option<(u64, Strands)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let walked = all.get(repo).filter(|walked| walked.top == top)?;
        let (at, place) = walked.places.range(..=row).next_back()?;
        Some((*at, Strands::parse(place).ok()?))
    }

    fn keep(&self, repo: &RepoName, top: &str, found: BTreeMap<u64, String>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let walked = all.entry(repo.clone()).or_default();
        if walked.top != top {
            *walked = Walked {
                top: top.to_owned(),
                places: BTreeMap::new(),
            };
        }
        walked.places.extend(found);
    }
}

/// A way down a history.
pub(super) struct Descent<'a> {
    pub(super) graph: &'a Arc<dyn CommitGraph>,
    pub(super) kept: &'a PlacesBelow,
    pub(super) repo: &'a RepoName,
}

impl Descent<'_> {
    /// The place so many rows below one. A far one is walked to by git, once;
    /// what that passes is kept, so that any other is near from then on.
    pub(super) async fn below(&self, from: Strands, rows: u64) -> Result<Strands, RepoError> {
        let top = from.text();
        let known = self.kept.nearest(self.repo, &top, rows);
        let (at, near) = known.unwrap_or((0, from.clone()));
        if rows - at <= STRIDE {
            return self.read(near, rows - at).await;
        }
        self.walk(from, &top, rows).await
    }

    async fn read(&self, mut strands: Strands, rows: u64) -> Result<Strands, RepoError> {
        let mut left = rows;
        while left > 0 {
            let most = usize::try_from(left.min(CHUNK)).unwrap_or(usize::MAX);
            let page = self.graph.page(&strands.frontier(), most).await?;
            if page.is_empty() {
                break;
            }
            for commit in &page {
                strands.draw(&commit.oid, &commit.parents);
            }
            left = left.saturating_sub(u64::try_from(page.len()).unwrap_or(left));
        }
        Ok(strands)
    }

    async fn walk(&self, mut strands: Strands, top: &str, rows: u64) -> Result<Strands, RepoError> {
        let (mut row, mut found) = (0, BTreeMap::new());
        let frontier = strands.frontier();
        let mut met = |commit: Oid, parents: Vec<Oid>| {
            strands.draw(&commit, &parents);
            row += 1;
            if row % STRIDE == 0 {
                found.insert(row, strands.text());
            }
        };
        self.graph.walk(&frontier, rows, &mut met).await?;
        self.kept.keep(self.repo, top, found);
        Ok(strands)
    }
}

#[cfg(test)]
mod tests;
