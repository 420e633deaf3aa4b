//! The repositories of the demo: their stories and the files they begin with.

/// A repository of the demo.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) name: &'static str,
    /// The branch a clone starts on.
    pub(crate) branch: &'static str,
    /// Other branches people have in their clone.
    pub(crate) also: &'static [&'static str],
    pub(crate) story: &'static str,
    /// Path and content of the files of the first commit.
    pub(crate) seeds: &'static [(&'static str, &'static str)],
    pub(crate) services: &'static [Versioned],
    pub(crate) places: &'static [Place],
}

/// A service with the files that its releases write.
#[derive(Debug)]
pub(crate) struct Versioned {
    pub(crate) name: &'static str,
    /// The scope of its commits; empty for those without one.
    pub(crate) scope: &'static str,
    pub(crate) changelog: &'static str,
    /// The file that carries the version.
    pub(crate) version_file: (&'static str, &'static str),
}

/// The file that says what runs in one environment.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) service: &'static str,
    pub(crate) environment: &'static str,
    pub(crate) path: &'static str,
    pub(crate) content: &'static str,
}

/// Stands in files where the version goes.
pub(crate) const VERSION: &str = "@VERSION@";

pub(crate) const REPOSITORIES: &[Repository] = &[
    Repository {
        name: "shop",
        branch: "develop",
        also: &["main"],
        story: include_str!("../stories/shop.story"),
        seeds: &[
            ("README.md", include_str!("../files/shop/README.md")),
            (
                ".github/workflows/ci.yml",
                include_str!("../files/shop/ci.yml"),
            ),
            (
                "docker-compose.yml",
                include_str!("../files/shop/docker-compose.yml"),
            ),
            (
                "services/api/Dockerfile",
                include_str!("../files/shop/api.Dockerfile"),
            ),
            (
                "services/worker/Dockerfile",
                include_str!("../files/shop/worker.Dockerfile"),
            ),
            (
                "services/worker/go.mod",
                include_str!("../files/shop/go.mod"),
            ),
        ],
        services: &[
            Versioned {
                name: "api",
                scope: "api",
                changelog: "services/api/CHANGELOG.md",
                version_file: (
                    "services/api/package.json",
                    include_str!("../files/shop/package.json"),
                ),
            },
            Versioned {
                name: "worker",
                scope: "worker",
                changelog: "services/worker/CHANGELOG.md",
                version_file: (
                    "services/worker/VERSION",
                    include_str!("../files/shop/VERSION"),
                ),
            },
        ],
        places: &[],
    },
    Repository {
        name: "web",
        branch: "main",
        also: &[],
        story: include_str!("../stories/web.story"),
        seeds: &[
            ("README.md", include_str!("../files/web/README.md")),
            (
                ".github/workflows/ci.yml",
                include_str!("../files/web/ci.yml"),
            ),
        ],
        services: &[Versioned {
            name: "web",
            scope: "",
            changelog: "CHANGELOG.md",
            version_file: ("package.json", include_str!("../files/web/package.json")),
        }],
        places: &[],
    },
    Repository {
        name: "infra",
        branch: "main",
        also: &[],
        story: include_str!("../stories/infra.story"),
        seeds: &[
            ("README.md", include_str!("../files/infra/README.md")),
            (
                "base/kustomization.yaml",
                include_str!("../files/infra/base/kustomization.yaml"),
            ),
            (
                "base/deployment.yaml",
                include_str!("../files/infra/base/deployment.yaml"),
            ),
        ],
        services: &[],
        places: &[
            place(
                "api",
                "dev",
                "overlays/dev/kustomization.yaml",
                include_str!("../files/infra/overlays/dev/kustomization.yaml"),
            ),
            place(
                "api",
                "staging",
                "overlays/staging/kustomization.yaml",
                include_str!("../files/infra/overlays/staging/kustomization.yaml"),
            ),
            place(
                "api",
                "production",
                "overlays/production/kustomization.yaml",
                include_str!("../files/infra/overlays/production/kustomization.yaml"),
            ),
            place(
                "worker",
                "dev",
                "worker/values-dev.yaml",
                include_str!("../files/infra/worker/values-dev.yaml"),
            ),
            place(
                "worker",
                "staging",
                "worker/values-staging.yaml",
                include_str!("../files/infra/worker/values-staging.yaml"),
            ),
            place(
                "worker",
                "production",
                "worker/values-production.yaml",
                include_str!("../files/infra/worker/values-production.yaml"),
            ),
            place(
                "web",
                "dev",
                "web/dev.yaml",
                include_str!("../files/infra/web/dev.yaml"),
            ),
            place(
                "web",
                "staging",
                "web/staging.yaml",
                include_str!("../files/infra/web/staging.yaml"),
            ),
            place(
                "web",
                "production",
                "web/production.yaml",
                include_str!("../files/infra/web/production.yaml"),
            ),
        ],
    },
];

const fn place(
    service: &'static str,
    environment: &'static str,
    path: &'static str,
    content: &'static str,
) -> Place {
    Place {
        service,
        environment,
        path,
        content,
    }
}
