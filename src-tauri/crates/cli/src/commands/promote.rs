//! `lockkeeper promote` and `lockkeeper rollback`

use super::{Ended, decide, plan, umbrella};
use crate::Exit;
use crate::confirm::unconfirmed;
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::{PromoteWords, RollbackWords, Shared};
use lockkeeper_contract::{AskView, PlanOutcome, PromotionView, Signed};
use lockkeeper_domain::intent::{PromoteIntent, RollbackIntent};
use lockkeeper_domain::version::Version;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::{promotion, runs};
use serde::Serialize;
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
    let exit = go(desk, shared, &view, (Wish::Request(intent), named), out).await?;
    Ok(match exit {
        Exit::Refused if is_away(desk) => Exit::Cannot,
        exit => exit,
    })
}

/// No promotion goes without the ledger, so what its gates say while nobody can
/// reach it is no answer.
fn is_away(desk: &Desk) -> bool {
    let ledger = desk.begun_ledger();
    ledger.is_some_and(|ledger| ledger.unreached().is_some())
}

/// What was planned, and what may be asked for in the ledger where that is
/// refused.
pub(super) struct Way<'a> {
    pub how: &'a PlanOutcome,
    pub ask: Option<&'a AskView>,
    pub wish: Wish,
    pub named: Option<&'a str>,
}

/// A refusal with the request that was signed for it.
#[derive(Serialize)]
struct Requested<'a> {
    #[serde(flatten)]
    outcome: &'a PlanOutcome,
    request: &'a Signed,
}

/// Goes the way where it is open, and asks for it where it is not.
pub(super) async fn take(desk: &Desk, shared: &Shared, way: &Way<'_>, out: &mut Out) -> Ended {
    let asked = way.ask.is_some() && !is_away(desk) && Exit::of_plan(way.how) == Exit::Refused;
    if out.is_json() && shared.yes && asked {
        return request(desk, way, out).await;
    }
    let exit = plan::go(desk, shared, way.how, way.named, out).await?;
    if !asked || exit != Exit::Refused {
        return Ok(exit);
    }
    if out.is_json() {
        return Ok(unconfirmed(out));
    }
    Ok(match decide::say(desk, shared, &way.wish, out).await? {
        // It is asked for, and not there yet.
        Exit::Done => Exit::Refused,
        other => other,
    })
}

/// An answer in JSON is one document, so what was signed stands in the refusal.
async fn request(desk: &Desk, way: &Way<'_>, out: &mut Out) -> Ended {
    if let PlanOutcome::Refused { refusals } = way.how {
        out.refusals(refusals);
    }
    let signed = decide::signed(desk, &way.wish, out).await?;
    out.document(&Requested {
        outcome: way.how,
        request: &signed,
    });
    Ok(Exit::Refused)
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
    go(
        &desk,
        shared,
        &view,
        (Wish::RequestBack(intent), named),
        out,
    )
    .await
}

async fn go(
    desk: &Desk,
    shared: &Shared,
    view: &PromotionView,
    (wish, named): (Wish, Option<&str>),
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
    let way = Way {
        how: &view.how,
        ask: view.ask.as_ref(),
        wish,
        named,
    };
    take(desk, shared, &way, out).await
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
