use super::{HARBOUR, read};
use crate::{EditError, add_repo, add_service, set};

const COMMENTED: &str = "# top\nschema = 1   # one\n\nname = \"A\"\t# tab\n[repos.a] # head\nurl   = \"x\" # url\n# tail\n";

#[test]
fn a_value_changes_and_every_other_byte_stays() {
    let edited = set(COMMENTED, &["repos", "a", "url"], "\"y\"").unwrap();
    assert_eq!(edited, COMMENTED.replace("\"x\"", "\"y\""));
}

#[test]
fn a_value_in_an_inline_table_changes_in_place() {
    let text = "[env.production.gates]\nsoak = { in = \"staging\", for = \"24h\" } # soak\n";
    let path = ["env", "production", "gates", "soak", "for"];
    let edited = set(text, &path, "\"48h\"").unwrap();
    assert_eq!(edited, text.replace("24h", "48h"));
}

#[test]
fn a_new_value_makes_its_tables() {
    let edited = set(
        HARBOUR,
        &["env", "production", "gates", "signed_tag"],
        "true",
    )
    .unwrap();
    assert!(edited.starts_with(HARBOUR.trim_end()));
    let workspace = read(&edited).unwrap().into_workspace();
    assert!(workspace.environments[2].gates.signed_tag);
}

#[test]
fn added_repositories_and_services_are_read_again() {
    let edited = add_repo(HARBOUR, "web", "../web").unwrap();
    let paths = ["src/**".to_owned()];
    let edited = add_service(&edited, "web", "web", &paths, "v{version}").unwrap();
    let workspace = read(&edited).unwrap().into_workspace();
    assert_eq!(workspace.services[&"web".into()].paths, paths);
    assert_eq!(workspace.repos[&"web".into()].url, "../web");
    let added: String = edited
        .lines()
        .filter(|line| !HARBOUR.lines().any(|old| old == *line))
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(
        added,
        "[repos.web]\nurl = \"../web\"\n[services.web]\nrepo = \"web\"\npaths = [\"src/**\"]\ntag = \"v{version}\""
    );
    assert!(
        HARBOUR
            .lines()
            .all(|line| edited.lines().any(|new| new == line))
    );
}

#[test]
fn what_cannot_be_edited_says_what_was_not_done() {
    let exists = add_repo(HARBOUR, "shop", "x").unwrap_err();
    assert_eq!(exists, EditError::Exists("repos.shop".into()));
    let value = set(HARBOUR, &["name"], "un quoted").unwrap_err();
    assert_eq!(value, EditError::NotAValue("un quoted".into()));
    let table = set(HARBOUR, &["name", "first"], "1").unwrap_err();
    assert_eq!(table, EditError::NotATable("name".into()));
    assert!(matches!(set("a =", &["a"], "1"), Err(EditError::Syntax(_))));
}
