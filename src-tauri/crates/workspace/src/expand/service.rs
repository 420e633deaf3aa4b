//! Services and their deployments, typed.

use super::layers::ServiceTree;
use super::placeholders::{self, ARTIFACT, MESSAGE};
use crate::keys::LOCATORS;
use crate::node::Node;
use crate::problem::Findings;
use lockkeeper_domain::changelog::Style;
use lockkeeper_domain::commit::{Meanings, check_meaning};
use lockkeeper_domain::ids::{EnvName, ServiceName};
use lockkeeper_domain::policy::{
    BranchMerge, BranchPlace, Deployment, GitopsPlace, Locator, NamedBy, Service, Target,
    VersionFile, VersionFileKind,
};
use lockkeeper_domain::version::{TagPattern, Version, ZeroRule};
use std::collections::BTreeMap;

const FIRST: Version = Version::new(0, 1, 0);

pub(super) fn read(
    trees: &BTreeMap<String, ServiceTree>,
    findings: &mut Findings,
) -> BTreeMap<ServiceName, Service> {
    trees
        .iter()
        .filter_map(|(name, tree)| Some((name.as_str().into(), service(name, tree, findings)?)))
        .collect()
}

fn service(name: &str, tree: &ServiceTree, findings: &mut Findings) -> Option<Service> {
    let path = format!("services.{name}");
    let own = &tree.own;
    let texts = |key| own.get_texts(key).into_iter().map(str::to_owned).collect();
    placeholders::check(
        own.get("artifact"),
        &format!("{path}.artifact"),
        &ARTIFACT,
        findings,
    );
    let Some(repo) = own.get_text("repo") else {
        findings.missing(tree.at, &path, "repo");
        return None;
    };
    Some(Service {
        name: name.into(),
        repo: repo.into(),
        group: own.get_text("group").map(Into::into),
        paths: texts("paths"),
        exclude: texts("exclude"),
        tag: TagPattern::parse(own.get_text("tag").unwrap_or("v{version}")).ok()?,
        artifact: own.get_text("artifact").map(str::to_owned),
        zero: zero(own),
        first: first(own),
        types: types(own, &path, findings),
        version_files: version_files(own, &path, findings),
        changelog: own.get_text("changelog").map(str::to_owned),
        style: style(own),
        requires: requires(own),
        depends: own
            .get_texts("depends")
            .into_iter()
            .map(Into::into)
            .collect(),
        on: deployments(tree, &path, findings),
    })
}

fn zero(own: &Node) -> ZeroRule {
    match own.get_text("zero") {
        Some("feat-minor") => ZeroRule::FeatMinor,
        Some("as-stable") => ZeroRule::AsStable,
        _ => ZeroRule::CargoLike,
    }
}

fn first(own: &Node) -> Version {
    let written = own.get_text("first").map(Version::parse);
    written.and_then(Result::ok).unwrap_or(FIRST)
}

fn types(own: &Node, path: &str, findings: &mut Findings) -> Meanings {
    let entries = own.get("types").into_iter().flat_map(Node::entries);
    let words = entries.filter_map(|(word, entry)| Some((word, entry.node.text()?, entry.key_at)));
    let words: Vec<_> = words.collect();
    for (word, means, at) in &words {
        if let Some(why) = check_meaning(word, means) {
            findings.add(*at, &format!("{path}.types.{word}"), why);
        }
    }
    Meanings::new(words.iter().map(|(word, means, _)| (*word, *means)))
}

fn style(own: &Node) -> Style {
    match own.get_text("style") {
        Some("types") => Style::Types,
        _ => Style::KeepAChangelog,
    }
}

fn requires(own: &Node) -> BTreeMap<ServiceName, semver::VersionReq> {
    let entries = own.get("requires").into_iter().flat_map(Node::entries);
    entries
        .filter_map(|(name, entry)| {
            let requirement = semver::VersionReq::parse(entry.node.text()?).ok()?;
            Some((name.into(), requirement))
        })
        .collect()
}

fn version_files(own: &Node, path: &str, findings: &mut Findings) -> Vec<VersionFile> {
    if let (Some(one), Some(_)) = (own.get("version_file"), own.get("version_files")) {
        let key = format!("{path}.version_file");
        let text = "`version_file` and `version_files` stand beside each other; keep one.";
        findings.add(one.at, &key, text);
    }
    let one = own.get("version_file").into_iter();
    let many = own.get("version_files").map(Node::list).unwrap_or_default();
    one.chain(many).filter_map(version_file).collect()
}

fn version_file(node: &Node) -> Option<VersionFile> {
    let path = node.text().or_else(|| node.get_text("path"))?;
    let kind = match node.get_text("pattern") {
        Some(pattern) => VersionFileKind::Regex(pattern.to_owned()),
        None => kind_of(path),
    };
    Some(VersionFile {
        path: path.to_owned(),
        kind,
    })
}

/// How a version stands in a file of that name.
fn kind_of(path: &str) -> VersionFileKind {
    match path.rsplit('/').next() {
        Some("Cargo.toml") => VersionFileKind::Cargo,
        Some("package.json") => VersionFileKind::Npm,
        Some("pyproject.toml") => VersionFileKind::Python,
        _ => VersionFileKind::Plain,
    }
}

fn deployments(
    tree: &ServiceTree,
    path: &str,
    findings: &mut Findings,
) -> BTreeMap<EnvName, Deployment> {
    tree.on
        .iter()
        .filter_map(|(environment, node)| {
            let path = format!("{path}.on.{environment}");
            let target = target(tree, node, &path, findings)?;
            Some((environment.as_str().into(), Deployment { target }))
        })
        .collect()
}

fn target(tree: &ServiceTree, node: &Node, path: &str, findings: &mut Findings) -> Option<Target> {
    match node.get_text("target") {
        Some("gitops") => gitops(node, path, findings).map(Target::Gitops),
        Some("branch") => branch(tree, node, path, findings).map(Target::Branch),
        // Another word was reported where it stands.
        Some(_) => None,
        None => {
            findings.missing(node.at, path, "target");
            None
        }
    }
}

fn branch(
    tree: &ServiceTree,
    node: &Node,
    path: &str,
    findings: &mut Findings,
) -> Option<BranchPlace> {
    let Some(name) = node.get("branch") else {
        findings.missing(node.at, path, "branch");
        return None;
    };
    placeholders::check(Some(name), &format!("{path}.branch"), &[], findings);
    Some(BranchPlace {
        repo: tree.own.get_text("repo")?.into(),
        branch: name.text()?.into(),
        merge: match node.get_text("merge") {
            Some("no-ff") => BranchMerge::NoFf,
            _ => BranchMerge::FfOnly,
        },
    })
}

fn gitops(node: &Node, path: &str, findings: &mut Findings) -> Option<GitopsPlace> {
    for key in ["repo", "file"] {
        if node.get(key).is_none() {
            findings.missing(node.at, path, key);
        }
    }
    for key in [
        "repo",
        "branch",
        "file",
        "kustomize",
        "helm",
        "set",
        "message",
    ] {
        let known: &[&str] = if key == "message" { &MESSAGE } else { &[] };
        placeholders::check(node.get(key), &format!("{path}.{key}"), known, findings);
    }
    Some(GitopsPlace {
        locator: locator(node, path, findings)?,
        repo: node.get_text("repo")?.into(),
        branch: node.get_text("branch").map(Into::into),
        file: node.get_text("file")?.to_owned(),
        by: match node.get_text("by") {
            Some("digest") => NamedBy::Digest,
            _ => NamedBy::Tag,
        },
        message: node.get_text("message").map(str::to_owned),
    })
}

fn locator(node: &Node, path: &str, findings: &mut Findings) -> Option<Locator> {
    let chosen: Vec<_> = LOCATORS
        .iter()
        .filter_map(|key| Some((*key, node.get(key)?)))
        .collect();
    let [(key, value)] = chosen.as_slice() else {
        let text = "A GitOps place has exactly one of `kustomize`, `helm` and `set`.";
        findings.add(node.at, path, text);
        return None;
    };
    let text = value.text()?.to_owned();
    Some(match *key {
        "kustomize" => Locator::Kustomize(text),
        "helm" => Locator::Helm(text),
        _ => Locator::Set(text),
    })
}
