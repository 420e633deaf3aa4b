//! `lockkeeper promote` and `lockkeeper rollback` with several services.

use super::Ended;
use super::promote::{Way, split, take, ticked, version};
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::{PromoteWords, RollbackWords, Shared};
use lockkeeper_domain::intent::{SetItem, UmbrellaIntent};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::decisions::Wish;
use lockkeeper_engine::usecases::umbrella;

/// Brings several services as one: one request, one plan, one run.
pub async fn promote(shared: &Shared, words: &PromoteWords, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let environment = words.to.as_str().into();
    let intent = UmbrellaIntent {
        ticked: ticked(&desk, &words.tick).await?,
        reason: words.reason.clone(),
        flags: words.flags.clone(),
        lane: words.lane.clone(),
        after: words.after.as_deref().map(Into::into),
        ..UmbrellaIntent::of(&environment, items(&words.services)?)
    };
    go(&desk, shared, &intent, out).await
}

/// Brings several services back as one, each to its own earlier version.
pub async fn rollback(shared: &Shared, words: &RollbackWords, out: &mut Out) -> Ended {
    if words.to.is_some() {
        let text = "With several services, name each version: SERVICE@VERSION.";
        return Err(usage(text));
    }
    let desk = desk(shared).await?;
    let environment = words.within.as_str().into();
    let intent = UmbrellaIntent {
        rollback: true,
        reason: words.reason.clone(),
        flags: words.flags.clone(),
        ..UmbrellaIntent::of(&environment, items(&words.services)?)
    };
    go(&desk, shared, &intent, out).await
}

fn items(words: &[String]) -> Result<Vec<SetItem>, Told> {
    let item = |word: &String| {
        let (service, named) = split(word);
        Ok(SetItem {
            service: service.into(),
            version: named.map(version).transpose()?,
        })
    };
    words.iter().map(item).collect()
}

async fn go(desk: &Desk, shared: &Shared, intent: &UmbrellaIntent, out: &mut Out) -> Ended {
    let view = umbrella::umbrella(desk, intent).await;
    let view = view.map_err(|error| told(&error))?;
    if out.is_json() && shared.dry_run {
        out.document(&view);
        return Ok(Exit::of_plan(&view.how));
    }
    if !out.is_json() {
        out.line(text::set(&view));
    }
    // Every version that was named in the command counts as typed.
    let named = intent.items.iter().all(|item| item.version.is_some());
    let named = named.then_some(view.environment.as_str());
    let way = Way {
        how: &view.how,
        ask: view.ask.as_ref(),
        wish: Wish::RequestSet(intent.clone()),
        named,
    };
    take(desk, shared, &way, out).await
}
