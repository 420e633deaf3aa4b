//! Kinds of text: what a string has to be to make sense.

use crate::duration;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use lockkeeper_domain::ledger::{BadKey, PublicKey};
use lockkeeper_domain::policy::{Freeze, FreezeSpan, Window};
use lockkeeper_domain::version::{TagPattern, Version};
use lockkeeper_domain::window::{self, BadTime};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything that is not empty.
    Any,
    /// A name: letters, digits, `.`, `_`, `-`.
    Name,
    /// A name of something else; `{service}` and `{env}` may be part of it.
    Reference,
    /// `24h`.
    Duration,
    /// `Europe/Berlin`.
    Zone,
    /// `api-v{version}`.
    TagPattern,
    /// `services/api/**`.
    Glob,
    /// A regular expression.
    Regex,
    /// `2026-12-20`, `2027-01-02T08:00`, or with an offset.
    Moment,
    /// `2026-12-20`.
    Day,
    /// `Mon..Thu 09:00-16:00`.
    Window,
    /// An RFC 5545 recurrence with its `DTSTART`.
    Recurrence,
    /// `>=2.3`.
    Requirement,
    /// `0.1.0`.
    Version,
    /// A path inside a repository.
    Path,
    /// `ssh-ed25519 AAAA… dana@laptop`.
    PublicKey,
}

impl Kind {
    /// Says what is wrong with a text, as the rest of a sentence.
    pub(crate) fn check(self, text: &str) -> Result<(), String> {
        if text.trim().is_empty() {
            return Err("this is empty".to_owned());
        }
        match self {
            Self::Any => Ok(()),
            Self::Window => check_window(text),
            Self::Recurrence => check_recurrence(text),
            Self::Name => check_name(text),
            Self::Reference => check_reference(text),
            Self::Duration => duration::parse(text).map(drop),
            Self::Zone => window::zone(text).map(drop).map_err(in_words),
            Self::TagPattern => check_tag_pattern(text),
            Self::Glob => check_glob(text),
            Self::Regex => check_regex(text),
            Self::Moment => check_moment(text),
            Self::Day => check_day(text),
            Self::Requirement => semver::VersionReq::parse(text)
                .map(drop)
                .map_err(|e| format!("this is not a version requirement such as `>=2.3`: {e}")),
            Self::Version => Version::parse(text)
                .map(drop)
                .map_err(|e| format!("this is not a version such as `0.1.0`: {e}")),
            Self::Path => check_path(text),
            Self::PublicKey => check_key(text),
        }
    }

    /// What it is, in the reference.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Any => "text",
            Self::Name | Self::Reference => "name",
            Self::Duration => "duration",
            Self::Zone => "time zone",
            Self::TagPattern => "tag pattern",
            Self::Glob => "glob",
            Self::Regex => "regular expression",
            Self::Moment => "date or time",
            Self::Day => "date",
            Self::Window => "days and hours",
            Self::Recurrence => "recurrence",
            Self::Requirement => "version requirement",
            Self::Version => "version",
            Self::Path => "path",
            Self::PublicKey => "public key",
        }
    }

    /// What an editor may check by itself.
    pub(crate) const fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("^[A-Za-z0-9][A-Za-z0-9._-]*$"),
            Self::Duration => Some("[0-9] ?[a-z]"),
            Self::TagPattern => Some("^[^{}]*(\\{service\\}[^{}]*)?\\{version\\}[^{}]*$"),
            Self::Moment => Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
            Self::Day => Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            _ => None,
        }
    }
}

pub(crate) fn check_name(text: &str) -> Result<(), String> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if starts_well && text.chars().all(known) {
        Ok(())
    } else {
        Err(
            "a name holds letters, digits, `.`, `_` and `-`, and starts with a letter or digit"
                .to_owned(),
        )
    }
}

/// The words of the rules that will judge by it.
#[allow(clippy::needless_pass_by_value, reason = "a mapping of errors")]
fn in_words(error: BadTime) -> String {
    format!("`{}` {}", error.text, error.why)
}

fn check_window(text: &str) -> Result<(), String> {
    let window = Window {
        allow: text.to_owned(),
        zone: "UTC".to_owned(),
    };
    window::check_window(&window).map_err(in_words)
}

fn check_recurrence(text: &str) -> Result<(), String> {
    let freeze = Freeze {
        name: String::new(),
        span: FreezeSpan::Recurring {
            rrule: text.to_owned(),
            lasts: SignedDuration::from_hours(1),
        },
        zone: "UTC".to_owned(),
    };
    window::check_freeze(&freeze).map_err(in_words)
}

/// A name in which placeholders stand for names.
fn check_reference(text: &str) -> Result<(), String> {
    let filled = ["{service}", "{env}", "{environment}"]
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, "x"));
    check_name(&filled)
}

fn check_tag_pattern(text: &str) -> Result<(), String> {
    TagPattern::parse(text).map_err(|e| e.to_string())?;
    let rest = text.replace("{version}", "").replace("{service}", "");
    if rest.contains(['{', '}']) {
        return Err("a tag pattern knows only `{version}` and `{service}`".to_owned());
    }
    let sample = text.replace("{version}", "1.0.0").replace("{service}", "a");
    if is_ref_name(&sample) {
        Ok(())
    } else {
        Err("git accepts no tag of that name".to_owned())
    }
}

/// The rules of `git check-ref-format` that a tag pattern can break.
fn is_ref_name(name: &str) -> bool {
    let part_is_fine =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let forbidden = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(forbidden)
        && name.split('/').all(part_is_fine)
}

fn check_glob(text: &str) -> Result<(), String> {
    if text.split('/').any(|part| part == "..") {
        return Err("a glob stays inside its repository: no `..`".to_owned());
    }
    globset::GlobBuilder::new(text)
        .literal_separator(true)
        .build()
        .map(drop)
        .map_err(|e| format!("this is not a glob such as `services/api/**`: {}", e.kind()))
}

fn check_regex(text: &str) -> Result<(), String> {
    regex::Regex::new(text).map(drop).map_err(|e| {
        format!(
            "this is not a regular expression: {}",
            last_line(&e.to_string())
        )
    })
}

/// The part of a regex error that says what is wrong, without its drawing.
fn last_line(text: &str) -> &str {
    let line = text.lines().last().unwrap_or(text);
    line.strip_prefix("error: ").unwrap_or(line)
}

fn check_moment(text: &str) -> Result<(), String> {
    let fine = text.parse::<jiff::Timestamp>().is_ok() || text.parse::<DateTime>().is_ok();
    if fine {
        Ok(())
    } else {
        Err("this is not a date or time such as `2026-12-20` or `2027-01-02T08:00`".to_owned())
    }
}

fn check_day(text: &str) -> Result<(), String> {
    text.parse::<Date>()
        .ok()
        .filter(|day| day.to_string() == text)
        .map(drop)
        .ok_or_else(|| "this is not a day such as `2026-12-20`".to_owned())
}

fn check_path(text: &str) -> Result<(), String> {
    // Git knows no file by another name than its own.
    if text.split('/').any(|part| matches!(part, "" | "." | "..")) {
        let why = "a path stays inside its repository and is written as git has it: no `/` at its \
                   ends, no `./`, no `..`";
        return Err(why.to_owned());
    }
    Ok(())
}

/// Which keys may sign for a ledger is said where there is one.
fn check_key(text: &str) -> Result<(), String> {
    match PublicKey::parse_line(text) {
        Ok(_) | Err(BadKey::Type(_) | BadKey::Bits(_)) => Ok(()),
        Err(BadKey::Line) => Err(
            "this is not a public key as `ssh-keygen` writes it: type, base64 and perhaps a \
             comment, in one line of plain letters"
                .to_owned(),
        ),
        Err(why @ BadKey::Blob) => Err(why.to_string()),
    }
}
