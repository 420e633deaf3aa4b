//! Branches that are environments: what is on one of them is what runs there.

use super::{Evidence, RepoFacts};

/// An environment that runs a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnvironmentBranch {
    pub(super) environment: &'static str,
    pub(super) branch: String,
    pub(super) evidence: Evidence,
}

/// Names of branches that stand for an environment, in the order of promotion.
const STAGES: [(&str, &[&str]); 4] = [
    ("dev", &["develop", "development", "dev"]),
    ("test", &["test", "testing", "qa", "integration"]),
    (
        "staging",
        &[
            "staging",
            "stage",
            "stg",
            "uat",
            "preprod",
            "pre-production",
        ],
    ),
    ("production", &["production", "prod", "live"]),
];
/// What runs in production where no branch is called so.
const TRUNKS: [&str; 3] = ["main", "master", "trunk"];

/// The environments that are branches, in the order of promotion. Nothing
/// unless a branch before production is there and what comes after it, too:
/// `develop` and `main` alone are a way to work, not places.
pub(super) fn find(facts: &RepoFacts) -> Vec<EnvironmentBranch> {
    let exact = |names: &[&str]| {
        let mut names = names.iter();
        names.find_map(|name| facts.branches.iter().find(|branch| branch == name))
    };
    let mut found: Vec<EnvironmentBranch> = STAGES
        .iter()
        .filter_map(|(environment, names)| {
            let branch = exact(names)?;
            Some(stage(environment, branch, "is a branch of its own"))
        })
        .collect();
    let has =
        |found: &[EnvironmentBranch], name: &str| found.iter().any(|one| one.environment == name);
    if has(&found, "staging")
        && !has(&found, "production")
        && let Some(trunk) = exact(&TRUNKS)
    {
        let says = "comes behind the branch of staging, so it is what runs in production";
        found.push(stage("production", trunk, says));
    }
    let places = has(&found, "production") && found.len() > 1;
    let before = has(&found, "staging") || has(&found, "test") || exact(&TRUNKS).is_some();
    if places && before { found } else { Vec::new() }
}

/// The branch releases are cut from where it is not the repository's own: the
/// one of the first environment, where every trunk is a later environment.
/// What is cut from a branch that an environment runs cannot be promoted there.
pub(super) fn cut_from<'a>(
    facts: &RepoFacts,
    places: &'a [EnvironmentBranch],
) -> Option<&'a EnvironmentBranch> {
    let (first, later) = places.split_first()?;
    let runs = |branch: &str| later.iter().any(|one| one.branch == branch);
    let free = |trunk: &str| facts.branches.iter().any(|one| one == trunk) && !runs(trunk);
    (!TRUNKS.iter().any(|trunk| free(trunk))).then_some(first)
}

fn stage(environment: &'static str, branch: &str, says: &str) -> EnvironmentBranch {
    EnvironmentBranch {
        environment,
        branch: branch.to_owned(),
        evidence: Evidence::new(branch, says),
    }
}
