//! Roles that rules ask for and that too few people hold, be it by a slip of
//! the pen.

use super::vacant::Need;
use super::{Rules, read};
use crate::words;
use serde_json::Value;
use std::collections::BTreeSet;

impl Rules {
    /// What asks for more people of a role than hold it anywhere, one sentence
    /// each. What nobody wrote down, such as who may stop the line otherwise,
    /// is not told.
    #[must_use]
    pub fn unfilled(&self) -> Vec<String> {
        // Before the first key is listed nobody could sign anyway.
        let keyed = self.people.values().any(|person| !person.keys.is_empty());
        let needs = self.needs().into_iter();
        let written = needs.filter(|need| !need.otherwise);
        let sentences = written.filter_map(|need| {
            let most = self.most(need.role, keyed);
            (most.len() < need.count).then(|| sentence(&need, &most))
        });
        sentences.collect()
    }

    /// The same of rules that need not be valid yet; nothing where they cannot
    /// be read.
    #[must_use]
    pub fn unfilled_in(value: &Value) -> Vec<String> {
        read::members(value).map_or_else(|_| Vec::new(), |rules| rules.unfilled())
    }

    /// Who holds a role where most people do.
    fn most(&self, role: &str, keyed: bool) -> BTreeSet<&str> {
        let scopes = self.scopes().into_iter();
        let holders = scopes.map(|repo| self.holders(role, repo, keyed));
        holders.max_by_key(BTreeSet::len).unwrap_or_default()
    }
}

fn sentence(need: &Need<'_>, holders: &BTreeSet<&str>) -> String {
    let holders: Vec<&str> = holders.iter().copied().collect();
    match holders.as_slice() {
        [] => format!("{}, and nobody holds that role.", need.asked),
        [only] => format!("{}, and only {only} holds that role.", need.asked),
        some => format!(
            "{}, and only {} hold that role.",
            need.asked,
            words::list(some)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;
    use serde_json::{Value, json};

    fn rules() -> Value {
        json!({
            "schema": 1,
            "environments": ["dev", "production"],
            "people": {
                "dana": { "roles": ["admin", "senior"] },
                "lee": { "roles": [{ "role": "senior", "repo": "shop" }] },
            },
            "services": { "shop": { "repo": "shop" } },
            "env": { "production": { "gates": {
                "approvals": [{ "role": "senior", "count": 2 }],
            } } },
        })
    }

    #[test]
    fn what_enough_people_hold_is_not_told() {
        assert_eq!(Rules::unfilled_in(&rules()), Vec::<String>::new());
    }

    #[test]
    fn a_role_nobody_holds_is_told_where_it_is_asked_for() {
        let mut other = rules();
        other["env"]["production"]["gates"]["approvals"] =
            json!([{ "role": "seniour", "count": 5 }, { "role": "senior", "count": 3 }]);
        other["governance"] = json!({ "freeze": "warden" });
        let said = [
            "A promotion to production needs the approval of 5 seniour, and nobody holds that role.",
            "A promotion to production needs the approval of 3 senior, and only dana and lee hold that role.",
            "Stopping the line needs a warden, and nobody holds that role.",
        ];
        assert_eq!(Rules::unfilled_in(&other), said);
    }

    #[test]
    fn what_cannot_be_read_is_told_elsewhere() {
        assert!(Rules::unfilled_in(&json!({ "schema": "one" })).is_empty());
    }
}
