use super::{KEY, read};
use lockkeeper_domain::ledger::Rules;
use serde_json::{Value, json};

fn team() -> String {
    format!(
        r#"
# A comment that nobody signs.
schema = 1
name = "Harbour"
environments = ["dev", "production"]
[governance]
admins = 1
[people.dana]
name = "Dana"
roles = ["admin", {{ role = "senior", repo = "shop" }}]
keys = ["{KEY} dana@laptop"]
[machines.keeper]
keys = []
may = ["start:promote:dev"]
[defaults.repo]
branching = "gitflow"
[repos.shop]
url = "shop.git"
[templates.app]
each = ["api", "web"]
repo = "shop"
paths = ["services/{{service}}/**"]
tag = "{{service}}-v{{version}}"
[templates.app.on."*"]
target = "gitops"
repo = "shop"
file = "{{env}}/{{service}}.yaml"
set = "image"
[env.production.gates]
approvals = [{{ role = "senior" }}, {{ role = "admin", count = 2, when = "security-high" }}]
self = false
breakable = ["freeze"]
[env.production.may]
start = ["admin"]
[env.production.rollback]
approvals = [{{ role = "admin" }}]
"#
    )
}

fn rules(text: &str) -> Value {
    read(text).expect("the file is right").rules()
}

#[test]
fn templates_and_defaults_are_expanded_and_nothing_else_is_left_of_them() {
    let rules = rules(&team());
    assert_eq!(
        rules["services"]["api"]["paths"],
        json!(["services/api/**"])
    );
    assert_eq!(
        rules["services"]["web"]["on"]["production"]["file"],
        json!("production/web.yaml")
    );
    assert_eq!(rules["repos"]["shop"]["branching"], json!("gitflow"));
    for gone in ["templates", "defaults", "notify"] {
        assert_eq!(rules.get(gone), None, "{gone}");
    }
}

#[test]
fn a_rule_without_a_count_asks_for_one() {
    let rules = rules(&team());
    let approvals = &rules["env"]["production"]["gates"]["approvals"];
    assert_eq!(approvals[0], json!({"role": "senior", "count": 1}));
    assert_eq!(approvals[1]["count"], json!(2));
    let back = &rules["env"]["production"]["rollback"]["approvals"];
    assert_eq!(back[0]["count"], json!(1));
}

#[test]
fn comments_and_layout_change_nothing_of_what_is_signed() {
    let other = team().replace("# A comment that nobody signs.\n", "\n\n# Another.\n");
    assert_eq!(rules(&team()), rules(&other));
}

#[test]
fn the_ledger_takes_them_as_valid_rules() {
    let value = rules(&team());
    let read = Rules::read(&value).expect("the rules are valid");
    assert!(read.is_admin("dana"));
    assert_eq!(read.repo_of("api"), Some("shop"));
    assert_eq!(read.environments, ["dev", "production"]);
}

/// What people sign is what will judge, whatever the file says later.
#[test]
fn signed_rules_describe_the_workspace_of_their_file() {
    let team = team();
    let harbour = [("team", team.as_str())];
    for (name, text) in super::examples::all().into_iter().chain(harbour) {
        let file = read(text).expect("the file is right");
        let again = crate::of_rules(&file.rules());
        let again = again.unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        assert_eq!(again, *file.workspace(), "{name}");
    }
}

#[test]
fn rules_of_another_program_are_refused_with_what_is_wrong() {
    let problems = crate::of_rules(&json!({"schema": 1, "name": "x", "enviroments": []}));
    let problems = problems.expect_err("a key is unknown");
    assert!(problems.iter().any(|one| one.key == "enviroments"));
}
