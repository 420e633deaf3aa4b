//! A folder on a full disk, seen by one command only.

use crate::world::World;
use lockkeeper_testkit::untried::untried;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Puts a small disk in the folder's place, with what was in the folder, runs
/// the command, and keeps what it left.
const FULL: &str = r#"
set -e
place=$1 kept=$2 free=$3; shift 3
mkdir -p "$place"
cp -a "$place" "$kept"
mount -t tmpfs -o size=64m small "$place"
cp -a "$kept/." "$place"
[ ! -e "$place/.git" ] || git -C "$place" update-index -q --refresh
used=$(df -k --output=used "$place" | tail -n 1)
mount -o "remount,size=$((used + free + 4))k" "$place"
set +e
"$@"; code=$?
rm -rf "$kept"
cp -a "$place" "$kept"
exit $code
"#;

/// How a private view of the disks is had here: as root, or as anybody where
/// the system lets anybody be root of a view.
fn private_view() -> Option<&'static [&'static str]> {
    const WAYS: [&[&str]; 2] = [&["-m"], &["-r", "-m"]];
    let works = |way: &&&[&str]| {
        let mut probe = Command::new("unshare");
        probe
            .args(**way)
            .args(["mount", "-t", "tmpfs", "probe", "/mnt"]);
        probe.stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    };
    let way = WAYS.iter().find(works).copied();
    if way.is_none() {
        untried("this system lets no test mount a disk of its own");
    }
    way
}

fn inside(world: &World, more: &[&str], words: &[&str]) -> Option<Output> {
    let mut command = Command::new("unshare");
    command.args(private_view()?).args(["sh", "-c", FULL, "sh"]);
    command.args(more);
    let program = world.command(words);
    command.arg(program.get_program()).args(program.get_args());
    let variables = program.get_envs();
    command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    command.env_remove("SSH_AUTH_SOCK").stdin(Stdio::null());
    Some(command.output().expect("it starts"))
}

/// Runs a command while a folder of the world has only so many KiB left.
/// Nothing where no disk can be mounted.
pub fn on_a_full_disk(world: &World, below: &str, free: u32, words: &[&str]) -> Option<Output> {
    let (place, kept) = (world.path(below), world.path("disk"));
    let paths = [text(&place), text(&kept), free.to_string()];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let output = inside(world, &paths, words)?;
    std::fs::remove_dir_all(&place).expect("it can be removed");
    std::fs::rename(&kept, &place).expect("it can be moved");
    Some(output)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
