use super::read;
use crate::{Proposal, ProposedService, RepoFacts, propose};
use proptest::prelude::*;

/// A repository with these files (path and content), tags and branches; its
/// proposed file reads without problems.
fn proposed(files: &[(&str, &str)], tags: &[&str], branches: &[&str]) -> Proposal {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let proposal = propose(&RepoFacts {
        name: "shop".into(),
        url: "../shop".into(),
        files: files.iter().map(|(path, _)| (*path).to_owned()).collect(),
        contents: files
            .iter()
            .filter(|(path, _)| crate::is_read(path))
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
        tags: owned(tags),
        branches: owned(branches),
        shallow: false,
    });
    read(&proposal.file).unwrap();
    proposal
}

/// Name and tag pattern of the services that are taken.
fn taken(proposal: &Proposal) -> Vec<(&str, &str)> {
    let taken = proposal.services.iter().filter(|service| service.take);
    taken.map(|s| (s.name.as_str(), s.tag.as_str())).collect()
}

fn says(service: &ProposedService, place: &str) -> bool {
    service
        .evidence
        .iter()
        .any(|evidence| evidence.place == place)
}

const NPM: &str = r#"{ "name": "@harbour/api", "version": "1.2.0" }"#;
const PRIVATE: &str = r#"{ "name": "tools", "private": true }"#;

#[test]
fn a_version_that_only_a_file_names_is_the_first_release_and_not_lowered() {
    let first = |version: &str, tags: &[&str]| {
        let text = format!(r#"{{ "name": "shop", "version": "{version}" }}"#);
        let proposal = proposed(&[("package.json", &text)], tags, &["main"]);
        let service = &proposal.services[0];
        assert!(says(service, "package.json"));
        let file = read(&proposal.file).unwrap();
        let written = file.workspace().services[&"shop".into()].first.to_string();
        (service.first.as_ref().map(ToString::to_string), written)
    };
    let usual = || "0.1.0".to_owned();
    assert_eq!(first("3.4.0", &[]), (Some("3.4.0".into()), "3.4.0".into()));
    assert_eq!(
        first("2.0.0-dev", &[]),
        (Some("2.0.0".into()), "2.0.0".into())
    );
    assert_eq!(first("3.4.0", &["v3.3.0"]), (None, usual()), "tags tell it");
    assert_eq!(first("0.1.0", &[]), (None, usual()));
}

#[test]
fn of_a_shallow_clone_it_is_said_that_tags_may_be_missing() {
    let facts = RepoFacts {
        shallow: true,
        ..RepoFacts::default()
    };
    let doubts = propose(&facts).doubts;
    assert!(doubts[0].contains("shallow"), "{doubts:?}");
}

#[test]
fn tags_of_a_component_decide_its_pattern() {
    for (tag, pattern) in [
        ("api-v1.0.0", "api-v{version}"),
        ("api@1.0.0", "api@{version}"),
        ("api/v1.0.0", "api/v{version}"),
        ("api-1.0.0", "api-{version}"),
        ("@harbour/api@1.0.0", "@harbour/api@{version}"),
        ("packages/api/v1.0.0", "packages/api/v{version}"),
    ] {
        let files = [
            ("packages/api/package.json", NPM),
            ("packages/tools/package.json", PRIVATE),
        ];
        let proposal = proposed(&files, &[tag, "unrelated"], &["main"]);
        assert_eq!(taken(&proposal), [("api", pattern)]);
        assert!(says(&proposal.services[0], tag));
    }
}

#[test]
fn the_spelling_of_the_highest_version_wins() {
    let tags = ["api@1.0.0", "api@1.1.0", "api@1.2.0", "api-v2.0.0"];
    let proposal = proposed(&[("packages/api/package.json", NPM)], &tags, &["main"]);
    assert_eq!(taken(&proposal), [("api", "api-v{version}")]);
}

#[test]
fn one_series_of_tags_makes_one_service() {
    let files = [
        ("crates/a/Cargo.toml", "[package]\nname = \"a\""),
        ("crates/b/Cargo.toml", "[package]\nname = \"b\""),
    ];
    let proposal = proposed(&files, &["v1.0.0", "v1.1.0"], &["main"]);
    assert_eq!(taken(&proposal), [("shop", "v{version}")]);
    assert_eq!(proposal.services.len(), 3);
    assert!(proposal.doubts[0].starts_with("Its 2 packages seem to have one version"));
}

#[test]
fn a_shared_cargo_version_makes_one_service() {
    let root = "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nversion = \"0.3.0\"\n";
    let member = "[package]\nname = \"a\"\nversion.workspace = true\n";
    let proposal = proposed(
        &[("Cargo.toml", root), ("crates/a/Cargo.toml", member)],
        &[],
        &["main"],
    );
    assert_eq!(taken(&proposal), [("shop", "v{version}")]);
    assert_eq!(
        proposal.services[0].version_file.as_deref(),
        Some("Cargo.toml")
    );
}

#[test]
fn members_of_workspaces_are_found_and_excluded_ones_are_not() {
    let pnpm = "packages:\n  - 'libs/*'\n  - '!libs/old'\n";
    let files = [
        ("pnpm-workspace.yaml", pnpm),
        (
            "package.json",
            r#"{ "private": true, "workspaces": ["tools/*"] }"#,
        ),
        ("libs/new/package.json", NPM),
        ("libs/old/package.json", NPM),
        ("tools/cli/package.json", NPM),
    ];
    let proposal = proposed(&files, &[], &["main"]);
    let names: Vec<_> = taken(&proposal).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["new", "cli"]);
}

#[test]
fn images_make_services() {
    let compose = "services:\n  web:\n    build: ./frontend\n  jobs:\n    build:\n      context: jobs\n  db:\n    image: postgres\n";
    let files = [
        ("docker-compose.yml", compose),
        ("frontend/index.html", ""),
        ("jobs/run.py", ""),
        ("api/Dockerfile", "FROM scratch"),
        ("tests/fixtures/app/Dockerfile", "FROM scratch"),
    ];
    let proposal = proposed(&files, &[], &["main"]);
    let names: Vec<_> = taken(&proposal).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["api", "frontend", "jobs"]);
    assert_eq!(proposal.services[1].paths, ["frontend/**"]);
    assert!(says(&proposal.services[1], "docker-compose.yml"));
}

#[test]
fn version_files_and_changelogs_are_named_where_they_are() {
    let files = [
        ("services/api/package.json", NPM),
        ("services/api/CHANGELOG.md", ""),
        ("services/worker/go.mod", "module x/worker\n"),
        ("services/worker/VERSION", "0.14.3\n"),
        ("services/mail/package.json", r#"{ "version": "0.0.0" }"#),
    ];
    let proposal = proposed(&files, &[], &["main"]);
    let service = |name: &str| proposal.services.iter().find(|s| s.name == name).unwrap();
    assert_eq!(
        service("api").version_file.as_deref(),
        Some("services/api/package.json")
    );
    assert_eq!(
        service("api").changelog.as_deref(),
        Some("services/api/CHANGELOG.md")
    );
    assert_eq!(
        service("worker").version_file.as_deref(),
        Some("services/worker/VERSION")
    );
    assert_eq!(service("mail").version_file, None);
}

#[test]
fn folders_of_one_name_stay_apart() {
    let files = [
        ("apps/web/package.json", NPM),
        ("services/web/package.json", NPM),
    ];
    let proposal = proposed(&files, &["api-v1.0.0"], &["main"]);
    let names: Vec<_> = taken(&proposal).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["apps-web", "services-web"]);
}

#[test]
fn branches_name_the_model() {
    for (branches, model) in [
        (&["main", "develop"][..], "gitflow"),
        (
            &["main", "develop", "release/1.9", "staging"],
            "gitflow-environments",
        ),
        (&["main", "develop", "staging"], "environment-branches"),
        (&["main", "staging", "production"], "environment-branches"),
        (&["main", "feature/x"], "github-flow"),
        (&[], "github-flow"),
    ] {
        let proposal = proposed(&[], &[], branches);
        assert_eq!(proposal.branching, model, "{branches:?}");
        assert_eq!(proposal.branching_evidence.is_empty(), branches.is_empty());
    }
}

#[test]
fn environments_come_in_order_with_evidence() {
    let workflow = "jobs:\n  a:\n    environment: production\n  b:\n    environment:\n      name: qa\n  c:\n    environment: ${{ inputs.x }}\n";
    let files = [
        ("overlays/prod/kustomization.yaml", ""),
        ("overlays/base/kustomization.yaml", ""),
        ("overlays/dev/kustomization.yaml", ""),
        ("chart/values-staging.yaml", ""),
        ("docker-compose.prod.yml", ""),
        (".github/workflows/deploy.yml", workflow),
    ];
    let proposal = proposed(&files, &[], &["main", "staging"]);
    let names: Vec<_> = proposal
        .environments
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(names, ["dev", "qa", "staging", "prod"]);
    let prod = &proposal.environments[3];
    let places: Vec<_> = prod.evidence.iter().map(|e| e.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "overlays/prod",
            "docker-compose.prod.yml",
            ".github/workflows/deploy.yml"
        ]
    );
    assert_eq!(proposal.environments[2].evidence.len(), 2);
}

/// The environments and the branch each one runs, as the file says.
fn branch_targets(proposal: &Proposal) -> Vec<(String, String)> {
    let read = read(&proposal.file).unwrap();
    let mut found = Vec::new();
    for environment in &read.expansion.workspace.environments {
        for service in read.expansion.workspace.services.values() {
            let target = service.on.get(&environment.name).map(|on| &on.target);
            if let Some(lockkeeper_domain::policy::Target::Branch(place)) = target {
                found.push((environment.name.to_string(), place.branch.to_string()));
            }
        }
    }
    found
}

#[test]
fn branches_that_are_environments_become_targets_with_their_evidence() {
    for (branches, expected) in [
        (
            &["develop", "staging", "main", "feature/x"][..],
            &[
                ("dev", "develop"),
                ("staging", "staging"),
                ("production", "main"),
            ][..],
        ),
        (
            &["main", "stage", "production"],
            &[("staging", "stage"), ("production", "production")],
        ),
        (
            &["develop", "qa", "staging", "master", "release/1.9"],
            &[
                ("dev", "develop"),
                ("test", "qa"),
                ("staging", "staging"),
                ("production", "master"),
            ],
        ),
    ] {
        let proposal = proposed(&[("package.json", NPM)], &["v1.0.0"], branches);
        let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        let expected: Vec<_> = expected.iter().map(owned).collect();
        assert_eq!(branch_targets(&proposal), expected, "{branches:?}");
        for (environment, (_, branch)) in proposal.environments.iter().zip(&expected) {
            let mut evidence = environment.evidence.iter();
            assert!(evidence.any(|one| one.place == *branch), "{environment:?}");
        }
    }
}

#[test]
fn branches_of_work_are_no_environments() {
    for branches in [
        &["develop", "main"][..],
        &["develop", "main", "release/1.9"],
        &["main", "dev"],
        &["main", "feature/staging"],
    ] {
        let proposal = proposed(&[("package.json", NPM)], &["v1.0.0"], branches);
        assert_eq!(branch_targets(&proposal), [], "{branches:?}");
    }
}

#[test]
fn a_folder_says_more_about_an_environment_than_a_branch() {
    let files = [
        ("package.json", NPM),
        ("overlays/staging/kustomization.yaml", ""),
        ("overlays/production/kustomization.yaml", ""),
    ];
    let proposal = proposed(&files, &["v1.0.0"], &["develop", "staging", "main"]);
    assert_eq!(branch_targets(&proposal), []);
    let names: Vec<_> = proposal
        .environments
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(names, ["staging", "production"]);
}

#[test]
fn gitlab_environments_are_read() {
    let ci =
        "stages: [build, deploy]\ndeploy:\n  environment:\n    name: staging\n    url: https://x\n";
    let proposal = proposed(&[(".gitlab-ci.yml", ci)], &[], &["main"]);
    assert_eq!(proposal.environments[0].name, "staging");
}

#[test]
fn without_any_sign_two_environments_are_suggested_and_doubted() {
    let proposal = proposed(&[("README.md", "")], &[], &["main"]);
    assert_eq!(proposal.environments.len(), 2);
    assert!(proposal.environments.iter().all(|e| e.evidence.is_empty()));
    assert_eq!(proposal.doubts.len(), 2);
}

#[test]
fn kustomizations_in_the_repository_become_targets() {
    let overlay = "images:\n  - name: registry.example/shop\n    newTag: \"1\"\n";
    let files = [
        ("Dockerfile", "FROM scratch"),
        ("deploy/overlays/staging/kustomization.yaml", overlay),
        ("deploy/overlays/production/kustomization.yaml", overlay),
    ];
    let proposal = proposed(&files, &["v1.0.0"], &["main"]);
    let workspace = read(&proposal.file).unwrap().into_workspace();
    assert_eq!(workspace.services[&"shop".into()].on.len(), 2);
    assert!(
        proposal
            .file
            .contains("file = \"deploy/overlays/{env}/kustomization.yaml\"")
    );
}

#[test]
fn helm_values_in_the_repository_become_targets() {
    let values = "replicas: 1\nimage:\n  repository: x\n  tag: \"1\"\n";
    let files = [
        ("chart/values-dev.yaml", values),
        ("chart/values-production.yaml", values),
        ("package.json", NPM),
    ];
    let proposal = proposed(&files, &["v1.0.0"], &["main"]);
    assert!(
        proposal.file.contains("helm = \"image.tag\""),
        "{}",
        proposal.file
    );
}

#[test]
fn an_environment_repository_has_no_services() {
    let files = [("overlays/dev/kustomization.yaml", "images:\n")];
    let proposal = proposed(&files, &[], &["main"]);
    assert!(proposal.services.is_empty());
    assert!(proposal.doubts[0].starts_with("This looks like an environment repository"));
}

proptest! {
    #[test]
    fn a_proposed_file_always_reads(
        name in "\\PC{0,12}",
        files in prop::collection::vec("(services|packages|apps|overlays|a b|ü|\\[x\\]|\\{y\\}|\\.\\.|-)(/(api|dev|prod|v1|\\*|\"q\"|x\\.y)){1,3}/(package\\.json|Cargo\\.toml|Dockerfile|values-dev\\.yaml|kustomization\\.yaml)", 0..8),
        tags in prop::collection::vec("(api|x.y|v|\\{a\\}|-|\\PC{1,3})(-v|@|/|)[0-9]\\.[0-9]\\.[0-9]", 0..8),
        branches in prop::collection::vec("(main|develop|staging|\\PC{1,5})", 0..4),
        content in "\\PC{0,40}",
    ) {
        let contents = files.iter().map(|path| (path.clone(), content.clone())).collect();
        let proposal = propose(&RepoFacts { name, url: String::new(), files, contents, tags, branches, shallow: false });
        let problems = read(&proposal.file).err();
        prop_assert!(problems.is_none(), "{:?}\n{}", problems, proposal.file);
    }
}

#[test]
fn releases_are_cut_from_the_first_branch_where_production_runs_the_trunk() {
    for (branches, cut_from) in [
        (&["main", "develop", "staging"][..], Some("develop")),
        (&["main", "staging"], Some("staging")),
        (&["develop", "staging", "production"], Some("develop")),
        (&["main", "staging", "production"], None),
        (&["main", "develop", "staging", "production"], None),
        (&["main", "develop"], None),
    ] {
        let proposal = proposed(&[("package.json", NPM)], &["v1.0.0"], branches);
        let read = read(&proposal.file).unwrap();
        let repos = read.expansion.workspace.repos.values();
        let named: Vec<&str> = repos
            .filter_map(|repo| repo.branch.as_ref()?.as_str().into())
            .collect();
        assert_eq!(named, Vec::from_iter(cut_from), "{branches:?}");
    }
}
