//! The seal of the ledger: its verdict, who acts, and what is stopped.

use super::agreement;
use crate::desk::Desk;
use crate::error::{EngineError, ErrorCode};
use crate::ledger::{Ledger, Speaker};
use crate::ports::{SignerError, Topic};
use lockkeeper_contract::{ActorView, FreezeView, IncidentView, SealView};
use lockkeeper_domain::ledger::body::Thaw;
use lockkeeper_domain::ledger::{
    Body, FreezeState, IncidentState, LedgerVerdict, Moment, State, Stop, Walk, Word,
};

/// The ledger as the frame of the window shows it. No remote is asked.
pub async fn seal(desk: &Desk) -> SealView {
    let Some(ledger) = desk.begun_ledger() else {
        return unbegun();
    };
    let walk = ledger.seen();
    let (speaker, nobody) = who(ledger, &walk).await;
    let now = Moment::of(desk.now());
    let freezes = walk.state().freezes().values().rev();
    let standing = freezes.filter(|freeze| freeze.holds(now));
    let freezes = standing
        .map(|freeze| stopped(ledger, &walk, speaker.as_ref(), freeze))
        .collect();
    let verdict = judged(ledger, &walk).await;
    SealView {
        verdict: verdict.word,
        entries: u32::try_from(walk.len()).unwrap_or(u32::MAX),
        head: walk
            .state()
            .head()
            .map(ToString::to_string)
            .unwrap_or_default(),
        broken_at: verdict.at.and_then(|at| u32::try_from(at).ok()),
        rule: verdict.rule,
        you: speaker.as_ref().map(|one| actor(&walk, one)),
        nobody,
        freezes,
        incidents: incidents(desk, walk.state()),
        waits: agreement::waits(ledger).await,
    }
}

/// Looks at the ledger's remote, and tells whoever shows it when it changed.
///
/// # Errors
/// When the remote does not answer, or shows another ledger than before.
pub async fn follow(desk: &Desk) -> Result<(), EngineError> {
    let Some(ledger) = &desk.ledger else {
        return Ok(());
    };
    let before = mark(ledger);
    let done = ledger.glance().await;
    tell(desk, ledger, &before);
    done.map(drop)
}

/// Reads again what an earlier start of the program verified, where that is
/// shown so far, and tells whoever shows it when it is something else.
///
/// # Errors
/// When an entry cannot be read, or is not the one that was verified.
pub async fn prove(desk: &Desk) -> Result<(), EngineError> {
    let Some(ledger) = &desk.ledger else {
        return Ok(());
    };
    let before = mark(ledger);
    let done = ledger.prove().await;
    tell(desk, ledger, &before);
    done.map(drop)
}

fn tell(desk: &Desk, ledger: &Ledger, before: &Mark) {
    if mark(ledger) != *before {
        desk.ports.events.publish(&[Topic::Ledger], None);
    }
}

/// Whether it has begun, its length, what stopped it, and what is wrong.
type Mark = (bool, usize, Option<Stop>, Option<ErrorCode>);

/// What a window has to draw anew when it changes.
fn mark(ledger: &Ledger) -> Mark {
    let walk = ledger.seen();
    let doubt = ledger.doubt().map(|doubt| doubt.code());
    (ledger.has_begun(), walk.len(), walk.stop().cloned(), doubt)
}

/// A verdict in words.
struct Judged {
    word: String,
    at: Option<usize>,
    rule: Option<String>,
}

/// The verdict on what is shown, which may contradict what was verified here.
async fn judged(ledger: &Ledger, walk: &Walk) -> Judged {
    let Some(doubt) = ledger.doubt() else {
        return of(walk);
    };
    let other = ledger.shown().await.ok();
    if let Some(broken) = other.as_ref().filter(|walk| is_broken(walk)) {
        return of(broken);
    }
    let (word, rule) = match &doubt {
        EngineError::LedgerForked { .. } => (
            "forked",
            "the remote shows another entry here than the one verified before".to_owned(),
        ),
        EngineError::LedgerRewound { number, .. } => (
            "rewound",
            format!("the remote lacks entries up to {number} that were verified before"),
        ),
        other => ("unread", other.to_string()),
    };
    let ours = walk.state().records();
    let theirs = other.as_ref().map(|walk| walk.state().records());
    let theirs = theirs.unwrap_or_default().iter();
    let same = ours
        .iter()
        .zip(theirs)
        .take_while(|(a, b)| a.hash == b.hash);
    let at = same.count();
    Judged {
        word: word.to_owned(),
        at: (word != "unread").then_some(at),
        rule: Some(rule),
    }
}

/// The verdict on a walk by itself.
fn of(walk: &Walk) -> Judged {
    let verdict = LedgerVerdict::of(walk);
    Judged {
        word: verdict.verdict.to_string(),
        at: verdict.broken_at,
        rule: walk.stop().map(Stop::detail),
    }
}

fn is_broken(walk: &Walk) -> bool {
    LedgerVerdict::of(walk).verdict == Word::Broken
}

async fn who(ledger: &Ledger, walk: &Walk) -> (Option<Speaker>, Option<String>) {
    let Some(rules) = walk.state().rules() else {
        return (
            None,
            Some("The ledger has no rules that could be read.".to_owned()),
        );
    };
    match ledger.speaker(rules).await {
        Ok(Some(speaker)) => (Some(speaker), None),
        Ok(None) => {
            let text = "No key on this machine is listed for a person of the workspace.";
            (None, Some(text.to_owned()))
        }
        Err(EngineError::Signing { source }) => (None, Some(asked_in_vain(&source))),
        Err(error) => (None, Some(error.to_string())),
    }
}

fn asked_in_vain(error: &SignerError) -> String {
    format!("The keys of this machine could not be listed: {error}.")
}

fn actor(walk: &Walk, speaker: &Speaker) -> ActorView {
    let rules = walk.state().rules();
    let person = rules.and_then(|rules| rules.people.get(&speaker.handle));
    let roles = person.into_iter().flat_map(|person| &person.roles);
    ActorView {
        handle: speaker.handle.clone(),
        key: speaker.key.fingerprint(),
        place: speaker.place.clone(),
        roles: roles.map(|held| held.role.clone()).collect(),
    }
}

fn stopped(
    ledger: &Ledger,
    walk: &Walk,
    speaker: Option<&Speaker>,
    freeze: &FreezeState,
) -> FreezeView {
    let record = &walk.state().records()[freeze.number];
    let thaw = Body::Thaw(Thaw {
        freeze: record.hash.clone(),
        reason: "-".to_owned(),
    });
    let nobody = "No key on this machine is listed for a person of the workspace.";
    let no_thaw = match speaker {
        Some(speaker) => ledger.against(walk, speaker, thaw),
        None => Some(nobody.to_owned()),
    };
    FreezeView {
        number: u32::try_from(freeze.number).unwrap_or(u32::MAX),
        hash: record.hash.to_string(),
        by: freeze.by.clone(),
        at: record.at.to_string(),
        environments: freeze.body.environments.clone(),
        services: freeze.body.services.clone().unwrap_or_default(),
        until: freeze.body.until.map(|until| until.to_string()),
        sentence: Body::Freeze((*freeze.body).clone()).sentence(),
        no_thaw,
    }
}

/// What is broken, newest first.
fn incidents(desk: &Desk, state: &State) -> Vec<IncidentView> {
    let open = state.open_incidents().into_iter();
    open.map(|one| incident(desk, state, one)).collect()
}

fn incident(desk: &Desk, state: &State, one: &IncidentState) -> IncidentView {
    let services = &desk.workspace.services;
    let place = state.place_of(one, |name| services.contains_key(&name.into()));
    IncidentView {
        number: u32::try_from(one.number).unwrap_or(u32::MAX),
        id: one.body.id.as_str().to_owned(),
        by: one.by.clone(),
        since: one.since.to_string(),
        severity: one.body.severity.clone(),
        summary: one.body.summary.clone(),
        services: place.services,
        environment: place.environment,
    }
}

fn unbegun() -> SealView {
    SealView {
        verdict: "none".to_owned(),
        entries: 0,
        head: String::new(),
        broken_at: None,
        rule: None,
        you: None,
        nobody: None,
        freezes: Vec::new(),
        incidents: Vec::new(),
        waits: Vec::new(),
    }
}
