//! Secrets that stand in URLs, which no fact, message or log may carry.

/// The text without what stands before the `@` of a URL; the name of an ssh
/// account stays.
#[must_use]
pub fn without_secrets(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("://") {
        let (before, after) = rest.split_at(place + 3);
        clean.push_str(before);
        let ssh = before.ends_with("ssh://");
        let end = after
            .find(|c: char| c == '/' || c == '\'' || c == '"' || c.is_whitespace())
            .unwrap_or(after.len());
        let authority = &after[..end];
        match authority.rfind('@') {
            None => clean.push_str(authority),
            Some(at) => {
                let account = &authority[..at];
                if ssh && !account.contains(':') {
                    clean.push_str(authority);
                } else {
                    clean.push_str(&authority[at + 1..]);
                }
            }
        }
        rest = &after[end..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_never_reach_a_line() {
        for (given, shown) in [
            ("https://user:token@host/x.git", "https://host/x.git"),
            ("https://token@host:8443/x", "https://host:8443/x"),
            ("ssh://git@host/x", "ssh://git@host/x"),
            ("ssh://git:pw@host/x", "ssh://host/x"),
            (
                "fatal: 'https://a:b@c/d' and https://e:f@g",
                "fatal: 'https://c/d' and https://g",
            ),
            ("https://a:p@ss@host/x", "https://host/x"),
            ("git@host:x.git", "git@host:x.git"),
        ] {
            assert_eq!(without_secrets(given), shown);
        }
    }
}
