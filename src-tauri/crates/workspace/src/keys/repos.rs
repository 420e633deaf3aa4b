//! `[repos.*]` and `[defaults.repo]`.

use crate::kind::Kind;
use crate::shape::{Key, Shape, TEXT, Words, key, later};

const BRANCHING: &Words = &Words {
    what: "a branching model",
    built: &["gitflow", "github-flow", "environment-branches"],
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
    "The branching model.",
    Shape::Either(&[Shape::Word(BRANCHING), Shape::Later]),
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
const NAMING: Key = later("branch_names", "A pattern for names of branches.");
const REVIEW: Key = later("review", "How soon reviews are expected.");
const PROTECTION: Key = later("branches", "Protection of branches.");
const ACCOUNT: Key = later("account", "The account used at the forge.");

pub(crate) const REPO: &[Key] = &[
    URL.required(),
    BRANCH,
    MODEL,
    ISSUE,
    HOST,
    NAMING,
    REVIEW,
    PROTECTION,
    ACCOUNT,
];

pub(super) const DEFAULT_REPO: &[Key] = &[
    BRANCH, MODEL, ISSUE, HOST, NAMING, REVIEW, PROTECTION, ACCOUNT,
];
