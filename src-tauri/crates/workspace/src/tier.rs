//! What an environment is for, guessed from its name.

use lockkeeper_domain::environment::Tier;

/// The tier a name suggests; development when it suggests none.
pub(crate) fn guess(name: &str) -> Tier {
    const PRODUCTION: [&str; 4] = ["prod", "live", "main", "master"];
    const STAGING: [&str; 4] = ["stag", "stg", "preprod", "uat"];
    const TESTING: [&str; 4] = ["test", "qa", "integration", "e2e"];
    let name = name.to_lowercase();
    let suggests = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    if suggests(&STAGING) || name == "pre-production" {
        Tier::Staging
    } else if suggests(&PRODUCTION) {
        Tier::Production
    } else if suggests(&TESTING) {
        Tier::Testing
    } else {
        Tier::Development
    }
}
