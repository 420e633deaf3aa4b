//! From git's words and libgit2's errors to what the caller can do.

use crate::program::{Ending, Outcome};
use crate::unwritable;
use lockkeeper_domain::secrets::without_secrets;
use lockkeeper_engine::ports::RepoError;

/// Words that mean the remote does not accept who we are.
const IDENTITY: [&str; 17] = [
    "authentication failed",
    "could not read username",
    "could not read password",
    "permission denied (publickey",
    "permission denied, please try again",
    "permission to ",
    "host key verification failed",
    "too many authentication failures",
    "requested url returned error: 401",
    "requested url returned error: 403",
    "terminal prompts disabled",
    "invalid username or",
    "access denied",
    "not authorized",
    "write access to repository not granted",
    "you are not allowed to push code to this project",
    "no supported authentication methods",
];

/// Words that mean it could not be reached, or the line was cut.
const NETWORK: [&str; 26] = [
    "could not resolve host",
    "name or service not known",
    "temporary failure in name resolution",
    "connection refused",
    "connection timed out",
    "operation timed out",
    "network is unreachable",
    "no route to host",
    "connection reset",
    "connection closed",
    "couldn't connect",
    "could not connect",
    "failed to connect",
    "unable to connect",
    "the remote end hung up",
    "remote failed to report status",
    "early eof",
    "unexpected disconnect",
    "unexpected eof",
    "broken pipe",
    "rpc failed",
    "requested url returned error: 5",
    "ssl",
    "gnutls",
    "bad line length",
    "flush packet",
];

const NOT_THERE: [&str; 6] = [
    "does not appear to be a git repository",
    "does not exist",
    "not found",
    "no such remote",
    "no such file or directory",
    "couldn't find remote ref",
];

const INCOMPLETE: [&str; 7] = [
    "unable to read tree",
    "could not read commit",
    "missing blob",
    "missing tree",
    "failed to traverse parents",
    "revision walk setup failed",
    "promisor remote",
];

fn any(words: &str, list: &[&str]) -> bool {
    list.iter().any(|word| words.contains(word))
}

/// What a run that talked to a remote failed of.
pub(crate) fn classify_remote(remote: &str, outcome: &Outcome) -> RepoError {
    let detail = outcome.detail();
    let words = detail.to_lowercase();
    let remote = without_secrets(remote);
    if let Some(error) = lost_race(&detail) {
        return error;
    }
    if let Some(error) = unwritable::there(&detail) {
        return error;
    }
    if let Some(error) = blocked(&detail) {
        return error;
    }
    if matches!(outcome.ending, Ending::TimedOut(_)) {
        return RepoError::Unavailable { remote, detail };
    }
    if words.contains("dubious ownership") {
        let what = of_another_user(&format!("the repository of {remote}"));
        return RepoError::Blocked { what, detail };
    }
    if any(&words, &IDENTITY) {
        return RepoError::Unauthorized { remote, detail };
    }
    if any(&words, &NETWORK) && !any(&words, &NOT_THERE[..1]) {
        return RepoError::Unavailable { remote, detail };
    }
    if any(&words, &NOT_THERE) {
        return RepoError::NotFound {
            what: format!("the repository of {remote}"),
        };
    }
    if words.contains("could not read from remote repository") {
        return RepoError::Unavailable { remote, detail };
    }
    RepoError::Malformed {
        what: format!("the answer of {remote}"),
        detail,
    }
}

/// What a run on this machine failed of.
pub(crate) fn classify_local(what: &str, outcome: &Outcome) -> RepoError {
    let detail = outcome.detail();
    let words = detail.to_lowercase();
    if let Some(error) = blocked(&detail) {
        return error;
    }
    let what = what.to_owned();
    if words.contains("but expected") || words.contains("already exists") {
        return RepoError::Conflict { what, detail };
    }
    if any(&words, &INCOMPLETE) {
        return RepoError::Incomplete {
            what: missing_objects(&what),
        };
    }
    if words.contains("unable to auto-detect email")
        || words.contains("no email was given")
        || words.contains("no name was given")
        || words.contains("empty ident name")
        || words.contains("tell me who you are")
    {
        let what = "the missing user.name or user.email of git".to_owned();
        return RepoError::Blocked { what, detail };
    }
    if words.contains("bad object") || words.contains("bad revision") {
        return RepoError::NotFound { what };
    }
    if !matches!(outcome.ending, Ending::Exit(_)) {
        return RepoError::Unavailable {
            remote: what,
            detail,
        };
    }
    RepoError::Malformed { what, detail }
}

pub(crate) fn missing_objects(what: &str) -> String {
    format!("{what} lacks objects; `git fetch --refetch` brings them")
}

/// Locks of other programs, refs in the way of others, full disks and folders
/// that may not be written.
fn blocked(words: &str) -> Option<RepoError> {
    if words.to_lowercase().contains("file exists")
        && let Some(what) = quoted(words, ".lock")
    {
        let detail = words.to_owned();
        return Some(RepoError::Blocked { what, detail });
    }
    if let Some(what) = ref_in_the_way(words) {
        let detail = words.to_owned();
        return Some(RepoError::Blocked { what, detail });
    }
    unwritable::here(words)
}

/// A ref whose name would have to be a folder of another one. git ends with
/// words about the file it could not write, as if a disk were full.
fn ref_in_the_way(words: &str) -> Option<String> {
    let (before, _) = words.split_once("' exists; cannot create '")?;
    let (_, name) = before.rsplit_once('\'')?;
    Some(format!("the ref {name}"))
}

/// A ref that somebody else moved between git's questions and its lock.
pub(crate) fn lost_race(words: &str) -> Option<RepoError> {
    let (_, after) = words.split_once("cannot lock ref ")?;
    let marks = [
        "but expected",
        "reference already exists",
        "unable to resolve reference",
        "reference is missing",
    ];
    let line = after.lines().next().unwrap_or_default();
    any(line, &marks).then(|| RepoError::Conflict {
        what: quoted(line, "").unwrap_or_else(|| "a ref".to_owned()),
        detail: words.to_owned(),
    })
}

/// The first quoted text that ends so.
fn quoted(words: &str, end: &str) -> Option<String> {
    words
        .split('\'')
        .skip(1)
        .step_by(2)
        .find(|text| text.ends_with(end))
        .map(str::to_owned)
}

fn of_another_user(what: &str) -> String {
    format!("{what} (another user owns it; git's safe.directory allows it)")
}

/// What libgit2 failed of.
pub(crate) fn classify_library(what: &str, error: &git2::Error) -> RepoError {
    use git2::ErrorCode as Code;
    let detail = without_secrets(error.message());
    let lower = detail.to_lowercase();
    if let Some(error) = unwritable::by_library(what, &detail) {
        return error;
    }
    let what = what.to_owned();
    match error.code() {
        _ if lower.contains("objectformat") || lower.contains("object format") => {
            let what = format!("{what} (it uses SHA-256, which is not supported yet)");
            RepoError::Malformed { what, detail }
        }
        _ if lower.contains("extension") => {
            let what = format!("{what} (it uses an extension of git that is not supported yet)");
            RepoError::Malformed { what, detail }
        }
        Code::Owner => {
            let what = of_another_user(&what);
            RepoError::Blocked { what, detail }
        }
        Code::NotFound | Code::UnbornBranch => RepoError::NotFound { what },
        Code::Locked => RepoError::Blocked {
            what: format!("a lock on {what}"),
            detail,
        },
        Code::Modified | Code::Exists | Code::Conflict => RepoError::Conflict { what, detail },
        _ => RepoError::Malformed { what, detail },
    }
}
