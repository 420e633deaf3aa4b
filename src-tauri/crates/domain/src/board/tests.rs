mod agreement;
mod gates;
mod rows;

use super::*;
use crate::fixtures::*;
use crate::ids::RunId;
use crate::plan::{Plan, PlanKind};
use crate::policy::{ApprovalRule, Auto, Freeze, FreezeSpan, Workspace};
use crate::run::{Made, Run, RunState, StepRecord, StepState};
use crate::snapshot::{Fact, Known, PlaceFacts, Snapshot};
use crate::soak::Watched;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fmt::Write;

const ALL: [&str; 3] = ["dev", "staging", "production"];

/// One service, three environments, and what runs there.
#[derive(Debug)]
struct World {
    workspace: Workspace,
    snapshot: Snapshot,
    runs: Vec<Run>,
    at: Timestamp,
}

fn world(dev: PlaceFacts, staging: PlaceFacts, production: PlaceFacts) -> World {
    let mut snapshot = Snapshot::default();
    let releases = ["1.10.0-rc.1", "1.9.0", "1.8.2", "1.8.1"];
    snapshot
        .services
        .insert("api".into(), seen(service_facts(&releases, 3)));
    let places = ALL
        .map(EnvName::from)
        .into_iter()
        .zip([dev, staging, production].map(seen));
    snapshot.places.insert("api".into(), places.collect());
    World {
        workspace: workspace(vec![service("api", &ALL)]),
        snapshot,
        runs: Vec::new(),
        at: now(),
    }
}

/// The candidate in dev, 1.9.0 soaking in staging, 1.8.2 in production.
fn usual() -> World {
    world(
        place(&[("1.10.0-rc.1", 2), ("1.9.0", 40)]),
        place(&[("1.9.0", 31), ("1.8.2", 200)]),
        place(&[("1.8.2", 148), ("1.8.1", 300)]),
    )
}

impl World {
    fn draw(&self) -> Board {
        let (zone, waiting) = (berlin(), BTreeMap::new());
        draw(&BoardInputs {
            workspace: &self.workspace,
            snapshot: &self.snapshot,
            runs: &self.runs,
            waiting: &waiting,
            notices: vec!["no ledger yet".into()],
            ledger: None,
            at: self.at,
            zone: &zone,
        })
    }

    fn row(&self) -> Row {
        self.draw().groups.remove(0).rows.remove(0)
    }

    /// State, word and reason in production.
    fn production(&self) -> (CellState, String, String) {
        let cell = self.row().cells.remove(2);
        (cell.state, cell.word, cell.reason)
    }

    /// State and word of the gate into production.
    fn gate(&self) -> (PassageState, String) {
        let passage = self.row().passages.remove(2);
        assert!(passage.word.split(' ').count() <= 3, "{}", passage.word);
        (passage.state, passage.word)
    }

    fn place(&mut self, environment: &str) -> &mut Fact<PlaceFacts> {
        let places = self.snapshot.places.get_mut(&"api".into()).unwrap();
        places.get_mut(&environment.into()).unwrap()
    }

    fn history(&mut self, environment: &str) -> &mut PlaceFacts {
        let Known::Seen(place) = &mut self.place(environment).state else {
            panic!()
        };
        place
    }
}

fn run(kind: PlanKind, state: RunState, steps: &[StepState]) -> Run {
    let record = |state: &StepState| StepRecord {
        state: *state,
        started_at: None,
        ended_at: None,
        attempts: 1,
        made: Made::default(),
        line: if *state == StepState::Failed {
            "origin could not be reached".into()
        } else {
            String::new()
        },
    };
    let ended = !matches!(state, RunState::Running | RunState::Interrupted);
    Run {
        id: RunId::new("run-9"),
        plan: Plan {
            id: PlanId::new("plan-9"),
            kind,
            subject: crate::plan::Subject::Version(crate::plan::VersionSubject {
                service: "api".into(),
                environment: Some("production".into()),
                version: version("1.9.0"),
                from: Some(version("1.8.2")),
            }),
            intent: crate::intent::Intent::Rollback(crate::intent::RollbackIntent {
                service: "api".into(),
                within: "production".into(),
                to: None,
                reason: None,
                flags: Vec::new(),
            }),
            made_at: now(),
            facts_at: now(),
            steps: Vec::new(),
            notes: Vec::new(),
            typed: None,
            recorded: None,
        },
        state,
        started_at: now() - SignedDuration::from_mins(2),
        ended_at: ended.then(now),
        by: "Dana Ito".into(),
        steps: steps.iter().map(record).collect(),
    }
}

/// The board as a terminal shows it, and everything that is not the default.
fn text(board: &Board) -> String {
    let mut page = String::new();
    for group in &board.groups {
        writeln!(page, "{} ({})", group.name, group.line).unwrap();
        for row in &group.rows {
            writeln!(page, "  {} ({})", row.service, row.line).unwrap();
            for (passage, cell) in row.passages.iter().zip(&row.cells) {
                let candidate = passage.candidate.as_deref().unwrap_or("-");
                writeln!(
                    page,
                    "    > {candidate} {:?} [{}] {}",
                    passage.state, passage.word, passage.reason
                )
                .unwrap();
                let version = cell.version.as_deref().unwrap_or("-");
                writeln!(
                    page,
                    "    {}: {version} {:?} [{}] {}",
                    cell.environment, cell.state, cell.word, cell.reason
                )
                .unwrap();
                writeln!(
                    page,
                    "      behind {} level {} back to {}",
                    cell.behind,
                    cell.level,
                    cell.back_to.as_ref().or(cell.no_way_back.as_ref()).unwrap()
                )
                .unwrap();
            }
        }
    }
    page
}

#[test]
fn the_board_of_a_usual_day() {
    insta::assert_snapshot!(text(&usual().draw()));
}

#[test]
fn the_document_of_a_usual_day() {
    insta::assert_json_snapshot!(usual().draw());
}

#[test]
fn a_soaking_chamber_fills_and_says_when_it_is_full() {
    let cell = usual().row().cells.remove(1);
    assert_eq!((cell.state, cell.level), (CellState::Soaking, 64));
    assert_eq!(cell.reason, "31 h of 48 h · ready Wed 03:00");
}

// Situation 4.
#[test]
fn a_soak_that_was_not_watched_says_so() {
    let mut world = usual();
    world.history("staging").watched = vec![
        Watched {
            from: ago(31),
            until: ago(20),
            healthy: true,
        },
        Watched {
            from: ago(4),
            until: now(),
            healthy: true,
        },
    ];
    assert_eq!(
        world.row().cells[1].reason,
        "15 h of 48 h · ready Wed 19:00 · not watched 16 h"
    );
}

#[test]
fn a_soaked_version_stands_ready_before_an_open_gate() {
    let mut world = usual();
    world.at = now() + hours(17);
    for environment in ALL {
        world.place(environment).at = world.at;
    }
    assert_eq!(world.row().cells[1].state, CellState::Live);
    assert_eq!(world.row().cells[1].reason, "48 h · soaked");
    assert_eq!(world.gate(), (PassageState::Open, "Ready".into()));
}

#[test]
fn a_run_moves_the_chamber() {
    let mut world = usual();
    world.runs = vec![run(
        PlanKind::Promote,
        RunState::Running,
        &[StepState::Done, StepState::Started, StepState::Pending],
    )];
    let cell = world.row().cells.remove(2);
    assert_eq!((cell.state, cell.level), (CellState::Deploying, 33));
    assert_eq!(cell.reason, "step 2 of 3");
    assert_eq!(cell.moving.as_deref(), Some("→ 1.9.0"));
    assert_eq!(cell.run, Some(RunId::new("run-9")));
    world.runs[0].plan.kind = PlanKind::Rollback;
    assert_eq!(world.production().1, "Rolling back");
    world.runs[0].state = RunState::Interrupted;
    assert_eq!(
        world.production(),
        (
            CellState::Waiting,
            "Waiting".into(),
            "stopped at step 2 of 3; continue or look first".into()
        )
    );
}

#[test]
fn a_failed_run_is_shown_until_something_newer_comes() {
    let mut world = usual();
    world.runs = vec![run(
        PlanKind::Promote,
        RunState::Failed,
        &[StepState::Done, StepState::Failed],
    )];
    assert_eq!(
        world.production(),
        (
            CellState::GateFailed,
            "Run failed".into(),
            "origin could not be reached".into()
        )
    );
    world.runs[0].ended_at = Some(ago(200));
    assert_eq!(world.production().0, CellState::Live);
}

#[test]
fn a_version_committed_by_hand_is_not_ours_and_no_drift() {
    let mut world = usual();
    world.history("production").history[0].run = None;
    assert_eq!(
        world.production(),
        (
            CellState::Live,
            "Live".into(),
            "6 d 4 h · committed by hand".into()
        )
    );
    assert!(!world.row().cells[2].ours);
}

#[test]
fn a_value_no_build_explains_is_drift_and_shuts_the_gate() {
    let mut world = usual();
    let live = &mut world.history("production").history[0];
    (live.build, live.value) = (None, "hotpatch".into());
    assert_eq!(
        world.production(),
        (
            CellState::Drift,
            "No valid record".into(),
            "runs hotpatch, no known build · by Dana Ito".into()
        )
    );
    assert_eq!(world.gate(), (PassageState::Shut, "No valid record".into()));
}

#[test]
fn a_version_that_went_back_says_from_where_and_does_not_return() {
    let mut world = usual();
    let history = rolled_back(&[("1.8.2", 1), ("1.9.0", 5), ("1.8.2", 148)]);
    *world.history("production") = history;
    let cell = world.row().cells.remove(2);
    assert_eq!(
        (cell.state, cell.moving.as_deref()),
        (CellState::RolledBack, Some("← 1.9.0"))
    );
    assert_eq!(cell.reason, "1 h ago · by Dana Ito");
    assert_eq!(world.gate(), (PassageState::Shut, "Rolled back".into()));
}

#[test]
fn an_unhealthy_place_is_degraded() {
    let mut world = usual();
    world.history("production").watched = vec![Watched {
        from: ago(1),
        until: now(),
        healthy: false,
    }];
    assert_eq!(world.production().0, CellState::Degraded);
}

#[test]
fn a_freeze_closes_the_column_the_gate_and_a_calm_chamber() {
    let mut world = usual();
    world.workspace.environments[2].gates.freezes = vec![Freeze {
        name: "Year end".into(),
        span: FreezeSpan::Once {
            from: ago(1),
            until: at("2027-01-02T07:00:00Z"),
        },
        zone: "Europe/Berlin".into(),
    }];
    assert_eq!(
        world.production(),
        (
            CellState::Frozen,
            "Frozen".into(),
            "Year end until 2 Jan 2027 08:00".into()
        )
    );
    assert_eq!(world.gate(), (PassageState::Frozen, "Frozen".into()));
    assert_eq!(
        world.draw().environments[2].closed.as_deref(),
        Some("Year end until 2 Jan 2027 08:00")
    );
}

#[test]
fn approvals_leave_the_gate_unknown() {
    let mut world = usual();
    let gates = &mut world.workspace.environments[2].gates;
    gates.soak = None;
    gates.approvals = vec![ApprovalRule {
        role: "release-manager".into(),
        count: 2,
    }];
    assert_eq!(
        world.gate(),
        (PassageState::Unknown, "No ledger yet".into())
    );
}

#[test]
fn what_nobody_knows_is_said_and_not_guessed() {
    let mut world = usual();
    world.place("production").at = now() - SignedDuration::from_mins(40);
    assert_eq!(
        world.production(),
        (
            CellState::Unknown,
            "Unknown".into(),
            "last seen 40 min ago".into()
        )
    );
    assert_eq!(world.row().cells[2].version.as_deref(), Some("1.8.2"));
    *world.place("production") = not_seen("infra could not be reached");
    assert_eq!(world.production().2, "infra could not be reached");
    assert_eq!(world.gate(), (PassageState::Unknown, "Not known".into()));
    assert_eq!(world.row().cells[2].version, None);
}

#[test]
fn an_environment_without_the_service_is_absent() {
    let mut world = usual();
    let api = world.workspace.services.get_mut(&"api".into()).unwrap();
    api.on.remove(&"staging".into());
    let row = world.row();
    assert_eq!(row.cells[1].state, CellState::Absent);
    assert_eq!(row.passages[1].state, PassageState::None);
    assert_eq!(
        row.passages[2].candidate.as_deref(),
        Some("1.10.0-rc.1"),
        "dev is the one before"
    );
}
