//! How the user's git is configured to sign.

use crate::configuration::Configuration;
use crate::program::Outcome;
use crate::repo::GitRepo;
use lockkeeper_domain::plan::Signing;
use lockkeeper_engine::ports::{RepoError, SigningSetup};

pub(crate) async fn setup(repo: &GitRepo) -> Result<SigningSetup, RepoError> {
    let config = Configuration::of(repo).await?;
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
fn signing_of(config: &Configuration, identity: Option<&str>) -> Signing {
    let key = config.get("user.signingkey").filter(|key| !key.is_empty());
    if !config.says("tag.gpgsign").unwrap_or(key.is_some()) {
        return Signing::No;
    }
    let format = config.get("gpg.format").unwrap_or("openpgp").to_owned();
    let key = key.or(identity).unwrap_or_default().to_owned();
    Signing::AsGit { format, key }
}

pub(crate) async fn signs_commits(repo: &GitRepo) -> Result<bool, RepoError> {
    let config = Configuration::of(repo).await?;
    Ok(config.says("commit.gpgsign") == Some(true))
}

/// Whether git complains about signing, not about something else.
pub(crate) fn is_signing_failure(outcome: &Outcome) -> bool {
    let words = outcome.words.to_lowercase();
    let marks = ["sign", "gpg", "ssh-keygen", "public key", "private key"];
    outcome.code().is_none() || marks.iter().any(|mark| words.contains(mark))
}
