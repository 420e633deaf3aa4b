//! Whether the tags that a gate may ask about are signed, and by whom.

use crate::desk::Desk;
use crate::ports::Repo;
use futures::StreamExt;
use futures::stream;
use lockkeeper_domain::ids::{ServiceName, TagName};
use lockkeeper_domain::ledger::Hash;
use lockkeeper_domain::policy::{Gates, Service};
use lockkeeper_domain::snapshot::{Build, Fact, Known, Release, ServiceFacts, Signature, Snapshot};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How many of the highest releases of a service are verified unasked; others
/// when somebody wants to bring them somewhere.
const HIGHEST: usize = 16;
/// How many changes of a place are looked back.
const LOOKED_BACK: usize = 16;
/// How many signatures are verified together: each takes a program of its own.
const TOGETHER: usize = 4;

/// Verifies the tags of the services that meet the gate: the highest releases,
/// and what is or lately was live.
pub(super) async fn look(desk: &Desk, snapshot: &mut Snapshot, before: &Snapshot, refresh: bool) {
    let people = people(desk);
    let keys = name_of(&people);
    for service in desk.workspace.services.values() {
        let old = before.services.get(&service.name).and_then(Fact::seen);
        let old = old.filter(|old| old.keys.as_ref() == Some(&keys));
        let lived = lived(snapshot, &service.name);
        let Some(facts) = seen(snapshot, &service.name) else {
            continue;
        };
        facts.keys = Some(keys.clone());
        for release in &mut facts.releases {
            reuse(release, old, refresh);
        }
        if !meets_the_gate(desk, service) {
            continue;
        }
        let highest = facts.releases.iter().take(HIGHEST);
        let later = facts.releases.iter().skip(HIGHEST);
        let lived = later.filter(|release| lived.contains(&release.tag.name));
        let asked = highest.chain(lived);
        let asked = asked.filter(|release| release.signature == Signature::Unchecked);
        let asked: Vec<Release> = asked.cloned().collect();
        let mut found = verified(desk, service, &asked, &people).await;
        for release in &mut facts.releases {
            if let Some(signature) = found.remove(&release.tag.name) {
                release.signature = signature;
            }
        }
    }
}

/// The snapshot with the signature of a build's tag verified, where the gate
/// asks for it and nobody has looked yet.
pub(crate) async fn with_signature<'a>(
    desk: &Desk,
    snapshot: &'a Snapshot,
    service: &Service,
    build: &Build,
) -> Cow<'a, Snapshot> {
    let facts = snapshot.services.get(&service.name).and_then(Fact::seen);
    let tag = build.tag.as_ref().filter(|_| meets_the_gate(desk, service));
    let release = facts.zip(tag).and_then(|(facts, tag)| facts.release(tag));
    let Some(release) = release.filter(|r| r.signature == Signature::Unchecked) else {
        return Cow::Borrowed(snapshot);
    };
    let asked = std::slice::from_ref(release);
    let mut found = verified(desk, service, asked, &people(desk)).await;
    let mut snapshot = snapshot.clone();
    let facts = seen(&mut snapshot, &service.name).into_iter();
    for known in facts.flat_map(|facts| &mut facts.releases) {
        if let Some(signature) = found.remove(&known.tag.name) {
            known.signature = signature;
        }
    }
    Cow::Owned(snapshot)
}

/// Verifies one tag, as the object it was seen as.
pub(crate) async fn verify(desk: &Desk, repo: &dyn Repo, release: &Release) -> Signature {
    one(repo, release, &people(desk)).await
}

async fn one(repo: &dyn Repo, release: &Release, people: &[(String, String)]) -> Signature {
    if release.signature == Signature::Unsigned {
        return Signature::Unsigned;
    }
    let answer = repo.verify_tag(&release.tag.name, &release.object, people);
    answer.await.unwrap_or_else(|error| Signature::Bad {
        reason: error.to_string(),
    })
}

async fn verified(
    desk: &Desk,
    service: &Service,
    releases: &[Release],
    people: &[(String, String)],
) -> BTreeMap<TagName, Signature> {
    let repo = match releases {
        [] => return BTreeMap::new(),
        // What cannot be read now stays unchecked, which the gate says.
        _ => match desk.repo_of(service).await {
            Ok(repo) => repo,
            Err(_) => return BTreeMap::new(),
        },
    };
    let repo = &*repo;
    let answers = releases.iter().map(|release| async move {
        let signature = one(repo, release, people).await;
        (release.tag.name.clone(), signature)
    });
    let answers: Vec<_> = answers.collect();
    stream::iter(answers)
        .buffer_unordered(TOGETHER)
        .collect()
        .await
}

/// Takes over what was verified with the same keys. An answer of GnuPG depends
/// on a keyring that changes, and is asked for anew with every refresh; so is
/// what did not verify.
fn reuse(release: &mut Release, old: Option<&ServiceFacts>, refresh: bool) {
    if release.signature != Signature::Unchecked {
        return;
    }
    let old = old.and_then(|old| old.release(&release.tag.name));
    let Some(old) = old.filter(|old| old.object == release.object) else {
        return;
    };
    let lasts = match &old.signature {
        Signature::By { key, .. } | Signature::Stranger { key } => key.starts_with("SHA256:"),
        Signature::Unchecked | Signature::Unsigned | Signature::Bad { .. } => false,
    };
    if lasts || !refresh {
        release.signature = old.signature.clone();
    }
}

/// Whether some way into some environment of the service asks for a signature.
fn meets_the_gate(desk: &Desk, service: &Service) -> bool {
    let environments = desk.workspace.environments.iter();
    let mut entered = environments.filter(|e| service.on.contains_key(&e.name));
    let asks = |gates: &Gates| gates.signed_tag;
    entered.any(|e| asks(&e.gates) || e.lanes.values().any(|lane| asks(&lane.gates)))
}

fn seen<'a>(snapshot: &'a mut Snapshot, service: &ServiceName) -> Option<&'a mut ServiceFacts> {
    match &mut snapshot.services.get_mut(service)?.state {
        Known::Seen(facts) => Some(facts),
        Known::Unknown(_) => None,
    }
}

/// Tags that are or lately were live somewhere.
fn lived(snapshot: &Snapshot, service: &ServiceName) -> BTreeSet<TagName> {
    let places = snapshot.places.get(service).into_iter();
    let places = places.flat_map(BTreeMap::values).filter_map(Fact::seen);
    let lived = places.flat_map(|place| place.history.iter().take(LOOKED_BACK));
    lived
        .filter_map(|live| live.build.as_ref()?.tag.clone())
        .collect()
}

/// Handles with their keys, one line each.
pub(crate) fn people(desk: &Desk) -> Vec<(String, String)> {
    let people = desk.workspace.people.values();
    people
        .flat_map(|p| p.keys.iter().map(|key| (p.handle.to_string(), key.clone())))
        .collect()
}

/// A name for a list of keys, which changes with it.
fn name_of(people: &[(String, String)]) -> String {
    let lines: Vec<String> = people
        .iter()
        .map(|(handle, key)| format!("{handle} {key}\n"))
        .collect();
    Hash::of(lines.concat().as_bytes()).as_str().to_owned()
}
