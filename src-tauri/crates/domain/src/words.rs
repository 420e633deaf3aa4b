//! Durations, moments and counts as people read them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use std::borrow::Cow;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A duration in at most two units, rounded down: "40 s", "4 min", "31 h", "6 d 4 h".
#[must_use]
pub fn duration(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    match seconds {
        ..MINUTE => format!("{seconds} s"),
        MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        HOUR.. if seconds <= 3 * DAY => hours(seconds),
        _ => days(seconds),
    }
}

/// Minutes matter below three hours only.
fn hours(seconds: i64) -> String {
    let minutes = seconds % HOUR / MINUTE;
    match seconds / HOUR {
        hours @ 1..3 if minutes > 0 => format!("{hours} h {minutes} min"),
        hours => format!("{hours} h"),
    }
}

/// Hours matter below two weeks only.
fn days(seconds: i64) -> String {
    let hours = seconds % DAY / HOUR;
    match seconds / DAY {
        days @ ..14 if hours > 0 => format!("{days} d {hours} h"),
        days => format!("{days} d"),
    }
}

/// The time since a moment; nothing for one that is yet to come.
#[must_use]
pub fn age(since: Timestamp, at: Timestamp) -> String {
    duration(at.duration_since(since))
}

/// "4 min ago", and "just now" below a minute.
#[must_use]
pub fn ago(then: Timestamp, at: Timestamp) -> String {
    if at.duration_since(then).as_secs() < MINUTE {
        return "just now".into();
    }
    format!("{} ago", age(then, at))
}

/// A moment as short as it stays clear from another one: "14:00" on the same
/// day, "Thu 14:00" within a week, "2 Jan 08:00" beyond, the year when it differs.
#[must_use]
pub fn moment(then: Timestamp, at: Timestamp, zone: &TimeZone) -> String {
    let (then, at) = (then.to_zoned(zone.clone()), at.to_zoned(zone.clone()));
    then.strftime(moment_format(&then, &at)).to_string()
}

fn moment_format(then: &Zoned, at: &Zoned) -> &'static str {
    let far = then.date().duration_since(at.date()).abs() >= SignedDuration::from_hours(24 * 7);
    match () {
        () if then.date() == at.date() => "%H:%M",
        () if !far => "%a %H:%M",
        () if then.year() == at.year() => "%-d %b %H:%M",
        () => "%-d %b %Y %H:%M",
    }
}

/// "1 commit", "3 commits".
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// "a", "a and b", "a, b and c".
#[must_use]
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The known name nearest to a mistyped one, when one is near enough to have been meant.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const NEAR_ENOUGH: f64 = 0.72;
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(score, _)| *score >= NEAR_ENOUGH)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate.to_owned())
}

/// Whether a character is not seen, or changes how others are seen.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text that a terminal only shows: what it would obey, and what would turn
/// the order of the letters, is written as its number. Lines and tabs stay.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let harmful = |c: char| acts(c) || turns(c);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let each = text.chars().map(|c| match harmful(c) {
        true => c.escape_unicode().to_string(),
        false => c.to_string(),
    });
    Cow::Owned(each.collect())
}

/// A text in which nothing hides: names from a repository may hold anything.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match is_hidden(c) {
            true => c.escape_unicode().to_string(),
            false => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_terminal_is_told_nothing_that_it_obeys() {
        for plain in ["two\nlines\tand a tab", "👩‍👩‍👧 · ≤ 1.0 × ✓", "שלום"] {
            assert!(matches!(harmless(plain), Cow::Borrowed(same) if same == plain));
        }
        assert_eq!(
            harmless("\u{1b}[2Jgone\rnever\u{7}\u{9b}31m \u{202e}desrever"),
            "\\u{1b}[2Jgone\\u{d}never\\u{7}\\u{9b}31m \\u{202e}desrever"
        );
    }

    #[test]
    fn a_duration_names_at_most_two_units() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (5_400, "1 h 30 min"),
            (31 * HOUR + 50 * MINUTE, "31 h"),
            (48 * HOUR, "48 h"),
            (72 * HOUR, "72 h"),
            (6 * DAY + 4 * HOUR, "6 d 4 h"),
            (9 * DAY, "9 d"),
            (40 * DAY + 4 * HOUR, "40 d"),
            (-5, "0 s"),
        ];
        for (seconds, words) in cases {
            assert_eq!(
                duration(SignedDuration::from_secs(seconds)),
                words,
                "{seconds}"
            );
        }
    }

    #[test]
    fn a_moment_is_as_short_as_it_stays_clear() {
        let zone = crate::window::zone("Europe/Berlin").unwrap();
        let now = at("2026-11-24T09:00:00Z");
        let cases = [
            ("2026-11-24T13:00:00Z", "14:00"),
            ("2026-11-26T13:00:00Z", "Thu 14:00"),
            ("2026-11-23T23:30:00Z", "00:30"),
            ("2026-12-20T13:00:00Z", "20 Dec 14:00"),
            ("2027-01-02T07:00:00Z", "2 Jan 2027 08:00"),
        ];
        for (moment_, words) in cases {
            assert_eq!(moment(at(moment_), now, &zone), words);
        }
    }

    #[test]
    fn an_age_below_a_minute_is_now() {
        let now = at("2026-11-24T09:00:00Z");
        assert_eq!(ago(at("2026-11-24T08:59:30Z"), now), "just now");
        assert_eq!(ago(at("2026-11-24T08:56:00Z"), now), "4 min ago");
    }

    #[test]
    fn nothing_hides_in_a_visible_text() {
        assert_eq!(visible("v1\u{202e}\n"), "v1\\u{202e}\\u{a}");
        assert_eq!(visible("größe → 1"), "größe → 1");
    }

    #[test]
    fn lists_and_counts_read_as_english() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(
            (count(1, "commit"), count(0, "commit")),
            ("1 commit".into(), "0 commits".into())
        );
    }
}
