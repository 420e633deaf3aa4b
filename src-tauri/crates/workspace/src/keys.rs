//! The format, schema 1: every table, its keys, and what they hold.

mod env;
mod repos;
mod services;

pub(crate) use services::LOCATORS;

use crate::shape::{Key, NAMES, Shape, TEXT, TEXTS, key, later};

/// The whole file.
pub(crate) const FILE: Shape = Shape::Table(ROOT);

/// The newest format this version reads.
pub(crate) const SCHEMA: i64 = 1;

const ROOT: &[Key] = &[
    key("schema", "The version of this format: 1.", Shape::Count(1)).required(),
    key("name", "What people call the workspace.", TEXT).required(),
    key(
        "environments",
        "The environments in the order of promotion.",
        NAMES,
    )
    .required(),
    key(
        "people",
        "The people, by handle.",
        Shape::Map(&Shape::Table(PERSON)),
    ),
    key(
        "defaults",
        "What holds where nothing else is said.",
        Shape::Table(DEFAULTS),
    ),
    key(
        "repos",
        "The repositories, by handle.",
        Shape::Map(&Shape::Table(repos::REPO)),
    ),
    key(
        "groups",
        "Services with one version and one tag.",
        Shape::Map(&Shape::Table(services::GROUP)),
    ),
    key(
        "templates",
        "Values shared by many like services.",
        Shape::Map(&Shape::Table(services::TEMPLATE)),
    ),
    key(
        "services",
        "What is versioned and deployed, by handle.",
        Shape::Map(&Shape::Table(services::SERVICE)),
    ),
    key(
        "env",
        "The environments in detail.",
        Shape::Map(&Shape::Table(env::ENVIRONMENT)),
    ),
    later("machines", "Watchers and pipelines that act by themselves."),
    later("governance", "Who changes this file."),
    later("ledger", "Where the book is kept."),
    later("previews", "Deployments per pull request."),
    later("secrets", "Secrets of environments and their rotation."),
    later("signals", "Where metrics and errors are read."),
    later("notify", "Who is told what."),
    later("duties", "Work that comes again."),
    later("goals", "Target lines of the metrics."),
];

const PERSON: &[Key] = &[
    key("name", "What they are called.", TEXT).required(),
    key(
        "email",
        "Their address; also the principal of their keys.",
        TEXT,
    ),
    key(
        "roles",
        "What they may be asked for.",
        Shape::List(&Shape::Either(&[TEXT, Shape::Later])),
    ),
    key(
        "keys",
        "Public keys in OpenSSH form, one per line; several keys are still one person.",
        TEXTS,
    ),
    later("away", "Days on which they are not asked."),
];

const DEFAULTS: &[Key] = &[key(
    "repo",
    "What every repository takes unless it says otherwise.",
    Shape::Table(repos::DEFAULT_REPO),
)];
