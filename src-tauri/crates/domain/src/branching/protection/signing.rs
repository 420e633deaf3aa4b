//! Whether every commit is signed, by a key somebody stands for.

use super::{Kept, Recent, RecentCommit};
use crate::commit::CommitFacts;
use crate::snapshot::Signature;
use crate::words;

/// What is wrong with the signature of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Missing,
    Bad,
    Stranger,
}

/// What the rule asks for with what was found, and whether it was kept.
pub(super) fn compare(recent: Recent<'_>) -> (String, Kept) {
    let verified = recent.signatures.len();
    let wanted = match verified {
        0 => "Every commit is signed.".to_owned(),
        _ => "Every commit is signed, by a key somebody stands for.".to_owned(),
    };
    if recent.all.is_empty() {
        let why = "There are no commits to look at.".to_owned();
        return (wanted, Kept::Unknown(why));
    }
    let faults: Vec<(&RecentCommit, Fault)> = recent
        .all
        .iter()
        .enumerate()
        .filter_map(|(place, commit)| {
            let fault = fault(commit, recent.signatures.get(place))?;
            Some((commit, fault))
        })
        .collect();
    let count = |wanted: Fault| faults.iter().filter(|(_, fault)| *fault == wanted).count();
    let strangers = count(Fault::Stranger);
    if !recent.listed && strangers == faults.len() && strangers > 0 {
        let why = "All are signed; whose keys those are nobody says. List them under `people` in \
                   the workspace file, or in git's `gpg.ssh.allowedSignersFile`.";
        return (wanted, Kept::Unknown(why.to_owned()));
    }
    let mut said = vec![wanted];
    said.extend(counted(count(Fault::Missing), "no signature"));
    said.extend(counted(count(Fault::Bad), "a signature that is not good"));
    said.extend(counted(strangers, "one by a key nobody is listed with"));
    if (1..recent.all.len()).contains(&verified) {
        said.push(format!(
            "Older signatures than those of the last {verified} were not verified."
        ));
    }
    (said.join(" "), kept(&faults))
}

fn fault(commit: &RecentCommit, signature: Option<&Signature>) -> Option<Fault> {
    match signature {
        _ if !commit.signed => Some(Fault::Missing),
        Some(Signature::Unsigned) => Some(Fault::Missing),
        Some(Signature::Bad { .. }) => Some(Fault::Bad),
        Some(Signature::Stranger { .. }) => Some(Fault::Stranger),
        Some(Signature::By { .. } | Signature::Unchecked) | None => None,
    }
}

fn counted(count: usize, what: &str) -> Option<String> {
    let has = if count == 1 { "has" } else { "have" };
    (count > 0).then(|| format!("{} {has} {what}.", words::count(count, "commit")))
}

fn kept(faults: &[(&RecentCommit, Fault)]) -> Kept {
    let broken = faults.iter().map(|(commit, _)| commit.facts.clone());
    match broken.collect::<Vec<CommitFacts>>() {
        none if none.is_empty() => Kept::Yes,
        broken => Kept::No(broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::CommitContent;
    use crate::ids::Oid;
    use jiff::Timestamp;

    fn commits(count: usize) -> Vec<RecentCommit> {
        let commit = |number: usize| RecentCommit {
            facts: CommitFacts::from(CommitContent {
                oid: Oid::new(format!("{number:040x}")),
                parents: Vec::new(),
                at: Timestamp::UNIX_EPOCH,
                author: "Dana Ito".to_owned(),
                message: "feat: x\n".to_owned(),
                paths: None,
            }),
            signed: true,
        };
        (0..count).map(commit).collect()
    }

    fn by_dana() -> Signature {
        Signature::By {
            person: "dana".to_owned(),
            key: "SHA256:x".to_owned(),
        }
    }

    fn stranger() -> Signature {
        Signature::Stranger {
            key: "SHA256:y".to_owned(),
        }
    }

    fn compared(all: &[RecentCommit], signatures: &[Signature], listed: bool) -> (String, Kept) {
        compare(Recent {
            signatures,
            listed,
            all,
            line: &[],
        })
    }

    #[test]
    fn a_signature_that_nobody_stands_for_breaks_the_rule_and_is_told_apart() {
        let all = commits(3);
        let bad = Signature::Bad {
            reason: "it does not fit".to_owned(),
        };
        let (said, kept) = compared(&all, &[by_dana(), stranger(), bad], true);
        assert!(
            said.contains("1 commit has one by a key nobody is listed with."),
            "{said}"
        );
        assert!(
            said.contains("1 commit has a signature that is not good."),
            "{said}"
        );
        let broken = vec![all[1].facts.clone(), all[2].facts.clone()];
        assert_eq!(kept, Kept::No(broken));
    }

    #[test]
    fn whose_keys_they_are_is_unknown_where_nobody_is_listed() {
        let all = commits(2);
        let (_, kept) = compared(&all, &[stranger(), stranger()], false);
        assert!(matches!(kept, Kept::Unknown(_)), "{kept:?}");
        let (_, kept) = compared(&all, &[by_dana(), by_dana()], false);
        assert_eq!(kept, Kept::Yes, "git itself trusts the key");
    }

    #[test]
    fn how_far_signatures_were_verified_is_said() {
        let (said, kept) = compared(&commits(3), &[by_dana()], true);
        assert!(
            said.contains("Older signatures than those of the last 1"),
            "{said}"
        );
        assert_eq!(kept, Kept::Yes);
    }
}
