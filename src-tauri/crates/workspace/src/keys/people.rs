//! `[people.*]`, `[machines.*]`, `[governance]` and `[ledger]`: who decides.

use crate::kind::Kind;
use crate::shape::{DURATION, Key, NAME, Shape, TEXT, TEXTS, key};

const KEYS: Key = key(
    "keys",
    "Public keys in OpenSSH form, one per line; several keys are still one person.",
    Shape::List(&Shape::Text(Kind::PublicKey)),
);

pub(super) const PERSON: &[Key] = &[
    key("name", "What they are called.", TEXT).required(),
    key(
        "email",
        "Their address; also the principal of their keys.",
        TEXT,
    ),
    key(
        "roles",
        "What they may be asked for; a role for one repository is a table.",
        Shape::List(&Shape::Either(&[TEXT, Shape::Table(SCOPED)])),
    ),
    KEYS,
    key(
        "away",
        "The first and the last day on which they are not asked, in UTC.",
        Shape::List(&Shape::Text(Kind::Day)),
    ),
];

const SCOPED: &[Key] = &[
    key("role", "The role.", TEXT).required(),
    key("repo", "The repository it holds for.", NAME).required(),
];

pub(super) const MACHINE: &[Key] = &[
    KEYS.required(),
    key(
        "may",
        "Kinds of entries it may sign, some narrowed: `start:promote:dev`.",
        TEXTS,
    )
    .required(),
];

pub(super) const GOVERNANCE: &[Key] = &[
    key(
        "admins",
        "How many admins sign a change of this file; 1 otherwise.",
        Shape::Count(1),
    ),
    key(
        "break_glass",
        "The role that may break glass; `admin` otherwise.",
        TEXT,
    ),
    key(
        "confirm_within",
        "How soon a second person confirms broken glass; 24h otherwise.",
        DURATION,
    ),
    key(
        "freeze",
        "The role that may stop the line; `release-manager` otherwise.",
        TEXT,
    ),
    key(
        "adopt",
        "The role that may accept what runs without a record; `release-manager` otherwise.",
        TEXT,
    ),
];

pub(super) const LEDGER: &[Key] = &[key(
    "mirrors",
    "Repositories that every entry is copied to.",
    Shape::List(&Shape::Text(Kind::Any)),
)];
