//! One row: a command of ours and its reference, timed in turn.

use super::Options;
use super::side::Side;
use anyhow::Result;
use std::time::Duration;

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
    /// At most so many times the memory of the reference.
    MemoryRatio(f64),
    /// At most this share of one processor.
    Share(f64),
}

impl Reach {
    fn unit(self) -> Unit {
        match self {
            Self::Ratio(_) | Self::Within(_) => Unit::Time,
            Self::Memory(_) | Self::MemoryRatio(_) => Unit::Memory,
            Self::Share(_) => Unit::Share,
        }
    }

    /// What has to be reached, as the table says it.
    fn most(self) -> String {
        match self {
            Self::Ratio(most) | Self::MemoryRatio(most) => format!("{most:.2} ×"),
            Self::Within(most) => self.unit().shown(most.as_secs_f64()),
            Self::Memory(most) => self.unit().shown(f64::from(most)),
            Self::Share(most) => self.unit().shown(most),
        }
    }
}

/// What a figure counts.
#[derive(Clone, Copy)]
enum Unit {
    Time,
    Memory,
    Share,
}

impl Unit {
    fn shown(self, figure: f64) -> String {
        match self {
            Self::Time => format!("{:.1} ms", figure * 1e3),
            Self::Memory => format!("{:.0} MiB", figure / f64::from(1 << 20)),
            Self::Share => format!("{:.1} %", figure * 1e2),
        }
    }
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
        let mine = row.ours.take()?;
        let theirs = row.reference.as_ref().map(Side::take).transpose()?;
        // The first pair warms the disk's and the processor's caches.
        if number == 0 && !options.quick {
            continue;
        }
        ours.push(mine.figure);
        if let Some(theirs) = theirs {
            references.push(theirs.figure);
            ratios.push(mine.figure / theirs.figure);
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

pub(super) fn median(mut list: Vec<f64>) -> f64 {
    list.sort_by(f64::total_cmp);
    list[list.len() / 2]
}

impl Figures {
    /// Whether the row reaches what it has to.
    pub fn reached(&self, reach: Reach) -> bool {
        match reach {
            Reach::Ratio(most) | Reach::MemoryRatio(most) => {
                self.ratio.is_some_and(|ratio| ratio <= most)
            }
            Reach::Within(most) => self.ours <= most.as_secs_f64(),
            Reach::Memory(most) => self.ours <= f64::from(most),
            Reach::Share(most) => self.ours <= most,
        }
    }

    /// The row of the table.
    pub fn line(&self, row: &Row) -> String {
        let reach = row.reach;
        let shown = |figure: f64| reach.unit().shown(figure);
        let times = |ratio: Option<f64>| {
            ratio.map_or_else(|| "—".to_owned(), |ratio| format!("{ratio:.2} ×"))
        };
        format!(
            "| {} | {} | {} | {} | {} | ≤ {} {} |",
            row.name,
            shown(self.ours),
            self.reference.map_or_else(|| "—".to_owned(), shown),
            times(self.ratio),
            times(self.worked),
            reach.most(),
            if self.reached(reach) { "✓" } else { "✗" },
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
