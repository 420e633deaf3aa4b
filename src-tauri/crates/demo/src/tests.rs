use super::{Demo, DemoError, make};
use crate::files::{REPOSITORIES, VERSION};
use crate::story::{self, Happening};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::window::{self, Opening};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

mod recorded;

const MOMENT: &str = "2026-11-18T10:00:00Z";

/// One demo for all tests that only look.
static DEMO: LazyLock<(TempDir, Demo)> = LazyLock::new(|| made(MOMENT));

fn made(moment: &str) -> (TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = make(folder.path(), at(moment)).unwrap();
    (folder, demo)
}

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .arg("-C")
        .arg(folder)
        .args(args)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {words}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The clone of that name.
fn clone(name: &str) -> &'static Path {
    let found = DEMO.1.clones.iter().find(|path| path.ends_with(name));
    found.unwrap()
}

fn is_ancestor(repository: &Path, old: &str, new: &str) -> bool {
    git(repository, &["merge-base", old, new])
        == git(repository, &["rev-parse", &format!("{old}^{{commit}}")])
}

#[test]
fn the_same_moment_makes_the_same_objects() {
    let (_folder, again) = made(MOMENT);
    let refs = |path: &Path| git(path, &["for-each-ref", "--format=%(objectname) %(refname)"]);
    for (one, other) in DEMO.1.remotes.iter().zip(&again.remotes) {
        assert!(refs(one).lines().count() > 1 || one.ends_with("infra.git"));
        assert_eq!(refs(one), refs(other));
    }
    let control = |demo: &Demo| refs(demo.workspace.parent().unwrap());
    assert_eq!(
        control(&DEMO.1).lines().count(),
        2,
        "the file and the ledger"
    );
    assert_eq!(control(&DEMO.1), control(&again));
}

#[test]
fn another_moment_makes_other_objects() {
    let (_folder, later) = made("2026-11-18T10:00:01Z");
    let head = |path| git(path, &["rev-parse", "HEAD"]);
    assert_ne!(head(&DEMO.1.remotes[0]), head(&later.remotes[0]));
}

#[test]
fn about_two_hundred_commits_by_several_people() {
    let commits = DEMO.1.commits;
    assert!((190..=260).contains(&commits), "{commits}");
    let authors: std::collections::BTreeSet<_> = DEMO
        .1
        .clones
        .iter()
        .flat_map(|path| {
            git(path, &["log", "--all", "--format=%an"])
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(authors.len(), 5);
}

#[test]
fn every_history_is_sound() {
    for remote in &DEMO.1.remotes {
        git(remote, &["fsck", "--strict"]);
    }
    for clone in &DEMO.1.clones {
        assert_eq!(git(clone, &["status", "--porcelain"]), "");
    }
}

#[test]
fn versions_stand_where_the_story_leaves_them() {
    let shown = |file: &str, word: &str| {
        let text = git(clone("infra"), &["show", &format!("HEAD:{file}")]);
        let line = text.lines().find(|line| line.contains(word)).unwrap();
        let value = line.split_once(word).unwrap().1;
        value
            .split('#')
            .next()
            .unwrap()
            .trim_matches([' ', '\'', '"'])
            .to_owned()
    };
    let api = ["dev", "staging", "production"]
        .map(|env| shown(&format!("overlays/{env}/kustomization.yaml"), "newTag:"));
    assert_eq!(api, ["1.10.0-rc.1", "1.9.0", "1.8.2"]);
    let worker = ["dev", "staging", "production"]
        .map(|env| shown(&format!("worker/values-{env}.yaml"), "tag:"));
    assert_eq!(worker, ["0.14.3", "0.14.3", "0.14.2"]);
    let web =
        ["dev", "staging", "production"].map(|env| shown(&format!("web/{env}.yaml"), "version:"));
    assert_eq!(web, ["4.2.0", "4.1.7", "4.1.6"]);
}

#[test]
fn a_candidate_contains_what_it_would_replace() {
    let shop = clone("shop");
    assert!(is_ancestor(shop, "api-v1.8.2", "api-v1.9.0"));
    assert!(is_ancestor(shop, "api-v1.9.0", "api-v1.10.0-rc.1"));
    assert!(is_ancestor(shop, "api-v1.10.0-rc.1", "develop"));
    assert!(is_ancestor(shop, "worker-v0.14.2", "worker-v0.14.3"));
    assert!(is_ancestor(clone("web"), "v4.1.6", "v4.1.7"));
    assert!(is_ancestor(clone("web"), "v4.1.7", "v4.2.0"));
}

#[test]
fn unreleased_commits_wait_in_every_repository() {
    let count = |repo, range| git(clone(repo), &["rev-list", "--count", range]);
    assert_eq!(count("web", "v4.2.0..main"), "12");
    assert_ne!(count("shop", "api-v1.10.0-rc.1..develop"), "0");
}

#[test]
fn one_soak_has_run_31_hours() {
    let file = "overlays/staging/kustomization.yaml";
    let time = git(clone("infra"), &["log", "-1", "--format=%ct", "--", file]);
    let since = Timestamp::from_second(time.parse().unwrap()).unwrap();
    assert_eq!(
        at(MOMENT).duration_since(since),
        SignedDuration::from_hours(31)
    );
}

#[test]
fn commits_of_plans_name_them_and_others_do_not() {
    let messages = git(clone("infra"), &["log", "--format=%B%x00"]);
    let messages: Vec<_> = messages.split('\0').map(str::trim).collect();
    let origin = lockkeeper_domain::plan::origin;
    let by_hand = messages
        .iter()
        .find(|text| text.starts_with("Show 4.2.0"))
        .unwrap();
    assert_eq!(origin(by_hand), None);
    let soaking = messages
        .iter()
        .find(|text| text.starts_with("api 1.9.0 to staging"))
        .unwrap();
    assert!(!origin(soaking).unwrap().rollback);
    let back = messages
        .iter()
        .filter_map(|text| origin(text))
        .filter(|origin| origin.rollback);
    assert_eq!(back.count(), 1);
}

#[test]
fn nothing_is_deployed_before_it_is_tagged() {
    let mut tagged = BTreeMap::new();
    let mut deployed = Vec::new();
    for repository in REPOSITORIES {
        for event in story::read(repository, at(MOMENT)).unwrap() {
            match event.what {
                Happening::Tag { name, .. } => {
                    tagged.insert(name.to_owned(), event.at);
                }
                Happening::Deploy {
                    service, version, ..
                } => {
                    let tag = match service {
                        "web" => format!("v{version}"),
                        _ => format!("{service}-v{version}"),
                    };
                    deployed.push((tag, event.at, version));
                }
                _ => {}
            }
        }
    }
    for (tag, time, version) in deployed
        .iter()
        .filter(|(_, _, version)| *version != "0.13.0")
    {
        assert!(tagged[tag] < *time, "{tag} of {version}");
    }
}

#[test]
fn every_story_moves_forward() {
    for repository in REPOSITORIES {
        let events = story::read(repository, at(MOMENT)).unwrap();
        let dated: Vec<_> = events.iter().map(|event| event.at).collect();
        assert!(dated.is_sorted(), "{}", repository.name);
        assert!(dated.last().unwrap() < &at(MOMENT));
    }
}

#[test]
fn releases_write_version_and_changelog() {
    let shown = |repo, file: &str| git(clone(repo), &["show", file]);
    assert!(shown("web", "HEAD:package.json").contains("\"version\": \"4.2.0\""));
    let changelog = shown("web", "HEAD:CHANGELOG.md");
    assert!(
        changelog.starts_with("# Changelog\n\n## [4.2.0] - 2026-11-15\n\n### Added\n\n- Follow")
    );
    assert!(shown("shop", "main:services/api/package.json").contains("\"1.9.0\""));
    assert_eq!(shown("shop", "main:services/worker/VERSION"), "0.14.3");
    let tag = git(
        clone("shop"),
        &["tag", "-l", "--format=%(contents)", "api-v1.8.2"],
    );
    assert!(
        tag.starts_with("api 1.8.2\n\n### Fixed\n\n- Refuse a session cookie"),
        "{tag}"
    );
    for remote in &DEMO.1.remotes {
        let found = git(
            remote,
            &["log", "--all", "--oneline", &format!("-S{VERSION}")],
        );
        assert_eq!(found, "");
    }
}

#[test]
fn a_new_tag_is_signed_by_dana() {
    let (_folder, demo) = made(MOMENT);
    git(&demo.clones[1], &["tag", "-m", "v4.3.0", "v4.3.0"]);
    git(&demo.clones[1], &["verify-tag", "v4.3.0"]);
}

#[test]
fn the_workspace_file_parses_at_any_moment_and_lets_versions_pass() {
    for moment in [
        "2026-01-01T00:00:00Z",
        "2026-12-19T23:59:00Z",
        "2027-02-28T03:00:00Z",
        MOMENT,
    ] {
        let text = crate::policy::render(at(moment)).unwrap();
        let file = lockkeeper_workspace::parse(&text, "lockkeeper.toml").unwrap();
        let workspace = file.workspace();
        assert_eq!(workspace.services.len(), 3);
        assert!(
            workspace
                .services
                .values()
                .all(|service| service.on.len() == 3)
        );
        let gates = &workspace.environments[2].gates;
        let opening = window::opening(&gates.windows, at(moment)).unwrap();
        assert!(
            matches!(opening, Opening::Open { .. }),
            "{moment}: {opening:?}"
        );
        let soon = at(moment)
            .checked_add(SignedDuration::from_hours(6 * 24))
            .unwrap();
        for moment in [at(moment), soon] {
            assert!(
                window::frozen(&gates.freezes, moment).unwrap().is_none(),
                "{moment}"
            );
        }
        assert!(gates.soak.is_some());
    }
}

#[test]
fn a_folder_with_something_in_it_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter"), "dear").unwrap();
    let refused = make(folder.path(), at(MOMENT)).unwrap_err();
    assert!(matches!(refused, DemoError::NotEmpty(_)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_moment_before_history_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = make(folder.path(), Timestamp::MIN).unwrap_err();
    assert!(matches!(refused, DemoError::Moment(_)));
}
