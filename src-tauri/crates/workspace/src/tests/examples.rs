use super::read;
use lockkeeper_domain::branching::check_name;
use lockkeeper_domain::policy::{BranchPlace, Target};

const FIRST: &str = include_str!("../../../../../docs/examples/first-workspace/lockkeeper.toml");
pub(super) const TWENTY_NINE: &str =
    include_str!("../../../../../docs/examples/twenty-nine-services/lockkeeper.toml");
const LEVELS: &str =
    include_str!("../../../../../docs/examples/environment-branches/lockkeeper.toml");
const TRUNK: &str = include_str!("../../../../../docs/examples/github-flow/lockkeeper.toml");

/// Lines inside tables of services, templates and groups that are neither empty nor comments.
fn lines_about_services(text: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') && line.contains(['.', '"']) && !line.ends_with(',') {
            inside = ["[services.", "[templates.", "[groups."]
                .iter()
                .any(|table| line.starts_with(table));
        }
        count += usize::from(inside && !line.is_empty() && !line.starts_with('#'));
    }
    count
}

#[test]
fn a_team_of_29_services_fits_in_60_lines() {
    let workspace = read(TWENTY_NINE).unwrap().into_workspace();
    assert_eq!(workspace.services.len(), 29);
    assert!(
        workspace
            .services
            .values()
            .all(|service| service.on.len() == 3)
    );
    let lines = lines_about_services(TWENTY_NINE);
    assert!((40..=60).contains(&lines), "{lines} lines");
}

#[test]
fn the_smallest_example_expands() {
    let workspace = read(FIRST).unwrap().into_workspace();
    assert_eq!(workspace.services[&"web".into()].on.len(), 2);
}

pub(super) fn all() -> [(&'static str, &'static str); 4] {
    [
        ("first", FIRST),
        ("twenty-nine", TWENTY_NINE),
        ("levels", LEVELS),
        ("trunk", TRUNK),
    ]
}

#[test]
fn the_rules_of_a_team_with_environment_branches_are_read() {
    let workspace = read(LEVELS).unwrap().into_workspace();
    let shop = &workspace.repos[&"shop".into()];
    assert_eq!(shop.branching.as_deref(), Some("gitflow-environments"));
    let names = shop.flow.names.as_ref();
    let allowed = [
        "feature/SW-12-berths",
        "hotfix/critical-login",
        "release/v1.2.0",
    ];
    for name in allowed {
        assert_eq!(check_name(&name.into(), names), None, "{name}");
    }
    let why = check_name(&"feature/berths".into(), names);
    assert!(why.is_some_and(|why| why.ends_with("by its issue.")));
    let main = shop.flow.protection_of(&"main".into()).unwrap();
    assert_eq!(main.approvals, Some((2, Some("senior".to_owned()))));
    assert!(main.signed);
    let wanted = ["main", "staging", "develop"].map(|b| shop.flow.wants_pull_request(&b.into()));
    assert_eq!(wanted, [false, false, true]);
    let review = shop.flow.review.unwrap();
    assert_eq!(review.follow_up.map(|length| length.as_hours()), Some(4));
}

#[test]
fn the_rules_of_a_team_with_github_flow_are_read() {
    let workspace = read(TRUNK).unwrap().into_workspace();
    let web = &workspace.repos[&"web".into()];
    assert_eq!(web.branching.as_deref(), Some("github-flow"));
    assert!(web.flow.wants_pull_request(&"main".into()));
    assert!(!web.flow.wants_pull_request(&"feature/x".into()));
}

#[test]
fn the_environments_of_a_team_with_environment_branches_run_branches() {
    let workspace = read(LEVELS).unwrap().into_workspace();
    let service = &workspace.services[&"shop".into()];
    let places: Vec<String> = workspace
        .environments
        .iter()
        .map(|environment| match &service.on[&environment.name].target {
            Target::Branch(BranchPlace {
                repo,
                branch,
                merge,
            }) => format!("{} runs {branch} of {repo}, {merge:?}", environment.name),
            Target::Gitops(_) => panic!("{} runs no branch", environment.name),
        })
        .collect();
    assert_eq!(
        places,
        [
            "dev runs develop of shop, FfOnly",
            "staging runs staging of shop, FfOnly",
            "production runs main of shop, NoFf",
        ]
    );
}
