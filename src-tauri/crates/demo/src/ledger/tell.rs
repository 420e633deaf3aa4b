//! What was decided and done: six days of the demo.
//!
//! Every run ends when the story of `infra` shows its commit, so what the
//! ledger explains is what runs.

use super::Book;
use super::book::Ago;
use crate::DemoError;
use crate::policy::Rules;
use lockkeeper_domain::ledger::body::Proposal;
use lockkeeper_domain::ledger::{Body, DAY};
use serde_json::{Value, json};

/// What ran where when the ledger began.
const FIRST_DAY: [(&str, [&str; 3]); 3] = [
    ("api", ["1.8.2", "1.8.2", "1.8.2"]),
    ("worker", ["0.14.3", "0.14.2", "0.14.1"]),
    ("web", ["4.1.6", "4.1.6", "4.1.6"]),
];
const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "production"];

/// Tells it all, from the first rules to those in force today.
pub(crate) fn tell(book: &mut Book, rules: &Rules) -> Result<(), DemoError> {
    begin(book, rules)?;
    book.bring(Ago::new(143, 0), "lee", ("worker", "0.14.3"), "staging")?;
    book.bring(Ago::new(118, 0), "sam", ("web", "4.1.7"), "dev")?;
    break_glass(book)?;
    stop_the_line(book)?;
    book.bring(Ago::new(96, 0), "sam", ("web", "4.1.7"), "staging")?;
    let web = ask_for_web(book)?;
    book.bring(Ago::new(55, 0), "mira", ("api", "1.9.0"), "dev")?;
    accept_the_review(book)?;
    book.bring(Ago::new(31, 0), "mira", ("api", "1.9.0"), "staging")?;
    agree_on_worker(book)?;
    book.approve(Ago::new(20, 0), "noor", &web)?;
    book.bring(Ago::new(8, 0), "mira", ("api", "1.10.0-rc.1"), "dev")
}

/// The first day: rules, everything that runs, and soon stricter rules.
fn begin(book: &mut Book, rules: &Rules) -> Result<(), DemoError> {
    let first = Ago::new(150, 0);
    let genesis = json!({"rules": rules.first, "version": 1});
    let genesis = Body::of("genesis", &genesis).map_err(|broken| DemoError::Ledger {
        number: 0,
        detail: broken.detail,
    })?;
    book.say(first, "dana", genesis)?;
    let mut minutes = 4;
    for (service, versions) in FIRST_DAY {
        for (environment, version) in ENVIRONMENTS.into_iter().zip(versions) {
            let reason = "It ran here when the ledger began";
            let ago = first.then(minutes);
            book.adopt(ago, "dana", (service, version), environment, reason)?;
            minutes += 1;
        }
    }
    let Value::Object(rules) = rules.today.clone() else {
        return Ok(());
    };
    let proposal = Body::Policy(Proposal { rules, version: 2 });
    let policy = book.say(Ago::new(148, 0), "dana", proposal)?;
    let comment = Some("Two pairs of eyes from now on.");
    book.approve_for(Ago::new(146, 30), "mira", &policy, 7 * DAY, comment)
}

/// Production, with one approver out of reach.
fn break_glass(book: &mut Book) -> Result<(), DemoError> {
    let why = "Every customer gets each mail twice";
    let worker = ("worker", "0.14.2");
    let request = book.ask(Ago::new(112, 0), "lee", worker, "production", Some(why))?;
    book.approve(Ago::new(111, 20), "dana", &request)?;
    let reason = "Mira is on a plane, and the queue is full of mails";
    let glass = book.break_glass(Ago::new(110, 10), "sam", &request, reason)?;
    book.carry_out(Ago::new(110, 0), &request)?;
    let comment = Some("I was called as well. It was right.");
    book.approve_for(Ago::new(107, 0), "noor", &glass, 7 * DAY, comment)
}

fn stop_the_line(book: &mut Book) -> Result<(), DemoError> {
    let places = ["staging", "production"];
    let why = "Load test of the new payment provider";
    let freeze = book.freeze(Ago::new(106, 0), "mira", &places, 12, why)?;
    let done = "The load test is done, three hours early";
    book.thaw(Ago::new(97, 0), "dana", freeze, done)
}

/// The request that waits: one yes has ended, and one is missing.
fn ask_for_web(book: &mut Book) -> Result<lockkeeper_domain::ledger::Hash, DemoError> {
    let why = "The basket counts articles, not lines";
    let web = ("web", "4.1.7");
    let request = book.ask(Ago::new(72, 0), "sam", web, "production", Some(why))?;
    let comment = Some("If it goes out within two days.");
    book.approve_for(Ago::new(70, 0), "mira", &request, 2 * DAY, comment)?;
    Ok(request)
}

/// What somebody set by hand, and somebody else accepts.
fn accept_the_review(book: &mut Book) -> Result<(), DemoError> {
    let why = "Set by hand for the design review";
    let adopt = book.adopt(Ago::new(43, 40), "noor", ("web", "4.2.0"), "dev", why)?;
    book.approve(Ago::new(42, 0), "dana", &adopt)
}

/// The request that every approval is there for.
fn agree_on_worker(book: &mut Book) -> Result<(), DemoError> {
    let why = "The log must not name customers";
    let worker = ("worker", "0.14.3");
    let request = book.ask(Ago::new(29, 0), "lee", worker, "production", Some(why))?;
    book.approve(Ago::new(27, 0), "mira", &request)?;
    book.approve(Ago::new(25, 0), "dana", &request)
}
