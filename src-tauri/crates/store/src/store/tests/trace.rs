//! What a process really did to its files, call by call, and what a disk may
//! have of it after a power cut.
//!
//! The calls are those that the kernel saw, told by `strace`. Nothing of the
//! database is replaced: what is judged is the program as it runs for people.

use lockkeeper_testkit::untried::{missing, untried};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Sectors are written whole or not at all.
const SECTOR: usize = 512;

/// One call that reached a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    Write {
        file: PathBuf,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: PathBuf,
        len: usize,
    },
    Sync {
        file: PathBuf,
    },
}

/// Whether calls can be traced here: the tool is there and may look.
pub(super) fn can_trace() -> bool {
    let Ok(tried) = Command::new("strace").args(["-f", "true"]).output() else {
        missing("strace");
        return false;
    };
    if !tried.status.success() {
        untried("strace may not look at other programs here");
    }
    tried.status.success()
}

/// Runs a program under the tool.
pub(super) fn traced(options: &[&str], program: &mut Command) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-qq"]).args(options);
    command.arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.output().expect("strace starts")
}

/// Reads the calls of a trace in the order in which they ended.
pub(super) fn read(trace: &str) -> Vec<Call> {
    let mut begun: BTreeMap<&str, String> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        if let Some(half) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(process, half.to_owned());
        } else if let Some(end) = rest.split_once(" resumed>") {
            let half = begun.remove(process).unwrap_or_default();
            calls.extend(call(&format!("{half}{}", end.1)));
        } else {
            calls.extend(call(rest));
        }
    }
    calls
}

/// One call that succeeded: `pwrite64(9<path>, "\x..", 4096, 0) = 4096`.
fn call(text: &str) -> Option<Call> {
    let (name, rest) = text.split_once('(')?;
    let (inside, answer) = rest.rsplit_once(") ")?;
    let answer = answer.trim_start().strip_prefix("= ")?;
    let answer: i64 = answer.split_whitespace().next()?.parse().ok()?;
    let file = path(inside)?;
    let mut last = inside.rsplit(", ");
    match name {
        _ if answer < 0 => None,
        "pwrite64" => {
            let at = last.next()?.parse().ok()?;
            let bytes = bytes(inside)?;
            Some(Call::Write { file, at, bytes })
        }
        "ftruncate" => {
            let len = last.next()?.parse().ok()?;
            Some(Call::Truncate { file, len })
        }
        "fsync" | "fdatasync" => Some(Call::Sync { file }),
        _ => None,
    }
}

/// The path that stands behind the number of a file.
fn path(inside: &str) -> Option<PathBuf> {
    let (_, from) = inside.split_once('<')?;
    let (path, _) = from.split_once('>')?;
    let text = String::from_utf8(unescaped(path)?).ok()?;
    Some(PathBuf::from(text))
}

fn bytes(inside: &str) -> Option<Vec<u8>> {
    let (_, from) = inside.split_once('"')?;
    let (text, _) = from.split_once('"')?;
    unescaped(text)
}

/// `\x2f\x74`, as every string of the trace is written.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let parts = text.split("\\x").skip(1);
    parts
        .map(|hex| u8::from_str_radix(hex, 16).ok())
        .collect::<Option<Vec<u8>>>()
        .filter(|bytes| bytes.len() * 4 == text.len())
}

/// What a disk has of some files when the power goes after these calls: all
/// that was synced, and of the rest any sectors in any order, as `lucky` says.
pub(super) fn after_cut(
    calls: &[Call],
    mut lucky: impl FnMut() -> bool,
) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut synced: BTreeMap<&Path, usize> = BTreeMap::new();
    for (number, call) in calls.iter().enumerate() {
        if let Call::Sync { file } = call {
            synced.insert(file, number);
        }
    }
    let mut disk: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for (number, call) in calls.iter().enumerate() {
        let is_safe = |file: &Path| synced.get(file).is_some_and(|sync| number < *sync);
        match call {
            Call::Write { file, at, bytes } => {
                let content = disk.entry(file.clone()).or_default();
                let safe = is_safe(file);
                for (part, sector) in bytes.chunks(SECTOR).enumerate() {
                    if safe || lucky() {
                        put(content, at + part * SECTOR, sector);
                    }
                }
            }
            Call::Truncate { file, len } => {
                if is_safe(file) || lucky() {
                    disk.entry(file.clone()).or_default().resize(*len, 0);
                }
            }
            Call::Sync { .. } => {}
        }
    }
    disk
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}

#[test]
fn a_trace_is_read_in_the_order_in_which_calls_ended() {
    let trace = "7 pwrite64(9<\\x2f\\x61>, \"\\x01\\x02\", 2, 4096 <unfinished ...>\n\
                 8 fdatasync(9<\\x2f\\x62>)    = 0\n\
                 7 <... pwrite64 resumed>) = 2\n\
                 7 ftruncate(9<\\x2f\\x61>, 0)     = 0\n\
                 7 fsync(9<\\x2f\\x61>) = -1 EIO (Input/output error)\n";
    let (a, b) = (PathBuf::from("/a"), PathBuf::from("/b"));
    let write = Call::Write {
        file: a.clone(),
        at: 4096,
        bytes: vec![1, 2],
    };
    let expected = [
        Call::Sync { file: b },
        write,
        Call::Truncate { file: a, len: 0 },
    ];
    assert_eq!(read(trace), expected);
}

#[test]
fn what_was_synced_is_there_and_the_rest_is_luck() {
    let file = PathBuf::from("/a");
    let write = |at: usize, byte: u8| Call::Write {
        file: file.clone(),
        at,
        bytes: vec![byte; 2 * SECTOR],
    };
    let sync = Call::Sync { file: file.clone() };
    let calls = [write(0, 1), sync, write(SECTOR, 2)];
    let none = after_cut(&calls, || false);
    assert_eq!(none[&file], vec![1; 2 * SECTOR]);
    let mut turn = 0;
    let torn = after_cut(&calls, || {
        turn += 1;
        turn == 2
    });
    let expected = [vec![1; 2 * SECTOR], vec![2; SECTOR]].concat();
    assert_eq!(torn[&file], expected, "only the second sector");
}
