use super::{HARBOUR, read};
use crate::{EditError, NewFreeze, add_freeze, add_repo, add_service, set};

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

fn holidays() -> NewFreeze {
    NewFreeze {
        name: "Freeze".to_owned(),
        from: "2026-12-24T00:00:00Z".to_owned(),
        until: "2027-01-02T00:00:00Z".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    }
}

#[test]
fn a_freeze_comes_behind_the_others_and_every_other_byte_stays() {
    let before = read(HARBOUR).unwrap().into_workspace();
    let count = before.environments[2].gates.freezes.len();
    let edited = add_freeze(HARBOUR, "production", &holidays()).unwrap();
    let again = add_freeze(&edited, "production", &holidays()).unwrap();
    let after = read(&again).unwrap().into_workspace();
    assert_eq!(after.environments[2].gates.freezes.len(), count + 2);
    let kept: Vec<&str> = again
        .lines()
        .filter(|line| HARBOUR.contains(line))
        .collect();
    for line in HARBOUR.lines() {
        assert!(kept.contains(&line), "{line} is gone");
    }
}

#[test]
fn a_freeze_is_written_into_a_list_in_one_line_too() {
    let text = "[env.dev]\ngates = { freezes = [] } # calm\n";
    let edited = add_freeze(text, "dev", &holidays()).unwrap();
    assert!(edited.contains("zone = \"Europe/Berlin\""), "{edited}");
    assert!(edited.ends_with("# calm\n"), "{edited}");
    let wrong = add_freeze("[env]\ndev = 7\n", "dev", &holidays());
    assert!(matches!(wrong, Err(EditError::NotATable(_))));
    let never = NewFreeze {
        from: "soon".to_owned(),
        ..holidays()
    };
    assert!(matches!(
        add_freeze(text, "dev", &never),
        Err(EditError::NotAValue(_))
    ));
}
