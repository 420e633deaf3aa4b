//! The web address of a repository, read from the URL of its remote.

/// A host and the way to the repository on it, without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// `http` or `https`.
    pub(super) scheme: &'static str,
    /// The host, with a port where the web address has one.
    pub(super) host: String,
    /// The way to the repository, without slashes around it and without `.git`.
    pub(super) path: String,
}

impl Remote {
    /// Reads `https://`, `http://`, `ssh://`, `git://` and `host:path`; local
    /// paths and anything that is no plain host have no web address.
    pub(super) fn read(url: &str) -> Option<Self> {
        let url = url.trim();
        let (scheme, host, path) = match url.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_once('/')?;
                with_scheme(scheme, authority, path)?
            }
            None => like_scp(url)?,
        };
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
        let usable = !host.is_empty() && host.chars().all(plain) && !path.is_empty();
        usable.then(|| Self {
            scheme,
            host: host.to_ascii_lowercase(),
            path: escape_path(path),
        })
    }
}

/// Whether two URLs lead to one repository: on a host by its name and the way
/// there, elsewhere as they are written.
#[must_use]
pub fn is_same_repository(one: &str, other: &str) -> bool {
    let written = |url: &str| {
        let url = url.trim().trim_end_matches('/');
        url.strip_suffix(".git").unwrap_or(url).to_owned()
    };
    match (Remote::read(one), Remote::read(other)) {
        (Some(one), Some(other)) => (one.host, one.path) == (other.host, other.path),
        _ => written(one) == written(other),
    }
}

type Parts<'a> = (&'static str, &'a str, &'a str);

/// The port of `ssh` and `git` is none of the web's.
fn with_scheme<'a>(scheme: &str, authority: &'a str, path: &'a str) -> Option<Parts<'a>> {
    let host = without_user(authority);
    match &*scheme.to_ascii_lowercase() {
        "https" => Some(("https", host, path)),
        "http" => Some(("http", host, path)),
        "ssh" | "git" | "git+ssh" | "ssh+git" => Some(("https", without_port(host), path)),
        _ => None,
    }
}

/// `git@host:path`; a single letter before the colon is a drive.
fn like_scp(url: &str) -> Option<Parts<'_>> {
    let (before, path) = url.split_once(':')?;
    let host = without_user(before);
    let is_host = host.len() > 1 && !before.contains(['/', '\\']);
    is_host.then_some(("https", host, path))
}

fn without_user(authority: &str) -> &str {
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Escapes what must not stand in an address; what is escaped already stays.
fn escape_path(path: &str) -> String {
    escape(path, "-._~/%+@:=,&")
}

/// Escapes everything but letters, digits and the given characters.
pub(super) fn escape(text: &str, kept: &str) -> String {
    text.bytes().fold(String::new(), |mut done, byte| {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || kept.contains(c) && c.is_ascii() {
            done.push(c);
        } else {
            done.push_str(&format!("%{byte:02X}"));
        }
        done
    })
}
