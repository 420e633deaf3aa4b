//! `[env.*]` and its gates.

use super::services::{GITOPS, RUNS_BRANCH};
use crate::kind::Kind;
use crate::shape::{DURATION, Key, NAME, Shape, TEXT, TEXTS, Words, ZONE, key, later};

const TIER: &Words = &Words {
    what: "a tier",
    built: &["development", "testing", "staging", "production"],
    later: &[],
};

const ACTOR: &Words = &Words {
    what: "an actor",
    built: &["lockkeeper"],
    later: &["pipeline"],
};

const REVIEW: &Words = &Words {
    what: "a way to treat the forge's own review",
    built: &["ignore", "wait", "give"],
    later: &[],
};

/// The names by which verdicts stand in the ledger.
const BREAKABLE: &Words = &Words {
    what: "a gate",
    built: &[
        "previous",
        "ci",
        "approvals",
        "soak",
        "windows",
        "freeze",
        "quality",
        "security",
        "review",
        "signed_tag",
        "checklist",
    ],
    later: &["health", "metrics"],
};

pub(crate) const ENVIRONMENT: &[Key] = &[
    key(
        "tier",
        "What it is for; guessed from the name otherwise.",
        Shape::Word(TIER),
    ),
    key("url", "Where people look at it.", TEXT),
    key(
        "auto",
        "Promotion without a hand, while somebody watches.",
        Shape::Table(AUTO),
    ),
    key(
        "gates",
        "What has to hold before a version may enter.",
        Shape::Table(GATES),
    ),
    key(
        "gitops",
        "Wiring that every GitOps target here takes.",
        Shape::Table(GITOPS),
    ),
    key(
        "branch",
        "Wiring that every branch target here takes.",
        Shape::Table(RUNS_BRANCH),
    ),
    later("kubernetes", "Wiring of cluster targets."),
    later("compose", "Wiring of Compose targets."),
    later("vercel", "Wiring of Vercel targets."),
    later("render", "Wiring of Render targets."),
    later("pipeline", "Wiring of pipeline targets."),
    later("manual", "Wiring of targets that people change."),
    key(
        "may",
        "Who may act; anyone listed otherwise.",
        Shape::Table(MAY),
    ),
    later("snapshot", "The configuration kept with each release."),
    key(
        "lanes",
        "Named ways in with their own gates, by name.",
        Shape::Map(&Shape::Table(LANE)),
    ),
    later("validate", "What is measured after going live."),
    key(
        "rollback",
        "How a version is taken back.",
        Shape::Table(ROLLBACK),
    ),
];

const LANE: &[Key] = &[
    key(
        "branch",
        "The branches whose versions may take it: `hotfix/*`.",
        Shape::Text(Kind::Glob),
    )
    .required(),
    key(
        "level",
        "The largest step from the live version that may take it; any otherwise.",
        Shape::Word(LEVEL),
    ),
    key(
        "gates",
        "What of the environment's gates is different here.",
        Shape::Table(GATES),
    ),
];

const LEVEL: &Words = &Words {
    what: "a level",
    built: &["patch", "minor", "major"],
    later: &[],
};

const MAY: &[Key] = &[
    key("request", "Roles that may ask for a promotion.", TEXTS),
    key("start", "Roles that may start one.", TEXTS),
    key(
        "rollback",
        "Roles that may ask for and start a rollback.",
        TEXTS,
    ),
];

const ROLLBACK: &[Key] = &[
    key(
        "approvals",
        "Who has to approve a rollback; nobody otherwise.",
        Shape::List(&Shape::Table(APPROVAL)),
    ),
    later("on_failure", "What a failure brings."),
    later("every", "How often the triggers are looked at."),
    later("watch", "How long the triggers are armed."),
    later("health_failures", "How many failures take a version back."),
    later("error_rate", "The error rate that takes a version back."),
    later("p95", "The latency that takes a version back."),
    later("canary_error_rate", "The error rate that stops a canary."),
    later("checklist", "Lines to tick."),
];

const AUTO: &[Key] = &[
    key(
        "branch",
        "The branch whose newest build is taken, as the remote has it.",
        TEXT,
    )
    .required(),
    key("by", "Who acts.", Shape::Word(ACTOR)),
    later("after", "What has to be green first."),
];

const GATES: &[Key] = &[
    key(
        "previous",
        "Live in the environment before; true unless said otherwise.",
        Shape::Flag,
    ),
    key(
        "soak",
        "Time it has to live, healthy, somewhere first.",
        Shape::Table(SOAK),
    ),
    key(
        "approvals",
        "Who has to approve.",
        Shape::List(&Shape::Table(APPROVAL)),
    ),
    key(
        "windows",
        "The only times in which promotion is allowed.",
        Shape::List(&Shape::Table(WINDOW)),
    ),
    key(
        "freezes",
        "Times in which it is denied.",
        Shape::List(&Shape::Table(FREEZE)),
    ),
    key(
        "signed_tag",
        "The tag is signed by a person of the workspace.",
        Shape::Flag,
    ),
    key("checklist", "Lines to tick.", Shape::Table(CHECKLIST)),
    key(
        "ci",
        "Checks of the commit that have to be green.",
        Shape::Table(CI),
    ),
    key(
        "quality",
        "Numbers that have to be reached.",
        Shape::Table(QUALITY),
    ),
    key(
        "security",
        "Findings that are not accepted.",
        Shape::Table(SECURITY),
    ),
    key(
        "review",
        "The forge's own review of an environment.",
        Shape::Word(REVIEW),
    ),
    key(
        "self",
        "Whether the requester's own approval counts.",
        Shape::Flag,
    ),
    key(
        "breakable",
        "Gates that may be broken in an emergency.",
        Shape::List(&Shape::Word(BREAKABLE)),
    ),
];

const SOAK: &[Key] = &[
    key("in", "The environment it has to live in.", NAME).required(),
    key("for", "How long it must.", DURATION).required(),
    key("advise", "How long would be better.", DURATION),
    key(
        "gap",
        "The longest silence between two healthy looks that still counts; 15m otherwise.",
        DURATION,
    ),
];

const APPROVAL: &[Key] = &[
    key("role", "The role.", TEXT).required(),
    key(
        "count",
        "How many distinct people; 1 otherwise.",
        Shape::Count(1),
    ),
    key("when", "Only for requests with this flag.", TEXT),
];

const WINDOW: &[Key] = &[
    key(
        "allow",
        "Days and hours: `Mon..Thu 09:00-16:00`.",
        Shape::Text(Kind::Window),
    )
    .required(),
    key("zone", "The IANA time zone they are meant in.", ZONE).required(),
];

const FREEZE: &[Key] = &[
    key("name", "What people call it.", TEXT).required(),
    key(
        "from",
        "The first moment; a date means its midnight.",
        Shape::Text(Kind::Moment),
    ),
    key(
        "until",
        "The first moment after it.",
        Shape::Text(Kind::Moment),
    ),
    key(
        "rrule",
        "For one that comes again: an RFC 5545 rule, daily or rarer, with its DTSTART.",
        Shape::Text(Kind::Recurrence),
    ),
    key(
        "lasts",
        "How long each occurrence lasts; whole days end at the same time of day, also where clocks change.",
        DURATION,
    ),
    key("zone", "The IANA time zone it is meant in.", ZONE).required(),
];

const CHECKLIST: &[Key] = &[
    key("before", "Lines to tick before.", TEXTS),
    key(
        "after",
        "Lines to tick once the version is there; they hold nothing back.",
        TEXTS,
    ),
];

const CI: &[Key] = &[
    key("required", "Names of checks, with `*`.", TEXTS),
    key(
        "absent",
        "What a check that did not run means.",
        Shape::Word(ABSENT),
    ),
];

const ABSENT: &Words = &Words {
    what: "a reading of an absent check",
    built: &["fail", "not-changed"],
    later: &[],
};

const PERCENT: Shape = Shape::Count(0);

const QUALITY: &[Key] = &[
    key("coverage", "Per cent of lines covered.", PERCENT),
    key("flags", "Coverage by flag.", Shape::Map(&PERCENT)),
];

const SECURITY: &[Key] = &[
    key("block", "Severities that block.", TEXTS),
    key("flag", "Severities that ask for one more approval.", TEXTS),
    key("track", "Severities that are only listed.", TEXTS),
];
