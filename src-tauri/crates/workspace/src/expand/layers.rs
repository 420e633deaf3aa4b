//! The whole inheritance of a service.
//!
//! `env.E.<kind>` < `templates.T.on."*"` < `templates.T.on.E` <
//! `services.S.on."*"` < `services.S.on.E` for how it is deployed;
//! `groups.G` < `templates.T` < `services.S` for the rest.

use super::names::Names;
use crate::keys::LOCATORS;
use crate::merge::{fill, merge, without};
use crate::node::{Node, Place};
use std::collections::BTreeMap;

/// A service after inheritance, still as a tree.
#[derive(Debug, Clone)]
pub(crate) struct ServiceTree {
    /// Where it is defined.
    pub(crate) at: Place,
    /// Its own keys.
    pub(crate) own: Node,
    /// How it is deployed, by environment, in the order of promotion.
    pub(crate) on: Vec<(String, Node)>,
}

/// Every service of the file, merged and filled.
pub(crate) fn services(root: &Node, names: &Names) -> BTreeMap<String, ServiceTree> {
    names
        .services
        .iter()
        .map(|(service, at)| (service.clone(), one(root, names, service, *at)))
        .collect()
}

fn one(root: &Node, names: &Names, service: &str, at: Place) -> ServiceTree {
    let empty = Node::empty_table(at, "services");
    let template = names
        .template_of
        .get(service)
        .and_then(|template| root.at_path(&["templates", template]));
    let written = root.at_path(&["services", service]);
    let layers: Vec<&Node> = [template, written].into_iter().flatten().collect();

    let own = layers.iter().fold(empty.clone(), |below, layer| {
        merge(&below, &without(layer, &["each", "template", "on"]))
    });
    let group = own
        .get_text("group")
        .and_then(|group| root.at_path(&["groups", group]));
    let own = group.map_or_else(|| own.clone(), |group| merge(group, &own));

    let on = names.environments.iter().filter_map(|environment| {
        let deployment = deployment(root, &layers, environment)?;
        let filled = fill(
            &deployment,
            &[
                ("service", service),
                ("env", environment),
                ("environment", environment),
            ],
        );
        Some((environment.clone(), filled))
    });
    ServiceTree {
        at,
        on: on.collect(),
        own: fill(&own, &[("service", service)]),
    }
}

/// How a service is deployed in one environment; absent when no layer says so.
fn deployment(root: &Node, layers: &[&Node], environment: &str) -> Option<Node> {
    let written = layers
        .iter()
        .flat_map(|layer| ["*", environment].map(|name| layer.at_path(&["on", name])))
        .flatten()
        .cloned()
        .reduce(|below, above| lay_on(&below, &above))?;
    let wiring = written
        .get_text("target")
        .and_then(|kind| root.at_path(&["env", environment, kind]));
    Some(match wiring {
        Some(wiring) => lay_on(wiring, &written),
        None => written,
    })
}

/// Merges two deployments; a way to find the value replaces any other way.
fn lay_on(below: &Node, above: &Node) -> Node {
    let chooses = LOCATORS.iter().any(|key| above.get(key).is_some());
    if chooses {
        merge(&without(below, &LOCATORS), above)
    } else {
        merge(below, above)
    }
}
