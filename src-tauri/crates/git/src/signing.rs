//! How the user's git is configured to sign.

use crate::failure::classify_local;
use crate::program::Outcome;
use crate::repo::GitRepo;
use lockkeeper_domain::plan::Signing;
use lockkeeper_engine::ports::{RepoError, SigningSetup};
use std::collections::BTreeMap;

const KEYS: &str = r"^(tag\.gpgsign|commit\.gpgsign|user\.signingkey|gpg\.format)$";

pub(crate) async fn setup(repo: &GitRepo) -> Result<SigningSetup, RepoError> {
    let config = config(repo).await?;
    let run = repo.local().args([
        "-c",
        "user.useConfigOnly=true",
        "var",
        "GIT_COMMITTER_IDENT",
    ]);
    let outcome = repo.program().run(run).await;
    let identity = outcome.ok().then(|| without_time(outcome.text().trim()));
    Ok(SigningSetup {
        signing: signing_of(&config, identity.as_deref()),
        identity,
    })
}

/// `Dana Ito <dana@harbour.example> 1700000000 +0000` without its time.
fn without_time(identity: &str) -> String {
    identity
        .rfind('>')
        .map_or(identity, |end| &identity[..=end])
        .to_owned()
}

/// A tag is signed when `tag.gpgSign` says so, or when it says nothing and a
/// key is named.
fn signing_of(config: &BTreeMap<String, String>, identity: Option<&str>) -> Signing {
    let key = config.get("user.signingkey").filter(|key| !key.is_empty());
    let wanted = config
        .get("tag.gpgsign")
        .map_or(key.is_some(), |value| is_true(value));
    if !wanted {
        return Signing::No;
    }
    let format = config
        .get("gpg.format")
        .cloned()
        .unwrap_or_else(|| "openpgp".to_owned());
    let key = key
        .cloned()
        .or_else(|| identity.map(str::to_owned))
        .unwrap_or_default();
    Signing::AsGit { format, key }
}

pub(crate) async fn signs_commits(repo: &GitRepo) -> Result<bool, RepoError> {
    Ok(config(repo)
        .await?
        .get("commit.gpgsign")
        .is_some_and(|value| is_true(value)))
}

/// Whether git complains about signing, not about something else.
pub(crate) fn is_signing_failure(outcome: &Outcome) -> bool {
    let words = outcome.words.to_lowercase();
    let marks = ["sign", "gpg", "ssh-keygen", "public key", "private key"];
    outcome.code().is_none() || marks.iter().any(|mark| words.contains(mark))
}

async fn config(repo: &GitRepo) -> Result<BTreeMap<String, String>, RepoError> {
    let outcome = repo
        .program()
        .run(repo.local().args(["config", "-z", "--get-regexp", KEYS]))
        .await;
    match outcome.code() {
        Some(0) => Ok(parse(&outcome.text())),
        Some(1) => Ok(BTreeMap::new()),
        _ => Err(classify_local("git's configuration", &outcome)),
    }
}

/// `key\nvalue\0…`; a key without a value is true; the last one counts.
fn parse(listed: &str) -> BTreeMap<String, String> {
    let entry = |entry: &str| match entry.split_once('\n') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (entry.to_owned(), "true".to_owned()),
    };
    listed
        .split('\0')
        .filter(|text| !text.is_empty())
        .map(entry)
        .collect()
}

fn is_true(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "true" | "yes" | "on")
        || value.parse::<i64>().is_ok_and(|number| number != 0)
}
