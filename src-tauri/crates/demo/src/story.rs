//! Stories: what happened in a repository, one line each.
//!
//! ```text
//! @ 58h
//! tag | dana | api-v1.9.0 | main
//! ```

use crate::DemoError;
use crate::files::Repository;
use jiff::{SignedDuration, Timestamp};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Happening<'a> {
    /// A branch begins where another one is.
    Branch { name: &'a str, from: &'a str },
    /// Files change.
    Commit {
        branch: &'a str,
        message: &'a str,
        files: Vec<&'a str>,
    },
    /// A branch is merged into another.
    Merge {
        from: &'a str,
        into: &'a str,
        message: Option<&'a str>,
    },
    /// A version gets its changelog.
    Release {
        branch: &'a str,
        service: &'a str,
        version: &'a str,
    },
    /// A tag is made where a branch is.
    Tag { name: &'a str, branch: &'a str },
    /// A version comes into an environment.
    Deploy {
        service: &'a str,
        environment: &'a str,
        version: &'a str,
        rollback: bool,
        message: Option<&'a str>,
    },
}

/// A happening with its time and the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event<'a> {
    pub(crate) line: usize,
    pub(crate) at: Timestamp,
    pub(crate) who: &'a str,
    pub(crate) what: Happening<'a>,
}

/// The events of a story as they would have been before a moment.
pub(crate) fn read(
    repository: &Repository,
    now: Timestamp,
) -> Result<Vec<Event<'static>>, DemoError> {
    let fail = |line| DemoError::Story {
        repository: repository.name,
        line,
    };
    let mut events = Vec::new();
    let mut anchors = Vec::new();
    for (index, text) in repository.story.lines().enumerate() {
        let line = index + 1;
        let text = text.trim();
        if let Some(age) = text.strip_prefix('@') {
            let age = read_age(age.trim()).ok_or_else(|| fail(line))?;
            anchors.push((events.len(), age));
        } else if !text.is_empty() && !text.starts_with('#') {
            let (who, what) = read_happening(text).ok_or_else(|| fail(line))?;
            events.push(Event {
                line,
                at: now,
                who,
                what,
            });
        }
    }
    date(&mut events, &anchors, now).ok_or(DemoError::Moment(now))?;
    Ok(events)
}

/// `58h` or `12d`, in seconds.
fn read_age(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let hours = match unit {
        "h" => 1,
        "d" => 24,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()? * hours * 3600)
}

fn read_happening(text: &'static str) -> Option<(&'static str, Happening<'static>)> {
    let fields: Vec<&str> = text.split(" | ").map(str::trim).collect();
    let (verb, fields) = fields.split_first()?;
    Some(match (*verb, fields) {
        ("branch", [name, from]) => ("", Happening::Branch { name, from }),
        ("commit", [who, branch, message, files]) => {
            let files = files.split(", ").collect();
            let happening = Happening::Commit {
                branch,
                message,
                files,
            };
            (who, happening)
        }
        ("merge", [who, from, into, message @ ..]) => {
            let message = message.first().copied();
            (
                who,
                Happening::Merge {
                    from,
                    into,
                    message,
                },
            )
        }
        ("release", [who, branch, service, version]) => (
            who,
            Happening::Release {
                branch,
                service,
                version,
            },
        ),
        ("tag", [who, name, branch]) => (who, Happening::Tag { name, branch }),
        (verb @ ("deploy" | "rollback"), [who, service, environment, version, message @ ..]) => (
            who,
            Happening::Deploy {
                service,
                environment,
                version,
                rollback: verb == "rollback",
                message: message.first().copied(),
            },
        ),
        _ => return None,
    })
}

/// Dates the events: those with an age by it, the others evenly between.
fn date(events: &mut [Event<'_>], anchors: &[(usize, i64)], now: Timestamp) -> Option<()> {
    for (index, (start, age)) in anchors.iter().enumerate() {
        let next = anchors.get(index + 1);
        let end = next.map_or(events.len(), |(end, _)| *end);
        let until = next.map_or(0, |(_, age)| *age);
        let count = i64::try_from(end - start).ok()?;
        for (step, event) in (0i64..).zip(&mut events[*start..end]) {
            let seconds = age - (age - until) * step / count.max(1);
            event.at = now.checked_sub(SignedDuration::from_secs(seconds)).ok()?;
        }
    }
    Some(())
}
