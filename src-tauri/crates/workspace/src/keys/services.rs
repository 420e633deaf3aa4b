//! `[services.*]`, `[templates.*]`, `[groups.*]` and how services are deployed.

use crate::kind::Kind;
use crate::shape::{GLOBS, Key, NAME, NAMES, REFERENCE, Shape, TEXT, Words, key, later};

const ZERO: &Words = &Words {
    what: "a rule for versions below 1.0.0",
    built: &["cargo-like", "feat-minor", "as-stable"],
    later: &[],
};

const STYLE: &Words = &Words {
    what: "a changelog style",
    built: &["keep-a-changelog", "types"],
    later: &[],
};

const TARGET: &Words = &Words {
    what: "a target",
    built: &["gitops", "branch"],
    later: &[
        "kubernetes",
        "compose",
        "vercel",
        "render",
        "pipeline",
        "manual",
    ],
};

const MERGE: &Words = &Words {
    what: "a way to bring a branch forward",
    built: &["ff-only", "no-ff"],
    later: &[],
};

const BY: &Words = &Words {
    what: "a way to name an image",
    built: &["tag", "digest"],
    later: &[],
};

const VERSION_FILE_SHAPE: Shape = Shape::Either(&[
    Shape::Text(Kind::Path),
    Shape::Table(&[
        key(
            "path",
            "Path inside the repository.",
            Shape::Text(Kind::Path),
        )
        .required(),
        key(
            "pattern",
            "A regular expression whose first group is the version.",
            Shape::Text(Kind::Regex),
        ),
    ]),
]);

const REPO: Key = key("repo", "The repository it lives in.", REFERENCE);
const GROUP_NAME: Key = key("group", "The group whose version and tag it shares.", NAME);
const TEMPLATE_NAME: Key = key(
    "template",
    "The template it starts from, where the template does not list it.",
    NAME,
);
const PATHS: Key = key(
    "paths",
    "What belongs to it: folders, files or globs, where `*` stays in its folder and `**` does not; the whole repository otherwise.",
    GLOBS,
);
const EXCLUDE: Key = key("exclude", "What does not, written the same way.", GLOBS);
const TAG: Key = key(
    "tag",
    "How its tags are named.",
    Shape::Text(Kind::TagPattern),
);
const ZERO_RULE: Key = key("zero", "What changes mean below 1.0.0.", Shape::Word(ZERO));
const FIRST: Key = key(
    "first",
    "The version of the first release; 0.1.0 otherwise.",
    Shape::Text(Kind::Version),
);
const TYPES: Key = key(
    "types",
    "Other words for types of commits, such as `feature = \"feat\"`.",
    Shape::Map(&TEXT),
);
const ARTIFACT: Key = key(
    "artifact",
    "What is built: {version} {sha} {sha7} {sha8} {branch} are filled. Without it a place takes the version, spelled as the one that stands there.",
    TEXT,
);
const VERSION_FILE: Key = key(
    "version_file",
    "A file that carries the version, written in the release commit.",
    VERSION_FILE_SHAPE,
);
const VERSION_FILES: Key = key(
    "version_files",
    "Several such files.",
    Shape::List(&VERSION_FILE_SHAPE),
);
const CHANGELOG: Key = key(
    "changelog",
    "The changelog, written in the release commit.",
    Shape::Text(Kind::Path),
);
const STYLE_WORD: Key = key(
    "style",
    "How changelog and notes are grouped.",
    Shape::Word(STYLE),
);
const REQUIRES: Key = key(
    "requires",
    "Services that have to run beside it, with the least version.",
    Shape::Map(&Shape::Text(Kind::Requirement)),
);
const DEPENDS: Key = key(
    "depends",
    "Services whose releases raise this one's patch.",
    NAMES,
);
const ON: Key = key(
    "on",
    "How it is deployed, by environment; `*` means all of them.",
    Shape::PerEnvironment(&Shape::Table(DEPLOYMENT)),
);
const ALIAS: Key = later(
    "alias",
    "A tag put on the same digest when the release is cut.",
);
const IDENTITY: Key = later(
    "identity",
    "What \"the same\" means in the next environment.",
);
const CONFIG: Key = later("config", "Files whose hash is part of what is approved.");
const MIGRATIONS: Key = later("migrations", "Changes of the database.");

pub(crate) const SERVICE: &[Key] = &[
    REPO,
    GROUP_NAME,
    TEMPLATE_NAME,
    PATHS,
    EXCLUDE,
    TAG,
    ZERO_RULE,
    FIRST,
    TYPES,
    ARTIFACT,
    VERSION_FILE,
    VERSION_FILES,
    CHANGELOG,
    STYLE_WORD,
    REQUIRES,
    DEPENDS,
    ON,
    ALIAS,
    IDENTITY,
    CONFIG,
    MIGRATIONS,
];

pub(super) const TEMPLATE: &[Key] = &[
    key("each", "The services that are made from it.", NAMES),
    REPO,
    GROUP_NAME,
    PATHS,
    EXCLUDE,
    TAG,
    ZERO_RULE,
    FIRST,
    TYPES,
    ARTIFACT,
    VERSION_FILE,
    VERSION_FILES,
    CHANGELOG,
    STYLE_WORD,
    REQUIRES,
    DEPENDS,
    ON,
    ALIAS,
    IDENTITY,
    CONFIG,
    MIGRATIONS,
];

pub(super) const GROUP: &[Key] = &[
    TAG,
    ZERO_RULE,
    FIRST,
    TYPES,
    VERSION_FILE,
    VERSION_FILES,
    CHANGELOG,
    STYLE_WORD,
    later("together", "Requested and started as one."),
];

const ENVIRONMENT_REPO: Key = key("repo", "The environment repository.", REFERENCE);
const BRANCH: Key = key("branch", "Its branch; the default branch otherwise.", TEXT);
const RUN_BRANCH: Key = key(
    "branch",
    "The branch of the service's own repository that the environment runs.",
    TEXT,
);
const DEPLOYED_BRANCH: Key = key(
    "branch",
    "The branch of the environment repository, the default branch otherwise; of a branch target, the branch that runs.",
    TEXT,
);
const MERGE_WAY: Key = key(
    "merge",
    "How a branch target is brought forward: only by fast-forward, which holds otherwise, or by a merge commit each time.",
    Shape::Word(MERGE),
);
const FILE: Key = key(
    "file",
    "The file that holds the version.",
    Shape::Text(Kind::Path),
);
const KUSTOMIZE: Key = key(
    "kustomize",
    "The image name in a kustomization's `images`; a `digest` beside its tag says what runs, so it asks for `by`.",
    TEXT,
);
const HELM: Key = key("helm", "The dotted path of the value in Helm values.", TEXT);
const SET: Key = key(
    "set",
    "The dotted path of the value in plain YAML or JSON, which only one document of the file may have.",
    TEXT,
);
const NAMED_BY: Key = key("by", "What the value names.", Shape::Word(BY));
const MESSAGE: Key = key(
    "message",
    "The commit message: {service} {env} {version} {from} {tag} {sha7} are filled.",
    TEXT,
);
const PULL_REQUEST: Key = later("pull_request", "Open a pull request instead of a commit.");

/// Wiring of all GitOps targets in an environment.
pub(crate) const GITOPS: &[Key] = &[
    ENVIRONMENT_REPO,
    BRANCH,
    FILE,
    KUSTOMIZE,
    HELM,
    SET,
    NAMED_BY,
    MESSAGE,
    PULL_REQUEST,
];

/// Wiring of all branch targets in an environment.
pub(crate) const RUNS_BRANCH: &[Key] = &[RUN_BRANCH, MERGE_WAY];

const DEPLOYMENT: &[Key] = &[
    key("target", "The kind of place.", Shape::Word(TARGET)),
    ENVIRONMENT_REPO,
    DEPLOYED_BRANCH,
    MERGE_WAY,
    FILE,
    KUSTOMIZE,
    HELM,
    SET,
    NAMED_BY,
    MESSAGE,
    PULL_REQUEST,
    later("strategy", "Rolling, recreate, blue-green or canary."),
    later("health", "How its health is probed."),
    later(
        "observe",
        "Where the live version is read when the actor is not the place.",
    ),
    later("before", "Steps before."),
    later("after", "Steps after."),
    later("workload", "The workload of a cluster."),
    later("workloads", "The workloads of a cluster."),
    later("container", "The container of a workload."),
    later("context", "The cluster."),
    later("namespace", "The namespace."),
    later("host", "The Compose host."),
    later("directory", "The Compose project's folder."),
    later("files", "The Compose files."),
    later("project", "The project on the platform."),
    later("service", "The service on the platform."),
    later("image", "The variable that holds the image."),
    later("keep_up", "Compose services that stay up."),
    later("profiles", "Compose profiles."),
    later("team", "The team on the platform."),
    later("how", "Promote or rebuild."),
    later("domains", "Domains on the platform."),
    later("run", "The workflow that acts."),
    later("play", "The manual job that acts."),
    later("checklist", "What people do by hand."),
];

/// The keys of which a place has exactly one.
pub(crate) const LOCATORS: [&str; 3] = ["kustomize", "helm", "set"];
