//! Real processes against one bare remote, each with a home and a clone of
//! its own, who decide about the same request at the same time.
//!
//! `LOCKKEEPER_LONG=1` plays a thousand rounds.

use crate::office::{Office, signed};
use crate::world::{code, said};
use serde_json::Value;
use std::process::Output;

/// Rounds when nobody asks for more.
const ROUNDS: usize = 100;

/// What a round came to, for the sum at the end.
#[derive(Debug, Default)]
struct Sum {
    started: usize,
    arrived: usize,
    rejected: usize,
    frozen: usize,
    void: usize,
    entries: usize,
}

/// One round about one version: asked for, then everybody at once.
fn play(office: &Office, round: usize, first: usize, sum: &mut Sum) -> usize {
    let version = format!("api@1.{round}.0");
    let goes = ["promote", &version, "--to", "production", "--yes"];
    let asked = office.ends(office.at("dana", &goes));
    assert_eq!(code(&asked), 1, "it waits: {}", said(&asked));
    let requests = office.document(&["requests"]);
    let id = requests[0]["id"].as_str().expect("an id").to_owned();
    let approve = ["approve", &id, "--yes", "--json"];
    let reject = ["reject", &id, "--reason", "no", "--yes", "--json"];
    let freeze = [
        "freeze",
        "production",
        "--reason",
        "stop",
        "--yes",
        "--json",
    ];
    let mut outputs = Vec::new();
    if (1..=3).contains(&(round % 5)) {
        outputs.extend(office.race(&[("lee", &approve)]));
    }
    outputs.extend(match round % 5 {
        0 => office.race(&[("lee", &approve), ("dana", &goes), ("mira", &reject)]),
        4 => office.race(&[("lee", &approve), ("mira", &reject), ("dana", &freeze)]),
        1 => office.race(&[("dana", &goes), ("lee", &goes), ("mira", &reject)]),
        2 => office.race(&[("dana", &goes), ("mira", &freeze)]),
        _ => office.race(&[("dana", &goes), ("lee", &goes), ("mira", &approve)]),
    });
    let lines = office.entries_from(first);
    let all: Vec<String> = outputs.iter().map(said).collect();
    let what = format!("round {round}: {lines:#?}\n{}", all.join("\n"));
    for hash in outputs.iter().filter_map(signed) {
        assert!(
            lines.iter().any(|line| line["hash"] == *hash),
            "{hash} {what}"
        );
    }
    judge(office, round, &lines, &outputs, sum, &what);
    let stop = lines.iter().find(|line| line["kind"] == "freeze");
    if let Some(stop) = stop {
        let number = stop["number"].to_string();
        let thawed = office.ends(office.at("mira", &["thaw", &number, "--yes"]));
        assert_eq!(code(&thawed), 0, "{}", said(&thawed));
    }
    sum.entries += lines.len();
    first + lines.len() + usize::from(stop.is_some())
}

/// Nothing is under way twice or done twice, nothing starts after a rejection,
/// and production runs what was started.
fn judge(
    office: &Office,
    round: usize,
    lines: &[Value],
    outputs: &[Output],
    sum: &mut Sum,
    what: &str,
) {
    let counts = |line: &&Value| line["void"].is_null();
    let of = |kind: &str| {
        let all = lines.iter().filter(|line| line["kind"] == kind);
        all.filter(counts)
            .map(|line| line["number"].as_u64().expect("a number"))
            .collect::<Vec<_>>()
    };
    let (starts, rejections, freezes) = (of("start"), of("rejection"), of("freeze"));
    assert!(takes_turns(lines), "started twice in {what}");
    for stop in rejections.iter().chain(&freezes) {
        assert!(starts.iter().all(|start| start < stop), "stopped: {what}");
    }
    assert_eq!(of("finish").len(), starts.len(), "{what}");
    // One that was started on old facts ends as a conflict, and changes nothing.
    let runs = office.production() == format!("1.{round}.0");
    let succeeded = |line: &Value| {
        let words = line["sentence"].as_str().unwrap_or_default();
        line["kind"] == "finish" && words.starts_with("End, succeeded: ")
    };
    let done = lines.iter().filter(|line| succeeded(line)).count();
    assert_eq!(done, usize::from(runs), "{what}");
    let went = outputs.iter().filter(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        code(output) == 0 && !text.contains("\"hash\"")
    });
    assert!(went.count() <= 1, "two say that they did it: {what}");
    sum.started += starts.len();
    sum.arrived += usize::from(runs);
    sum.rejected += rejections.len();
    sum.frozen += freezes.len();
    sum.void += lines.iter().filter(|line| !counts(line)).count();
}

/// Whether each start waited for the end of the one before, and nobody started
/// again what had succeeded. Whoever started on old facts ends without an
/// effect, and somebody with fresh ones may start after that.
fn takes_turns(lines: &[Value]) -> bool {
    let (mut under_way, mut succeeded) = (false, false);
    for line in lines.iter().filter(|line| line["void"].is_null()) {
        if line["kind"] == "start" {
            if under_way || succeeded {
                return false;
            }
            under_way = true;
        } else if line["kind"] == "finish" {
            under_way = false;
            let words = line["sentence"].as_str().unwrap_or_default();
            succeeded |= words.starts_with("End, succeeded: ");
        }
    }
    true
}

#[test]
fn whatever_people_decide_at_once_the_ledger_is_one_line_and_nothing_starts_twice() {
    let long = std::env::var_os("LOCKKEEPER_LONG").is_some();
    let rounds = if long { 1_000 } else { ROUNDS };
    let office = Office::opened(rounds);
    let (mut first, mut sum) = (1, Sum::default());
    for round in 1..=rounds {
        first = play(&office, round, first, &mut sum);
    }
    println!("{rounds} rounds: {sum:?}");
    let ledger = ["ledger", "verify", "--repo", &office.place("control.git")];
    let verdict = office.document(&ledger);
    assert_eq!(verdict["entries"], first, "nothing was lost: {verdict}");
    let branch = "refs/heads/lockkeeper/ledger";
    let merges = ["rev-list", "--count", "--merges", branch];
    assert_eq!(office.world.git("control.git", &merges), "0");
    assert!(
        sum.started > 0 && sum.rejected > 0 && sum.frozen > 0,
        "{sum:?}"
    );
}
