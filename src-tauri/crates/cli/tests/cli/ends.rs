//! A request ends while a real program, at a desk of its own, approves it or
//! starts what it asks for.
//!
//! The program is held in one of its calls of git until the request has ended:
//! in the first, in the second, and so on, until it ends without being held.

use crate::office::{Office, desk};
use crate::tools::Tools;
use crate::world::{code, said};
use lockkeeper_compose::{
    Desktop, Folders, Store, SystemClock, WorkspaceFile, keychain_of, open_desk,
};
use lockkeeper_domain::ledger::body::Request;
use lockkeeper_domain::ledger::{Body, Hash, Moment, Uuid};
use lockkeeper_engine::ledger::{Ledger, Words};
use lockkeeper_engine::ports::Clock;
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

/// Longer than any state here takes to come.
const BOUND: Duration = Duration::from_secs(120);
/// How long a request stands that is to end while somebody decides about it.
const SHORT: i64 = 4;
/// No machine is so slow that it needs this long.
const LONG: i64 = 500;
const GOES: [&str; 5] = ["promote", "api@1.1.0", "--to", "production", "--yes"];

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < BOUND, "never: {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

fn now() -> Moment {
    Moment::of(SystemClock.now())
}

/// A `git` that waits in its call of this number that is about the control
/// repository, until there is a file `go`. It says that it waits by a file
/// `held`.
fn holding_git(call: usize) -> Tools {
    Tools::with_git(&format!(
        "case \"$PWD $*\" in *control*) ;; *) exec \"$GIT\" \"$@\";; esac
set -C
n=1; until true 2>/dev/null >\"$HERE/$n\"; do n=$((n+1)); done
if [ $n -eq {call} ]; then
  : >\"$HERE/held\"
  until test -e \"$HERE/go\"; do sleep 0.05; done
fi
exec \"$GIT\" \"$@\"
"
    ))
}

/// A request that ends soon; the program itself asks for a week.
struct Short {
    id: Uuid,
    number: usize,
    expires: Moment,
}

/// An office in which Dana has asked for a version, and taken it back.
struct Scene {
    office: Office,
    like: Request,
    asked: usize,
}

impl Scene {
    async fn begun() -> Self {
        let office = Office::opened(1);
        for (setting, value) in [
            ("gpg.format", "ssh".to_owned()),
            ("user.signingKey", office.place("dana/.ssh/id_ed25519")),
        ] {
            office.git(&desk("dana"), &["config", setting, &value]);
        }
        let asked = office.ends(office.at("dana", &GOES));
        assert_eq!(code(&asked), 1, "it waits: {}", said(&asked));
        let requests = office.document(&["requests"]);
        let id = requests[0]["id"].as_str().expect("an id");
        let back = office.at("dana", &["withdraw", id, "--reason", "soon", "--yes"]);
        let back = office.ends(back);
        assert_eq!(code(&back), 0, "{}", said(&back));
        let ledger = ledger_of(&office).await;
        let like = ledger.seen().state().requests().values().next().cloned();
        Self {
            office,
            like: Request::clone(&like.expect("it was asked for").body),
            asked: 0,
        }
    }

    /// Dana asks again, for some seconds; for more where the machine is slow.
    async fn asks_for(&mut self, mut seconds: i64) -> Short {
        let ledger = ledger_of(&self.office).await;
        let walk = ledger.refresh().await.expect("it is read");
        let dana = ledger.person(walk.state()).await.expect("her key is here");
        loop {
            self.asked += 1;
            let id = Uuid::of(&Hash::of(&self.asked.to_be_bytes()));
            let expires = now().plus(seconds);
            let body = Body::Request(Request {
                id: id.clone(),
                expires,
                ..self.like.clone()
            });
            let words = Words::within(walk.state(), body);
            match ledger.say(&dana, &words, None).await {
                Ok(number) => {
                    return Short {
                        id,
                        number,
                        expires,
                    };
                }
                Err(error) => assert!(seconds < LONG, "{error}"),
            }
            seconds *= 2;
        }
    }

    /// Somebody's command, held in that call of git until the request has
    /// ended, and whether it came to that call.
    fn held(&self, call: usize, who: &str, words: &[&str], short: &Short) -> (Output, bool) {
        let tools = holding_git(call);
        let file = |name: &str| tools.folder().join(name);
        let mut child = self.office.at_with(&tools.path(), who, words);
        until("it is held, or ends", || {
            file("held").exists() || child.try_wait().expect("it is a child").is_some()
        });
        let held = file("held").exists();
        until("the request ends", || !held || now() >= short.expires);
        std::fs::write(file("go"), "").expect("it can be written");
        (self.office.ends(child), held)
    }

    /// What was said in the ledger since a request.
    fn since(&self, short: &Short) -> Vec<Value> {
        self.office.entries_from(short.number + 1)
    }

    /// The word for what became of a request.
    fn state_of(&self, short: &Short) -> String {
        let requests = self.office.document(&["requests"]);
        let mut requests = requests.as_array().expect("a list").iter();
        let id = short.id.to_string();
        let found = requests.find(|one| one["id"] == *id).expect("it is there");
        found["state"].as_str().expect("a word").to_owned()
    }
}

/// The ledger, as the library reads it at another desk of Dana's.
async fn ledger_of(office: &Office) -> Ledger {
    let folders = Folders::under(&office.world.path("dana/other"));
    let desktop = Desktop::new(folders).with_keychain(keychain_of(|_| Some("off".to_owned())));
    let store: Store = desktop.store().await.expect("it opens");
    let place = office.place(&desk("dana"));
    let file = WorkspaceFile::read(Path::new(&place)).expect("it is read");
    let opened = open_desk(&desktop, &store, &file).await;
    opened.ledger.expect("it has begun")
}

/// The entries of a kind that count.
fn counting<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    let counts = |line: &&Value| line["kind"] == kind && line["void"].is_null();
    lines.iter().filter(counts).collect()
}

/// No entry that counts was signed after the end.
fn in_time(counting: &[&Value], short: &Short, what: &str) {
    for line in counting {
        let at = Moment::parse(line["at"].as_str().expect("a time")).expect("a moment");
        assert!(at < short.expires, "too late: {what}");
    }
}

#[tokio::test]
async fn a_request_that_ends_while_it_is_approved_is_never_approved_afterwards() {
    let mut scene = Scene::begun().await;
    let mut refused = 0;
    for call in 1.. {
        let short = scene.asks_for(SHORT).await;
        let id = short.id.to_string();
        let words = ["approve", &id, "--yes"];
        let (output, held) = scene.held(call, "lee", &words, &short);
        let lines = scene.since(&short);
        let what = format!("held in call {call}: {lines:#?}\n{}", said(&output));
        let yes = counting(&lines, "approval");
        in_time(&yes, &short, &what);
        assert_eq!(code(&output), i32::from(yes.is_empty()), "{what}");
        if !held {
            break;
        }
        if yes.is_empty() {
            assert!(said(&output).contains("expired at"), "{what}");
            refused += 1;
        }
        assert_eq!(scene.state_of(&short), "expired", "{what}");
    }
    assert!(refused > 0, "it was always in time");
}

#[tokio::test]
async fn a_request_that_ends_before_its_start_is_signed_starts_nothing() {
    let mut scene = Scene::begun().await;
    let (mut refused, mut call, mut seconds) = (0, 1, SHORT);
    while scene.office.production() == "1.0.0" {
        assert!(seconds < LONG, "nothing was ever in time");
        let short = scene.asks_for(seconds).await;
        let id = short.id.to_string();
        let yes = scene.office.at("lee", &["approve", &id, "--yes"]);
        if code(&scene.office.ends(yes)) != 0 {
            seconds *= 2;
            continue;
        }
        let (output, held) = scene.held(call, "dana", &GOES, &short);
        let lines = scene.since(&short);
        let what = format!("held in call {call}: {lines:#?}\n{}", said(&output));
        let starts = counting(&lines, "start");
        in_time(&starts, &short, &what);
        let went = scene.office.production() == "1.1.0";
        assert_eq!(starts.len(), usize::from(went), "{what}");
        assert_eq!(code(&output), i32::from(!went), "{what}");
        if held {
            refused += usize::from(!went);
            call += 1;
        } else {
            seconds *= 2;
        }
    }
    assert!(refused > 0, "it was always in time");
}
