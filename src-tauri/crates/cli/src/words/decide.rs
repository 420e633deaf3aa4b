//! The words in which people decide.

use clap::Args;

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
    #[arg(long, value_name = "T")]
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
    #[arg(long, value_name = "T")]
    pub until: Option<jiff::Timestamp>,
}
