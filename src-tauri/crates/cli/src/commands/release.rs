//! `lockkeeper release`

use super::{Ended, plan};
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::{CutWords, PickedRelease, ReleaseWords, Shared};
use lockkeeper_contract::CutView;
use lockkeeper_domain::ids::{ServiceName, TagName};
use lockkeeper_domain::intent::{CutIntent, CutKind, ReleaseIntent};
use lockkeeper_domain::version::{Level, Version};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::{board, cut, releases};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Cuts, lists, shows, withdraws and yanks.
pub async fn run(shared: &Shared, words: &ReleaseWords, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    match words {
        ReleaseWords::Cut(words) => cut_one(&desk, shared, words, out).await,
        ReleaseWords::List { service } => list(&desk, service.as_deref(), out).await,
        ReleaseWords::Show(picked) => show(&desk, picked, out).await,
        ReleaseWords::Withdraw(picked) => {
            let intent = back(&desk, picked)?;
            let outcome = releases::plan_withdraw(&desk, &intent)
                .await
                .map_err(|e| told(&e))?;
            plan::go(&desk, shared, &outcome, version_of(picked), out).await
        }
        ReleaseWords::Yank(picked) => {
            let intent = back(&desk, picked)?;
            let outcome = releases::plan_yank(&desk, &intent)
                .await
                .map_err(|e| told(&e))?;
            plan::go(&desk, shared, &outcome, version_of(picked), out).await
        }
    }
}

async fn cut_one(desk: &Desk, shared: &Shared, words: &CutWords, out: &mut Out) -> Ended {
    let intent = intent(words)?;
    let view = cut::cut_view(desk, &intent)
        .await
        .map_err(|error| told(&error))?;
    check_counted(&intent, &view)?;
    if out.is_json() && shared.dry_run {
        out.document(&view);
        return Ok(match (&view.next.next, Exit::of_plan(&view.outcome)) {
            (None, _) => Exit::Refused,
            (Some(_), Exit::Cannot) => Exit::Cannot,
            (Some(_), _) => Exit::Done,
        });
    }
    if !out.is_json() {
        out.line(text::cut(&view));
        out.line("");
    }
    let named = view.next.next.as_ref().map(ToString::to_string);
    plan::go(desk, shared, &view.outcome, named.as_deref(), out).await
}

fn intent(words: &CutWords) -> Result<CutIntent, Told> {
    let kind = match (&words.version, &words.pre) {
        (Some(version), _) => CutKind::Exact {
            version: parse(version)?,
            reason: words.reason.clone().unwrap_or_default(),
        },
        (None, Some(label)) => CutKind::Pre {
            label: label.clone(),
        },
        (None, None) => CutKind::Final,
    };
    Ok(CutIntent {
        service: words.service.as_str().into(),
        kind,
        rev: words.rev.clone(),
        accepted: words
            .count
            .iter()
            .map(|text| accepted(text))
            .collect::<Result<BTreeMap<_, _>, _>>()?,
        notes: words.notes.as_deref().map(read).transpose()?,
    })
}

/// A commit whose level was given by hand is one of the release.
fn check_counted(intent: &CutIntent, view: &CutView) -> Result<(), Told> {
    let commits = &view.next.commits;
    let is_there = |id: &str| commits.iter().any(|one| one.oid.as_str().starts_with(id));
    let missing = intent.accepted.keys().find(|id| !is_there(id));
    missing.map_or(Ok(()), |id| {
        Err(usage(format!(
            "`{id}` is none of the commits of this release, so it cannot count for anything."
        )))
    })
}

fn parse(version: &str) -> Result<Version, Told> {
    let text = version.strip_prefix('v').unwrap_or(version);
    Version::parse(text)
        .map_err(|error| usage(format!("`{version}` is not a semantic version: {error}.")))
}

fn accepted(text: &str) -> Result<(String, Level), Told> {
    let levels = [Level::None, Level::Patch, Level::Minor, Level::Major];
    let found = text.split_once('=').and_then(|(commit, word)| {
        let level = levels.into_iter().find(|level| level.word() == word)?;
        // Git takes an id in capital letters too, and gives it in small ones.
        (commit.len() >= 7).then(|| (commit.to_ascii_lowercase(), level))
    });
    found.ok_or_else(|| {
        usage(format!(
            "`{text}` is not COMMIT=LEVEL, such as 8c1d04a=minor."
        ))
    })
}

fn read(path: &Path) -> Result<String, Told> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| usage(format!("{} cannot be read: {error}.", path.display())))
}

async fn list(desk: &Desk, service: Option<&str>, out: &mut Out) -> Ended {
    board::refresh(desk).await.map_err(|error| told(&error))?;
    if let Some(name) = service {
        desk.service(&name.into()).map_err(|error| told(&error))?;
    }
    let mut view = releases::releases(desk)
        .await
        .map_err(|error| told(&error))?;
    let wanted = |found: &str| service.is_none_or(|name| found == name);
    view.releases.retain(|line| wanted(&line.service));
    view.unknown.retain(|one| wanted(&one.service));
    out.answer(&view, || text::releases(&view));
    // An empty list would say that there are none, which nobody knows.
    Ok(if view.releases.is_empty() && !view.unknown.is_empty() {
        Exit::Cannot
    } else {
        Exit::Done
    })
}

async fn show(desk: &Desk, picked: &PickedRelease, out: &mut Out) -> Ended {
    board::refresh(desk).await.map_err(|error| told(&error))?;
    let (service, tag) = pick(desk, picked)?;
    let view = releases::release(desk, &service, &tag)
        .await
        .map_err(|error| told(&error))?;
    out.answer(&view, || text::release(&view));
    Ok(Exit::Done)
}

/// The service and the tag that `SERVICE@VERSION` names.
fn pick(desk: &Desk, picked: &PickedRelease) -> Result<(ServiceName, TagName), Told> {
    let Some((service, version)) = picked.release.rsplit_once('@') else {
        return Err(usage(format!(
            "`{}` is not SERVICE@VERSION.",
            picked.release
        )));
    };
    let service = desk
        .service(&service.into())
        .map_err(|error| told(&error))?;
    Ok((service.name.clone(), service.tag.tag(&parse(version)?)))
}

fn version_of(picked: &PickedRelease) -> Option<&str> {
    picked.release.rsplit_once('@').map(|(_, version)| version)
}

fn back(desk: &Desk, picked: &PickedRelease) -> Result<ReleaseIntent, Told> {
    let (service, tag) = pick(desk, picked)?;
    Ok(ReleaseIntent {
        service,
        tag,
        reason: picked.reason.clone().unwrap_or_default(),
    })
}
