//! Decisions: the words are shown, then signed.

use super::{Ended, calendar};
use crate::Exit;
use crate::confirm::shown;
use crate::out::Out;
use crate::passphrase;
use crate::session::{Told, desk, read_workspace, told};
use crate::text;
use crate::words::{AdoptWords, IncidentWords, NoteWords, Shared, Verb};
use lockkeeper_contract::Signed;
use lockkeeper_domain::ledger::FlagSwitch;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::ports::{Asks, Passphrase};
use lockkeeper_engine::usecases::adoption::{self, AdoptWish};
use lockkeeper_engine::usecases::decisions::{self, Prepared, Wish};

/// What is asked before a decision is signed.
const SIGN: &str = "Sign this? [y/N] ";

/// Runs one of the commands in which people decide.
pub async fn run(shared: &Shared, verb: &Verb, out: &mut Out) -> Ended {
    let wish = match verb {
        Verb::Approve(words) => Wish::Approve {
            subject: words.id.clone(),
            comment: words.comment.clone(),
        },
        Verb::Reject(words) => Wish::Reject {
            subject: words.id.clone(),
            reason: words.reason.clone(),
        },
        Verb::Withdraw(words) => Wish::Withdraw {
            subject: words.id.clone(),
            reason: words.reason.clone(),
        },
        Verb::Tick(words) => Wish::Tick {
            request: words.id.clone(),
            line: words.line.clone(),
        },
        Verb::BreakGlass(words) => Wish::BreakGlass {
            request: words.id.clone(),
            gates: words.gates.clone(),
            reason: words.reason.clone(),
        },
        Verb::Freeze(words) => Wish::Freeze {
            environments: words.environments.clone(),
            services: words.services.clone(),
            until: words.until,
            reason: words.reason.clone(),
        },
        Verb::Thaw(words) => Wish::Thaw {
            freeze: words.freeze.clone(),
            reason: words.reason.clone(),
        },
        Verb::Note(words) => note(words),
        Verb::Incident(words) => incident(words),
        Verb::Calendar(words) => return calendar::run(shared, words, out).await,
        Verb::Adopt(words) => return adopt(shared, words, out).await,
        _ => return requests(shared, out).await,
    };
    decide(shared, &wish, out).await
}

/// Words for the record, or a flag that was switched.
fn note(words: &NoteWords) -> Wish {
    let place = words.service.as_ref().zip(words.environment.as_ref());
    match words.flag.as_ref().zip(place) {
        Some(((name, on), (service, environment))) => Wish::Flag {
            switch: FlagSwitch {
                name: name.clone(),
                on: *on,
                service: service.clone(),
                environment: environment.clone(),
            },
            text: words.text.clone(),
        },
        None => Wish::Note {
            subject: words.about.clone(),
            text: words.text.clone().unwrap_or_default(),
        },
    }
}

fn incident(words: &IncidentWords) -> Wish {
    match words {
        IncidentWords::Open {
            summary,
            severity,
            request,
        } => Wish::Incident {
            severity: severity.clone(),
            summary: summary.clone(),
            request: request.clone(),
        },
        IncidentWords::Close { incident, summary } => Wish::IncidentOver {
            incident: incident.clone(),
            summary: summary.clone(),
        },
    }
}

/// Lists the requests, newest first.
async fn requests(shared: &Shared, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let requests = decisions::requests(&desk).await;
    let requests = requests.map_err(|error| told(&error))?;
    out.answer(&requests, || text::requests(&requests));
    Ok(Exit::Done)
}

/// Begins the ledger with the rules of the workspace file.
pub async fn begin(shared: &Shared, out: &mut Out) -> Ended {
    let file = read_workspace(shared)?;
    let desk = desk(shared).await?;
    let prepared = decisions::prepare_begin(&desk, &file.rules()).await;
    let prepared = prepared.map_err(|error| told(&error))?;
    let view = prepared.view();
    let text = || text::to_sign(&view);
    if let Some(exit) = shown(shared, &view, text, "Begin the ledger? [y/N] ", out) {
        return Ok(exit);
    }
    let begun = put(&desk, &prepared).await?;
    out.answer(&begun, || text::begun(&begun));
    warn(&begun, out);
    Ok(Exit::Done)
}

/// Proposes the rules of the workspace file.
pub async fn propose(shared: &Shared, out: &mut Out) -> Ended {
    let rules = read_workspace(shared)?.rules();
    decide(shared, &Wish::Policy { rules }, out).await
}

async fn decide(shared: &Shared, wish: &Wish, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    say(&desk, shared, wish, out).await
}

/// Shows the words, asks for a yes, and signs them.
pub async fn say(desk: &Desk, shared: &Shared, wish: &Wish, out: &mut Out) -> Ended {
    // Only whoever approves rules compares them with a file of their own.
    let file = match wish {
        Wish::Approve { .. } => read_workspace(shared).ok().map(|file| file.rules()),
        _ => None,
    };
    let prepared = decisions::prepare_beside(desk, wish, file.as_ref()).await;
    let prepared = prepared.map_err(|error| told(&error))?;
    sign(desk, shared, &prepared, out).await
}

/// Signs a wish to which `--yes` said yes, and answers what became of it.
pub async fn signed(desk: &Desk, wish: &Wish, out: &mut Out) -> Result<Signed, Told> {
    let prepared = decisions::prepare(desk, wish).await;
    let prepared = prepared.map_err(|error| told(&error))?;
    let signed = put(desk, &prepared).await?;
    warn(&signed, out);
    Ok(signed)
}

async fn put(desk: &Desk, prepared: &Prepared) -> Result<Signed, Told> {
    let passphrase = passphrase_for(prepared.asks());
    let signed = decisions::sign(desk, prepared, passphrase.as_ref()).await;
    signed.map_err(|error| told(&error))
}

/// The same with what was put into words already.
pub async fn sign(desk: &Desk, shared: &Shared, prepared: &Prepared, out: &mut Out) -> Ended {
    let view = prepared.view();
    let text = || text::to_sign(&view);
    if let Some(exit) = shown(shared, &view, text, SIGN, out) {
        return Ok(exit);
    }
    let signed = put(desk, prepared).await?;
    out.answer(&signed, || text::signed(&signed));
    warn(&signed, out);
    Ok(Exit::Done)
}

/// Accepts what runs without a record: one question, one entry for each place.
async fn adopt(shared: &Shared, words: &AdoptWords, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let wish = AdoptWish {
        environments: words.environment.iter().cloned().collect(),
        services: words.services.clone(),
        reason: words.reason.clone(),
        until: words.until,
    };
    let adoption = adoption::prepare(&desk, &wish).await;
    let adoption = adoption.map_err(|error| told(&error))?;
    let Some(view) = adoption.view() else {
        return Ok(Exit::Refused);
    };
    let text = || text::to_adopt(&view);
    if let Some(exit) = shown(shared, &view, text, SIGN, out) {
        return Ok(exit);
    }
    let passphrase = passphrase_for(adoption.asks());
    let signed = adoption::sign(&desk, &adoption, passphrase.as_ref()).await;
    let signed = signed.map_err(|error| told(&error))?;
    out.answer(&signed, || {
        let lines: Vec<String> = signed.iter().map(text::signed).collect();
        lines.join("\n")
    });
    if let Some(newest) = signed.last() {
        warn(newest, out);
    }
    Ok(Exit::Done)
}

/// Asked only where the key cannot sign without; one that nobody types is
/// missed when it signs.
pub fn passphrase_for(asks: Asks) -> Option<Passphrase> {
    (asks == Asks::Passphrase).then(passphrase::ask).flatten()
}

/// What is said beside an answer whose document holds it already.
fn warn(signed: &Signed, out: &mut Out) {
    for warning in &signed.warnings {
        out.aside(format!("lockkeeper: {warning}"));
    }
}
