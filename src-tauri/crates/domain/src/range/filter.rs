//! The path filter of one service among the services of its repository.

use crate::commit::CommitFacts;
use crate::policy::Service;
use globset::{Glob, GlobSet, GlobSetBuilder};
use thiserror::Error;

/// Decides which commits touch a service. Globs are compiled once.
#[derive(Debug)]
pub struct PathFilter {
    claims: Vec<Claim>,
    own: usize,
}

/// Why a service's paths cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{glob}` of the service {service} is not a glob")]
pub struct FilterError {
    /// The service.
    pub service: String,
    /// The text.
    pub glob: String,
}

/// What one service claims of the repository.
#[derive(Debug)]
struct Claim {
    include: GlobSet,
    /// The literal beginning of each include, in the order of the globs.
    prefixes: Vec<usize>,
    exclude: GlobSet,
    everything: bool,
}

impl PathFilter {
    /// The filter of `service`; `siblings` are the services of the same
    /// repository, and may contain the service itself.
    ///
    /// # Errors
    /// When a glob is not one.
    pub fn of(service: &Service, siblings: &[&Service]) -> Result<Self, FilterError> {
        let mut claims = vec![Claim::of(service)?];
        for other in siblings.iter().filter(|other| other.name != service.name) {
            let shares_tag = service.group.is_some() && other.group == service.group;
            if !shares_tag {
                claims.push(Claim::of(other)?);
            }
        }
        Ok(Self { claims, own: 0 })
    }

    /// Whether a commit belongs to the service. With no paths anywhere every
    /// commit does, also one that changes nothing; a commit whose paths were
    /// not read belongs to everybody.
    #[must_use]
    pub fn takes(&self, commit: &CommitFacts) -> bool {
        let alone = self.claims.len() == 1;
        let own = &self.claims[self.own];
        if alone && own.everything && own.exclude.is_empty() {
            return true;
        }
        commit
            .paths
            .as_ref()
            .is_none_or(|paths| paths.iter().any(|path| self.owns(path)))
    }

    /// Whether a path belongs to the service: the longest literal prefix
    /// wins, and a service without paths gets what nobody else claims.
    #[must_use]
    pub fn owns(&self, path: &str) -> bool {
        let Some(mine) = self.claims[self.own].strength(path) else {
            return false;
        };
        let others = self
            .claims
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != self.own);
        others
            .filter_map(|(_, claim)| claim.strength(path))
            .all(|theirs| theirs <= mine)
    }
}

impl Claim {
    fn of(service: &Service) -> Result<Self, FilterError> {
        Ok(Self {
            include: set(service, &service.paths)?,
            prefixes: service.paths.iter().map(|glob| literal(glob)).collect(),
            exclude: set(service, &service.exclude)?,
            everything: service.paths.is_empty(),
        })
    }

    /// How strongly the path is claimed; absent when it is not.
    fn strength(&self, path: &str) -> Option<usize> {
        if self.exclude.is_match(path) {
            return None;
        }
        if self.everything {
            return Some(0);
        }
        let longest = self
            .include
            .matches(path)
            .into_iter()
            .map(|place| self.prefixes[place])
            .max();
        longest.map(|prefix| prefix + 1)
    }
}

fn set(service: &Service, globs: &[String]) -> Result<GlobSet, FilterError> {
    let wrong = |glob: &str| FilterError {
        service: service.name.to_string(),
        glob: glob.to_owned(),
    };
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let folder = glob.ends_with('/').then(|| format!("{glob}**"));
        let text = folder.as_deref().unwrap_or(glob);
        builder.add(Glob::new(text).map_err(|_| wrong(glob))?);
    }
    builder.build().map_err(|_| wrong(&globs.join(", ")))
}

/// How many bytes of a glob are plain text.
fn literal(glob: &str) -> usize {
    glob.find(['*', '?', '[', '{']).unwrap_or(glob.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::tests_support::{commit, service};

    fn filter(own: &Service, all: &[&Service]) -> PathFilter {
        PathFilter::of(own, all).unwrap()
    }

    #[test]
    fn the_longest_prefix_wins() {
        let api = service("api", &["services/**"]);
        let gateway = service("gateway", &["services/gateway/**"]);
        let all = [&api, &gateway];
        assert!(filter(&api, &all).owns("services/x.rs"));
        assert!(!filter(&api, &all).owns("services/gateway/x.rs"));
        assert!(filter(&gateway, &all).owns("services/gateway/x.rs"));
    }

    #[test]
    fn shared_paths_of_the_same_strength_belong_to_both() {
        let api = service("api", &["api/**", "shared/**"]);
        let web = service("web", &["web/**", "shared/**"]);
        let all = [&api, &web];
        assert!(filter(&api, &all).owns("shared/a"));
        assert!(filter(&web, &all).owns("shared/a"));
    }

    #[test]
    fn a_service_without_paths_gets_what_nobody_else_claims() {
        let api = service("api", &["api/**"]);
        let rest = service("rest", &[]);
        let all = [&api, &rest];
        assert!(filter(&rest, &all).owns("README.md"));
        assert!(!filter(&rest, &all).owns("api/x"));
    }

    #[test]
    fn excluded_paths_do_not_count() {
        let mut api = service("api", &["api/**"]);
        api.exclude = vec!["**/*.md".to_owned()];
        assert!(!filter(&api, &[&api]).owns("api/README.md"));
        assert!(filter(&api, &[&api]).owns("api/x.rs"));
    }

    #[test]
    fn an_empty_commit_counts_only_where_no_paths_are_asked_for() {
        let whole = service("web", &[]);
        let part = service("api", &["api/**"]);
        let mut empty = commit("a", "feat: nothing");
        empty.paths = Some(Vec::new());
        assert!(filter(&whole, &[&whole]).takes(&empty));
        assert!(!filter(&part, &[&part]).takes(&empty));
    }
}
