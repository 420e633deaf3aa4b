//! Durations with a unit, as people write them: `24h`, `10m`, `2d`.

use jiff::{SignedDuration, Span, SpanRelativeTo};

/// Reads a duration; a day is 24 hours, a week seven days.
pub(crate) fn parse(text: &str) -> Result<SignedDuration, String> {
    const HOW: &str = "a duration has a number and a unit, as in `24h`, `10m` or `2d`";
    let span: Span = text.trim().parse().map_err(|_| HOW.to_owned())?;
    let length = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| "months and years have no fixed length; use days or weeks".to_owned())?;
    if length.is_negative() {
        return Err("a duration is not negative".to_owned());
    }
    Ok(length)
}
