//! The format, schema 1: every table, its keys, and what they hold.

mod env;
mod flow;
mod people;
mod repos;
mod services;

pub(crate) use env::ENVIRONMENT;
pub(crate) use repos::REPO;
pub(crate) use services::{
    GITOPS as DEPLOYED_BY_GITOPS, LOCATORS, RUNS_BRANCH as DEPLOYED_AS_BRANCH, SERVICE,
};

use crate::shape::{Key, NAMES, Shape, TEXT, key, later};

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
        Shape::Map(&Shape::Table(people::PERSON)),
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
    key(
        "machines",
        "Watchers and pipelines that act by themselves, by handle.",
        Shape::Map(&Shape::Table(people::MACHINE)),
    ),
    key(
        "governance",
        "Who changes this file, and who may do what is not everyday.",
        Shape::Table(people::GOVERNANCE),
    ),
    key(
        "ledger",
        "Where the book is copied to.",
        Shape::Table(people::LEDGER),
    ),
    later("previews", "Deployments per pull request."),
    later("secrets", "Secrets of environments and their rotation."),
    later("signals", "Where metrics and errors are read."),
    later("notify", "Who is told what."),
    later("duties", "Work that comes again."),
    later("goals", "Target lines of the metrics."),
];

const DEFAULTS: &[Key] = &[key(
    "repo",
    "What every repository takes unless it says otherwise.",
    Shape::Table(repos::DEFAULT_REPO),
)];
