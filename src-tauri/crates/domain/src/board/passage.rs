//! A gate between two chambers: what wants to pass, and whether it may.

use super::draw::Place;
use super::{Passage, PassageState, candidate};
use crate::gates::{Answer, Asked, GateFacts, GateKind, Verdict, evaluate_with, first_against};
use crate::snapshot::{Build, Known, PlaceFacts};

/// What is found at a gate, before it is put into the document.
struct Found {
    state: PassageState,
    word: String,
    reason: String,
    candidate: Option<Build>,
    verdicts: Vec<Verdict>,
}

impl Found {
    fn new(state: PassageState, word: &str, reason: impl Into<String>) -> Self {
        Self {
            state,
            word: word.to_owned(),
            reason: reason.into(),
            candidate: None,
            verdicts: Vec::new(),
        }
    }

    fn wanting(mut self, build: Build) -> Self {
        self.candidate = Some(build);
        self
    }
}

/// Draws the gate into a place.
pub(super) fn draw(place: &Place<'_>) -> Passage {
    let found = find(place);
    Passage {
        to: place.environment.name.clone(),
        candidate: found.candidate.map(|build| build.version.to_string()),
        state: found.state,
        word: found.word,
        reason: found.reason,
        verdicts: found.verdicts,
        plan: place.waiting.cloned(),
    }
}

fn find(place: &Place<'_>) -> Found {
    if !place.deployed {
        return Found::new(PassageState::None, "—", "not deployed here");
    }
    let inputs = place.inputs;
    let build = match candidate(
        inputs.workspace,
        place.service,
        place.environment,
        inputs.snapshot,
    ) {
        Ok(Some(build)) => build,
        Ok(None) => return Found::new(PassageState::None, "nothing yet", "nothing to bring yet"),
        Err(why) => return Found::new(PassageState::Unknown, "Not known", why),
    };
    match place.fact.map(|fact| &fact.state) {
        None => Found::new(PassageState::Unknown, "Not known", "nobody has looked").wanting(build),
        Some(Known::Unknown(why)) => {
            Found::new(PassageState::Unknown, "Not known", why).wanting(build)
        }
        Some(Known::Seen(here)) => compare(place, here, build),
    }
}

/// Against what runs there.
fn compare(place: &Place<'_>, here: &PlaceFacts, build: Build) -> Found {
    let environment = &place.environment.name;
    let Some(live) = here.live() else {
        return judge(place, build);
    };
    match &live.build {
        None => {
            let reason = format!("{environment} runs {}, no known build", live.value);
            Found::new(PassageState::Shut, "No valid record", reason).wanting(build)
        }
        Some(known) if known.is_same(&build) => {
            let reason = format!("{environment} runs {}", known.version);
            Found::new(PassageState::Same, "same", reason)
        }
        Some(known) if !build.is_newer(known) => {
            let reason = format!("{environment} runs {}, which is newer", known.version);
            Found::new(PassageState::Same, "nothing newer", reason)
        }
        Some(_) if here.rolled_back_from(&build).is_some() => {
            let reason = format!("{} was rolled back from in {environment}", build.version);
            Found::new(PassageState::Shut, "Rolled back", reason).wanting(build)
        }
        Some(_) => judge(place, build),
    }
}

/// What the gates say.
fn judge(place: &Place<'_>, build: Build) -> Found {
    let inputs = place.inputs;
    let facts = GateFacts::pick(
        inputs.workspace,
        place.service,
        place.environment,
        &build,
        inputs.snapshot,
    );
    let asked = Asked {
        environment: place.environment,
        candidate: &build,
        rollback: false,
        facts,
        at: inputs.at,
        zone: inputs.zone,
    };
    let verdicts = evaluate_with(&asked, place.times);
    let (state, word, reason) = match first_against(&verdicts) {
        None => (PassageState::Open, "Ready".into(), for_it(&verdicts)),
        Some(against) => (
            state(against),
            against.short.clone(),
            against.reason.clone(),
        ),
    };
    Found {
        state,
        word,
        reason,
        candidate: Some(build),
        verdicts,
    }
}

fn for_it(verdicts: &[Verdict]) -> String {
    match verdicts.len() {
        0 => "no gate asks for anything".into(),
        _ => "every gate passes".into(),
    }
}

const fn state(against: &Verdict) -> PassageState {
    match (against.gate, &against.answer) {
        (GateKind::Freeze, Answer::Wait { .. }) => PassageState::Frozen,
        (_, Answer::Fail) => PassageState::Shut,
        (_, Answer::Unknown) => PassageState::Unknown,
        (_, Answer::Wait { .. }) => PassageState::Waiting,
        (_, Answer::Pass) => PassageState::Open,
    }
}
