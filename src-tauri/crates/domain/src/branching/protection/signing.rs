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
