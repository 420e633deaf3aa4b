#![allow(clippy::unwrap_used, reason = "a test may")]

use super::*;
use crate::ports::CommitDetails;
use async_trait::async_trait;
use jiff::Timestamp;
use lockkeeper_domain::branching::RecentCommit;
use lockkeeper_domain::commit::{CommitContent, CommitFacts};
use lockkeeper_domain::snapshot::Signature;
use std::sync::atomic::{AtomicU32, Ordering};

/// A line of commits, the newest with the number 0.
#[derive(Default)]
struct Line {
    length: u64,
    walks: AtomicU32,
}

fn oid(number: u64) -> Oid {
    Oid::new(format!("{number:040x}"))
}

fn number(oid: &Oid) -> u64 {
    u64::from_str_radix(oid.as_str(), 16).unwrap()
}

impl Line {
    fn parents(&self, number: u64) -> Vec<Oid> {
        let next = number + 1;
        (next < self.length)
            .then(|| oid(next))
            .into_iter()
            .collect()
    }

    fn from(&self, frontier: &[Oid], most: u64) -> std::ops::Range<u64> {
        let first = frontier.first().map_or(self.length, number);
        first..self.length.min(first + most)
    }
}

#[async_trait]
impl CommitGraph for Line {
    async fn page(&self, frontier: &[Oid], most: usize) -> Result<Vec<CommitFacts>, RepoError> {
        let rows = self.from(frontier, u64::try_from(most).unwrap());
        let facts = rows.map(|number| {
            CommitFacts::from(CommitContent {
                oid: oid(number),
                parents: self.parents(number),
                at: Timestamp::UNIX_EPOCH,
                author: String::new(),
                message: String::new(),
                paths: None,
            })
        });
        Ok(facts.collect())
    }

    async fn walk(
        &self,
        frontier: &[Oid],
        most: u64,
        met: &mut (dyn FnMut(Oid, Vec<Oid>) + Send),
    ) -> Result<u64, RepoError> {
        self.walks.fetch_add(1, Ordering::Relaxed);
        for number in self.from(frontier, most) {
            met(oid(number), self.parents(number));
        }
        Ok(most)
    }

    async fn count(&self, _tips: &[Oid]) -> Result<u64, RepoError> {
        Ok(self.length)
    }

    async fn details(&self, _commit: &Oid) -> Result<CommitDetails, RepoError> {
        unreachable!("no test opens a commit")
    }

    async fn recent(
        &self,
        _tip: &Oid,
        _first_parents: bool,
        _most: usize,
    ) -> Result<Vec<RecentCommit>, RepoError> {
        unreachable!("no test asks")
    }

    async fn signatures(
        &self,
        _commits: &[Oid],
        _people: &[(String, String)],
    ) -> Result<Vec<Signature>, RepoError> {
        unreachable!("no test asks")
    }
}

#[tokio::test]
async fn a_far_place_is_walked_to_once_and_any_other_is_near_from_then_on() {
    let line = Arc::new(Line {
        length: 60_000,
        ..Line::default()
    });
    let graph: Arc<dyn CommitGraph> = Arc::clone(&line) as _;
    let (kept, repo) = (PlacesBelow::default(), RepoName::from("shop"));
    let descent = Descent {
        graph: &graph,
        kept: &kept,
        repo: &repo,
    };
    for row in [500, 59_900, 30_001, 10_000, 59_999, 9_999] {
        let place = descent.below(Strands::above([oid(0)]), row).await.unwrap();
        assert_eq!(place.frontier(), [oid(row)]);
    }
    assert_eq!(line.walks.load(Ordering::Relaxed), 1);
    let other = descent.below(Strands::above([oid(7)]), 30_000).await;
    assert_eq!(other.unwrap().frontier(), [oid(30_007)]);
    assert_eq!(line.walks.load(Ordering::Relaxed), 2, "another top");
}
