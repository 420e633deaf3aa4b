use super::read;

const FIRST: &str = include_str!("../../../../../docs/examples/first-workspace/lockkeeper.toml");
pub(super) const TWENTY_NINE: &str =
    include_str!("../../../../../docs/examples/twenty-nine-services/lockkeeper.toml");

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

pub(super) fn all() -> [(&'static str, &'static str); 2] {
    [("first", FIRST), ("twenty-nine", TWENTY_NINE)]
}
