//! What the system knows about a program and the processes it started.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the system counts in, on every Linux.
const TICKS: f64 = 100.0;

/// A program with everything it started, the program first.
pub struct Tree(Vec<u32>);

/// The parts of `/proc/N/stat` that are asked for.
struct Stat {
    parent: u32,
    ticks: f64,
    began: f64,
}

impl Tree {
    /// The one that started last among those of this file.
    pub fn of(file: &Path) -> Self {
        let processes = processes();
        let ours = |process: &u32| {
            std::fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|exe| exe == file)
        };
        let began = |process: &u32| stat(*process).map_or(0.0, |stat| stat.began);
        let root = processes
            .iter()
            .copied()
            .filter(ours)
            .max_by(|one, other| began(one).total_cmp(&began(other)))
            .expect("the program runs");
        let mut tree = vec![root];
        let mut looked = 0;
        while let Some(parent) = tree.get(looked).copied() {
            let child = |process: &&u32| stat(**process).is_some_and(|stat| stat.parent == parent);
            tree.extend(processes.iter().filter(child));
            looked += 1;
        }
        Self(tree)
    }

    /// When the program began, in seconds since 1970; exact to 10 ms.
    pub fn began(&self) -> f64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.expect("it is later than 1970").as_secs_f64();
        let up = std::fs::read_to_string("/proc/uptime").expect("the system counts its time");
        let up: f64 = up
            .split(' ')
            .next()
            .and_then(|up| up.parse().ok())
            .expect("in seconds");
        let program = stat(self.0[0]).expect("the program still runs");
        now - up + program.began
    }

    /// Bytes in memory; what processes share counts once.
    pub fn resident(&self) -> f64 {
        let share = |process: &u32| {
            let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"));
            let text = text.unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
            let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
            kibibytes.unwrap_or(0.0) * 1024.0
        };
        self.0.iter().map(share).sum()
    }

    /// Seconds of the processor until now.
    pub fn worked(&self) -> f64 {
        let ticks = |process: &u32| stat(*process).map_or(0.0, |stat| stat.ticks);
        self.0.iter().map(ticks).sum::<f64>() / TICKS
    }
}

fn processes() -> BTreeSet<u32> {
    let entries = std::fs::read_dir("/proc").expect("the system shows its processes");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect()
}

fn stat(process: u32) -> Option<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name may hold spaces and brackets; nothing behind it does.
    let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let number = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        ticks: number(11)? + number(12)?,
        began: number(19)? / TICKS,
    })
}
