//! What changes in the place itself, line by line.

use crate::desk::Desk;
use crate::ports::RangeOptions;
use lockkeeper_contract::DiffLine;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::Destination;
use lockkeeper_domain::policy::{BranchPlace, Locator, Service};
use lockkeeper_domain::snapshot::{Build, Live};
use lockkeeper_domain::words;
use std::collections::BTreeSet;

/// How many files are named.
const NAMED: usize = 100;

/// A change on its way.
pub(super) struct Change<'a> {
    pub(super) place: &'a Destination,
    pub(super) live: Option<&'a Live>,
    pub(super) build: Option<&'a Build>,
    /// The value that names the build there; empty when there is none.
    pub(super) desired: &'a str,
}

/// The value before and after; of a branch also the files between them.
pub(super) async fn diff(desk: &Desk, service: &Service, change: &Change<'_>) -> Vec<DiffLine> {
    let (at, key) = match change.place {
        Destination::Gitops(place) => {
            let (Locator::Kustomize(key) | Locator::Helm(key) | Locator::Set(key)) = &place.locator;
            (format!("{}, {}", place.repo, place.file), key.as_str())
        }
        Destination::Branch(to) => on_branch(&to.place),
        Destination::Along(place) => on_branch(place),
    };
    let from = change.live.map(|live| live.value.as_str());
    let named = |value: &str| match change.place {
        Destination::Branch(_) if is_commit(value) => Oid::new(value).short().to_owned(),
        _ => value.to_owned(),
    };
    if from == Some(change.desired) {
        return Vec::new();
    }
    let mut lines = vec![line("file", at)];
    lines.extend(from.map(|value| line("removed", format!("{key}: {}", named(value)))));
    if !change.desired.is_empty() {
        lines.push(line("added", format!("{key}: {}", named(change.desired))));
    }
    if matches!(change.place, Destination::Branch(_)) {
        lines.extend(files(desk, service, change).await);
    }
    lines
}

fn on_branch(BranchPlace { repo, branch, .. }: &BranchPlace) -> (String, &str) {
    (format!("{repo}, branch {branch}"), branch.as_str())
}

fn is_commit(value: &str) -> bool {
    value.len() >= 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn line(kind: &str, text: String) -> DiffLine {
    DiffLine {
        kind: kind.to_owned(),
        text,
    }
}

/// The files that commits between both builds changed. What cannot be read is
/// left out: the gates and the plan say it.
async fn files(desk: &Desk, service: &Service, change: &Change<'_>) -> Vec<DiffLine> {
    let live = change.live.and_then(|live| live.build.as_ref());
    let (Some(live), Some(build)) = (live, change.build) else {
        return Vec::new();
    };
    let mut paths = changed(desk, service, &live.commit, &build.commit).await;
    paths.extend(changed(desk, service, &build.commit, &live.commit).await);
    let more = paths.len().saturating_sub(NAMED);
    let named = paths.into_iter().take(NAMED);
    let mut lines: Vec<DiffLine> = named.map(|path| line("context", path)).collect();
    if more > 0 {
        let text = format!("and {} more", words::count(more, "file"));
        lines.push(line("context", text));
    }
    lines
}

async fn changed(desk: &Desk, service: &Service, without: &Oid, of: &Oid) -> BTreeSet<String> {
    let Ok(repo) = desk.repo_of(service).await else {
        return BTreeSet::new();
    };
    let options = RangeOptions {
        first_parent: false,
        paths: true,
    };
    let range = repo.range(std::slice::from_ref(without), of, options).await;
    let commits = range.unwrap_or_default();
    let paths = commits.iter().filter_map(|commit| commit.paths.as_ref());
    paths.flatten().cloned().collect()
}
