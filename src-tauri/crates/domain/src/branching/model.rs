//! The branches a repository lives by: base branches that stay, topic
//! branches that come and go.

use crate::ids::BranchName;
use serde::{Deserialize, Serialize};

/// How a repository branches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Branches that stay, the one nearest to production first.
    pub bases: Vec<Base>,
    /// Kinds of branches that come and go.
    pub topics: Vec<Topic>,
    /// The remote that is shared.
    pub remote: String,
}

/// A branch that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// Its name.
    pub name: BranchName,
    /// Where its work goes next; absent for the last one.
    pub parent: Option<BranchName>,
    /// Whether it takes what was finished into its parent.
    pub follows: bool,
    /// How its work goes into its parent.
    pub up: Up,
}

/// A kind of branches that come and go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its kind: `feature`, `release`.
    pub kind: String,
    /// What names of its branches begin with.
    pub prefix: String,
    /// Where it starts.
    pub start: BranchName,
    /// Where its work goes; absent for one that is never finished.
    pub parent: Option<BranchName>,
    /// How its work goes there.
    pub up: Up,
    /// How it takes what happened there.
    pub down: Down,
    /// What names of tags begin with when one is made; absent for none.
    pub tag: Option<String>,
    /// Whether the branch stays after it was finished.
    pub keep: bool,
}

/// How work goes into a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Up {
    /// A merge commit, always.
    Merge,
    /// The branch moves on, or nothing happens.
    FfOnly,
    /// The commits are made anew on top.
    Rebase,
    /// One commit with everything.
    Squash,
}

/// How a topic takes what happened in its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Down {
    /// A merge commit.
    Merge,
    /// The commits are made anew on top.
    Rebase,
}

impl Up {
    /// As the workspace file writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::FfOnly => "ff-only",
            Self::Rebase => "rebase",
            Self::Squash => "squash",
        }
    }

    /// The way of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Merge, Self::FfOnly, Self::Rebase, Self::Squash];
        all.into_iter().find(|way| way.word() == word)
    }
}

impl Model {
    /// The base branch of that name.
    #[must_use]
    pub fn base(&self, name: &BranchName) -> Option<&Base> {
        self.bases.iter().find(|base| &base.name == name)
    }

    /// The kind of topic of that name.
    #[must_use]
    pub fn topic(&self, kind: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.kind == kind)
    }

    /// The kind a branch is of, with what follows its prefix. The longest
    /// prefix wins; a base branch is none.
    #[must_use]
    pub fn kind_of<'a>(&self, branch: &'a BranchName) -> Option<(&Topic, &'a str)> {
        if self.base(branch).is_some() {
            return None;
        }
        let fitting = self.topics.iter().filter_map(|topic| {
            let rest = branch.as_str().strip_prefix(topic.prefix.as_str())?;
            (!rest.is_empty()).then_some((topic, rest))
        });
        fitting.max_by_key(|(topic, _)| topic.prefix.len())
    }

    /// The branch of a kind and a name; a name that bears the prefix already
    /// is taken as it is.
    #[must_use]
    pub fn branch(topic: &Topic, name: &str) -> BranchName {
        let bears = !topic.prefix.is_empty() && name.starts_with(&topic.prefix);
        if bears {
            BranchName::from(name)
        } else {
            BranchName::new(format!("{}{name}", topic.prefix))
        }
    }

    /// The base branches that take what was finished into one, each after
    /// the one it takes it from; those beside each other by name.
    #[must_use]
    pub fn followers(&self, of: &BranchName) -> Vec<&Base> {
        let mut found: Vec<&Base> = Vec::new();
        let mut open = vec![of.clone()];
        while let Some(parent) = open.pop() {
            let mut next: Vec<&Base> = self
                .bases
                .iter()
                .filter(|b| b.follows && b.parent.as_ref() == Some(&parent))
                .filter(|b| !found.iter().any(|known| known.name == b.name) && b.name != *of)
                .collect();
            next.sort_by(|a, b| a.name.cmp(&b.name));
            open.extend(next.iter().rev().map(|base| base.name.clone()));
            found.extend(next);
        }
        found
    }
}
