//! The log: JSON lines in the data folder, one file a day, a week of them.

use std::path::Path;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// How many days of logs are kept.
const DAYS: usize = 7;

/// Starts the log. A folder that cannot be written is not a reason not to
/// start: the program then runs without a log and says so on standard error.
pub fn start(folder: &Path) {
    let filter =
        EnvFilter::new("warn,lockkeeper=info,lockkeeper_desktop=info,lockkeeper_compose=info");
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("lockkeeper")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder);
    let started = match file {
        Ok(file) => fmt()
            .json()
            .with_env_filter(filter)
            .with_writer(file)
            .try_init(),
        Err(_) => fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .try_init(),
    };
    if let Err(error) = started {
        tracing::warn!(%error, "another log was started before");
    }
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "the program stopped working"),
    ));
}
