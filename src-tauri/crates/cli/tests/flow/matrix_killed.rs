//! Every finish of the matrix, killed around its calls of git and continued.
//!
//! A `git` in front of the real one counts the calls that can move a ref or
//! write a file, and kills its caller before, during or after one of them.
//! There are some two thousand such points. Every finish that meets no
//! conflict is killed at one of them in turn, and so is, by one way in turn,
//! what is left of one after a conflict was solved. Twelve more are taken at
//! random, others each time: `LOCKKEEPER_TEST_SEED` takes those of a run again.
//! `every_finish_killed_around_every_call_that_writes` takes all points by
//! every way, and many minutes.

use crate::by_hand::ByHand;
use crate::cases::{CASES, Case, End, Model, Scenes, State, Way};
use crate::tools::{Calls, Moment, Tools, deadly_git};
use crate::yard::{Clone, Yard, said};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::os::unix::process::ExitStatusExt;
use std::panic::resume_unwind;
use std::thread::ScopedJoinHandle;

/// A finish that is killed: all of it, or what is left after a conflict.
struct Killed {
    case: &'static Case,
    way: Way,
    state: State,
    yard: Yard,
}

/// Where somebody was killed: around which command of git, and when.
type Point = (String, &'static str);

/// A finish of the matrix.
type Combination = (&'static Case, Way, State);

/// The ways by which a case ends where plain git ends.
fn ways(case: &Case, state: State) -> Vec<Way> {
    let ends = |way: &Way| matches!(case.end(*way, state), End::AsGit | End::Solved);
    Way::ALL.into_iter().filter(ends).collect()
}

/// Every such combination, case by case.
fn combinations(chosen: impl Fn(usize, &Case, State) -> Vec<Way>) -> Vec<Combination> {
    let mut all = Vec::new();
    for state in [State::Clean, State::ConflictUp, State::ConflictDown] {
        for (place, case) in CASES.iter().enumerate() {
            let ways = chosen(place, case, state).into_iter();
            all.extend(ways.map(|way| (case, way, state)));
        }
    }
    all
}

/// One way in turn where a conflict was solved, every way elsewhere.
fn in_turn(place: usize, case: &Case, state: State) -> Vec<Way> {
    let all = ways(case, state);
    match state {
        State::ConflictUp | State::ConflictDown => {
            let one = all.get(place % all.len().max(1)).copied();
            one.into_iter().collect()
        }
        _ => all,
    }
}

impl Killed {
    fn new((case, way, state): Combination, scenes: &mut Scenes) -> Self {
        let yard = scenes.of(case, way, state);
        Self {
            case,
            way,
            state,
            yard,
        }
    }

    /// The words of what is killed.
    fn words(&self) -> Vec<&'static str> {
        let mut words = match self.state {
            State::Clean => self.case.finish_by(self.way),
            _ => vec!["continue"],
        };
        words.insert(0, "flow");
        words.push("--yes");
        words
    }

    /// Kills it around a call. Without a kill, because there are fewer calls,
    /// says how many there were.
    fn at(&self, call: usize, moment: Moment) -> Result<Point, usize> {
        let (copy, plain) = (self.yard.copy(), self.yard.copy());
        let work = copy.at("work");
        if self.state != State::Clean {
            work.flow(&self.case.finish_by(self.way));
            work.write("a.txt", "decided\n");
        }
        let tools = deadly_git(Calls::Writing, call, moment);
        let name = format!(
            "{} killed {moment:?} writing call {call}",
            self.case.name(self.way, self.state)
        );
        let mut program = work.program(&self.words());
        let output = program.env("PATH", tools.path()).output();
        let output = output.expect("it starts");
        let hit = output.status.signal() == Some(9);
        assert!(hit || output.status.success(), "{name}: {}", said(&output));
        tools.settle();
        let went_on = self.go_on(&work, hit);
        ByHand {
            case: self.case,
            way: self.way,
            done: &work,
            plain: &plain.at("work"),
        }
        .finish();
        let around = tools.killed_around();
        assert_eq!(
            work.refs(),
            plain.at("work").refs(),
            "{name}, around {around:?}: {went_on}"
        );
        assert_eq!(work.git(&["status", "--porcelain"]), "", "{name}");
        match around {
            Some(word) => Ok((word, moment.word())),
            None => Err(calls(&tools)),
        }
    }

    /// What a person does: goes on, or begins anew where there was no run
    /// yet. Whether it came to the right end is asked of the refs.
    fn go_on(&self, work: &Clone<'_>, hit: bool) -> String {
        if !hit {
            return String::new();
        }
        let continued = work.flow(&["continue"]);
        if continued.status.success() {
            return said(&continued);
        }
        let begun = work.flow(&self.case.finish_by(self.way));
        said(&continued) + &said(&begun)
    }
}

fn calls(tools: &Tools) -> usize {
    let calls = tools.calls();
    assert!(calls > 0, "a finish writes something");
    calls
}

/// Kills a combination at one point in turn.
fn killed_in_turn(number: usize, killed: &Killed) -> Point {
    let (call, moment) = (number % 7, Moment::ALL[number / 7 % Moment::ALL.len()]);
    let met = killed.at(call + 1, moment);
    let met = met.or_else(|calls| killed.at(call % calls + 1, moment));
    met.expect("there are that many calls")
}

/// Kills a combination at every point.
fn killed_everywhere(killed: &Killed) -> Vec<Point> {
    let mut met = Vec::new();
    for call in 1.. {
        for moment in Moment::ALL {
            match killed.at(call, moment) {
                Ok(point) => met.push(point),
                Err(_) => return met,
            }
        }
    }
    met
}

/// Does something with every combination, two at a time.
fn halves<P: Sync, T: Send>(all: &[P], work: impl Fn(&[P]) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(2));
        let parts: Vec<_> = parts.map(|part| scope.spawn(|| work(part))).collect();
        let join =
            |part: ScopedJoinHandle<'_, T>| part.join().unwrap_or_else(|why| resume_unwind(why));
        parts.into_iter().map(join).collect()
    })
}

/// The points that were met, with how often.
fn counted(met: Vec<Vec<Point>>) -> BTreeMap<Point, usize> {
    let mut often = BTreeMap::new();
    for point in met.into_iter().flatten() {
        *often.entry(point).or_default() += 1;
    }
    often
}

#[test]
fn every_finish_of_the_matrix_killed_around_a_call_that_writes_ends_as_with_git() {
    let all = combinations(in_turn);
    let met = counted(halves(&all, |part| {
        let mut scenes = Scenes::default();
        let points = part.iter().enumerate();
        let points = points.map(|(number, combination)| {
            killed_in_turn(number, &Killed::new(*combination, &mut scenes))
        });
        points.collect()
    }));
    println!("{} combinations killed: {met:?}", all.len());
    assert_eq!(met.values().sum::<usize>(), all.len());
}

#[test]
fn a_release_killed_around_every_call_that_writes_ends_as_with_git() {
    let all = combinations(|_, case, state| {
        let release = (case.model, case.kind) == (Model::Gitflow, "release");
        let asked = release && state != State::ConflictUp;
        asked.then_some(Way::Merge).into_iter().collect()
    });
    let met = counted(halves(&all, everywhere));
    println!("{met:?}");
    for word in [
        "commit-tree",
        "update-ref",
        "tag",
        "switch",
        "push",
        "commit",
    ] {
        for moment in Moment::ALL {
            let point = (word.to_owned(), moment.word());
            assert!(met.contains_key(&point), "nobody was killed at {point:?}");
        }
    }
}

#[test]
#[ignore = "every point there is: many minutes"]
fn every_finish_killed_around_every_call_that_writes() {
    let all = combinations(|_, case, state| ways(case, state));
    let met = counted(halves(&all, everywhere));
    let points: usize = met.values().sum();
    println!("{points} points in {} combinations: {met:?}", all.len());
}

/// How many points are taken at random.
const SAMPLE: usize = 12;

/// The one that was asked for, or another one each time.
fn seed() -> u64 {
    let said = std::env::var("LOCKKEEPER_TEST_SEED").ok();
    let drawn = || RandomState::new().hash_one("seed") >> 16;
    said.map_or_else(drawn, |text| text.parse().expect("it is a number"))
}

#[test]
fn finishes_killed_at_points_taken_at_random_end_as_with_git() {
    let seed = seed();
    println!("LOCKKEEPER_TEST_SEED={seed}");
    let all = combinations(|_, case, state| ways(case, state));
    let mut dice = seed;
    let mut roll = |sides: usize| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).expect("31 bits are left") % sides
    };
    let draw = |_| {
        (
            all[roll(all.len())],
            roll(40),
            Moment::ALL[roll(Moment::ALL.len())],
        )
    };
    let drawn: Vec<_> = (0..SAMPLE).map(draw).collect();
    let met = halves(&drawn, |part| {
        let mut scenes = Scenes::default();
        let points = part.iter().map(|(combination, call, moment)| {
            let killed = Killed::new(*combination, &mut scenes);
            let met = killed.at(call + 1, *moment);
            let met = met.or_else(|calls| killed.at(call % calls + 1, *moment));
            met.expect("there are that many calls")
        });
        points.collect()
    });
    assert_eq!(counted(met).values().sum::<usize>(), SAMPLE, "seed {seed}");
}

fn everywhere(part: &[Combination]) -> Vec<Point> {
    let mut scenes = Scenes::default();
    let each = part
        .iter()
        .map(|it| killed_everywhere(&Killed::new(*it, &mut scenes)));
    each.collect::<Vec<_>>().concat()
}
