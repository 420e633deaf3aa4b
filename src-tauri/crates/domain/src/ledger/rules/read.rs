//! Reading of rules, and the rule that says when they are valid.

use super::{ADMIN, ApprovalRule, Away, EnvRules, HeldRole, Rules, RulesMachine, RulesPerson};
use crate::ledger::PublicKey;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

type Object = Map<String, Value>;

pub(super) fn rules(value: &Value) -> Result<Rules, String> {
    let rules = members(value)?;
    enough_admins(&rules)?;
    Ok(rules)
}

/// The members, each as it must be by itself; nobody needs to have a key yet.
pub(super) fn members(value: &Value) -> Result<Rules, String> {
    let top = object(value, "rules")?;
    let schema = top.get("schema").and_then(Value::as_i64);
    let schema = schema
        .filter(|schema| *schema >= 1)
        .ok_or("schema must be a whole number of at least 1")?;
    let environments = strings_at(top, "environments")?.unwrap_or_default();
    if environments.is_empty() {
        return Err("environments must name at least one".to_owned());
    }
    let people = each(top, "people", person)?;
    let machines = each(top, "machines", machine)?;
    handles_and_keys(&people, &machines)?;
    let (admins, governance) = governance(top)?;
    Ok(Rules {
        hash: Rules::hash_of(value),
        value: value.clone(),
        schema,
        environments,
        people,
        machines,
        admins,
        governance,
        envs: each(top, "env", env)?,
        services: each(top, "services", |service, at| text_at(service, "repo", at))?,
    })
}

fn person(one: &Object, at: &str) -> Result<RulesPerson, String> {
    let roles = match one.get("roles") {
        None => Vec::new(),
        Some(roles) => array(roles, &format!("{at}.roles"))?
            .iter()
            .map(|role| held(role, at))
            .collect::<Result<_, _>>()?,
    };
    let keys = keys(one, at)?;
    let away = one.get("away").and_then(Away::read);
    Ok(RulesPerson { roles, keys, away })
}

fn held(role: &Value, at: &str) -> Result<HeldRole, String> {
    if let Some(role) = role.as_str() {
        let role = role.to_owned();
        return Ok(HeldRole { role, repo: None });
    }
    let table = object(role, &format!("{at}.roles"))?;
    match (text_at(table, "role", at)?, text_at(table, "repo", at)?) {
        (Some(role), Some(repo)) => Ok(HeldRole {
            role,
            repo: Some(repo),
        }),
        _ => Err(format!(
            "{at}.roles: a role is a text, or a role and a repo"
        )),
    }
}

fn machine(one: &Object, at: &str) -> Result<RulesMachine, String> {
    let may = strings_at(one, "may").map_err(|error| format!("{at}.{error}"))?;
    let keys = keys(one, at)?;
    Ok(RulesMachine {
        keys,
        may: may.unwrap_or_default(),
    })
}

fn keys(one: &Object, at: &str) -> Result<BTreeSet<PublicKey>, String> {
    let lines = strings_at(one, "keys").map_err(|error| format!("{at}.{error}"))?;
    let mut keys = BTreeSet::new();
    for line in lines.unwrap_or_default() {
        let key = PublicKey::parse_line(&line).map_err(|error| format!("{at}.keys: {error}"))?;
        if !keys.insert(key) {
            return Err(format!("{at}.keys lists a key twice"));
        }
    }
    Ok(keys)
}

fn handles_and_keys(
    people: &BTreeMap<String, RulesPerson>,
    machines: &BTreeMap<String, RulesMachine>,
) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    let people = people.iter().map(|(name, one)| (name, &one.keys));
    let machines = machines.iter().map(|(name, one)| (name, &one.keys));
    let mut names = BTreeSet::new();
    for (name, keys) in people.chain(machines) {
        if !handle(name) {
            return Err(format!("`{name}` is no handle"));
        }
        if !names.insert(name) {
            return Err(format!("`{name}` is both a person and a machine"));
        }
        for key in keys {
            if !seen.insert(key) {
                return Err(format!("a key of `{name}` is listed for somebody else too"));
            }
        }
    }
    Ok(())
}

/// `[a-z][a-z0-9-]{0,31}`
fn handle(name: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= 32
        && name
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_lowercase())
        && name.bytes().all(rest)
}

fn governance(top: &Object) -> Result<(u64, BTreeMap<String, String>), String> {
    let mut admins = 1;
    let mut others = BTreeMap::new();
    for (name, value) in part(top, "governance")?.into_iter().flatten() {
        if name == "admins" {
            let count = value.as_u64().filter(|count| *count >= 1);
            admins = count.ok_or("governance.admins must be at least 1")?;
        } else {
            others.insert(name.clone(), text(value, &format!("governance.{name}"))?);
        }
    }
    Ok((admins, others))
}

fn enough_admins(rules: &Rules) -> Result<(), String> {
    let with_key = rules.people.values().filter(|one| {
        let admin = |held: &HeldRole| held.role == ADMIN && held.repo.is_none();
        !one.keys.is_empty() && one.roles.iter().any(admin)
    });
    if with_key.count() < usize::try_from(rules.admins).unwrap_or(usize::MAX) {
        return Err("governance.admins asks for more admins than have a key".to_owned());
    }
    Ok(())
}

fn env(one: &Object, at: &str) -> Result<EnvRules, String> {
    let mut rules = EnvRules::default();
    if let Some(gates) = part(one, "gates").map_err(|error| format!("{at}.{error}"))? {
        let at = format!("{at}.gates");
        rules.approvals = approvals(gates, &at)?.unwrap_or_default();
        let breakable = strings_at(gates, "breakable").map_err(|error| format!("{at}.{error}"))?;
        rules.breakable = breakable.unwrap_or_default();
        rules.own_counts = match gates.get("self") {
            None => false,
            Some(own) => own
                .as_bool()
                .ok_or_else(|| format!("{at}.self must be true or false"))?,
        };
    }
    if let Some(rollback) = part(one, "rollback").map_err(|error| format!("{at}.{error}"))? {
        rules.rollback = approvals(rollback, &format!("{at}.rollback"))?.unwrap_or_default();
    }
    rules.lanes = each_in(one, "lanes", at, |lane, at| {
        let gates = part(lane, "gates").map_err(|error| format!("{at}.{error}"))?;
        gates.map_or(Ok(None), |gates| approvals(gates, &format!("{at}.gates")))
    })?;
    for (power, roles) in part(one, "may")
        .map_err(|error| format!("{at}.{error}"))?
        .into_iter()
        .flatten()
    {
        let roles = strings(roles, &format!("{at}.may.{power}"))?;
        rules.may.insert(power.clone(), roles);
    }
    Ok(rules)
}

fn approvals(holder: &Object, at: &str) -> Result<Option<Vec<ApprovalRule>>, String> {
    let Some(list) = holder.get("approvals") else {
        return Ok(None);
    };
    let at = format!("{at}.approvals");
    let rules = array(list, &at)?.iter().map(|rule| {
        let rule = object(rule, &at)?;
        let role = text_at(rule, "role", &at)?.ok_or_else(|| format!("{at}: a role is missing"))?;
        let count = rule.get("count").and_then(Value::as_u64);
        Ok(ApprovalRule {
            role,
            count: count
                .filter(|count| *count >= 1)
                .ok_or_else(|| format!("{at}: count must be at least 1"))?,
            when: text_at(rule, "when", &at)?,
        })
    });
    rules.collect::<Result<_, String>>().map(Some)
}

fn each<T>(
    top: &Object,
    name: &str,
    read: impl Fn(&Object, &str) -> Result<T, String>,
) -> Result<BTreeMap<String, T>, String> {
    named(part(top, name)?, name, read)
}

fn each_in<T>(
    holder: &Object,
    name: &str,
    at: &str,
    read: impl Fn(&Object, &str) -> Result<T, String>,
) -> Result<BTreeMap<String, T>, String> {
    let found = part(holder, name).map_err(|error| format!("{at}.{error}"))?;
    named(found, &format!("{at}.{name}"), read)
}

fn named<T>(
    found: Option<&Object>,
    at: &str,
    read: impl Fn(&Object, &str) -> Result<T, String>,
) -> Result<BTreeMap<String, T>, String> {
    let mut all = BTreeMap::new();
    for (key, value) in found.into_iter().flatten() {
        let at = format!("{at}.{key}");
        all.insert(key.clone(), read(object(value, &at)?, &at)?);
    }
    Ok(all)
}

fn part<'a>(holder: &'a Object, name: &str) -> Result<Option<&'a Object>, String> {
    holder
        .get(name)
        .map(|value| object(value, name))
        .transpose()
}

fn object<'a>(value: &'a Value, at: &str) -> Result<&'a Object, String> {
    value
        .as_object()
        .ok_or_else(|| format!("{at} must be a table"))
}

fn array<'a>(value: &'a Value, at: &str) -> Result<&'a Vec<Value>, String> {
    value
        .as_array()
        .ok_or_else(|| format!("{at} must be a list"))
}

fn text(value: &Value, at: &str) -> Result<String, String> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| format!("{at} must be a text"))
}

fn text_at(holder: &Object, name: &str, at: &str) -> Result<Option<String>, String> {
    let value = holder.get(name);
    value
        .map(|value| text(value, &format!("{at}.{name}")))
        .transpose()
}

fn strings(value: &Value, at: &str) -> Result<Vec<String>, String> {
    array(value, at)?.iter().map(|one| text(one, at)).collect()
}

fn strings_at(holder: &Object, name: &str) -> Result<Option<Vec<String>>, String> {
    holder
        .get(name)
        .map(|value| strings(value, name))
        .transpose()
}
