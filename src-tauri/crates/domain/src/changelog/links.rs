//! Addresses of commits, pull requests, tags and comparisons.

use super::remote::{Remote, escape};
use crate::ids::Oid;
use regex::Regex;

/// Where the commits, pull requests and tags of a repository can be seen.
/// Without a known host every address is absent and texts stay plain.
#[derive(Debug, Clone, Default)]
pub struct Links {
    host: Option<Host>,
    issue: Option<Regex>,
}

#[derive(Debug, Clone)]
struct Host {
    forge: Forge,
    base: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forge {
    GitHub,
    GitLab,
    Gitea,
    Bitbucket,
    Azure,
}

impl Links {
    /// The links of a repository.
    ///
    /// `forge` (`github`, `gitlab`, `gitea`, `forgejo`, `bitbucket`, `azure`)
    /// decides where the name of the host does not tell. `issue` is a regular
    /// expression of issue ids; it only marks them, for nobody knows where the
    /// tracker is. Credentials in the URL are dropped.
    #[must_use]
    pub fn of(remote_url: Option<&str>, forge: Option<&str>, issue: Option<&str>) -> Self {
        let host = remote_url
            .and_then(Remote::read)
            .and_then(|remote| Host::of(remote, forge));
        let issue = issue.and_then(|pattern| Regex::new(pattern).ok());
        Self { host, issue }
    }

    /// The address of a commit.
    #[must_use]
    pub fn commit(&self, oid: &Oid) -> Option<String> {
        self.address(|forge| match forge {
            Forge::GitHub | Forge::Gitea | Forge::Azure => format!("commit/{oid}"),
            Forge::GitLab => format!("-/commit/{oid}"),
            Forge::Bitbucket => format!("commits/{oid}"),
        })
    }

    /// The address of a pull request (a merge request on GitLab).
    #[must_use]
    pub fn pull(&self, number: u64) -> Option<String> {
        self.address(|forge| match forge {
            Forge::GitHub => format!("pull/{number}"),
            Forge::GitLab => format!("-/merge_requests/{number}"),
            Forge::Gitea => format!("pulls/{number}"),
            Forge::Bitbucket => format!("pull-requests/{number}"),
            Forge::Azure => format!("pullrequest/{number}"),
        })
    }

    /// The address of an issue of the host itself.
    #[must_use]
    pub fn issue(&self, number: u64) -> Option<String> {
        if let Some(Host {
            forge: Forge::Azure,
            base,
        }) = &self.host
        {
            let project = base.split("/_git/").next().unwrap_or(base);
            return Some(format!("{project}/_workitems/edit/{number}"));
        }
        self.address(|forge| match forge {
            Forge::GitLab => format!("-/issues/{number}"),
            _ => format!("issues/{number}"),
        })
    }

    /// The address of what one tag has and an earlier one lacks; `to` may be `HEAD`.
    #[must_use]
    pub fn compare(&self, from: &str, to: &str) -> Option<String> {
        let (from, to) = (name(from), name(to));
        self.address(|forge| match forge {
            Forge::GitHub | Forge::Gitea => format!("compare/{from}...{to}"),
            Forge::GitLab => format!("-/compare/{from}...{to}"),
            Forge::Bitbucket => format!("branches/compare/{to}%0D{from}"),
            Forge::Azure if to == "HEAD" => format!("branchCompare?baseVersion=GT{from}"),
            Forge::Azure => format!("branchCompare?baseVersion=GT{from}&targetVersion=GT{to}"),
        })
    }

    /// The address of a tag, with its notes where the host has such a page.
    #[must_use]
    pub fn tag(&self, tag: &str) -> Option<String> {
        let tag = name(tag);
        self.address(|forge| match forge {
            Forge::GitHub | Forge::Gitea => format!("releases/tag/{tag}"),
            Forge::GitLab => format!("-/tags/{tag}"),
            Forge::Bitbucket => format!("commits/tag/{tag}"),
            Forge::Azure => format!("?version=GT{tag}"),
        })
    }

    /// What stands before the number of a pull request: `!` on GitLab and Azure.
    pub(super) fn pull_sign(&self) -> char {
        match self.host {
            Some(Host {
                forge: Forge::GitLab | Forge::Azure,
                ..
            }) => '!',
            _ => '#',
        }
    }

    /// The issue ids in a text, in its order.
    pub(super) fn issues<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let found = self.issue.iter().flat_map(|issue| issue.find_iter(text));
        found
            .map(|id| id.as_str())
            .filter(|id| !id.is_empty())
            .collect()
    }

    fn address(&self, rest: impl Fn(Forge) -> String) -> Option<String> {
        let host = self.host.as_ref()?;
        let rest = rest(host.forge);
        let slash = if rest.starts_with('?') { "" } else { "/" };
        Some(format!("{}{slash}{rest}", host.base))
    }
}

impl Host {
    fn of(remote: Remote, forge: Option<&str>) -> Option<Self> {
        let forge = forge
            .and_then(Forge::named)
            .or_else(|| Forge::guess(&remote.host))?;
        let remote = if forge == Forge::Azure {
            azure(remote)
        } else {
            remote
        };
        let Remote { scheme, host, path } = remote;
        Some(Self {
            forge,
            base: format!("{scheme}://{host}/{path}"),
        })
    }
}

impl Forge {
    fn named(name: &str) -> Option<Self> {
        match name {
            "github" => Some(Self::GitHub),
            "gitlab" => Some(Self::GitLab),
            "gitea" | "forgejo" => Some(Self::Gitea),
            "bitbucket" => Some(Self::Bitbucket),
            "azure" => Some(Self::Azure),
            _ => None,
        }
    }

    /// The forge whose name stands in the name of the host.
    fn guess(host: &str) -> Option<Self> {
        let known = [
            ("github", Self::GitHub),
            ("gitlab", Self::GitLab),
            ("gitea", Self::Gitea),
            ("forgejo", Self::Gitea),
            ("codeberg.org", Self::Gitea),
            ("bitbucket", Self::Bitbucket),
            ("dev.azure.com", Self::Azure),
            ("visualstudio.com", Self::Azure),
        ];
        let found = known.iter().find(|(part, _)| host.contains(part));
        found.map(|(_, forge)| *forge)
    }
}

/// The address over SSH is `v3/organisation/project/repository` on another host.
fn azure(remote: Remote) -> Remote {
    let parts: Vec<&str> = remote.path.split('/').collect();
    let ["v3", organisation, project, repo] = parts.as_slice() else {
        return remote;
    };
    Remote {
        path: format!("{organisation}/{project}/_git/{repo}"),
        host: "dev.azure.com".to_owned(),
        scheme: remote.scheme,
    }
}

/// The name of a tag inside an address.
fn name(tag: &str) -> String {
    escape(tag, "-._~/")
}
