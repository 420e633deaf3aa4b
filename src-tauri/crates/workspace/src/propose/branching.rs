//! The branching model, from the names of branches.

use super::Evidence;

/// The model as the workspace file names it, and why.
pub(super) fn find(branches: &[String]) -> (&'static str, Vec<Evidence>) {
    let exact = |names: &[&str]| {
        branches
            .iter()
            .find(|branch| names.contains(&branch.as_str()))
    };
    let develop = exact(&["develop", "development"]);
    let staging = exact(&["staging", "stage", "stg"]);
    let production = exact(&["production", "prod", "live"]);
    let short_lived: Vec<_> = branches
        .iter()
        .filter(|branch| branch.starts_with("release/") || branch.starts_with("hotfix/"))
        .collect();

    if let Some(develop) = develop.filter(|_| !short_lived.is_empty() || staging.is_none()) {
        let mut evidence = vec![Evidence::new(develop, "work comes together here")];
        let shown = short_lived.iter().take(3);
        evidence.extend(shown.map(|branch| Evidence::new(*branch, "a branch of GitFlow")));
        // Both at once: features come together, and stages are branches.
        return match staging {
            Some(staging) => {
                evidence.push(Evidence::new(staging, "a branch per environment"));
                ("gitflow-environments", evidence)
            }
            None => ("gitflow", evidence),
        };
    }
    let places: Vec<_> = [staging, production].into_iter().flatten().collect();
    if !places.is_empty() {
        let evidence = places
            .iter()
            .map(|branch| Evidence::new(*branch, "a branch per environment"));
        return ("environment-branches", evidence.collect());
    }
    let main = exact(&["main", "master", "trunk"]);
    let evidence = main.map(|main| Evidence::new(main, "the only long-lived branch"));
    ("github-flow", evidence.into_iter().collect())
}
