//! Roles that a change of the rules would leave without anybody to fill them.

use super::{ApprovalRule, EnvRules, Rules, Way};
use crate::words;
use std::collections::BTreeSet;

/// A role that something needs, and for how many people.
pub(super) struct Need<'a> {
    /// What needs whom, as the beginning of a sentence.
    pub(super) asked: String,
    pub(super) role: &'a str,
    pub(super) count: usize,
    /// Nobody wrote it: it is the role that is asked for otherwise.
    pub(super) otherwise: bool,
}

impl Rules {
    /// Why these rules cannot follow others: roles that something still needs
    /// and that fewer people would hold than are needed, where enough do now.
    /// One sentence each; none when every duty stays filled.
    #[must_use]
    pub fn vacant_after(&self, before: &Self) -> Vec<String> {
        let mut sentences = Vec::new();
        let scopes = self.scopes();
        for need in self.needs() {
            let lacks = |repo: &Option<&str>| {
                let enough = before.holders(need.role, *repo, true).len() >= need.count;
                enough && self.holders(need.role, *repo, true).len() < need.count
            };
            let lacking: Vec<Option<&str>> = scopes.iter().copied().filter(lacks).collect();
            if lacking.is_empty() {
                continue;
            }
            let everywhere = lacking.len() == scopes.len();
            let repo = lacking.iter().copied().flatten().next();
            let repo = repo.filter(|_| !everywhere);
            let place = match repo {
                Some(repo) => format!(" for {repo}"),
                None if everywhere => String::new(),
                None => " for several repositories at once".to_owned(),
            };
            sentences.push(need.sentence(&self.holders(need.role, repo, true), &place));
        }
        sentences
    }

    /// The repositories of services; a role may hold in one of them only.
    pub(super) fn scopes(&self) -> BTreeSet<Option<&str>> {
        let mut repos: BTreeSet<Option<&str>> =
            self.services.values().map(|repo| repo.as_deref()).collect();
        repos.insert(None);
        repos
    }

    /// The people who hold a role where a repository is concerned, or
    /// everywhere; those with a key only, where that is asked.
    pub(super) fn holders(&self, role: &str, repo: Option<&str>, keyed: bool) -> BTreeSet<&str> {
        let fits = |held: &super::HeldRole| {
            let scope = held.repo.as_deref();
            held.role == role && (scope.is_none() || (repo.is_some() && scope == repo))
        };
        let people = self.people.iter();
        people
            .filter(|(_, person)| !(keyed && person.keys.is_empty()))
            .filter(|(_, person)| person.roles.iter().any(fits))
            .map(|(handle, _)| handle.as_str())
            .collect()
    }

    /// Everything that needs somebody of a role.
    pub(super) fn needs(&self) -> Vec<Need<'_>> {
        let mut needs = Vec::new();
        for name in &self.environments {
            if let Some(env) = self.env(name) {
                needs.extend(env.needs(name));
            }
        }
        let governance = [
            ("break_glass", "admin", "Breaking glass"),
            ("freeze", "release-manager", "Stopping the line"),
            ("adopt", "release-manager", "Adopting what runs"),
        ];
        needs.extend(governance.map(|(member, default, what)| Need {
            otherwise: !self.governance.contains_key(member),
            ..Need::one(what, self.governance(member, default))
        }));
        needs
    }
}

impl EnvRules {
    fn needs(&self, name: &str) -> Vec<Need<'_>> {
        let ways = [
            (format!("A promotion to {name}"), Way::Gates),
            (format!("A rollback in {name}"), Way::PlainRollback),
        ];
        let lanes = self.lanes.keys().map(|lane| {
            let what = format!("The lane {lane} of {name}");
            (what, Way::Lane(lane))
        });
        let approvals = ways.into_iter().chain(lanes).flat_map(|(what, way)| {
            let rules = self.approvals(way).iter();
            rules
                .map(move |rule| Need::of(&what, rule))
                .collect::<Vec<_>>()
        });
        let powers = self
            .may
            .iter()
            .filter_map(|(power, roles)| match roles.as_slice() {
                [only] => Some(Need::one(&format!("{} in {name}", power_word(power)), only)),
                _ => None,
            });
        approvals.chain(powers).collect()
    }
}

fn power_word(power: &str) -> &str {
    match power {
        "request" => "Asking for a promotion",
        "start" => "Starting a promotion",
        "rollback" => "Rolling back",
        other => other,
    }
}

impl<'a> Need<'a> {
    fn one(what: &str, role: &'a str) -> Self {
        Self {
            asked: format!("{what} needs a {role}"),
            role,
            count: 1,
            otherwise: false,
        }
    }

    fn of(what: &str, rule: &'a ApprovalRule) -> Self {
        let (role, count) = (&rule.role, rule.count);
        Self {
            asked: format!("{what} needs the approval of {count} {role}"),
            role,
            count: usize::try_from(count).unwrap_or(usize::MAX),
            otherwise: false,
        }
    }

    fn sentence(&self, left: &BTreeSet<&str>, place: &str) -> String {
        let names: Vec<&str> = left.iter().copied().collect();
        let left = match names.as_slice() {
            [] => "nobody would be left".to_owned(),
            names => format!("only {} would be left", words::list(names)),
        };
        format!(
            "{}, and {left}{place}. Give the role to somebody, or change what needs it, in the \
             same proposal.",
            self.asked
        )
    }
}
