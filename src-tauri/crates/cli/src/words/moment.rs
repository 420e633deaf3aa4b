//! A moment as it is written: with its offset, so that it is the same everywhere.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};

/// Reads it, or says how to write it.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    let read = text.parse::<Timestamp>();
    read.map_err(|_| match local(text).and_then(with_offsets) {
        Some(offsets) => format!("say where it is that time: {offsets}"),
        None => "write day, time and offset, such as 2026-11-25T10:00Z".to_owned(),
    })
}

/// A day begins where no time is given.
fn local(text: &str) -> Option<DateTime> {
    let day = || text.parse::<Date>().map(DateTime::from);
    text.parse().or_else(|_| day()).ok()
}

fn with_offsets(local: DateTime) -> Option<String> {
    let utc = format!("{local}Z in UTC");
    let zone = TimeZone::system();
    let here = local.to_zoned(zone).ok()?.strftime("%FT%T%:z").to_string();
    Some(match here.ends_with("+00:00") {
        true => utc,
        false => format!("{utc}, or {here} on this machine"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_without_its_offset_is_told_with_one() {
        let told = |text| moment(text).expect_err("it could be any");
        let begins = "say where it is that time: 2026-11-25T10:00:00Z in UTC";
        assert!(told("2026-11-25T10:00").starts_with(begins));
        let begins = "say where it is that time: 2026-11-25T00:00:00Z in UTC";
        assert!(told("2026-11-25").starts_with(begins));
        for text in ["tomorrow", "2026-13-01", "10:00", ""] {
            assert!(
                told(text).starts_with("write day, time and offset"),
                "{text}"
            );
        }
        let at = moment("2026-11-25T10:00+01:00").expect("a moment");
        assert_eq!(Ok(at), moment("2026-11-25T09:00Z"));
    }
}
