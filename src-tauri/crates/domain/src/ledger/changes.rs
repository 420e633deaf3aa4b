//! Two sets of rules compared, in sentences for people.

use super::PublicKey;
use crate::words;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What other rules would change, one sentence each; none when they say the
/// same.
#[must_use]
pub fn changes_of_rules(before: &Value, after: &Value) -> Vec<String> {
    let mut sentences = Vec::new();
    compare(&[], Some(before), Some(after), &mut sentences);
    sentences
}

/// Compares what stands at a path, and goes down where both sides are tables.
fn compare(path: &[&str], before: Option<&Value>, after: Option<&Value>, into: &mut Vec<String>) {
    if before == after {
        return;
    }
    match path {
        ["people", name] => return into.extend(person(name, before, after)),
        ["env", env, "gates", "approvals"] => {
            return into.extend(approvals(env, before, after));
        }
        ["env", env, "rollback", "approvals"] => {
            let env = format!("A rollback in {env}");
            return into.extend(approvals(&env, before, after));
        }
        _ => {}
    }
    let nothing = Map::new();
    let table = |value: Option<&'_ Value>| value.is_none_or(Value::is_object);
    if !table(before) || !table(after) {
        return into.push(plainly(path, before, after));
    }
    let members = |value: Option<&Value>| {
        let table = value.and_then(Value::as_object);
        table.cloned().unwrap_or_else(|| nothing.clone())
    };
    let (old, new) = (members(before), members(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let count = into.len();
    for name in names {
        let deeper: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        compare(&deeper, old.get(name), new.get(name), into);
    }
    if into.len() == count {
        into.push(plainly(path, before, after));
    }
}

/// Any member, by its path.
fn plainly(path: &[&str], before: Option<&Value>, after: Option<&Value>) -> String {
    let path = path.join(".");
    match (before, after) {
        (_, None) => format!("`{path}` would go."),
        (None, Some(after)) => format!("`{path}` would be new: {}.", short(after)),
        (Some(before), Some(after)) => {
            let (before, after) = (short(before), short(after));
            format!("`{path}` would be {after} instead of {before}.")
        }
    }
}

/// A value in words.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::Array(list) if list.is_empty() => "nothing".to_owned(),
        Value::Array(list) => {
            let list: Vec<String> = list.iter().map(short).collect();
            words::list(&list)
        }
        Value::Object(table) if table.is_empty() => "empty".to_owned(),
        other => other.to_string(),
    }
}

/// One person's roles and keys.
fn person(name: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let (Some(before), Some(after)) = (before, after) else {
        let roles = roles(after);
        return vec![match after {
            None => format!("{name} would no longer be a person of the workspace."),
            Some(_) if roles.is_empty() => format!("{name} would be a new person without a role."),
            Some(_) => format!("{name} would be a new person: {}.", joined(&roles)),
        }];
    };
    let mut sentences = Vec::new();
    let (old, new) = (roles(Some(before)), roles(Some(after)));
    let more: BTreeSet<String> = new.difference(&old).cloned().collect();
    let less: BTreeSet<String> = old.difference(&new).cloned().collect();
    if !more.is_empty() {
        sentences.push(format!("{name} would also be {}.", joined(&more)));
    }
    if !less.is_empty() {
        sentences.push(format!("{name} would no longer be {}.", joined(&less)));
    }
    let (old, new) = (keys(before), keys(after));
    let more = new.difference(&old);
    sentences.extend(more.map(|key| format!("{name} could also sign with {key}.")));
    let less = old.difference(&new);
    sentences.extend(less.map(|key| format!("{name} could no longer sign with {key}.")));
    for member in ["name", "email", "contact", "away"] {
        let path = ["people", name, member];
        compare(&path, before.get(member), after.get(member), &mut sentences);
    }
    if sentences.is_empty() {
        sentences.push(format!("What is said of {name} would change."));
    }
    sentences
}

fn roles(person: Option<&Value>) -> BTreeSet<String> {
    let roles = person.and_then(|person| person.get("roles"));
    let roles = roles.and_then(Value::as_array).into_iter().flatten();
    let named = |role: &Value| match (role.as_str(), role.get("role"), role.get("repo")) {
        (Some(role), _, _) => Some(role.to_owned()),
        (None, Some(role), Some(repo)) => {
            let (role, repo) = (role.as_str()?, repo.as_str()?);
            Some(format!("{role} of {repo}"))
        }
        _ => None,
    };
    roles.filter_map(named).collect()
}

/// The fingerprints of a person's keys.
fn keys(person: &Value) -> BTreeSet<String> {
    let keys = person.get("keys").and_then(Value::as_array);
    let lines = keys.into_iter().flatten().filter_map(Value::as_str);
    lines
        .map(|line| PublicKey::parse_line(line).map_or(line.to_owned(), |key| key.fingerprint()))
        .collect()
}

fn joined(names: &BTreeSet<String>) -> String {
    let names: Vec<String> = names.iter().cloned().collect();
    words::list(&names)
}

/// The approvals that something needs.
fn approvals(what: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let (old, new) = (counts(before), counts(after));
    let rules: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let sentence = |role: &String| match (old.get(role), new.get(role)) {
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => Some(format!(
            "{what} would need {} of {role} instead of {before}.",
            number_of(*after)
        )),
        (None, Some(after)) => Some(format!(
            "{what} would need {} of {role}.",
            number_of(*after)
        )),
        (_, None) => Some(format!(
            "{what} would no longer need an approval of {role}."
        )),
    };
    let mut sentences: Vec<String> = rules.into_iter().filter_map(sentence).collect();
    if sentences.is_empty() {
        sentences.push(format!("How {what} is approved would change."));
    }
    sentences
}

fn number_of(count: u64) -> String {
    match count {
        1 => "1 approval".to_owned(),
        count => format!("{count} approvals"),
    }
}

/// How many, by role and condition.
fn counts(rules: Option<&Value>) -> BTreeMap<String, u64> {
    let rules = rules.and_then(Value::as_array).into_iter().flatten();
    let rule = |rule: &Value| {
        let role = rule.get("role")?.as_str()?;
        let when = rule.get("when").and_then(Value::as_str);
        let when = when.map(|when| format!(" when {when} is raised"));
        let count = rule.get("count").and_then(Value::as_u64).unwrap_or(1);
        Some((format!("{role}{}", when.unwrap_or_default()), count))
    };
    rules.filter_map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::changes_of_rules;
    use serde_json::{Value, json};

    fn rules() -> Value {
        json!({
            "schema": 1,
            "environments": ["dev", "production"],
            "people": {
                "dana": { "roles": ["admin", "release-manager"], "keys": [] },
                "lee": { "roles": [{ "role": "release-manager", "repo": "shop" }], "keys": ["no key"] },
            },
            "env": { "production": { "gates": {
                "previous": true,
                "approvals": [{ "role": "release-manager", "count": 2 }],
            } } },
        })
    }

    fn changed(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut other = rules();
        change(&mut other);
        changes_of_rules(&rules(), &other)
    }

    #[test]
    fn the_same_rules_change_nothing() {
        assert!(changed(|_| ()).is_empty());
    }

    #[test]
    fn fewer_approvals_are_said_with_both_numbers() {
        let said = changed(|rules| {
            rules["env"]["production"]["gates"]["approvals"][0]["count"] = json!(1);
        });
        assert_eq!(
            said,
            ["production would need 1 approval of release-manager instead of 2."]
        );
    }

    #[test]
    fn rules_of_approval_come_and_go() {
        let said = changed(|rules| {
            rules["env"]["production"]["gates"]["approvals"] =
                json!([{ "role": "security", "when": "security-high" }]);
            rules["env"]["dev"] =
                json!({ "gates": { "approvals": [{ "role": "admin", "count": 3 }] } });
        });
        assert_eq!(
            said,
            [
                "dev would need 3 approvals of admin.",
                "production would no longer need an approval of release-manager.",
                "production would need 1 approval of security when security-high is raised.",
            ]
        );
    }

    #[test]
    fn people_come_go_and_change_their_roles() {
        let said = changed(|rules| {
            rules["people"]["dana"]["roles"] = json!(["release-manager", "on-call"]);
            rules["people"]["lee"] = Value::Null;
            rules["people"]["mia"] = json!({ "roles": ["developer"] });
            rules["people"].as_object_mut().unwrap().remove("lee");
        });
        assert_eq!(
            said,
            [
                "dana would also be on-call.",
                "dana would no longer be admin.",
                "lee would no longer be a person of the workspace.",
                "mia would be a new person: developer.",
            ]
        );
    }

    #[test]
    fn a_key_that_goes_is_named() {
        let said = changed(|rules| rules["people"]["lee"]["keys"] = json!([]));
        assert_eq!(said, ["lee could no longer sign with no key."]);
    }

    #[test]
    fn anything_else_is_said_by_its_path() {
        let said = changed(|rules| {
            rules["env"]["production"]["gates"]["previous"] = json!(false);
            rules["environments"] = json!(["dev", "staging", "production"]);
            rules["services"] = json!({ "api": { "repo": "shop" } });
            rules.as_object_mut().unwrap().remove("schema");
        });
        assert_eq!(
            said,
            [
                "`env.production.gates.previous` would be off instead of on.",
                "`environments` would be dev, staging and production instead of dev and production.",
                "`schema` would go.",
                "`services.api.repo` would be new: shop.",
            ]
        );
    }
}
