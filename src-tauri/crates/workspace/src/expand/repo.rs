//! Repositories: `defaults.repo` < `repos.R`.

use super::flow;
use crate::merge::merge;
use crate::node::Node;
use lockkeeper_domain::ids::RepoName;
use lockkeeper_domain::policy::RepoPolicy;
use std::collections::BTreeMap;

pub(super) fn read(root: &Node) -> BTreeMap<RepoName, RepoPolicy> {
    let defaults = root.at_path(&["defaults", "repo"]);
    let repos = root.get("repos").into_iter().flat_map(Node::entries);
    repos
        .map(|(name, entry)| {
            let merged = match defaults {
                Some(defaults) => merge(defaults, &entry.node),
                None => entry.node.clone(),
            };
            (name.into(), policy(name, &merged))
        })
        .collect()
}

fn policy(name: &str, node: &Node) -> RepoPolicy {
    let owned = |key| node.get_text(key).map(str::to_owned);
    RepoPolicy {
        name: name.into(),
        url: owned("url").unwrap_or_default(),
        branch: node.get_text("branch").map(Into::into),
        branching: node
            .get("branching")
            .map(|model| model.text().unwrap_or("own").to_owned()),
        flow: flow::read(node),
        issue: owned("issue"),
        forge: owned("forge"),
    }
}
