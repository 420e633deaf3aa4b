//! One row: a command of ours and its reference, timed in turn.

use super::Options;
use anyhow::{Context, Result, bail};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// Counted runs of each side.
const RUNS: usize = 9;

/// A command of ours beside its reference.
pub struct Row {
    /// What is measured, and on what.
    pub name: String,
    /// Our side.
    pub ours: Side,
    /// The reference; none where the figure is absolute.
    pub reference: Option<Side>,
    /// What has to be reached.
    pub reach: Reach,
}

/// What has to be reached.
#[derive(Clone, Copy)]
pub enum Reach {
    /// At most so many times the reference.
    Ratio(f64),
    /// At most so long.
    Within(Duration),
    /// At most so many bytes of memory at any moment.
    Memory(u32),
}

/// A command, with what has to be done before each run.
pub struct Side {
    /// What is timed.
    pub command: Box<dyn Fn() -> Command>,
    /// What brings the world back before each run, untimed.
    pub before: Option<Box<dyn Fn() -> Result<()>>>,
    /// The command times itself and prints the seconds: it measures what
    /// happens inside of a program that stays open.
    pub told: bool,
}

impl Side {
    /// A side that needs no preparation.
    pub fn new(command: impl Fn() -> Command + 'static) -> Self {
        Self {
            command: Box::new(command),
            before: None,
            told: false,
        }
    }

    /// The same for a command that times itself.
    pub fn told(mut self) -> Self {
        self.told = true;
        self
    }

    /// The same with something to be done before each run.
    pub fn after(mut self, before: impl Fn() -> Result<()> + 'static) -> Self {
        self.before = Some(Box::new(before));
        self
    }

    /// The most memory that was resident, in bytes; the system keeps the mark,
    /// so what is seen last before the end is as good as all of it. Runs of
    /// git are not in it.
    fn memory(&self) -> Result<f64> {
        if let Some(before) = &self.before {
            before()?;
        }
        let mut command = (self.command)();
        let mut child = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let mut most = 0;
        while child.try_wait()?.is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kibibytes = mark.and_then(|mark| mark.trim().strip_suffix(" kB")?.parse().ok());
            most = most.max(kibibytes.unwrap_or(0_u32));
        }
        Ok(f64::from(most) * 1024.0)
    }

    fn time(&self) -> Result<Taken> {
        if let Some(before) = &self.before {
            before()?;
        }
        let mut command = (self.command)();
        command
            .stdout(if self.told {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stderr(Stdio::piped())
            .stdin(Stdio::null());
        let started = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{command:?}"))?;
        let (mut told, mut complaint) = (String::new(), String::new());
        if let Some(output) = &mut child.stdout {
            output.read_to_string(&mut told)?;
        }
        if let Some(output) = &mut child.stderr {
            output.read_to_string(&mut complaint)?;
        }
        let ended = child.wait4()?;
        let seconds = started.elapsed().as_secs_f64();
        if !ended.status.success() {
            bail!("{command:?} failed: {complaint}");
        }
        if self.told {
            let seconds = told.trim().parse().context("it tells its seconds")?;
            return Ok(Taken {
                seconds,
                worked: None,
            });
        }
        let worked = ended.rusage.utime + ended.rusage.stime;
        Ok(Taken {
            seconds,
            worked: Some(worked.as_secs_f64()),
        })
    }
}

/// What a run took, in seconds.
struct Taken {
    seconds: f64,
    /// Of the processor, for itself and the programs it ran; unknown where it
    /// timed a part of itself.
    worked: Option<f64>,
}

/// Medians over the counted runs.
pub struct Figures {
    /// Seconds, or bytes where memory is measured.
    ours: f64,
    reference: Option<f64>,
    ratio: Option<f64>,
    /// The ratio of what both worked, which a busy machine spoils less.
    worked: Option<f64>,
}

/// Runs both sides in turn.
pub fn measure(row: &Row, options: &Options) -> Result<Figures> {
    if let Reach::Memory(_) = row.reach {
        return Ok(Figures {
            ours: row.ours.memory()?,
            reference: None,
            ratio: None,
            worked: None,
        });
    }
    let runs = if options.quick { 1 } else { RUNS };
    let (mut ours, mut references) = (Vec::new(), Vec::new());
    let (mut ratios, mut worked) = (Vec::new(), Vec::new());
    for number in 0..=runs {
        let mine = row.ours.time()?;
        let theirs = row.reference.as_ref().map(Side::time).transpose()?;
        // The first pair warms the disk's and the processor's caches.
        if number == 0 && !options.quick {
            continue;
        }
        ours.push(mine.seconds);
        if let Some(theirs) = theirs {
            references.push(theirs.seconds);
            ratios.push(mine.seconds / theirs.seconds);
            let both = mine.worked.zip(theirs.worked);
            worked.extend(both.map(|(mine, theirs)| mine / theirs));
        }
    }
    let median_of = |list: Vec<f64>| (!list.is_empty()).then(|| median(list));
    Ok(Figures {
        ours: median(ours),
        reference: median_of(references),
        ratio: median_of(ratios),
        worked: median_of(worked),
    })
}

fn median(mut list: Vec<f64>) -> f64 {
    list.sort_by(f64::total_cmp);
    list[list.len() / 2]
}

impl Figures {
    /// Whether the row reaches what it has to.
    pub fn reached(&self, reach: Reach) -> bool {
        match reach {
            Reach::Ratio(most) => self.ratio.is_some_and(|ratio| ratio <= most),
            Reach::Within(most) => self.ours <= most.as_secs_f64(),
            Reach::Memory(most) => self.ours <= f64::from(most),
        }
    }

    /// The row of the table.
    pub fn line(&self, row: &Row) -> String {
        let milliseconds = |seconds: f64| format!("{:.1} ms", seconds * 1e3);
        let reach = match row.reach {
            Reach::Ratio(most) => format!("≤ {most:.1} ×"),
            Reach::Within(most) => format!("≤ {} ms", most.as_millis()),
            Reach::Memory(most) => format!("≤ {} MiB", most >> 20),
        };
        let ours = match row.reach {
            Reach::Memory(_) => format!("{:.0} MiB", self.ours / f64::from(1 << 20)),
            _ => milliseconds(self.ours),
        };
        let times = |ratio: Option<f64>| {
            ratio.map_or_else(|| "—".to_owned(), |ratio| format!("{ratio:.2} ×"))
        };
        format!(
            "| {} | {} | {} | {} | {} | {reach} {} |",
            row.name,
            ours,
            self.reference.map_or_else(|| "—".to_owned(), milliseconds),
            times(self.ratio),
            times(self.worked),
            if self.reached(row.reach) {
                "✓"
            } else {
                "✗"
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_not_the_mean() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}
