//! Services: which candidates are taken, and how their tags are named.

use super::candidates::{self, Candidate};
use super::manifests::{self, MANIFESTS};
use super::tags::{Series, Tags};
use super::{Evidence, ProposedService, RepoFacts, base, handle};
use crate::kind::Kind;
use lockkeeper_domain::version::Version;
use std::collections::{BTreeMap, BTreeSet};

/// What is released first where nothing says otherwise.
const FIRST: Version = Version::new(0, 1, 0);

/// A folder as a service, with what decides whether it is taken.
struct Part {
    service: ProposedService,
    /// Whether tags name its versions.
    tagged: bool,
    image: bool,
}

/// Finds the services of a repository, those that are taken first.
pub(super) fn find(
    facts: &RepoFacts,
    tags: &Tags,
    doubts: &mut Vec<String>,
) -> Vec<ProposedService> {
    let candidates = candidates::find(facts);
    let names = names(&candidates);
    let mut parts: Vec<_> = candidates
        .iter()
        .map(|(folder, candidate)| part(facts, tags, folder, &names[folder], candidate))
        .collect();
    let whole = tags.of_whole(&facts.name);
    let tagged = parts.iter().any(|part| part.tagged);
    let one_version = !tagged && (whole.is_some() || !parts.iter().any(|part| part.service.take));

    let mut services = Vec::new();
    if one_version {
        services.extend(as_one(facts, &mut parts, whole, doubts));
    } else {
        choose(&mut parts);
        if let Some((_, series)) = whole {
            doubts.push(format!(
                "{} tags such as `{}` belong to none of the services.",
                series.count, series.newest
            ));
        }
    }
    services.extend(parts.into_iter().map(|part| part.service));
    part_tags(&mut services);
    services.sort_by_key(|service| !service.take);
    services
}

/// The whole repository as one service, its parts left out; nothing when
/// there is nothing to release in it.
fn as_one(
    facts: &RepoFacts,
    parts: &mut [Part],
    whole: Option<(&str, &Series)>,
    doubts: &mut Vec<String>,
) -> Option<ProposedService> {
    if whole.is_none() && parts.is_empty() && is_environment_repository(facts) {
        doubts.push("This looks like an environment repository: it says what runs where, and nothing in it is released.".to_owned());
        return None;
    }
    if !parts.is_empty() {
        doubts.push(format!(
            "Its {} packages seem to have one version, so they are one service; take them one by one if they are released by themselves.",
            parts.len()
        ));
    }
    for part in parts {
        part.service.take = false;
    }
    Some(whole_repository(facts, whole, doubts))
}

/// Takes what has tags or an image; where nothing has, what looks released by itself.
fn choose(parts: &mut [Part]) {
    let tagged = parts.iter().any(|part| part.tagged);
    let image = parts.iter().any(|part| part.image);
    for part in parts {
        part.service.take = match (tagged, image) {
            (true, _) => part.tagged || part.image,
            (false, true) => part.image,
            (false, false) => part.service.take,
        };
    }
}

/// Whether a repository holds files of environments and nothing that is built.
fn is_environment_repository(facts: &RepoFacts) -> bool {
    let deploys = |path: &String| {
        let name = base(path);
        name.starts_with("kustomization.y") || (name.starts_with("values-") && name.ends_with("ml"))
    };
    let builds = |path: &String| MANIFESTS.contains(&path.as_str()) || path == "Dockerfile";
    facts.files.iter().any(deploys) && !facts.files.iter().any(builds)
}

/// A folder as a service.
fn part(facts: &RepoFacts, tags: &Tags, folder: &str, name: &str, candidate: &Candidate) -> Part {
    let mut evidence = candidate.evidence.clone();
    let package = candidate.package.name.as_deref().unwrap_or(name);
    let unscoped = package.rsplit('/').next().unwrap_or(package);
    let series = tags.of_component(&[base(folder), package, unscoped, folder]);
    if let Some((_, series)) = series {
        evidence.push(series_evidence(series));
    }
    let versioned = version_file(facts, folder, candidate.manifest.as_deref());
    let first = first(versioned.as_ref(), series.is_some(), &mut evidence);
    let service = ProposedService {
        name: name.to_owned(),
        paths: vec![format!("{}/**", globset::escape(folder))],
        tag: series.map_or_else(
            || format!("{name}-v{{version}}"),
            |(prefix, _)| pattern(prefix),
        ),
        version_file: versioned.map(|(path, _)| path),
        first,
        changelog: changelog(facts, folder),
        evidence,
        take: is_released(folder, candidate),
    };
    Part {
        service,
        tagged: series.is_some(),
        image: candidate.image,
    }
}

/// Whether a folder looks as if it were released by itself: by custom, or
/// because its package has a version of its own and is published.
fn is_released(folder: &str, candidate: &Candidate) -> bool {
    let by_custom = folder.starts_with("apps/") || folder.starts_with("services/");
    let package = &candidate.package;
    candidate.image || by_custom || !(package.private || package.shared)
}

/// The repository as one service.
fn whole_repository(
    facts: &RepoFacts,
    series: Option<(&str, &Series)>,
    doubts: &mut Vec<String>,
) -> ProposedService {
    let mut evidence = Vec::new();
    let manifest = MANIFESTS
        .iter()
        .find(|name| manifests::package(facts, name).is_some());
    if let Some(manifest) = manifest {
        evidence.push(Evidence::new(*manifest, "describes a package"));
    }
    if facts.files.iter().any(|path| path == "Dockerfile") {
        evidence.push(Evidence::new("Dockerfile", "builds an image"));
    }
    match series {
        Some((_, series)) => evidence.push(series_evidence(series)),
        None => doubts.push("No tag is a version yet; `v{version}` is a suggestion.".to_owned()),
    }
    let versioned = version_file(facts, "", manifest.copied());
    let first = first(versioned.as_ref(), series.is_some(), &mut evidence);
    ProposedService {
        name: handle(&facts.name),
        paths: Vec::new(),
        tag: series.map_or_else(|| "v{version}".to_owned(), |(prefix, _)| pattern(prefix)),
        version_file: versioned.map(|(path, _)| path),
        first,
        changelog: changelog(facts, ""),
        evidence,
        take: true,
    }
}

fn series_evidence(series: &Series) -> Evidence {
    let says = match series.count {
        1 => "tags like this name its versions: 1 so far".to_owned(),
        count => format!("tags like this name its versions: {count} so far"),
    };
    Evidence::new(&series.newest, says)
}

/// The pattern of a series; a plain one where the format cannot name it.
fn pattern(prefix: &str) -> String {
    let pattern = format!("{prefix}{{version}}");
    match Kind::TagPattern.check(&pattern) {
        Ok(()) => pattern,
        Err(_) => "v{version}".to_owned(),
    }
}

/// Gives services that would share a pattern one of their own.
fn part_tags(services: &mut [ProposedService]) {
    let mut taken = BTreeSet::new();
    for service in services {
        let mut pattern = service.tag.clone();
        let mut number = 1;
        while !taken.insert(pattern.clone()) {
            pattern = match number {
                1 => format!("{}-v{{version}}", service.name),
                number => format!("{}-{number}-v{{version}}", service.name),
            };
            number += 1;
        }
        service.tag = pattern;
    }
}

/// The file that carries the version, when it carries one that was ever raised.
fn version_file(
    facts: &RepoFacts,
    folder: &str,
    manifest: Option<&str>,
) -> Option<(String, Version)> {
    let plain = inside(folder, "VERSION");
    let text = facts.contents.get(&plain).map(|text| text.trim());
    if let Some(version) = text.and_then(|text| Version::parse(text).ok()) {
        return Some((plain, version));
    }
    let manifest = manifest?;
    let version = manifests::package(facts, manifest)?.version?;
    let version = Version::parse(&version).ok()?;
    (version > Version::new(0, 0, 0)).then(|| (manifest.to_owned(), version))
}

/// The version of the first release, where no tag names one and a file does:
/// the usual first would lower it.
fn first(
    versioned: Option<&(String, Version)>,
    tagged: bool,
    evidence: &mut Vec<Evidence>,
) -> Option<Version> {
    let (path, named) = versioned.filter(|_| !tagged)?;
    let first = Version::new(named.major, named.minor, named.patch);
    if first <= FIRST {
        return None;
    }
    let says = format!("says {named}, and no tag does: {first} is proposed as the first release");
    evidence.push(Evidence::new(path, says));
    Some(first)
}

fn changelog(facts: &RepoFacts, folder: &str) -> Option<String> {
    let path = inside(folder, "CHANGELOG.md");
    facts.files.contains(&path).then_some(path)
}

fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// A handle for each folder: its last part, with more of the path where two are alike.
fn names(candidates: &BTreeMap<String, Candidate>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for folder in candidates.keys() {
        let short = handle(base(folder));
        let alike = candidates
            .keys()
            .filter(|other| handle(base(other)) == short)
            .count();
        let wanted = if alike > 1 { handle(folder) } else { short };
        let mut name = wanted.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        names.insert(folder.clone(), name);
    }
    names
}
