//! Power cuts and failing disks, played on what the program really wrote.

use super::trace::{Call, after_cut, can_trace, read, traced};
use super::{Store, files, folder, kept, numbers_from, record, tell};
use lockkeeper_engine::ports::Journal;
use lockkeeper_testkit::contract::journal::{sample_lease, sample_plan, sample_run};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

/// Where the writing process writes; it writes nothing without it.
const PLACE: &str = "LOCKKEEPER_TEST_POWER";
/// Whether it waits for the disk, as people's programs do.
const SYNCHRONOUS: &str = "LOCKKEEPER_TEST_SYNCHRONOUS";
/// How many releases it keeps, with a run each.
const RELEASES: usize = 60;
const CUTS: usize = 200;

/// Another process: keeps releases and runs, and writes a byte into a file of
/// its own for each that was acknowledged, or another one for each refusal.
#[tokio::test]
async fn writing_process() {
    let Some(place) = std::env::var_os(PLACE) else {
        return;
    };
    let place = Path::new(&place);
    let mut said = File::create(place.join("said")).expect("a file");
    let Ok(store) = Store::open(&place.join("lockkeeper.db")).await else {
        said.write_all(b"x").expect("written");
        return;
    };
    // Checkpoints come often, so that cuts meet them too.
    let quick = "PRAGMA wal_autocheckpoint = 12";
    let synchronous = std::env::var(SYNCHRONOUS).unwrap_or_else(|_| "FULL".to_owned());
    for setting in [quick, &format!("PRAGMA synchronous = {synchronous}")] {
        tell(&store, setting).await;
    }
    for number in 0..RELEASES {
        let ran = keep_run(&store, number).await;
        let kept = store.journal().keep_release(&record(number)).await;
        let byte = if ran && kept.is_ok() { b"." } else { b"!" };
        said.write_all(byte).expect("written");
        if kept.is_err() {
            break;
        }
    }
    // As if it were killed: nothing is closed.
    std::process::exit(0);
}

async fn keep_run(store: &Store, number: usize) -> bool {
    let plan = sample_plan(&format!("p-{number}"), &format!("api-{number}"));
    let run = sample_run(&format!("r-{number}"), &plan);
    let journal = store.journal();
    if journal.keep_plan(&plan).await.is_err() {
        return false;
    }
    let lease = sample_lease(&plan, "desk");
    journal.begin_run(&run, &lease).await.is_ok()
}

/// This very program, told to run the writing process and nothing else.
fn writing(place: &Path) -> Command {
    let own = std::env::current_exe().expect("this program");
    let mut command = Command::new(own);
    let name = "store::tests::power::writing_process";
    command
        .args(["--exact", name, "--nocapture"])
        .env(PLACE, place);
    command
}

/// What another process did to its files, with and without waiting for them.
fn recorded(place: &Path, synchronous: &str) -> Vec<Call> {
    let trace = place.join("trace");
    let mut program = writing(place);
    program.env(SYNCHRONOUS, synchronous);
    let file = trace.display().to_string();
    let which = "trace=pwrite64,write,ftruncate,fsync,fdatasync";
    let output = traced(
        &["-xx", "-s", "1000000", "-e", which, "-o", &file],
        &mut program,
    );
    assert!(output.status.success(), "{output:?}");
    let text = fs::read_to_string(&trace).expect("a trace");
    read(&with_acknowledgements(&text, &place.join("said")))
}

/// Writes to the file of acknowledgements are appended: they are told as
/// writes at their place.
fn with_acknowledgements(trace: &str, said: &Path) -> String {
    let hex: String = said
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| format!("\\x{byte:02x}"))
        .collect();
    let mut place = 0;
    let mut lines = String::new();
    for line in trace.lines() {
        if line.contains(" write(") && line.contains(&hex) && line.ends_with(" = 1") {
            let line = line.replacen(" write(", " pwrite64(", 1);
            lines.push_str(&line.replacen(", 1) = 1", &format!(", 1, {place}) = 1"), 1));
            place += 1;
        } else {
            lines.push_str(line);
        }
        lines.push('\n');
    }
    lines
}

/// What is wrong after a cut; nothing when all that was acknowledged is there.
async fn wrong_after(place: &Path, calls: &[Call], seed: u64) -> Option<String> {
    let said = place.join("said");
    let acknowledged = calls
        .iter()
        .filter(|call| matches!(call, Call::Write { file, .. } if *file == said));
    let acknowledged = acknowledged.count();
    let mut next = numbers_from(seed);
    let disk = after_cut(calls, || next(2) == 1);
    let after = folder();
    let file = after.path().join("lockkeeper.db");
    for suffix in ["", "-wal"] {
        let content = disk.get(&files::beside(&place.join("lockkeeper.db"), suffix));
        if let Some(content) = content {
            fs::write(files::beside(&file, suffix), content).expect("written");
        }
    }
    let store = match Store::open(&file).await {
        Ok(store) => store,
        Err(error) => return Some(format!("it does not open: {error:?}")),
    };
    let wrong = judge(&store, acknowledged).await;
    store.close().await;
    wrong
}

async fn judge(store: &Store, acknowledged: usize) -> Option<String> {
    let readers = store.database.readers();
    let whole = sqlx::query_scalar::<_, String>("PRAGMA integrity_check");
    match whole.fetch_one(readers).await.as_deref() {
        Ok("ok") => {}
        other => return Some(format!("integrity: {other:?}")),
    }
    let strays = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(readers)
        .await;
    if !strays.as_ref().is_ok_and(Vec::is_empty) {
        return Some("keys without a row".to_owned());
    }
    let runs = store.journal().runs(RELEASES).await.map(|runs| runs.len());
    match (kept(store).await, runs) {
        (Ok(found), Ok(runs)) if found >= acknowledged && runs >= found => None,
        found => Some(format!("{acknowledged} were acknowledged, found {found:?}")),
    }
}

/// Cuts spread over a whole recording, of which the first ones meet the
/// schema being made.
async fn wrong_cuts(place: &Path, calls: &[Call]) -> Vec<String> {
    let mut wrong = Vec::new();
    for cut in 0..CUTS {
        let upto = calls.len() * (cut + 1) / CUTS;
        let seed = u64::try_from(cut).expect("small");
        if let Some(why) = wrong_after(place, &calls[..upto], seed).await {
            wrong.push(format!("cut {cut}, after call {upto}: {why}"));
        }
    }
    wrong
}

#[tokio::test]
async fn at_200_power_cuts_everything_acknowledged_is_there_and_the_file_is_whole() {
    if !can_trace() {
        return;
    }
    let place = folder();
    let calls = recorded(place.path(), "FULL");
    let log = place.path().join("lockkeeper.db-wal");
    let database = place.path().join("lockkeeper.db");
    for file in [&log, &database] {
        let of = |call: &&Call| matches!(call, Call::Sync { file: synced } if synced == file);
        assert!(calls.iter().filter(of).count() > 10, "{}", file.display());
    }
    let wrong = wrong_cuts(place.path(), &calls).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_same_cuts_find_what_was_not_waited_for() {
    if !can_trace() {
        return;
    }
    let place = folder();
    let calls = recorded(place.path(), "OFF");
    let wrong = wrong_cuts(place.path(), &calls).await;
    assert!(
        wrong.len() > CUTS / 4,
        "only {} cuts were noticed",
        wrong.len()
    );
}

/// One call of the writing process fails, and every one after it.
fn with_fault(place: &Path, call: &str, fault: &str, from: usize) -> Output {
    let file = place.join("lockkeeper.db");
    let log = files::beside(&file, "-wal");
    let inject = format!("inject={call}:error={fault}:when={from}+");
    let (file, log) = (file.display().to_string(), log.display().to_string());
    let options = ["-P", &file, "-P", &log, "-e", &inject, "-o", "/dev/null"];
    traced(&options, &mut writing(place))
}

#[tokio::test]
async fn a_disk_that_fails_at_any_call_is_said_and_loses_nothing() {
    if !can_trace() {
        return;
    }
    let (mut refused, mut tried) = (0, 0);
    for (call, fault) in [
        ("pwrite64", "ENOSPC"),
        ("pwrite64", "EIO"),
        ("fdatasync", "EIO"),
    ] {
        for from in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377] {
            let place = folder();
            let output = with_fault(place.path(), call, fault, from);
            let what = format!("{call} {fault} from {from}: {output:?}");
            assert!(output.status.success(), "{what}");
            assert!(
                !String::from_utf8_lossy(&output.stderr).contains("panicked"),
                "{what}"
            );
            let said = fs::read(place.path().join("said")).expect("it said something");
            let acknowledged = said.iter().filter(|byte| **byte == b'.').count();
            tried += 1;
            refused += usize::from(acknowledged < RELEASES);
            let store = Store::open(&place.path().join("lockkeeper.db")).await;
            let store = store.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            assert_eq!(judge(&store, acknowledged).await, None, "{what}");
            store.close().await;
        }
    }
    assert!(refused * 2 > tried, "{refused} of {tried} met a fault");
}
