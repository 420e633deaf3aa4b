//! Small histories for the tests: commits by name, merges, tags.

use crate::commit::{CommitContent, CommitFacts};
use crate::ids::{Oid, TagName};
use crate::intent::CutKind;
use crate::policy::Service;
use crate::release::{NextInputs, NextVersion, Raise, next_version};
use crate::version::{Level, TagPattern, Tags, Version, VersionTag, ZeroRule};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};

/// A service with a `v{version}` tag.
pub(crate) fn service(name: &str, paths: &[&str]) -> Service {
    Service {
        name: name.into(),
        repo: "repo".into(),
        group: None,
        paths: paths.iter().map(|p| (*p).to_owned()).collect(),
        exclude: Vec::new(),
        tag: TagPattern::parse("v{version}").unwrap(),
        artifact: None,
        zero: ZeroRule::default(),
        first: Version::new(0, 1, 0),
        types: crate::commit::Meanings::default(),
        version_files: Vec::new(),
        changelog: None,
        style: crate::changelog::Style::default(),
        requires: BTreeMap::new(),
        depends: Vec::new(),
        on: BTreeMap::new(),
    }
}

/// A commit whose id begins with the given name, padded to forty digits.
pub(crate) fn commit(name: &str, message: &str) -> CommitFacts {
    CommitContent {
        oid: id(name),
        parents: Vec::new(),
        at: Timestamp::UNIX_EPOCH,
        author: "A U Thor".to_owned(),
        message: message.to_owned(),
        paths: None,
    }
    .into()
}

/// The id of a commit by its name; names are hex digits.
pub(crate) fn id(name: &str) -> Oid {
    Oid::new(format!("{name:0<40}"))
}

/// A history: commits in the order they were made.
#[derive(Default)]
pub(crate) struct History {
    commits: Vec<CommitFacts>,
    tags: Vec<(TagName, Oid)>,
    branch: Option<String>,
    raised: Vec<Raise>,
    first_parent: bool,
}

impl History {
    /// Adds a commit on top of others.
    pub(crate) fn commit(mut self, name: &str, parents: &[&str], message: &str) -> Self {
        let mut made = commit(name, message);
        made.parents = parents.iter().map(|p| id(p)).collect();
        made.paths = Some(vec!["file".to_owned()]);
        self.commits.push(made);
        self
    }

    /// Gives the last commit other paths.
    pub(crate) fn at(mut self, path: &str) -> Self {
        let paths = &mut self.commits.last_mut().unwrap().paths;
        paths.get_or_insert_default().push(path.to_owned());
        self
    }

    /// Tags a commit.
    pub(crate) fn tag(mut self, tag: &str, commit: &str) -> Self {
        self.tags.push((tag.into(), id(commit)));
        self
    }

    /// Asks on a branch.
    pub(crate) fn on_branch(mut self, branch: &str) -> Self {
        self.branch = Some(branch.to_owned());
        self
    }

    /// Says that another service was released, perhaps after the candidate.
    pub(crate) fn raised(mut self, service: &str, after_open: bool) -> Self {
        self.raised.push(Raise {
            service: service.into(),
            release: VersionTag {
                name: format!("{service}-v2.0.0").into(),
                version: Version::new(2, 0, 0),
                commit: id("c0"),
            },
            after_open,
        });
        self
    }

    /// Follows first parents.
    pub(crate) fn first_parent(mut self) -> Self {
        self.first_parent = true;
        self
    }

    fn reachable(&self, from: &Oid) -> HashSet<Oid> {
        self.walk(from, usize::MAX)
    }

    fn walk(&self, from: &Oid, parents: usize) -> HashSet<Oid> {
        let mut seen = HashSet::new();
        let mut next = vec![from.clone()];
        while let Some(oid) = next.pop() {
            if seen.insert(oid.clone()) {
                let found = self.commits.iter().find(|c| c.oid == oid);
                let above = found
                    .into_iter()
                    .flat_map(|c| c.parents.iter().take(parents));
                next.extend(above.cloned());
            }
        }
        seen
    }

    fn difference(&self, target: &Oid, base: Option<&Oid>) -> Vec<CommitFacts> {
        let all = self.walk(target, if self.first_parent { 1 } else { usize::MAX });
        let hidden = base.map(|base| self.reachable(base)).unwrap_or_default();
        let inside = |c: &&CommitFacts| all.contains(&c.oid) && !hidden.contains(&c.oid);
        self.commits.iter().rev().filter(inside).cloned().collect()
    }

    /// The next version of a service at a commit.
    pub(crate) fn next_of(&self, service: &Service, at: &str, kind: &CutKind) -> NextVersion {
        self.ask(service, at, kind, &BTreeMap::new())
    }

    /// The same with levels accepted by hand.
    pub(crate) fn ask(
        &self,
        service: &Service,
        at: &str,
        kind: &CutKind,
        accepted: &BTreeMap<String, Level>,
    ) -> NextVersion {
        let target = id(at);
        let tags = Tags::of(
            &service.tag,
            self.tags.iter().map(|(name, commit)| (name, commit)),
        );
        let below = self.reachable(&target);
        let reachable = || tags.versions.iter().filter(|t| below.contains(&t.commit));
        let base = reachable().find(|t| t.version.pre.is_empty());
        let open = reachable()
            .find(|t| !t.version.pre.is_empty())
            .filter(|t| base.is_none_or(|base| t.version > base.version));
        let range = self.difference(&target, base.map(|t| &t.commit));
        let since = open
            .map(|t| self.difference(&target, Some(&t.commit)))
            .unwrap_or_default();
        let since: Vec<Oid> = since.iter().map(|c| c.oid.clone()).collect();
        next_version(&NextInputs {
            service,
            siblings: &[service],
            tags: &tags,
            base,
            open,
            range: &range,
            since_open: &since,
            target: &target,
            branch: self.branch.as_deref(),
            kind,
            accepted,
            raised: &self.raised,
            first_parent: self.first_parent,
        })
        .unwrap()
    }

    /// The next final version at a commit, as text; `none` when there is none.
    pub(crate) fn next(&self, at: &str) -> String {
        self.text(at, &CutKind::Final)
    }

    /// The next version of that kind at a commit, as text.
    pub(crate) fn text(&self, at: &str, kind: &CutKind) -> String {
        let next = self.next_of(&service("app", &[]), at, kind).next;
        next.map_or_else(|| "none".to_owned(), |version| version.to_string())
    }
}
