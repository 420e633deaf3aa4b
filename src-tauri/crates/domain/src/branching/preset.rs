//! The models that have a name.

use super::model::{Base, Down, Model, Topic, Up};
use crate::ids::BranchName;

/// What the long-lived branches are called in a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What is released.
    pub main: BranchName,
    /// Where work comes together.
    pub develop: BranchName,
    /// What is looked at before it is released.
    pub staging: BranchName,
}

/// Words that name a model.
pub const MODELS: [&str; 4] = [
    "gitflow",
    "github-flow",
    "environment-branches",
    "gitflow-environments",
];

impl Names {
    /// The names in use among those branches; the usual ones where there is none.
    #[must_use]
    pub fn among(branches: &[BranchName]) -> Self {
        let first = |usual: &[&str]| {
            let found = usual
                .iter()
                .find(|name| branches.iter().any(|branch| branch.as_str() == **name));
            BranchName::from(*found.unwrap_or(&usual[0]))
        };
        Self {
            main: first(&["main", "master", "trunk", "production"]),
            develop: first(&["develop", "development", "dev"]),
            staging: first(&["staging", "stage"]),
        }
    }

    /// The same where releases are cut from that branch: it is the main one,
    /// unless the model has it for what comes before that.
    #[must_use]
    pub fn cut_from(&self, branch: &BranchName, model: &str) -> Self {
        let before = [&self.develop, &self.staging].contains(&branch);
        let main = if before && model != "github-flow" {
            &self.main
        } else {
            branch
        };
        Self {
            main: main.clone(),
            ..self.clone()
        }
    }
}

/// The model of that name.
#[must_use]
pub fn preset(word: &str, names: &Names) -> Option<Model> {
    let (main, develop, staging) = (&names.main, &names.develop, &names.staging);
    let (bases, topics) = match word {
        "gitflow" => (
            vec![last(main), below(develop, main)],
            gitflow(main, develop, develop),
        ),
        "github-flow" => (vec![last(main)], around(main)),
        "environment-branches" => (
            vec![last(main), below(staging, main), below(develop, staging)],
            vec![
                work("feature", develop),
                work("bugfix", develop),
                tagged("hotfix", main, main),
            ],
        ),
        "gitflow-environments" => (
            vec![last(main), below(staging, main), below(develop, staging)],
            gitflow(main, develop, develop),
        ),
        _ => return None,
    };
    Some(Model {
        bases,
        topics,
        remote: "origin".to_owned(),
    })
}

fn last(name: &BranchName) -> Base {
    Base {
        name: name.clone(),
        parent: None,
        follows: false,
        up: Up::Merge,
    }
}

fn below(name: &BranchName, parent: &BranchName) -> Base {
    Base {
        name: name.clone(),
        parent: Some(parent.clone()),
        follows: true,
        up: Up::Merge,
    }
}

fn gitflow(main: &BranchName, develop: &BranchName, cut_from: &BranchName) -> Vec<Topic> {
    vec![
        work("feature", develop),
        work("bugfix", develop),
        tagged("release", cut_from, main),
        tagged("hotfix", main, main),
        Topic {
            parent: None,
            ..work("support", main)
        },
    ]
}

/// GitHub Flow: everything starts from one branch and comes back to it.
fn around(main: &BranchName) -> Vec<Topic> {
    let kinds = ["feature", "bugfix", "hotfix", "chore", "docs"];
    kinds.into_iter().map(|kind| work(kind, main)).collect()
}

fn work(kind: &str, base: &BranchName) -> Topic {
    Topic {
        kind: kind.to_owned(),
        prefix: format!("{kind}/"),
        start: base.clone(),
        parent: Some(base.clone()),
        up: Up::Merge,
        down: Down::Merge,
        tag: None,
        keep: false,
    }
}

fn tagged(kind: &str, start: &BranchName, parent: &BranchName) -> Topic {
    Topic {
        start: start.clone(),
        parent: Some(parent.clone()),
        tag: Some(String::new()),
        ..work(kind, parent)
    }
}
