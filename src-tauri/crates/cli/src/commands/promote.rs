//! `lockkeeper promote` and `lockkeeper rollback`

use super::{Ended, decide, plan, umbrella};
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::{PromoteWords, RollbackWords, Shared};
use lockkeeper_contract::{AskView, PromotionView};
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent};
use lockkeeper_domain::version::Version;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::{promotion, runs};
use std::collections::BTreeMap;

/// Brings a version somewhere; several services go as one.
pub async fn promote(shared: &Shared, words: &PromoteWords, out: &mut Out) -> Ended {
    match words.services.as_slice() {
        [service] if words.after.is_none() => {
            let desk = desk(shared).await?;
            one(&desk, shared, words, service, out).await
        }
        _ => umbrella::promote(shared, words, out).await,
    }
}

async fn one(
    desk: &Desk,
    shared: &Shared,
    words: &PromoteWords,
    service: &str,
    out: &mut Out,
) -> Ended {
    let (name, named) = split(service);
    let intent = PromoteIntent {
        service: name.into(),
        version: named.map(version).transpose()?,
        commit: None,
        to: words.to.as_str().into(),
        ticked: ticked(desk, &words.tick).await?,
        reason: words.reason.clone(),
        lane: words.lane.clone(),
        flags: words.flags.clone(),
    };
    let view = promotion::promotion(desk, &intent)
        .await
        .map_err(|error| told(&error))?;
    let exit = go(desk, shared, &view, named, out).await?;
    let exit = without_ledger(desk, exit);
    ask(
        desk,
        shared,
        view.ask.as_ref(),
        &Wish::Request(intent),
        (exit, out),
    )
    .await
}

/// No promotion goes without the ledger, so what its gates say while nobody can
/// reach it is no answer.
fn without_ledger(desk: &Desk, exit: Exit) -> Exit {
    let ledger = desk.begun_ledger();
    let away = ledger.is_some_and(|ledger| ledger.unreached().is_some());
    match exit {
        Exit::Refused if away => Exit::Cannot,
        exit => exit,
    }
}

/// Asks in the ledger for what was refused, where that may be asked for.
pub(super) async fn ask(
    desk: &Desk,
    shared: &Shared,
    asks: Option<&AskView>,
    wish: &Wish,
    (exit, out): (Exit, &mut Out),
) -> Ended {
    let looked = out.is_json() && shared.dry_run;
    if exit != Exit::Refused || asks.is_none() || looked {
        return Ok(exit);
    }
    Ok(match decide::say(desk, shared, wish, out).await? {
        // It is asked for, and not there yet.
        Exit::Done => Exit::Refused,
        other => other,
    })
}

/// Brings an earlier version back; several services go as one.
pub async fn rollback(shared: &Shared, words: &RollbackWords, out: &mut Out) -> Ended {
    let [service] = words.services.as_slice() else {
        return umbrella::rollback(shared, words, out).await;
    };
    let (name, inline) = split(service);
    let named = words.to.as_deref().or(inline);
    let desk = desk(shared).await?;
    let intent = RollbackIntent {
        service: name.into(),
        within: words.within.as_str().into(),
        to: named.map(version).transpose()?,
        reason: words.reason.clone(),
        flags: words.flags.clone(),
    };
    let view = promotion::rollback(&desk, &intent)
        .await
        .map_err(|error| told(&error))?;
    let exit = go(&desk, shared, &view, named, out).await?;
    ask(
        &desk,
        shared,
        view.ask.as_ref(),
        &Wish::RequestBack(intent),
        (exit, out),
    )
    .await
}

async fn go(
    desk: &Desk,
    shared: &Shared,
    view: &PromotionView,
    named: Option<&str>,
    out: &mut Out,
) -> Ended {
    if out.is_json() && shared.dry_run {
        out.document(view);
        return Ok(Exit::of_plan(&view.how));
    }
    if !out.is_json() {
        let already = view.already.as_ref();
        let told = already.map(|live| text::already(view, live));
        out.line(told.unwrap_or_else(|| text::verdicts(&view.gates)));
    }
    plan::go(desk, shared, &view.how, named, out).await
}

pub(super) fn split(service: &str) -> (&str, Option<&str>) {
    match service.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (service, None),
    }
}

pub(super) fn version(text: &str) -> Result<Version, Told> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    Version::parse(bare)
        .map_err(|error| usage(format!("`{text}` is not a semantic version: {error}.")))
}

/// Lines that are done, each with who says so.
pub(super) async fn ticked(
    desk: &Desk,
    lines: &[String],
) -> Result<BTreeMap<String, String>, Told> {
    if lines.is_empty() {
        return Ok(BTreeMap::new());
    }
    let by = runs::actor(desk).await;
    Ok(lines
        .iter()
        .map(|line| (line.clone(), by.clone()))
        .collect())
}
