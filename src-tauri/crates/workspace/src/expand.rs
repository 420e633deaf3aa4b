//! From what people wrote to what is judged.

mod across;
mod environment;
mod flow;
mod freeze;
mod layers;
mod names;
mod people;
mod placeholders;
mod places;
mod repo;
mod service;

pub(crate) use layers::ServiceTree;

use crate::node::{Node, Value};
use crate::problem::Findings;
use lockkeeper_domain::policy::Workspace;
use std::collections::BTreeMap;

/// The expanded workspace, and the merged trees it was read from.
#[derive(Debug, Clone)]
pub(crate) struct Expansion {
    pub(crate) workspace: Workspace,
    /// Every service after inheritance, by handle.
    pub(crate) services: BTreeMap<String, ServiceTree>,
}

/// Expands a tree; what is wrong across tables goes to the findings. The
/// result is whole only when there are none.
pub(crate) fn expand(root: &Node, findings: &mut Findings) -> Expansion {
    let names = names::Names::of(root);
    names::check(root, &names, findings);
    let services = layers::services(root, &names);
    let workspace = Workspace {
        name: root.get_text("name").unwrap_or_default().to_owned(),
        environments: environment::read(root, &names, findings),
        repos: repo::read(root),
        services: service::read(&services, findings),
        people: people::read(root, findings),
    };
    across::check(&services, &workspace, findings);
    places::check(&services, &workspace, findings);
    Expansion {
        workspace,
        services,
    }
}

/// Whether a value is a table that can be read further.
fn is_table(node: &Node) -> bool {
    matches!(node.value, Value::Table(_))
}
