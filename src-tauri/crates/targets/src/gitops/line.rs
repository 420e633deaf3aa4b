//! When commits came to a branch.
//!
//! The date of a commit is whatever its author's machine wrote there, and a
//! commit may lie on a branch of somebody's for days before it lands. A commit
//! lands no earlier than anything below it was made, and no earlier than the
//! first time this machine saw the branch have it, where it has seen the
//! branch without it before.

use super::remote::{Remote, Stand};
use jiff::Timestamp;
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Repo, RepoError, Sighting};
use std::collections::{HashMap, HashSet};

/// How many commits of a branch are looked through.
const LOOKED_THROUGH: usize = 2_000;

/// How many sightings of commits that are gone are looked below, oldest first.
const LOOKED_ASIDE: usize = 16;

/// The first parents of a branch with the moments they landed.
#[derive(Debug, Default)]
pub(super) struct Line(HashMap<Oid, Landing>);

/// When a commit came to the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Landing {
    /// The earliest moment it can have been, by the dates of the commits.
    pub(super) earliest: Timestamp,
    /// When it was, as far as this machine knows.
    pub(super) at: Timestamp,
}

impl Line {
    /// The line of a branch as it is now.
    pub(super) async fn of(remote: &Remote, stand: &Stand) -> Result<Self, RepoError> {
        let repo = remote.repo();
        let commits = repo.first_parents(&stand.tip, LOOKED_THROUGH).await?;
        // Without a log of the ref nobody knows when it moved.
        let seen = repo.sightings(&stand.name).await.unwrap_or_default();
        let seen = on_line(repo, &commits, seen).await;
        Ok(Self::read(&commits, &seen))
    }

    /// Both newest first.
    fn read(commits: &[CommitFacts], seen: &[Sighting]) -> Self {
        let places = commits.iter().enumerate();
        let places: HashMap<&Oid, usize> = places.map(|(at, one)| (&one.oid, at)).collect();
        // Looks from the oldest one on; what the first one saw had come before.
        let mut looks = seen.iter().rev();
        let known = looks.next().and_then(|first| places.get(&first.commit));
        let mut known = known.copied().unwrap_or(commits.len());
        let mut first_seen: HashMap<usize, Timestamp> = HashMap::new();
        for look in looks {
            let Some(&place) = places.get(&look.commit) else {
                continue;
            };
            for new in place..known {
                first_seen.insert(new, look.at);
            }
            known = known.min(place);
        }
        let mut landings = HashMap::with_capacity(commits.len());
        let mut earliest = Timestamp::MIN;
        for (place, commit) in commits.iter().enumerate().rev() {
            earliest = earliest.max(commit.at);
            let seen = first_seen.get(&place).copied();
            let at = seen.map_or(earliest, |seen| seen.max(earliest));
            landings.insert(commit.oid.clone(), Landing { earliest, at });
        }
        Self(landings)
    }

    /// When a commit landed; one beyond what was looked through landed when it
    /// was made.
    pub(super) fn landing(&self, commit: &Oid, made: Timestamp) -> Landing {
        let beyond = Landing {
            earliest: made,
            at: made,
        };
        self.0.get(commit).copied().unwrap_or(beyond)
    }
}

/// Sightings of commits that the branch no longer has, as after its newest one
/// was made anew, are sightings of what lies below them and still is there.
async fn on_line(
    repo: &dyn Repo,
    commits: &[CommitFacts],
    mut seen: Vec<Sighting>,
) -> Vec<Sighting> {
    let line: HashSet<&Oid> = commits.iter().map(|commit| &commit.oid).collect();
    let gone = seen.iter_mut().rev();
    let gone = gone.filter(|sighting| !line.contains(&sighting.commit));
    for sighting in gone.take(LOOKED_ASIDE) {
        // Git throws away in the end what no branch has.
        let below = repo.first_parents(&sighting.commit, LOOKED_THROUGH).await;
        let mut below = below.unwrap_or_default().into_iter();
        if let Some(left) = below.find(|commit| line.contains(&commit.oid)) {
            sighting.commit = left.oid.clone();
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use lockkeeper_domain::commit::CommitContent;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Names with their dates, newest first.
    fn line(commits: &[(&str, i64)], seen: &[(&str, i64)]) -> Line {
        let commits = commits.iter().map(|(name, second)| {
            CommitFacts::from(CommitContent {
                oid: Oid::new(*name),
                parents: Vec::new(),
                at: at(*second),
                author: "Dana".to_owned(),
                message: String::new(),
                paths: None,
            })
        });
        let seen = seen.iter().map(|(name, second)| Sighting {
            commit: Oid::new(*name),
            at: at(*second),
        });
        let (commits, seen): (Vec<_>, Vec<_>) = (commits.collect(), seen.collect());
        Line::read(&commits, &seen)
    }

    fn landed(line: &Line, commit: &str) -> (i64, i64) {
        let landing = line.landing(&Oid::new(commit), at(7));
        (landing.earliest.as_second(), landing.at.as_second())
    }

    #[test]
    fn a_commit_lands_after_everything_below_it() {
        let line = line(&[("late", 30), ("forged", 10), ("merge", 20)], &[]);
        assert_eq!(landed(&line, "merge"), (20, 20));
        assert_eq!(landed(&line, "forged"), (20, 20));
        assert_eq!(landed(&line, "late"), (30, 30));
        assert_eq!(landed(&line, "beyond"), (7, 7));
    }

    #[test]
    fn a_commit_lands_when_the_branch_was_first_seen_with_it() {
        let commits = [("c", 12), ("b", 11), ("a", 10)];
        let line = line(&commits, &[("c", 90), ("b", 50), ("a", 50)]);
        assert_eq!(
            landed(&line, "a"),
            (10, 10),
            "it was there before the first look"
        );
        assert_eq!(landed(&line, "b"), (11, 50));
        assert_eq!(landed(&line, "c"), (12, 90));
    }

    #[test]
    fn a_first_look_proves_nothing_of_what_it_saw() {
        let line = line(&[("b", 11), ("a", 10)], &[("b", 50)]);
        assert_eq!(landed(&line, "b"), (11, 11));
    }

    #[test]
    fn a_branch_that_went_back_and_came_again_had_its_commits_already() {
        let commits = [("b", 11), ("a", 10)];
        let seen = [("b", 90), ("a", 70), ("b", 50), ("a", 40)];
        assert_eq!(landed(&line(&commits, &seen), "b"), (11, 50));
        let elsewhere = [("b", 90), ("other", 40)];
        assert_eq!(landed(&line(&commits, &elsewhere), "b"), (11, 90));
    }
}
