//! A gate between two chambers: what wants to pass, and whether it may.

use super::draw::Place;
use super::{Passage, PassageState, Way};
use crate::gates::{Answer, GateKind, Verdict, first_against, times};
use crate::refusal::Refusal;
use crate::snapshot::{Build, Known, PlaceFacts};

/// What is found at a gate, before it is put into the document.
struct Found {
    state: PassageState,
    word: String,
    reason: String,
    candidate: Option<Build>,
    verdicts: Vec<Verdict>,
    lane: Option<String>,
}

impl Found {
    fn new(state: PassageState, word: &str, reason: impl Into<String>) -> Self {
        Self {
            state,
            word: word.to_owned(),
            reason: reason.into(),
            candidate: None,
            verdicts: Vec::new(),
            lane: None,
        }
    }

    fn wanting(mut self, build: &Build) -> Self {
        self.candidate = Some(build.clone());
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
        lane: found.lane,
        plan: place.waiting.cloned(),
    }
}

fn find(place: &Place<'_>) -> Found {
    if !place.deployed {
        return Found::new(PassageState::None, "—", "not deployed here");
    }
    if let Some(found) = find_in_lane(place) {
        return found;
    }
    let newest = match way(place).newest() {
        Ok(Some(newest)) => newest,
        Ok(None) => return Found::new(PassageState::None, "nothing yet", "nothing to bring yet"),
        Err(why) => return Found::new(PassageState::Unknown, "Not known", why),
    };
    let unknown = |why: &str| Found::new(PassageState::Unknown, "Not known", why);
    match place.fact.map(|fact| &fact.state) {
        None => unknown("nobody has looked").wanting(&newest),
        Some(Known::Unknown(why)) => unknown(why).wanting(&newest),
        Some(Known::Seen(here)) => choose(place, here, &newest),
    }
}

/// What somebody has asked for through a lane, unless it runs there.
fn find_in_lane(place: &Place<'_>) -> Option<Found> {
    let here = place.fact?.seen()?;
    let (build, lane) = way(place).in_lane()?;
    if here.live().is_some_and(|live| live.is_build(&build)) {
        return None;
    }
    let environment = place.environment.through(lane)?;
    let times = times(&environment, place.at(), place.zone());
    let inside = Place {
        environment: &environment,
        times: &times,
        lane: Some(lane),
        ..*place
    };
    let mut found = compare(&inside, here, &build);
    found.lane = Some(lane.to_owned());
    Some(found)
}

fn way<'a>(place: &'a Place<'_>) -> Way<'a> {
    Way {
        workspace: place.inputs.workspace,
        service: place.service,
        environment: place.environment,
        lane: place.lane,
        snapshot: place.inputs.snapshot,
        ledger: place.inputs.ledger,
        at: place.inputs.at,
        zone: place.inputs.zone,
    }
}

/// The newest build, or an older one that may come before it.
fn choose(place: &Place<'_>, here: &PlaceFacts, newest: &Build) -> Found {
    let way = way(place);
    let is_ready = |build: &Build| way.is_ready(build, place.times);
    let found = compare(place, here, newest);
    if found.candidate.is_none() || is_ready(newest) {
        return found;
    }
    let Some(older) = way.overtaken(newest).into_iter().find(is_ready) else {
        return found;
    };
    let mut chosen = compare(place, here, &older);
    let later = format!("{} comes later: {}", newest.version, found.reason);
    chosen.reason = format!("{}; {later}", chosen.reason);
    chosen
}

/// Against what runs there.
fn compare(place: &Place<'_>, here: &PlaceFacts, build: &Build) -> Found {
    let environment = &place.environment.name;
    let Some(live) = here.live() else {
        return judge(place, build);
    };
    match &live.build {
        None => {
            let reason = format!("{environment} runs {}, no known build", live.value);
            Found::new(PassageState::Shut, "No valid record", reason).wanting(build)
        }
        Some(known) if known.is_same(build) => {
            let reason = format!("{environment} runs {}", known.version);
            Found::new(PassageState::Same, "same", reason)
        }
        Some(known) if !build.is_newer(known) => {
            let reason = format!("{environment} runs {}, which is newer", known.version);
            Found::new(PassageState::Same, "nothing newer", reason)
        }
        Some(_) if here.rolled_back_from(build).is_some() => {
            let reason = format!("{} was rolled back from in {environment}", build.version);
            Found::new(PassageState::Shut, "Rolled back", reason).wanting(build)
        }
        Some(_) => judge(place, build),
    }
}

/// What the gates say, and what a plan would be refused for beside them.
fn judge(place: &Place<'_>, build: &Build) -> Found {
    let way = way(place);
    let verdicts = way.verdicts(build, place.times);
    let against = place.under_way().or_else(|| way.obstacle(build));
    let (state, word, reason) = match (against, first_against(&verdicts)) {
        (Some(refusal), _) => in_the_way(refusal),
        (None, None) => (PassageState::Open, "Ready".into(), for_it(&verdicts)),
        (None, Some(against)) => (
            state(against),
            against.short.clone(),
            against.reason.clone(),
        ),
    };
    Found {
        state,
        word,
        reason,
        candidate: Some(build.clone()),
        verdicts,
        lane: None,
    }
}

fn in_the_way(refusal: Refusal) -> (PassageState, String, String) {
    let (state, word) = match &*refusal.code {
        "run-under-way" => (PassageState::Waiting, "Under way"),
        "would-lose" => (PassageState::Shut, "Would lose"),
        "yanked" => (PassageState::Shut, "Yanked"),
        "tag-unpushed" => (PassageState::Shut, "Not pushed"),
        "tag-gone" => (PassageState::Shut, "Tag gone"),
        "tag-differs" => (PassageState::Shut, "Tag moved"),
        "drift" => (PassageState::Shut, "No valid record"),
        "requires" => (PassageState::Shut, "Needs unmet"),
        _ => (PassageState::Unknown, "Not known"),
    };
    (state, word.to_owned(), refusal.text)
}

fn for_it(verdicts: &[Verdict]) -> String {
    match verdicts.len() {
        0 => "no gate asks for anything".into(),
        _ => match verdicts.iter().find_map(Verdict::advice) {
            Some(advice) => format!("every gate passes; {advice}"),
            None => "every gate passes".into(),
        },
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
