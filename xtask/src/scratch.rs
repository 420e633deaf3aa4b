//! Where the tests put what they make and throw away.

use crate::steps::{output, program, succeeds};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Memory that is a folder.
const MEMORY: &str = "/dev/shm";
/// What such a folder's name begins with, before the number of the process.
/// Short, because a socket's whole path has to fit into 108 bytes.
const NAME: &str = "lk";
/// What has to be free in it, in KiB: more than all tests leave behind.
const ENOUGH: u64 = 6 << 20;

/// A folder for the tests' folders. It goes with this value, and with it what
/// killed programs left there.
///
/// Tests make and remove some hundred thousand small files, which a disk takes
/// longer for than everything they do with them; memory is used where there is
/// plenty of it. Tests of the disk itself stay on one.
pub struct Scratch(Option<PathBuf>);

impl Scratch {
    /// A folder in memory, or the usual one where that is small or runs no programs.
    pub fn new() -> Result<Self> {
        let room = Path::new(MEMORY);
        forget_killed(room);
        if !is_roomy(room) {
            return Ok(Self(None));
        }
        let place = room.join(format!("{NAME}{}", std::process::id()));
        fs::create_dir_all(&place)?;
        let scratch = Self(Some(place));
        Ok(match scratch.runs_programs() {
            true => scratch,
            false => Self(None),
        })
    }

    /// What the tests have to be told about it.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.0.iter().map(|place| ("TMPDIR", place.as_path()))
    }

    /// Hooks and stand-ins for programs lie in these folders.
    fn runs_programs(&self) -> bool {
        let Some(place) = &self.0 else { return false };
        let script = place.join("runs").display().to_string();
        let make = "printf '#!/bin/sh\n' > \"$0\" && chmod +x \"$0\" && \"$0\"";
        succeeds("sh", &["-c", make, &script])
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(place) = &self.0 {
            let _none_left = fs::remove_dir_all(place);
        }
    }
}

/// Removes the folders of runs that were killed before they could.
fn forget_killed(room: &Path) {
    for found in fs::read_dir(room).into_iter().flatten().flatten() {
        let name = found.file_name();
        let run = name.to_str().and_then(|name| name.strip_prefix(NAME));
        let run = run.and_then(|run| run.parse::<u32>().ok());
        if run.is_some_and(|run| !Path::new(&format!("/proc/{run}")).exists()) {
            let _somebody_elses = fs::remove_dir_all(found.path());
        }
    }
}

fn is_roomy(room: &Path) -> bool {
    let room = room.display().to_string();
    let asked = output(&mut program("df", &["--output=avail", "-k", &room]));
    let free = asked
        .ok()
        .and_then(|said| said.lines().last()?.trim().parse::<u64>().ok());
    free.is_some_and(|free| free >= ENOUGH) && free_memory().is_some_and(|free| free >= ENOUGH)
}

/// What programs may still take without moving others to a disk, in KiB.
fn free_memory() -> Option<u64> {
    let told = fs::read_to_string("/proc/meminfo").ok()?;
    let line = told
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{NAME, Scratch, forget_killed, is_roomy};
    use std::fs;
    use std::path::{Path, PathBuf};

    /// A room of this test alone.
    fn room(word: &str) -> PathBuf {
        let me = std::process::id();
        std::env::temp_dir().join(format!("scratch-{word}-{me}"))
    }

    #[test]
    fn a_folder_goes_with_what_was_left_in_it() {
        let place = room("left");
        fs::create_dir_all(place.join("left")).expect("a folder");
        let scratch = Scratch(Some(place.clone()));
        assert!(scratch.runs_programs());
        assert_eq!(scratch.environment().count(), 1);
        drop(scratch);
        assert!(!place.exists());
    }

    #[test]
    fn what_killed_runs_left_is_removed_and_nothing_else() {
        let room = room("killed");
        // No process has a number above this one.
        let [dead, alive] = [4_194_305, std::process::id()].map(|run| format!("{NAME}{run}"));
        for name in [&dead, &alive, "lkwords", "words"] {
            fs::create_dir_all(room.join(name)).expect("a folder");
        }
        forget_killed(&room);
        assert!(!room.join(dead).exists());
        for name in [&alive, "lkwords", "words"] {
            assert!(room.join(name).exists(), "{name}");
        }
        fs::remove_dir_all(room).expect("it is ours");
    }

    #[test]
    fn nothing_is_roomy_that_is_not_there() {
        assert!(!is_roomy(Path::new("/nowhere")));
        assert!(!Scratch(None).runs_programs());
        assert_eq!(Scratch(None).environment().count(), 0);
    }
}
