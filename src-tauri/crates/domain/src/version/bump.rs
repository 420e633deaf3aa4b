//! From a level to a version.

use super::{Level, Version, ZeroRule};
use semver::{BuildMetadata, Prerelease};
use thiserror::Error;

/// The version a change of that level leads to; prerelease and build metadata
/// are dropped. Below 1.0.0 the rule decides, and none leaves 0.y but
/// `as-stable`.
#[must_use]
pub fn bump(base: &Version, level: Level, zero: ZeroRule) -> Version {
    let (major, minor, patch) = (base.major, base.minor, base.patch);
    let step = if major > 0 {
        level
    } else {
        below_one(level, zero)
    };
    match step {
        Level::None => Version::new(major, minor, patch),
        Level::Patch => Version::new(major, minor, patch.saturating_add(1)),
        Level::Minor => Version::new(major, minor.saturating_add(1), 0),
        Level::Major => Version::new(major.saturating_add(1), 0, 0),
    }
}

/// Which part of a 0.y version a change raises.
const fn below_one(level: Level, zero: ZeroRule) -> Level {
    match (zero, level) {
        (_, Level::None) => Level::None,
        (ZeroRule::AsStable, level) => level,
        (_, Level::Major) | (ZeroRule::FeatMinor, Level::Minor) => Level::Minor,
        (_, Level::Minor | Level::Patch) => Level::Patch,
    }
}

/// The version without prerelease and build metadata.
#[must_use]
pub fn core(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch)
}

/// Why there is no next prerelease.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PrereleaseRefusal {
    /// The label is not one word of letters.
    #[error(
        "`{0}` is not a label: one word of letters and dashes, such as `rc`; the number is added with a dot, because `rc10` sorts before `rc9`"
    )]
    BadLabel(String),
    /// The final version of that core exists.
    #[error("{0} is released already, so no prerelease of it can follow")]
    FinalExists(Version),
    /// A later label of the same core exists.
    #[error("{existing} exists, and `{label}` would sort before it")]
    Backwards {
        /// The label that was asked for.
        label: String,
        /// The highest version of that core.
        existing: Version,
    },
    /// No number is left after the highest one.
    #[error("{0} has the highest number that is supported, so none can follow")]
    NoNumberLeft(Version),
}

/// The next prerelease of a core: one more than the highest number of that
/// core and label among all versions, on any branch.
///
/// # Errors
/// When the label is not one, when the core is final already, when a later
/// label was used for it, or when the numbers are used up.
pub fn next_prerelease<'a>(
    core: &Version,
    label: &str,
    everywhere: impl IntoIterator<Item = &'a Version>,
) -> Result<Version, PrereleaseRefusal> {
    let word = label.starts_with(|c: char| c.is_ascii_alphabetic())
        && label.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    if !word {
        return Err(PrereleaseRefusal::BadLabel(label.to_owned()));
    }
    let same = everywhere.into_iter().filter(|v| super::core(v) == *core);
    let mut highest: Option<&Version> = None;
    let mut number = 0;
    for version in same {
        if version.pre.is_empty() {
            return Err(PrereleaseRefusal::FinalExists(version.clone()));
        }
        highest = highest.max(Some(version));
        let used = number_of(version, label).unwrap_or(0);
        if used == u64::MAX {
            return Err(PrereleaseRefusal::NoNumberLeft(version.clone()));
        }
        number = number.max(used);
    }
    let mut next = core.clone();
    next.pre = prerelease(label, number + 1);
    match highest {
        Some(existing) if *existing > next => Err(PrereleaseRefusal::Backwards {
            label: label.to_owned(),
            existing: existing.clone(),
        }),
        _ => Ok(next),
    }
}

pub(super) fn prerelease(label: &str, number: u64) -> Prerelease {
    Prerelease::new(&format!("{label}.{number}")).unwrap_or(Prerelease::EMPTY)
}

fn number_of(version: &Version, label: &str) -> Option<u64> {
    version
        .pre
        .as_str()
        .strip_prefix(label)?
        .strip_prefix('.')?
        .parse()
        .ok()
}

/// The label of a prerelease (`rc` of `1.2.0-rc.3`); absent for a final version.
#[must_use]
pub fn label(version: &Version) -> Option<&str> {
    let first = version.pre.as_str().split('.').next()?;
    (!first.is_empty()).then_some(first)
}

/// The version of a build without a tag: the next core with `-dev.N+g<sha7>`,
/// N being the commits since the base.
#[must_use]
pub fn untagged(next_core: &Version, commits: usize, sha: &str) -> Version {
    let mut version = core(next_core);
    version.pre = prerelease("dev", commits as u64);
    let short = sha.get(..7).unwrap_or(sha);
    version.build = BuildMetadata::new(&format!("g{short}")).unwrap_or(BuildMetadata::EMPTY);
    version
}

/// Why a version does not fit a maintenance branch (`1.x`, `1.2.x`, alone or
/// below `support/` or `release/`); absent when it fits or the branch is none.
#[must_use]
pub fn outside_maintenance(branch: &str, version: &Version) -> Option<String> {
    let name = ["support/", "release/"]
        .iter()
        .find_map(|folder| branch.strip_prefix(folder))
        .unwrap_or(branch);
    let line = name.strip_suffix(".x")?;
    let line = line.strip_prefix('v').unwrap_or(line);
    let numbers: Vec<u64> = line
        .split('.')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let fits = match numbers.as_slice() {
        [major] => version.major == *major,
        [major, minor] => version.major == *major && version.minor == *minor,
        _ => return None,
    };
    (!fits).then(|| format!("{version} does not belong on the maintenance branch {branch}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn v(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn each_zero_rule_raises_what_its_column_says() {
        use Level::{Major, Minor, Patch};
        use ZeroRule::{AsStable, CargoLike, FeatMinor};
        for (from, level, rule, to) in [
            ("0.3.4", Minor, CargoLike, "0.3.5"),
            ("0.3.4", Major, CargoLike, "0.4.0"),
            ("0.3.4", Patch, CargoLike, "0.3.5"),
            ("0.0.4", Minor, CargoLike, "0.0.5"),
            ("0.0.4", Major, CargoLike, "0.1.0"),
            ("0.3.4", Minor, FeatMinor, "0.4.0"),
            ("0.3.4", Major, FeatMinor, "0.4.0"),
            ("0.0.4", Minor, FeatMinor, "0.1.0"),
            ("0.3.4", Minor, AsStable, "0.4.0"),
            ("0.3.4", Major, AsStable, "1.0.0"),
            ("1.2.3", Minor, CargoLike, "1.3.0"),
            ("1.2.3-rc.1+build.5", Patch, CargoLike, "1.2.4"),
        ] {
            assert_eq!(
                bump(&v(from), level, rule),
                v(to),
                "{from} {level:?} {rule:?}"
            );
        }
    }

    #[test]
    fn prereleases_count_over_all_tags_of_their_core_and_label() {
        let known = [
            v("1.3.0-rc.1"),
            v("1.3.0-rc.9"),
            v("1.3.0-beta.20"),
            v("1.2.0"),
        ];
        assert_eq!(
            next_prerelease(&v("1.3.0"), "rc", &known),
            Ok(v("1.3.0-rc.10"))
        );
        assert_eq!(
            next_prerelease(&v("1.4.0"), "rc", &known),
            Ok(v("1.4.0-rc.1"))
        );
    }

    #[test]
    fn a_label_never_goes_backwards_and_never_follows_its_final() {
        let known = [v("1.3.0-rc.1"), v("1.2.0")];
        let backwards = next_prerelease(&v("1.3.0"), "beta", &known);
        assert!(matches!(
            backwards,
            Err(PrereleaseRefusal::Backwards { .. })
        ));
        let final_exists = next_prerelease(&v("1.2.0"), "rc", &known);
        assert_eq!(
            final_exists,
            Err(PrereleaseRefusal::FinalExists(v("1.2.0")))
        );
    }

    #[test]
    fn an_undotted_number_is_no_label() {
        for label in ["rc10", "", "rc.1", "1", "r c"] {
            let refused = next_prerelease(&v("1.0.0"), label, &[]);
            assert!(
                matches!(refused, Err(PrereleaseRefusal::BadLabel(_))),
                "{label}"
            );
        }
    }

    #[test]
    fn a_number_that_cannot_be_raised_refuses() {
        let known = [v("1.3.0-rc.18446744073709551615")];
        assert_eq!(
            next_prerelease(&v("1.3.0"), "rc", &known),
            Err(PrereleaseRefusal::NoNumberLeft(known[0].clone()))
        );
        let larger = [v("1.3.0-rc.18446744073709551616")];
        let refused = next_prerelease(&v("1.3.0"), "rc", &larger);
        assert!(matches!(refused, Err(PrereleaseRefusal::Backwards { .. })));
    }

    #[test]
    fn an_untagged_build_sorts_before_its_core() {
        let build = untagged(&v("1.10.0"), 3, "8c1d04a0000");
        assert_eq!(build.to_string(), "1.10.0-dev.3+g8c1d04a");
        assert!(build < v("1.10.0"));
    }

    #[test]
    fn a_maintenance_branch_keeps_its_line() {
        assert!(outside_maintenance("1.2.x", &v("1.3.0")).is_some());
        assert!(outside_maintenance("support/1.2.x", &v("1.2.9")).is_none());
        assert!(outside_maintenance("1.x", &v("2.0.0")).is_some());
        assert!(outside_maintenance("release/v1.x", &v("2.0.0")).is_some());
        for branch in [
            "main",
            "dependabot/cargo/serde-1.x",
            "dependabot/npm/1.x",
            "x",
            ".x",
        ] {
            assert!(
                outside_maintenance(branch, &v("2.0.0")).is_none(),
                "{branch}"
            );
        }
    }

    /// Each is made from the one before it, so that a new one does not compile
    /// without a line here and in its snapshot.
    #[test]
    fn every_refusal_of_a_prerelease_is_a_clause() {
        use PrereleaseRefusal as R;
        let after = |one: &R| {
            Some(match one {
                R::BadLabel(_) => R::FinalExists(v("1.2.0")),
                R::FinalExists(_) => R::Backwards {
                    label: "beta".to_owned(),
                    existing: v("1.2.0-rc.1"),
                },
                R::Backwards { .. } => R::NoNumberLeft(v("1.2.0-rc.18446744073709551615")),
                R::NoNumberLeft(_) => return None,
            })
        };
        let all = std::iter::successors(Some(R::BadLabel("rc1".to_owned())), after);
        let told: Vec<String> = all.map(|one| one.to_string()).collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    proptest! {
        #[test]
        fn a_bump_is_higher_and_grows_with_the_level(
            major in 0u64..50, minor in 0u64..50, patch in 0u64..50, rule in 0usize..3
        ) {
            let rule = [ZeroRule::CargoLike, ZeroRule::FeatMinor, ZeroRule::AsStable][rule];
            let base = Version::new(major, minor, patch);
            let up = |level| bump(&base, level, rule);
            prop_assert!(base < up(Level::Patch));
            prop_assert!(up(Level::Patch) <= up(Level::Minor));
            prop_assert!(up(Level::Minor) <= up(Level::Major));
        }
    }
}
