//! A chamber: what lives in one environment, and how it is.

use super::draw::Place;
use super::{Cell, CellState};
use crate::gates::Progress;
use crate::ledger::{RequestState, StartState};
use crate::plan::{PlanKind, Subject};
use crate::policy::SoakRule;
use crate::run::{Run, RunState, StepState};
use crate::snapshot::{Build, Fact, Known, Live, PlaceFacts, ServiceFacts};
use crate::soak::{progress, since, unhealthy};
use crate::version::Version;
use crate::words;
use jiff::SignedDuration;

/// Beyond that age nobody can say what runs there now.
const LOST_SIGHT: SignedDuration = SignedDuration::from_mins(30);

/// A state with its word and its reason.
struct State {
    state: CellState,
    word: &'static str,
    reason: String,
    level: u8,
}

impl State {
    fn new(state: CellState, word: &'static str, reason: impl Into<String>) -> Self {
        Self {
            state,
            word,
            reason: reason.into(),
            level: 0,
        }
    }

    fn filled(mut self, level: u8) -> Self {
        self.level = level;
        self
    }
}

/// Draws one cell.
pub(super) fn draw(place: &Place<'_>) -> Cell {
    let seen = place.fact.and_then(Fact::seen);
    let live = seen.and_then(PlaceFacts::live);
    let state = state(place, seen);
    let (back_to, no_way_back) = way_back(place, seen);
    Cell {
        environment: place.environment.name.clone(),
        version: live.map(Live::name),
        state: state.state,
        word: state.word.to_owned(),
        reason: state.reason,
        incident: place.incident(),
        moving: moving(place, seen),
        behind: live.map_or(0, |live| behind(place.service_facts, live)),
        level: state.level,
        since: live.map(|live| live.since),
        observed_at: place.fact.map(|fact| fact.at),
        ours: live.is_some_and(Live::is_ours),
        run: place.active().map(|run| run.id.clone()),
        back_to,
        no_way_back,
    }
}

fn state(place: &Place<'_>, seen: Option<&PlaceFacts>) -> State {
    if !place.deployed {
        return State::new(CellState::Absent, "", "not deployed here");
    }
    if let Some(run) = place.active() {
        return under_way(run);
    }
    if let Some((start, request)) = place.elsewhere {
        return under_way_elsewhere(place, start, request);
    }
    let Some(fact) = place.fact else {
        return unknown("nobody has looked");
    };
    if let Known::Unknown(why) = &fact.state {
        return unknown(why);
    }
    if place.at().duration_since(fact.at) > LOST_SIGHT {
        return unknown(&format!("last seen {}", words::ago(fact.at, place.at())));
    }
    match seen.and_then(|s| s.live().map(|live| (s, live))) {
        Some((seen, live)) => {
            let state = stopped(place, Some(live));
            let state = state.unwrap_or_else(|| lives(place, seen, live));
            with_flags(place, with_yank(place, live, state))
        }
        None => stopped(place, None).unwrap_or_else(|| {
            State::new(CellState::Empty, "Nothing yet", "nothing was ever deployed")
        }),
    }
}

/// That nobody should run it, said before everything else.
fn with_yank(place: &Place<'_>, live: &Live, mut state: State) -> State {
    let build = live.build.as_ref();
    if build.is_some_and(|build| place.is_yanked(build)) {
        state.reason.insert_str(0, "yanked · ");
    }
    state
}

/// The flags that are on there, said behind everything else.
fn with_flags(place: &Place<'_>, mut state: State) -> State {
    let (environment, service) = (place.environment.name.as_str(), place.service.name.as_str());
    let flags = place.inputs.ledger.into_iter();
    for flag in flags.flat_map(|ledger| ledger.flags_on(environment, service)) {
        state.reason.push_str(" · flag ");
        state.reason.push_str(&flag.switch.name);
        state.reason.push_str(" on");
    }
    state
}

fn unknown(why: &str) -> State {
    State::new(CellState::Unknown, "Unknown", why)
}

/// A run that has not ended.
fn under_way(run: &Run) -> State {
    let done = run.steps.iter().filter(|s| is_over(s.state)).count();
    let total = run.steps.len().max(1);
    let step = format!("step {} of {total}", (done + 1).min(total));
    let level = u8::try_from(done * 100 / total).unwrap_or(100);
    if run.state == RunState::Interrupted {
        let reason = format!("stopped at {step}; continue or look first");
        return State::new(CellState::Waiting, "Waiting", reason).filled(level);
    }
    let line = run
        .steps
        .get(done)
        .map(|s| s.line.trim())
        .filter(|l| !l.is_empty());
    let reason = line.map_or_else(|| step.clone(), |line| format!("{step} · {line}"));
    let goes_back = match &run.plan.subject {
        Subject::Set(set) => set.rollback,
        _ => run.plan.kind == PlanKind::Rollback,
    };
    on_its_way(goes_back, reason).filled(level)
}

/// A run that somebody began elsewhere: the ledger says who and since when.
fn under_way_elsewhere(place: &Place<'_>, start: &StartState, request: &RequestState) -> State {
    let since = place.said_at(start.number);
    let since = since.map(|at| words::moment(at, place.at(), place.zone()));
    let (by, number) = (&start.by, start.number);
    let reason = format!(
        "by {by} since {} · elsewhere · entry {number}",
        since.unwrap_or_default()
    );
    on_its_way(request.body.is_rollback(), reason)
}

fn on_its_way(goes_back: bool, reason: String) -> State {
    match goes_back {
        true => State::new(CellState::RolledBack, "Rolling back", reason),
        false => State::new(CellState::Deploying, "Deploying", reason),
    }
}

const fn is_over(state: StepState) -> bool {
    matches!(
        state,
        StepState::Done | StepState::AlreadyDone | StepState::Skipped
    )
}

/// The newest run ended badly, and nothing came after it.
fn stopped(place: &Place<'_>, live: Option<&Live>) -> Option<State> {
    let run = place.newest_run?;
    let ended = run.ended_at?;
    if live.is_some_and(|live| live.since > ended) {
        return None;
    }
    let word = match run.state {
        RunState::Failed => "Run failed",
        RunState::Conflict => "Conflict",
        _ => return None,
    };
    let bad = |state| matches!(state, StepState::Failed | StepState::Conflict);
    let line = run
        .steps
        .iter()
        .find(|s| bad(s.state))
        .map(|s| s.line.clone());
    let line = line.filter(|l| !l.is_empty());
    let reason = line.unwrap_or_else(|| words::ago(ended, place.at()));
    Some(State::new(CellState::GateFailed, word, reason))
}

/// Something runs there, and no run is at work on it.
fn lives(place: &Place<'_>, seen: &PlaceFacts, live: &Live) -> State {
    let age = words::age(live.since, place.at());
    if live.build.is_none() {
        let reason = format!("runs {}, no known build · by {}", live.value, live.by);
        return State::new(CellState::Drift, "No valid record", reason);
    }
    if !place.is_explained(live) {
        let reason = format!("runs {}, no promotion record · by {}", live.name(), live.by);
        return State::new(CellState::Drift, "No valid record", reason);
    }
    if unhealthy(&seen.watched, place.at()) {
        return State::new(
            CellState::Degraded,
            "Degraded",
            format!("{age} · not healthy"),
        );
    }
    if live.rollback {
        let reason = format!("{} · by {}", words::ago(live.since, place.at()), live.by);
        return State::new(CellState::RolledBack, "Rolled back", reason);
    }
    let soak = place
        .soaked_for
        .map(|rule| (rule, soak_of(place, rule, seen, live)));
    if let Some((rule, soak)) = &soak
        && !soak.passed()
    {
        return soaking(place, rule, soak).filled(soak.percent());
    }
    if let Some(frozen) = place.times.freeze.as_ref().filter(|f| !f.passed()) {
        return State::new(CellState::Frozen, "Frozen", &frozen.reason);
    }
    if let Some(reason) = place.stopped() {
        return State::new(CellState::Frozen, "Frozen", reason);
    }
    let mut reason = age;
    if soak.is_some() {
        reason.push_str(" · soaked");
    }
    if !live.is_ours() {
        reason.push_str(" · committed by hand");
    }
    State::new(CellState::Live, "Live", reason)
}

fn soak_of(place: &Place<'_>, rule: &SoakRule, seen: &PlaceFacts, live: &Live) -> Progress {
    let spans = live.build.as_ref().map(|build| {
        let adopted = place.adopted_at(build);
        since(seen.spans(build), adopted)
    });
    progress(rule, &spans.unwrap_or_default(), &seen.watched, place.at())
}

fn soaking(place: &Place<'_>, rule: &SoakRule, soak: &Progress) -> State {
    let mut reason = format!(
        "{} of {}",
        words::duration(soak.counted),
        words::duration(soak.required)
    );
    if let Some(ready) = soak.ready {
        reason.push_str(" · ready ");
        reason.push_str(&words::moment(ready, place.at(), place.zone()));
    }
    if soak.unwatched > rule.gap {
        reason.push_str(" · not watched ");
        reason.push_str(&words::duration(soak.unwatched));
    }
    State::new(CellState::Soaking, "Soaking", reason)
}

/// "→ 0.14.3" while it comes, "← 2.0.1" after it went back.
fn moving(place: &Place<'_>, seen: Option<&PlaceFacts>) -> Option<String> {
    if let Some(run) = place.active() {
        let mut about = run.plan.subject.versions();
        let about = about.find(|about| about.service == place.service.name)?;
        return Some(format!("→ {}", about.version));
    }
    if let Some((_, request)) = place.elsewhere {
        let item = request.item_of(place.service.name.as_str())?;
        return Some(format!("→ {}", item.version));
    }
    let live = seen?.live().filter(|live| live.rollback)?;
    let from = seen?.history.get(1)?;
    (from.value != live.value).then(|| format!("← {}", from.name()))
}

/// Versions released above the one that runs; candidates of one version count once.
/// The newest commit is past every candidate of the version it leads to.
fn behind(facts: Option<&ServiceFacts>, live: &Live) -> usize {
    let (Some(facts), Some(build)) = (facts, &live.build) else {
        return 0;
    };
    let core = |version: &Version| (version.major, version.minor, version.patch);
    let newest = build.tag.is_none() && build.commit == facts.head;
    let passed = |other: &Version| newest && core(other) == core(&build.version);
    let above = facts
        .releases
        .iter()
        .take_while(|r| r.tag.version.cmp_precedence(&build.version).is_gt())
        .filter(|r| !r.yanked && r.tag.commit != build.commit);
    let above = above.map(|r| &r.tag.version);
    let mut cores: Vec<_> = above.filter(|other| !passed(other)).map(core).collect();
    cores.dedup();
    cores.len()
}

fn way_back(place: &Place<'_>, seen: Option<&PlaceFacts>) -> (Option<String>, Option<String>) {
    let Some(seen) = seen.filter(|s| s.live().is_some()) else {
        return (None, Some("nothing runs here".into()));
    };
    let yanked = |build: &Build| place.is_yanked(build);
    match seen.way_back(yanked, |build| place.is_unrecorded(build)) {
        Some(back) => (Some(back.name()), None),
        None if seen.history.len() == 1 => (
            None,
            Some("the first version here: nothing to go back to".into()),
        ),
        None => (
            None,
            Some("no earlier version here is good to go back to".into()),
        ),
    }
}
