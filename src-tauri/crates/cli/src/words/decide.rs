//! The words in which people decide.

use super::moment::moment;
use clap::{Args, Subcommand};

/// `lockkeeper approve`
#[derive(Debug, Args)]
pub struct ApproveWords {
    /// The request's id, or the number or hash of an entry.
    pub id: String,
    /// Words to it.
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,
}

/// `lockkeeper reject` and `lockkeeper withdraw`
#[derive(Debug, Args)]
pub struct RejectWords {
    /// The request's id, or the number or hash of an entry.
    pub id: String,
    /// Why.
    #[arg(long, value_name = "R")]
    pub reason: String,
}

/// `lockkeeper tick`
#[derive(Debug, Args)]
pub struct TickWords {
    /// The request's id, or the number or hash of its entry.
    pub id: String,
    /// The line of its checklist, as the rules have it.
    pub line: String,
}

/// `lockkeeper break-glass`
#[derive(Debug, Args)]
pub struct GlassWords {
    /// The request's id, or the number or hash of its entry.
    pub id: String,
    /// A gate to pass; may be given several times.
    #[arg(long = "gate", value_name = "G", required = true)]
    pub gates: Vec<String>,
    /// Why.
    #[arg(long, value_name = "R")]
    pub reason: String,
}

/// `lockkeeper freeze`
#[derive(Debug, Args)]
pub struct FreezeWords {
    /// Where the line is stopped.
    #[arg(required = true, value_name = "ENV")]
    pub environments: Vec<String>,
    /// Until then (RFC 3339); until thawed when absent.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub until: Option<jiff::Timestamp>,
    /// Only for this service; may be given several times.
    #[arg(long = "service", value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Why.
    #[arg(long, value_name = "R")]
    pub reason: String,
}

/// `lockkeeper thaw`
#[derive(Debug, Args)]
pub struct ThawWords {
    /// The entry that stopped the line; the only one that stands when absent.
    pub freeze: Option<String>,
    /// Why.
    #[arg(long, value_name = "R", default_value = "over")]
    pub reason: String,
}

/// `lockkeeper calendar`
#[derive(Debug, Args)]
pub struct CalendarWords {
    /// A whole month.
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "days"])]
    pub month: Option<String>,
    /// The first day (default: today).
    #[arg(long, value_name = "DATE")]
    pub from: Option<jiff::civil::Date>,
    /// How many days.
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub days: u16,
    /// This environment only.
    #[arg(long, value_name = "E")]
    pub env: Option<String>,
}

/// `lockkeeper adopt`
#[derive(Debug, Args)]
pub struct AdoptWords {
    /// Where it runs.
    #[arg(value_name = "ENV", required_unless_present = "all")]
    pub environment: Option<String>,
    /// What runs there (default: everything that has no record).
    #[arg(value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Everything in every environment, as on the first day.
    #[arg(long, conflicts_with = "environment")]
    pub all: bool,
    /// Why it is accepted.
    #[arg(long, value_name = "R")]
    pub reason: String,
    /// Accepted until then (RFC 3339); for good when absent.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub until: Option<jiff::Timestamp>,
}

/// `lockkeeper note`
#[derive(Debug, Args)]
pub struct NoteWords {
    /// The words.
    #[arg(value_name = "TEXT", required_unless_present = "flag")]
    pub text: Option<String>,
    /// A feature flag that was switched, as NAME=on or NAME=off.
    #[arg(long, value_name = "NAME=on|off", value_parser = switched, requires_all = ["service", "environment"])]
    pub flag: Option<(String, bool)>,
    /// The service that asks the flag.
    #[arg(long, value_name = "SERVICE", requires = "flag")]
    pub service: Option<String>,
    /// Where the flag was switched.
    #[arg(long = "in", value_name = "ENV", requires = "flag")]
    pub environment: Option<String>,
    /// The entry that the words are about, by number or hash.
    #[arg(long, value_name = "ENTRY", conflicts_with = "flag")]
    pub about: Option<String>,
}

fn switched(text: &str) -> Result<(String, bool), String> {
    let on = |state: &str| match state {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    };
    let read = text.split_once('=');
    let read = read.and_then(|(name, state)| Some((name.to_owned(), on(state)?)));
    read.filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| "write NAME=on or NAME=off".to_owned())
}

/// `lockkeeper incident`
#[derive(Debug, Subcommand)]
pub enum IncidentWords {
    /// Something is broken. For the request that mends it, health only warns.
    Open {
        /// What, in words.
        summary: String,
        /// How bad.
        #[arg(long, value_name = "S", default_value = "major")]
        severity: String,
        /// The request that mends it: its id, or the number or hash of its entry.
        #[arg(long, value_name = "ID")]
        request: Option<String>,
    },
    /// It is mended.
    Close {
        /// The number of its entry, or the beginning of its id.
        incident: String,
        /// How, in words.
        #[arg(long, value_name = "TEXT")]
        summary: Option<String>,
    },
}
