//! Whether signatures of commits are good, many of them in one run of git.

use super::{allowed_signers, owner, person_of};
use crate::configuration::Configuration;
use crate::failure::classify_local;
use crate::read::id;
use crate::repo::GitRepo;
use crate::unwritable;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::RepoError;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Git's verdict, the key, its main key, whose it is.
const FORMAT: &str = "--format=%H%x00%G?%x00%GF%x00%GP%x00%GS";

/// The signature of each commit. Good are keys of `people`, and those git
/// itself is told to trust.
pub(crate) async fn verify_commits(
    repo: &GitRepo,
    commits: &[Oid],
    people: &[(String, String)],
) -> Result<Vec<Signature>, RepoError> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let failed = |error| unwritable::by_io("the folder for temporary files", &error);
    let list = tempfile::NamedTempFile::new().map_err(failed)?;
    let trusted = trusted(repo).await?;
    std::fs::write(list.path(), allowed_signers(people) + &trusted).map_err(failed)?;
    let ids: Result<Vec<String>, RepoError> = commits
        .iter()
        .map(|commit| Ok(id(commit)?.to_string() + "\n"))
        .collect();
    let setting = format!("gpg.ssh.allowedSignersFile={}", list.path().display());
    let run = repo.run_within(repo.program().deadlines.transfer);
    let run = run.args(["-c", &setting, "-c", "log.showSignature=false", "log"]);
    let run = run.args(["--no-walk=unsorted", "--stdin", FORMAT]);
    let outcome = repo
        .program()
        .run(run.input(ids?.concat().as_bytes()))
        .await;
    if !outcome.ok() {
        return Err(classify_local("the signatures", &outcome));
    }
    let text = outcome.text();
    let said = text.lines().filter_map(|line| line.split_once('\0'));
    let said: BTreeMap<&str, &str> = said.collect();
    let verdict = |commit: &Oid| {
        said.get(commit.as_str())
            .map_or_else(|| Signature::Unchecked, |fields| classify(fields, people))
    };
    Ok(commits.iter().map(verdict).collect())
}

/// The signers git is configured to trust.
async fn trusted(repo: &GitRepo) -> Result<String, RepoError> {
    let config = Configuration::of(repo).await?;
    let Some(place) = config.get("gpg.ssh.allowedsignersfile") else {
        return Ok(String::new());
    };
    let place: PathBuf = match (place.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => repo.shared.folder.join(place),
    };
    // A file that is not there trusts nobody, as for git itself.
    Ok(std::fs::read_to_string(place).unwrap_or_default())
}

fn classify(fields: &str, people: &[(String, String)]) -> Signature {
    let mut fields = fields.split('\0');
    let mut field = || fields.next().unwrap_or_default();
    let (verdict, key, main, signer) = (field(), field(), field(), field());
    let bad = |reason: &str| Signature::Bad {
        reason: reason.to_owned(),
    };
    match verdict {
        "N" => Signature::Unsigned,
        "G" | "U" => {
            let listed = person_of(signer, people)
                .or_else(|| owner(main, people))
                .or_else(|| owner(key, people));
            let person = match listed {
                Some(person) => person.to_owned(),
                None if verdict == "G" => signer.to_owned(),
                None => {
                    return Signature::Stranger {
                        key: key.to_owned(),
                    };
                }
            };
            Signature::By {
                person,
                key: key.to_owned(),
            }
        }
        "X" | "Y" => bad("the key or the signature has expired"),
        "R" => bad("the key was revoked"),
        "E" => bad("the key is not in the keyring"),
        _ => bad("the signature does not fit the commit"),
    }
}
