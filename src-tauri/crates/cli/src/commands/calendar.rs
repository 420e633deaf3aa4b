//! `lockkeeper calendar`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::{CalendarWords, Shared};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use lockkeeper_engine::usecases::{calendar, seal};

/// Says when each environment lets in, and why not when it does not.
pub async fn run(shared: &Shared, words: &CalendarWords, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let (from, until) = span(words, desk.now(), &desk.zone)?;
    // What is known here is shown also where the remote does not answer.
    if let Err(error) = seal::follow(&desk).await {
        out.aside(error.to_string());
    }
    let mut view = calendar::calendar(&desk, from, until).map_err(|error| told(&error))?;
    if let Some(wanted) = &words.env {
        let name = wanted.as_str().into();
        desk.environment(&name).map_err(|error| told(&error))?;
        view.lanes.retain(|lane| lane.environment == *wanted);
        view.marks.retain(|mark| mark.environment == *wanted);
    }
    out.answer(&view, || text::calendar(&view, &desk.zone));
    Ok(Exit::Done)
}

/// The days that are asked for, in the zone of this desk.
fn span(
    words: &CalendarWords,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(Timestamp, Timestamp), Told> {
    let (first, after) = match &words.month {
        Some(month) => {
            let first: Date = format!("{month}-01")
                .parse()
                .map_err(|_| usage("--month takes a month such as 2026-11."))?;
            (first, first.checked_add(1.month()))
        }
        None => {
            let today = now.to_zoned(zone.clone()).date();
            let first = words.from.unwrap_or(today);
            (first, first.checked_add(i64::from(words.days).days()))
        }
    };
    let begin = |day: Date| day.to_zoned(zone.clone()).map(|day| day.timestamp());
    let span = after.and_then(|after| Ok((begin(first)?, begin(after)?)));
    span.map_err(|_| usage("That time is beyond every calendar."))
}
