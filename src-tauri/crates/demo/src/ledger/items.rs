//! The releases of the demo, as the ledger names them.

use lockkeeper_domain::ledger::ObjectName;
use lockkeeper_domain::ledger::body::Item;
use std::collections::BTreeMap;

/// Which commit each release tag of the demo is about.
#[derive(Debug, Default)]
pub(crate) struct Items(BTreeMap<String, ObjectName>);

impl Items {
    /// Takes lines of a tag and its commit.
    pub(crate) fn read(&mut self, lines: &str) {
        let named = lines.lines().filter_map(|line| {
            let (tag, commit) = line.split_once(' ')?;
            Some((tag.to_owned(), ObjectName::parse(commit)?))
        });
        self.0.extend(named);
    }

    /// A version of a service; nothing when it was never tagged.
    pub(crate) fn of(&self, service: &str, version: &str) -> Option<Item> {
        let (repository, tag) = match service {
            "web" => ("web", format!("v{version}")),
            _ => ("shop", format!("{service}-v{version}")),
        };
        Some(Item {
            service: service.to_owned(),
            version: version.to_owned(),
            commit: self.0.get(&tag)?.clone(),
            repository: repository.to_owned(),
            tag: Some(tag),
            tag_object: None,
            artifact: None,
            tree: None,
            config: None,
        })
    }
}
