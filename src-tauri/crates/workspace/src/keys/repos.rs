//! `[repos.*]` and `[defaults.repo]`.

use super::flow;
use crate::kind::Kind;
use crate::shape::{Key, Shape, TEXT, Words, key, later};

const BRANCHING: &Words = &Words {
    what: "a branching model",
    built: &[
        "gitflow",
        "github-flow",
        "environment-branches",
        "gitflow-environments",
    ],
    later: &[],
};

const FORGE: &Words = &Words {
    what: "a forge",
    built: &["github", "gitlab", "gitea", "bitbucket"],
    later: &[],
};

const URL: Key = key("url", "A path, relative to this file, or a URL.", TEXT);
const BRANCH: Key = key(
    "branch",
    "The branch releases are cut from; the remote's default branch otherwise.",
    TEXT,
);
const MODEL: Key = key(
    "branching",
    "The branching model, or one of your own.",
    Shape::Either(&[Shape::Word(BRANCHING), Shape::Table(flow::MODEL)]),
);
const ISSUE: Key = key(
    "issue",
    "A pattern for issue ids in commit subjects.",
    Shape::Text(Kind::Regex),
);
const HOST: Key = key(
    "forge",
    "The kind of host, where the URL does not tell.",
    Shape::Word(FORGE),
);
const NAMING: Key = key(
    "branch_names",
    "How branches that come and go are named.",
    Shape::Either(&[Shape::Text(Kind::Regex), Shape::Table(flow::NAMES)]),
);
const MESSAGES: Key = key(
    "messages",
    "How messages of commits are written.",
    Shape::Table(flow::MESSAGES),
);
const REVIEW: Key = key(
    "review",
    "How soon reviews are expected.",
    Shape::Table(flow::REVIEW),
);
const PROTECTION: Key = key(
    "branches",
    "What protects branches, by name or pattern.",
    Shape::PerBranch(&Shape::Table(flow::PROTECTION)),
);
const ACCOUNT: Key = later("account", "The account used at the forge.");

pub(crate) const REPO: &[Key] = &[
    URL.required(),
    BRANCH,
    MODEL,
    ISSUE,
    HOST,
    NAMING,
    MESSAGES,
    REVIEW,
    PROTECTION,
    ACCOUNT,
];

pub(super) const DEFAULT_REPO: &[Key] = &[
    BRANCH, MODEL, ISSUE, HOST, NAMING, MESSAGES, REVIEW, PROTECTION, ACCOUNT,
];
