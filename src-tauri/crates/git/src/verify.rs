//! Whether signatures are good, and whose they are.

mod commits;

pub(crate) use commits::verify_commits;

use crate::failure::{classify_library, classify_local};
use crate::program::Outcome;
use crate::read::id;
use crate::repo::GitRepo;
use crate::tags::signature_start;
use crate::unwritable;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::RepoError;
use std::fmt::Write;

pub(crate) async fn verify_tag(
    repo: &GitRepo,
    tag: &TagName,
    object: &Oid,
    people: &[(String, String)],
) -> Result<Signature, RepoError> {
    let object = id(object)?;
    let Some(signed) = signed(repo, tag, object).await? else {
        return Ok(Signature::Unsigned);
    };
    if signed.as_tag != tag.as_str() {
        let reason = format!("it was signed as the tag {}", signed.as_tag);
        return Ok(Signature::Bad { reason });
    }
    let object = object.to_string();
    if signed.signature.starts_with("-----BEGIN SSH") {
        return verify_ssh(repo, &object, people).await;
    }
    let outcome = repo
        .program()
        .run(repo.local().args(["verify-tag", "--raw", &object]))
        .await;
    let known = outcome
        .code()
        .ok_or_else(|| classify_local(tag.as_str(), &outcome));
    known.map(|_| classify_gpg(&outcome.words, people))
}

/// What a tag object says of itself.
struct Signed {
    /// The name in its header.
    as_tag: String,
    signature: String,
}

/// The signature in a tag object, with the name it is for; none in a commit.
async fn signed(
    repo: &GitRepo,
    tag: &TagName,
    object: git2::Oid,
) -> Result<Option<Signed>, RepoError> {
    let what = format!("the tag {tag}");
    repo.read(move |library| {
        let found = library.find_object(object, None);
        let found = found.map_err(|error| classify_library(&what, &error))?;
        Ok(found.as_tag().and_then(|tag| {
            let message = tag.message_bytes()?;
            let start = signature_start(message)?;
            Some(Signed {
                as_tag: String::from_utf8_lossy(tag.name_bytes()).into_owned(),
                signature: String::from_utf8_lossy(&message[start..]).into_owned(),
            })
        }))
    })
    .await
}

async fn verify_ssh(
    repo: &GitRepo,
    name: &str,
    people: &[(String, String)],
) -> Result<Signature, RepoError> {
    let failed = |error| unwritable::by_io("the folder for temporary files", &error);
    let list = tempfile::NamedTempFile::new().map_err(failed)?;
    std::fs::write(list.path(), allowed_signers(people)).map_err(failed)?;
    let setting = format!("gpg.ssh.allowedSignersFile={}", list.path().display());
    let run = repo
        .local()
        .args(["-c", &setting, "verify-tag", "--raw", name]);
    let outcome = repo.program().run(run).await;
    if outcome.code().is_none() {
        return Err(classify_local(name, &outcome));
    }
    Ok(classify_ssh(&outcome, people))
}

/// One line per key. The principal is a number: a handle could hold what the
/// format gives a meaning.
fn allowed_signers(people: &[(String, String)]) -> String {
    let mut list = String::new();
    for (number, (_, key)) in people.iter().enumerate() {
        let mut words = key.split_whitespace();
        let (Some(kind), Some(body)) = (words.next(), words.next()) else {
            continue;
        };
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
        if plain(kind) && plain(body) && !kind.contains('=') {
            let _ = writeln!(list, "signer-{number} namespaces=\"git\" {kind} {body}");
        }
    }
    list
}

/// Reads what ssh-keygen said: `Good "git" signature for P with T key SHA256:…`.
fn classify_ssh(outcome: &Outcome, people: &[(String, String)]) -> Signature {
    let said = format!("{}\n{}", outcome.words, outcome.text());
    let good = said
        .lines()
        .find_map(|line| line.strip_prefix("Good \"git\" signature "));
    let Some(good) = good else {
        let reason = said.lines().rfind(|line| !line.trim().is_empty());
        let reason = reason
            .unwrap_or("the signature does not fit the tag")
            .to_owned();
        return Signature::Bad { reason };
    };
    let key = good.rsplit(' ').next().unwrap_or_default().to_owned();
    let signer = good.strip_prefix("for ");
    let signer = signer.and_then(|rest| rest.split(' ').next());
    match signer.and_then(|signer| person_of(signer, people)) {
        Some(handle) if outcome.ok() => Signature::By {
            person: handle.to_owned(),
            key,
        },
        _ => Signature::Stranger { key },
    }
}

/// The person whom the list of allowed signers calls so.
fn person_of<'a>(signer: &str, people: &'a [(String, String)]) -> Option<&'a str> {
    let number = signer.strip_prefix("signer-")?.parse::<usize>().ok()?;
    people.get(number).map(|(handle, _)| handle.as_str())
}

/// The person who is listed with a key of GnuPG.
fn owner<'a>(key: &str, people: &'a [(String, String)]) -> Option<&'a str> {
    let owns = |listed: &str| {
        let listed = listed.replace(' ', "").to_uppercase();
        let hex = listed.len() >= 16 && listed.bytes().all(|b| b.is_ascii_hexdigit());
        hex && key.to_uppercase().ends_with(&listed)
    };
    let found = people.iter().find(|(_, listed)| owns(listed));
    found.map(|(handle, _)| handle.as_str())
}

/// Reads the status lines of GnuPG.
fn classify_gpg(words: &str, people: &[(String, String)]) -> Signature {
    let field = |mark: &str| {
        let line = words
            .lines()
            .find_map(|line| line.strip_prefix("[GNUPG:] ")?.strip_prefix(mark));
        line.and_then(|rest| rest.split_whitespace().next())
            .map(str::to_owned)
    };
    let good = field("GOODSIG ").is_some();
    let Some(key) = field("VALIDSIG ").filter(|_| good) else {
        let reason = if field("ERRSIG ").is_some() || field("NO_PUBKEY ").is_some() {
            "the key is not in the keyring"
        } else if field("EXPKEYSIG ").is_some() || field("EXPSIG ").is_some() {
            "the key or the signature has expired"
        } else if field("REVKEYSIG ").is_some() {
            "the key was revoked"
        } else {
            "the signature does not fit the tag"
        };
        return Signature::Bad {
            reason: reason.to_owned(),
        };
    };
    match owner(&key, people) {
        Some(handle) => Signature::By {
            person: handle.to_owned(),
            key,
        },
        None => Signature::Stranger { key },
    }
}
