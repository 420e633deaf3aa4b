//! Commits that took a version back on a branch that an environment runs.
//!
//! They are about that environment alone: the branches below it lack nothing
//! without them, and a merge that brings them down takes the work away there.

use super::message::origin;
use crate::commit::CommitFacts;
use crate::ids::Oid;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a commit took a version back in an environment.
#[must_use]
pub fn is_rollback(commit: &CommitFacts) -> bool {
    origin(&commit.message).is_some_and(|ours| ours.rollback)
}

/// The rollbacks of a range that nothing on their branch came over: whatever a
/// promotion or another rollback put there later begins from the files before.
#[must_use]
pub fn standing_rollbacks(range: &[CommitFacts]) -> Vec<&CommitFacts> {
    let known: BTreeMap<&Oid, &CommitFacts> =
        range.iter().map(|commit| (&commit.oid, commit)).collect();
    let first_parent = |commit: &&CommitFacts| known.get(commit.parents.first()?).copied();
    let mut covered: BTreeSet<&Oid> = BTreeSet::new();
    for ours in range.iter().filter(|c| origin(&c.message).is_some()) {
        let below = std::iter::successors(first_parent(&ours), first_parent);
        for commit in below {
            if !covered.insert(&commit.oid) {
                break;
            }
        }
    }
    let standing = range.iter().filter(|commit| is_rollback(commit));
    standing.filter(|c| !covered.contains(&c.oid)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::CommitContent;
    use jiff::Timestamp;

    const PROMOTED: &str = "Merge tag 'v2'\n\nshop 2 to staging.\n\nLockkeeper-Plan: p-1\n";
    const BACK: &str = "Revert \"v2\" to 1\n\nshop back to 1.\n\nLockkeeper-Plan: p-2\n\
                        Lockkeeper-Rollback: yes\n";

    fn commit(oid: &str, parents: &[&str], message: &str) -> CommitFacts {
        CommitFacts::from(CommitContent {
            oid: Oid::new(oid),
            parents: parents.iter().map(|parent| Oid::new(*parent)).collect(),
            at: Timestamp::UNIX_EPOCH,
            author: "Dana".to_owned(),
            message: message.to_owned(),
            paths: None,
        })
    }

    fn standing(range: &[CommitFacts]) -> Vec<&str> {
        let standing = standing_rollbacks(range).into_iter();
        standing.map(|commit| commit.oid.as_str()).collect()
    }

    #[test]
    fn a_rollback_stands_under_work_of_people() {
        let range = [
            commit("c", &["b"], "fix: something"),
            commit("b", &["a"], BACK),
            commit("a", &["root"], "feat: something"),
        ];
        assert_eq!(standing(&range), ["b"]);
    }

    #[test]
    fn what_ours_put_there_later_covers_a_rollback() {
        let promoted = [
            commit("c", &["b", "x"], PROMOTED),
            commit("b", &["a"], BACK),
            commit("a", &["root"], BACK),
        ];
        assert_eq!(standing(&promoted), [""; 0]);
        assert_eq!(standing(&promoted[1..]), ["b"]);
    }

    #[test]
    fn a_rollback_that_was_merged_elsewhere_stands_there() {
        let range = [
            commit("m", &["s", "b"], "Merge branch 'main' into staging"),
            commit("s", &["root", "x"], PROMOTED),
            commit("b", &["a"], BACK),
        ];
        assert_eq!(standing(&range), ["b"]);
    }
}
