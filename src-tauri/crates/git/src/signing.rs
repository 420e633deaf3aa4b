//! How the user's git is configured to sign.

use crate::configuration::Configuration;
use crate::program::Outcome;
use crate::repo::GitRepo;
use lockkeeper_domain::plan::Signing;
use lockkeeper_engine::ports::{RepoError, SigningSetup};
use std::path::Path;

pub(crate) async fn setup(repo: &GitRepo) -> Result<SigningSetup, RepoError> {
    let config = Configuration::of(repo).await?;
    let variable = |name: &str| {
        let given = repo.program().variable(name)?;
        Some(given.to_string_lossy().into_owned())
    };
    let identity = match plain_identity(&config, variable) {
        Some(identity) => Some(identity),
        None => asked_identity(repo).await,
    };
    Ok(SigningSetup {
        signing: signing_of(&config, identity.as_deref()),
        missing: missing(&config, variable("HOME").as_deref(), &repo.shared.folder),
        identity,
    })
}

/// The acting person as git says it.
async fn asked_identity(repo: &GitRepo) -> Option<String> {
    let run = repo.local().args([
        "-c",
        "user.useConfigOnly=true",
        "var",
        "GIT_COMMITTER_IDENT",
    ]);
    let outcome = repo.program().run(run).await;
    outcome.ok().then(|| without_time(outcome.text().trim()))
}

/// The same without asking it, where both parts are given and git would
/// strip nothing from them.
fn plain_identity(
    config: &Configuration,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let part = |part: &str| {
        let given = variable(&format!("GIT_COMMITTER_{}", part.to_uppercase()));
        let key = |of: &str| config.get(&format!("{of}.{part}")).map(str::to_owned);
        let found = given.or_else(|| key("committer")).or_else(|| key("user"))?;
        is_plain(&found).then_some(found)
    };
    Some(format!("{} <{}>", part("name")?, part("email")?))
}

/// Nothing that git leaves out of names and addresses.
fn is_plain(text: &str) -> bool {
    let stripped = |c: char| c <= ' ' || ".,:;<>\"\\'".contains(c);
    let inner = |c: char| "<>\n\0\u{fffd}".contains(c);
    let ends = text.starts_with(stripped) || text.ends_with(stripped);
    !(text.is_empty() || ends || text.contains(inner))
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

/// The file of the SSH key, where there is none. What another program than
/// ssh-keygen takes, and the home of somebody else, cannot be told.
fn missing(config: &Configuration, home: Option<&str>, folder: &Path) -> Option<String> {
    let program = config.get("gpg.ssh.program").unwrap_or("ssh-keygen");
    if config.get("gpg.format") != Some("ssh") || !program.ends_with("ssh-keygen") {
        return None;
    }
    let key = config
        .get("user.signingkey")
        .filter(|key| !key.is_empty())?;
    let is_literal = key.starts_with("key::") || key.starts_with("ssh-");
    let path = match (key.strip_prefix("~/"), home) {
        _ if is_literal => return None,
        (Some(rest), Some(home)) => Path::new(home).join(rest),
        _ if key.starts_with('~') => return None,
        _ => folder.join(key),
    };
    // With the other half in an agent, ssh-keygen reads the public one.
    let mut public = path.clone().into_os_string();
    public.push(".pub");
    let found = path.exists() || Path::new(&public).exists();
    (!found).then(|| key.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(config: &[(&str, &str)], variables: &[(&str, &str)]) -> Option<String> {
        let config = Configuration::from(config);
        plain_identity(&config, |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_person_is_known_without_git_only_where_git_would_say_the_same() {
        let user = [
            ("user.name", "Dana Ito"),
            ("user.email", "dana@harbour.example"),
        ];
        let said = Some("Dana Ito <dana@harbour.example>".to_owned());
        assert_eq!(identity(&user, &[]), said);
        let other = [("GIT_COMMITTER_NAME", "Mira")];
        let said = Some("Mira <dana@harbour.example>".to_owned());
        assert_eq!(identity(&user, &other), said);
        let own = [user[0], user[1], ("committer.name", "Mira")];
        assert_eq!(identity(&own, &[]), said);
        for name in ["", "Dana Jr.", "<Dana>", " Dana", "Da\nna"] {
            assert_eq!(
                identity(&[("user.name", name), user[1]], &[]),
                None,
                "{name:?}"
            );
        }
        assert_eq!(identity(&user[..1], &[]), None, "no address");
        assert_eq!(identity(&user, &[("GIT_COMMITTER_EMAIL", "")]), None);
    }

    #[test]
    fn a_key_is_missing_where_git_would_read_a_file_that_is_not_there() {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("id.pub"), "").expect("a file");
        let asked = |more: &[(&str, &str)]| {
            let config = [&[("gpg.format", "ssh")], more].concat();
            missing(
                &Configuration::from(config.as_slice()),
                home.path().to_str(),
                home.path(),
            )
        };
        for key in [
            "~/id.pub",
            "id.pub",
            "~/id",
            "id",
            "key::ecdsa-sha2-nistp256 AAAA",
            "ssh-rsa AAAA",
            "",
        ] {
            assert_eq!(asked(&[("user.signingkey", key)]), None, "{key}");
        }
        assert_eq!(asked(&[]), None, "a command of git's finds it");
        for key in ["~/other", "other", "/nowhere/id.pub"] {
            assert_eq!(asked(&[("user.signingkey", key)]).as_deref(), Some(key));
            let token = [("user.signingkey", key), ("gpg.ssh.program", "op-ssh-sign")];
            assert_eq!(asked(&token), None, "{key}");
            let openpgp = [("user.signingkey", key), ("gpg.format", "openpgp")];
            assert_eq!(asked(&openpgp), None, "{key}");
        }
    }
}
