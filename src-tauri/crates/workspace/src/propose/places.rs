//! Where the repository itself says what runs: kustomizations and Helm values.

use super::{Proposal, ProposedEnvironment, RepoFacts, base};
use std::collections::BTreeMap;

/// How a service is deployed from this repository, for all environments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, with `{env}`.
    pub(super) file: String,
    /// `kustomize` or `helm`.
    pub(super) key: &'static str,
    pub(super) value: String,
}

/// The place of each taken service whose version is found in every environment.
pub(super) fn find(facts: &RepoFacts, proposal: &Proposal) -> BTreeMap<String, Place> {
    let taken: Vec<_> = proposal.services.iter().filter(|s| s.take).collect();
    let alone = taken.len() == 1;
    taken
        .iter()
        .filter_map(|service| {
            let place = kustomization(facts, &proposal.environments, &service.name, alone)
                .or_else(|| values(facts, &proposal.environments, &service.name, alone))?;
            Some((service.name.clone(), place))
        })
        .collect()
}

/// A file that exists for every environment, as a pattern with `{env}`.
fn patterns<'a>(
    facts: &'a RepoFacts,
    environments: &'a [ProposedEnvironment],
    is_meant: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = (String, &'a str)> {
    let first = environments.first().map_or("", |first| first.name.as_str());
    facts
        .contents
        .iter()
        .filter(move |(path, _)| is_meant(base(path)) && !first.is_empty())
        .filter_map(move |(path, text)| {
            let file = if path.contains(&format!("/{first}/")) {
                path.replacen(&format!("/{first}/"), "/{env}/", 1)
            } else {
                path.replacen(first, "{env}", 1)
            };
            let everywhere = environments.iter().all(|environment| {
                let path = file.replace("{env}", &environment.name);
                facts.files.contains(&path)
            });
            (file.contains("{env}") && everywhere).then_some((file, text.as_str()))
        })
}

fn kustomization(
    facts: &RepoFacts,
    environments: &[ProposedEnvironment],
    service: &str,
    alone: bool,
) -> Option<Place> {
    patterns(facts, environments, |name| {
        name.starts_with("kustomization.y")
    })
    .find_map(|(file, text)| {
        let images = images(text);
        let named = images.iter().find(|image| base(image) == service);
        let only = images.first().filter(|_| alone && images.len() == 1);
        let image = named.or(only)?;
        Some(Place {
            file,
            key: "kustomize",
            value: (*image).to_owned(),
        })
    })
}

/// Names in the `images` of a kustomization.
fn images(text: &str) -> Vec<&str> {
    text.lines()
        .skip_while(|line| !line.starts_with("images:"))
        .skip(1)
        .take_while(|line| line.starts_with([' ', '-', '#']) || line.trim().is_empty())
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("name:"))
        .map(|name| name.trim().trim_matches(['"', '\'']))
        .collect()
}

fn values(
    facts: &RepoFacts,
    environments: &[ProposedEnvironment],
    service: &str,
    alone: bool,
) -> Option<Place> {
    patterns(facts, environments, |name| name.starts_with("values")).find_map(|(file, text)| {
        let mine = alone || file.split(['/', '-', '.']).any(|part| part == service);
        let mut image = text.lines().skip_while(|line| *line != "image:").skip(1);
        let tag = image
            .by_ref()
            .take_while(|line| line.starts_with(' '))
            .any(|line| line.trim().starts_with("tag:"));
        (mine && tag).then(|| Place {
            file,
            key: "helm",
            value: "image.tag".to_owned(),
        })
    })
}
