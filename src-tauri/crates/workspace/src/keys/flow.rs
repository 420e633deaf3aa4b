//! Branches of `[repos.*]`: models of one's own, names, messages, protection.

use crate::kind::Kind;
use crate::shape::{DURATION, Key, Shape, TEXT, TEXTS, Words, key};

const UP: &Words = &Words {
    what: "a way to bring work in",
    built: &["merge", "ff-only", "rebase", "squash"],
    later: &[],
};

const DOWN: &Words = &Words {
    what: "a way to take what happened",
    built: &["merge", "rebase"],
    later: &[],
};

pub(super) const MODEL: &[Key] = &[
    key(
        "bases",
        "Branches that stay, the one nearest to production first.",
        Shape::List(&Shape::Table(BASE)),
    )
    .required(),
    key(
        "topics",
        "Kinds of branches that come and go.",
        Shape::List(&Shape::Table(TOPIC)),
    ),
    key(
        "remote",
        "The remote that branches are shared on; `origin` otherwise. Releases and environments go by `origin`.",
        TEXT,
    ),
];

const BASE: &[Key] = &[
    key("name", "The branch.", TEXT).required(),
    key("parent", "Where its work goes next.", TEXT),
    key(
        "follows",
        "Whether it takes what was finished into its parent; true unless said otherwise.",
        Shape::Flag,
    ),
    key("up", "How its work goes there.", Shape::Word(UP)),
];

const TOPIC: &[Key] = &[
    key("kind", "What it is called: `feature`.", TEXT).required(),
    key(
        "prefix",
        "What its names begin with; the kind and a slash otherwise.",
        TEXT,
    ),
    key("start", "Where it starts; its parent otherwise.", TEXT),
    key(
        "parent",
        "Where its work goes; never finished without one.",
        TEXT,
    ),
    key("up", "How its work goes there.", Shape::Word(UP)),
    key(
        "down",
        "How it takes what happened there.",
        Shape::Word(DOWN),
    ),
    key(
        "tag",
        "A tag is made, and its name begins so; or only whether one is made.",
        Shape::Either(&[Shape::Flag, TEXT]),
    ),
    key(
        "keep",
        "The branch stays after it was finished.",
        Shape::Flag,
    ),
];

pub(super) const NAMES: &[Key] = &[
    key(
        "pattern",
        "A pattern for the whole name.",
        Shape::Text(Kind::Regex),
    )
    .required(),
    key("reason", "Why, for who breaks it.", TEXT),
];

pub(super) const MESSAGES: &[Key] = &[
    key(
        "conventional",
        "They follow Conventional Commits.",
        Shape::Flag,
    ),
    key("types", "Types that may be used; all otherwise.", TEXTS),
    key(
        "issue",
        "A pattern that stands somewhere in the message.",
        Shape::Text(Kind::Regex),
    ),
    key(
        "longest",
        "The longest first line, in characters.",
        Shape::Count(1),
    ),
    key("reason", "Why, for who breaks it.", TEXT),
];

pub(super) const REVIEW: &[Key] = &[
    key("first", "The first one.", DURATION),
    key("follow_up", "Every further one.", DURATION),
];

pub(super) const PROTECTION: &[Key] = &[
    key(
        "push",
        "Whether commits may be pushed to it without a pull request.",
        Shape::Flag,
    ),
    key(
        "approvals",
        "How many approvals a pull request needs.",
        Shape::Table(APPROVALS),
    ),
    key("checks", "Checks that have to pass.", TEXTS),
    key("signed", "Every commit is signed.", Shape::Flag),
    key("linear", "It has no merge commits.", Shape::Flag),
    key("merge", "Ways a pull request may be merged.", TEXTS),
];

const APPROVALS: &[Key] = &[
    key("count", "How many.", Shape::Count(1)).required(),
    key("role", "Of which role.", TEXT),
];
