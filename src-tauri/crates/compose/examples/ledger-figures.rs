//! Large ledgers, and times inside of a program that stays open: what
//! `cargo xtask bench` cannot see from outside.
//!
//! `write DIR N` makes a bare repository with a ledger of N entries.
//! `start DIR N` makes one whose newest entry started a promotion just now, and
//! prints the words with which a pipeline asks for it.
//! `bare N CORES` checks N signatures, and nothing else.
//! `refresh DIR` and `append DIR` print the seconds that took in the clone DIR,
//! `race DIR` those of an append in each of its clones at once.

use anyhow::{Context, Result, bail, ensure};
use lockkeeper_compose::{Desktop, Folders, RandomIds, SystemClock};
use lockkeeper_domain::ledger::{Body, Hash, Moment, PublicKey, RawTree};
use lockkeeper_engine::ledger::{Ledger, Speaker, Words};
use lockkeeper_engine::ports::Clock as _;
use lockkeeper_testkit::scribe::{FakeSigner, Scribe, TestKey};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

const BRANCH: &str = "refs/heads/lockkeeper/ledger";
/// Entries of a promotion that has started.
const STARTED: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["write", folder, entries] => {
            let entries = entries.parse()?;
            write(Path::new(folder), &told(entries), entries)
        }
        ["start", folder, entries] => start(Path::new(folder), entries.parse()?),
        ["bare", checks, cores] => bare(checks.parse()?, cores.parse()?),
        ["refresh", folder] => tell(refresh(Path::new(folder)).await?),
        ["append", folder] => tell(append(Path::new(folder)).await?),
        ["race", folder] => tell(race(Path::new(folder)).await?),
        _ => bail!("write DIR N, start DIR N, bare N CORES, refresh DIR, append DIR or race DIR"),
    }
}

fn tell(seconds: f64) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{seconds:.6}")?)
}

fn rules() -> Value {
    let person =
        |name: &str, roles: &[&str]| json!({"keys": [TestKey::named(name).line()], "roles": roles});
    json!({
        "schema": 1,
        "environments": ["staging", "production"],
        "people": {
            "dana": person("dana", &["admin", "release-manager"]),
            "lee": person("lee", &["release-manager"]),
            "sam": person("sam", &["developer"]),
        },
        "services": {"api": {"repo": "shop"}},
        "env": {"production": {"gates": {
            "approvals": [{"count": 1, "role": "release-manager"}],
        }}},
    })
}

/// Writes promotions with their approvals, runs, freezes and notes.
fn told(entries: usize) -> Scribe {
    let mut scribe = Scribe::default();
    scribe.at = Moment::parse("2026-01-01T00:00:00Z").unwrap_or(scribe.at);
    scribe.say("dana", "genesis", &json!({"rules": rules(), "version": 1}));
    while scribe.entries().len() < entries {
        let number = scribe.entries().len();
        match number % 8 {
            1 => promoted(&mut scribe),
            5 => {
                let freeze = json!({"environments": ["production"], "reason": "outage"});
                let freeze = scribe.say("lee", "freeze", &freeze);
                let over = json!({"freeze": scribe.hash(freeze), "reason": "over"});
                scribe.say("dana", "thaw", &over);
            }
            _ => noted(&mut scribe),
        }
        scribe.wait(60);
    }
    scribe
}

fn noted(scribe: &mut Scribe) {
    let text = format!("note {}", scribe.entries().len());
    scribe.say("sam", "note", &json!({"text": text}));
}

/// A request, a yes, a start and an end.
fn promoted(scribe: &mut Scribe) {
    let start = started(scribe);
    let end = json!({
        "observed": {}, "outcome": "succeeded", "start": scribe.hash(start), "steps": [],
    });
    scribe.say("dana", "finish", &end);
}

/// A request, a yes and a start; answers the number of the start.
fn started(scribe: &mut Scribe) -> usize {
    let number = scribe.entries().len();
    let after = |scribe: &Scribe, hours: i64| scribe.at.plus(hours * 3_600).to_string();
    let request = json!({
        "direction": "promote",
        "expires": after(scribe, 24),
        "id": format!("00000000-0000-4000-8000-{number:012}"),
        "items": [{
            "service": "api",
            "version": format!("1.{number}.0"),
            "commit": commit(number),
            "repository": "shop",
        }],
        "to": "production",
    });
    let asked = scribe.say("sam", "request", &request);
    let yes = json!({
        "expires": after(scribe, 24), "subject": scribe.hash(asked), "what": request,
    });
    scribe.say("lee", "approval", &yes);
    let start = json!({
        "lease": {"fence": asked + 2, "until": after(scribe, 1)},
        "plan": "aa".repeat(32),
        "request": scribe.hash(asked),
        "verdicts": [],
    });
    scribe.say("dana", "start", &start)
}

/// The commit that the request with this number asks for.
fn commit(request: usize) -> String {
    format!("{request:040x}")
}

/// Entries of which the newest is a start whose lease is alive.
fn start(folder: &Path, entries: usize) -> Result<()> {
    let before = entries - STARTED;
    // What is told may end with a promotion, which is one entry and three more.
    let mut scribe = told(before - 3);
    while scribe.entries().len() < before {
        noted(&mut scribe);
    }
    scribe.at = Moment::of(SystemClock.now());
    let start = started(&mut scribe);
    write(folder, &scribe, start + 1)?;
    let (genesis, newest) = (scribe.hash(0), scribe.hash(start));
    let commit = commit(start + 1 - STARTED);
    Ok(writeln!(
        std::io::stdout(),
        "--genesis {genesis} --at-least {start}:{newest} --service api --to production \
         --commit {commit}"
    )?)
}

fn write(folder: &Path, scribe: &Scribe, entries: usize) -> Result<()> {
    ensure!(scribe.walk().stop().is_none(), "what was written is intact");
    git(folder, &["init", "--quiet", "--bare", "."])?;
    let mut import = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()?;
    let input = import.stdin.take().context("it reads its input")?;
    let mut input = BufWriter::with_capacity(1 << 20, input);
    for (number, entry) in scribe.entries().iter().take(entries).enumerate() {
        let RawTree::Files(files) = &entry.tree else {
            bail!("an entry has files");
        };
        let (mark, at) = (number + 1, entry.author.1);
        let head = format!(
            "commit {BRANCH}\nmark :{mark}\ncommitter x <x@lockkeeper.invalid> {at} +0000\n\
             data 2\nx\n\n"
        );
        input.write_all(head.as_bytes())?;
        if number > 0 {
            writeln!(input, "from :{number}")?;
        }
        for (name, bytes) in [
            ("link.json", &files.link),
            ("statement.json", &files.statement),
            ("statement.sig", &files.signature),
        ] {
            writeln!(input, "M 100644 inline {name}\ndata {}", bytes.len())?;
            input.write_all(bytes)?;
            input.write_all(b"\n")?;
        }
    }
    drop(input);
    ensure!(import.wait()?.success(), "git took the ledger");
    Ok(())
}

fn git(folder: &Path, words: &[&str]) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let status = Command::new("git").current_dir(folder).args(words).status();
    ensure!(status?.success(), "git {words:?}");
    Ok(())
}

/// The reference: as many signatures over as many bytes.
fn bare(checks: usize, cores: usize) -> Result<()> {
    let seed = Hash::of(b"dana");
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed.as_str().as_bytes()[..32]);
    let pair = pair.map_err(|_| anyhow::anyhow!("a seed of 32 bytes"))?;
    let message = [7_u8; 140];
    let signature = pair.sign(&message);
    let good = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let key = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref());
                    let good =
                        (0..checks / cores).map(|_| key.verify(&message, signature.as_ref()));
                    good.filter(Result::is_ok).count()
                })
            })
            .collect();
        let done = shares.into_iter().map(std::thread::ScopedJoinHandle::join);
        done.map(|count| count.unwrap_or(0)).sum::<usize>()
    });
    ensure!(good >= checks - cores, "every signature is good");
    Ok(())
}

/// The ledger of a clone, opened as a workspace opens it, and verified.
async fn opened(folder: &Path) -> Result<Ledger> {
    let data = folder.join("desk-of-figures");
    let desktop = Desktop::new(Folders::under(&data));
    let store = desktop.store().await?;
    let book = desktop.git(folder).book(".").await?;
    let place = book.place();
    let signer = Arc::new(FakeSigner::of(&["sam"]));
    let (clock, ids) = (Arc::new(SystemClock), Arc::new(RandomIds));
    let ledger = Ledger::new(Arc::new(book), signer, clock, ids);
    let ledger = ledger.remembered(Arc::new(store.pins()), &place);
    let ledger = ledger.kept(desktop.commit_cache(), &place);
    ledger.look().await?;
    Ok(ledger)
}

async fn refresh(folder: &Path) -> Result<f64> {
    let ledger = opened(folder).await?;
    let before = ledger.seen().len();
    let started = Instant::now();
    let walk = ledger.refresh().await?;
    let took = started.elapsed().as_secs_f64();
    ensure!(walk.len() == before + 10, "ten are new: {}", walk.len());
    ensure!(walk.stop().is_none(), "all is intact");
    Ok(took)
}

async fn append(folder: &Path) -> Result<f64> {
    let ledger = opened(folder).await?;
    let started = Instant::now();
    say(&ledger).await?;
    Ok(started.elapsed().as_secs_f64())
}

/// All at once, until the last is through.
async fn race(folder: &Path) -> Result<f64> {
    let mut ledgers = Vec::new();
    for clone in std::fs::read_dir(folder)? {
        ledgers.push(opened(&clone?.path()).await?);
    }
    let started = Instant::now();
    let racing: Vec<_> = ledgers
        .into_iter()
        .map(|ledger| tokio::spawn(async move { say(&ledger).await }))
        .collect();
    for racer in racing {
        racer.await??;
    }
    Ok(started.elapsed().as_secs_f64())
}

async fn say(ledger: &Ledger) -> Result<()> {
    let sam = Speaker {
        handle: "sam".into(),
        key: PublicKey::clone(TestKey::named("sam").public()),
        place: "here".into(),
        asks: lockkeeper_engine::ports::Asks::Nothing,
    };
    let body = Body::of("note", &json!({"text": "one more"}));
    let words = Words::of(body.map_err(|broken| anyhow::anyhow!(broken.detail))?);
    ledger.say(&sam, &words, None).await?;
    Ok(())
}
