//! Times, exactly as a statement writes them.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A whole second in UTC, written `YYYY-MM-DDTHH:MM:SSZ`; years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(i64);

/// Seconds of a minute, an hour and a day, as moments are counted.
pub const MINUTE: i64 = 60;
/// See [`MINUTE`].
pub const HOUR: i64 = 60 * MINUTE;
/// See [`MINUTE`].
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    /// Reads the one form; anything else is nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shape = b"dddd-dd-ddTdd:dd:ddZ";
        let fits = |(byte, form): (&u8, &u8)| match form {
            b'd' => byte.is_ascii_digit(),
            mark => byte == mark,
        };
        if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
            return None;
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i16>().ok();
        let small = |from: usize| number(from, from + 2).and_then(|n| i8::try_from(n).ok());
        let year = number(0, 4).filter(|year| *year >= 1)?;
        let (hour, minute, second) = (small(11)?, small(14)?, small(17)?);
        let at = DateTime::new(year, small(5)?, small(8)?, hour, minute, second, 0).ok()?;
        Some(Self(at.duration_since(epoch()).as_secs()))
    }

    /// The second a timestamp falls into.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self(at.as_second())
    }

    /// So many seconds since 1970, as a moment counted them before.
    pub(super) const fn at(seconds: i64) -> Self {
        Self(seconds)
    }

    /// As a timestamp; the last day of the year 9999 is cut off.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap_or(Timestamp::MAX)
    }

    /// That many seconds later, or earlier when negative.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }
}

fn epoch() -> DateTime {
    date(1970, 1, 1).at(0, 0, 0, 0)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = jiff::SignedDuration::from_secs(self.0);
        let at = epoch().saturating_add(since);
        let (date, time) = (at.date(), at.time());
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no time as the ledger writes it"))
    }
}

impl From<Moment> for String {
    fn from(at: Moment) -> Self {
        at.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_time_is_read_and_written_alike() {
        for text in [
            "2026-11-21T09:30:00Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2024-02-29T23:59:59Z",
            "1969-12-31T23:59:59Z",
        ] {
            let read = Moment::parse(text).map(|at| at.to_string());
            assert_eq!(read.as_deref(), Some(text));
        }
        assert_eq!(
            Moment::parse("1970-01-02T00:00:01Z").map(Moment::seconds),
            Some(86_401)
        );
    }

    #[test]
    fn any_other_form_is_no_time() {
        for text in [
            "2026-11-21T09:30:60Z",
            "2026-02-29T09:30:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21t09:30:00Z",
            "2026-11-21T09:30:00z",
            "2026-11-21T09:30:00+00:00",
            "2026-11-21T09:30:00.0Z",
            "2026-11-21 09:30:00Z",
            "+026-11-21T09:30:00Z",
            "٢٠٢٦-11-21T09:30:00Z",
            "0000-01-01T00:00:00Z",
            "2026-00-21T09:30:00Z",
            "",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
