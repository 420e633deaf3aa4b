//! The crash matrix of runs with a ledger: every kind that writes there, every
//! moment, ended or cut off there, and gone on with.

use super::team::Team;
use super::umbrellas::{self, BOTH};
use crate::situations::scene::planned;
use crate::situations::umbrellas::set;
use lockkeeper_contract::{PlanText, RunView};
use lockkeeper_domain::ids::{PlanId, RunId};
use lockkeeper_domain::intent::ReleaseIntent;
use lockkeeper_domain::run::RunState;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ports::Journal;
use lockkeeper_engine::usecases::umbrella::umbrella;
use lockkeeper_engine::usecases::{releases, runs};
use lockkeeper_testkit::crash::Fate;

/// What a run writes into the ledger.
#[derive(Debug, Clone, Copy)]
enum Tale {
    /// A request, a start and an end.
    Asked,
    /// A start and an end, for a request that was approved before.
    Approved,
    /// The same for a way back.
    Rollback,
    /// A request, a start and an end of several services.
    Set,
    /// A release and that it is not to be used.
    Yank,
}

const TALES: [Tale; 5] = [
    Tale::Asked,
    Tale::Approved,
    Tale::Rollback,
    Tale::Set,
    Tale::Yank,
];

/// Everything that must be the same however a run came to its end.
#[derive(Debug, PartialEq)]
struct End {
    trail: Vec<String>,
    values: Vec<String>,
    yanked: bool,
    runs: Vec<RunState>,
}

impl Tale {
    async fn team(self) -> Team {
        match self {
            Self::Asked | Self::Yank => Team::with_1_9_cut().await,
            Self::Set => umbrellas::team().await,
            Self::Approved => {
                let team = Team::with_1_9_soaked().await;
                let request = team.request("1.9.0").await;
                team.approve(&team.lee, request.number).await.unwrap();
                team
            }
            Self::Rollback => {
                let team = Team::with_1_9_live().await;
                // What was only adopted asks for an approval on the way back.
                team.to_production("1.10.0").await;
                team
            }
        }
    }

    async fn plan(self, team: &Team) -> PlanText {
        let scene = &team.scene;
        planned(match self {
            Self::Asked => scene.page(Some("1.9.0"), "dev").await.how,
            Self::Approved => scene.page(Some("1.9.0"), "production").await.how,
            Self::Rollback => scene.way_back("production", None).await.how,
            Self::Set => {
                let intent = set("dev", &BOTH);
                umbrella(&scene.desk, &intent).await.unwrap().how
            }
            Self::Yank => {
                let intent = ReleaseIntent {
                    service: "shop".into(),
                    tag: "v1.9.0".into(),
                    reason: "it breaks the till".into(),
                };
                releases::plan_yank(&scene.desk, &intent).await.unwrap()
            }
        })
    }

    const fn place(self) -> &'static str {
        match self {
            Self::Asked | Self::Set | Self::Yank => "dev",
            Self::Approved | Self::Rollback => "production",
        }
    }

    async fn end(self, team: &Team) -> End {
        let lee = team.lee.ledger.as_ref().unwrap();
        let journal = &team.scene.world.journal;
        End {
            trail: team.trail().await,
            values: team.scene.values(self.place()),
            yanked: lee.seen().state().is_yanked("shop", "v1.9.0"),
            runs: states(journal.runs(50).await.unwrap()),
        }
    }
}

fn states(runs: Vec<lockkeeper_domain::run::Run>) -> Vec<RunState> {
    runs.into_iter().map(|run| run.state).collect()
}

async fn confirmed(desk: &Desk, id: &PlanId, typed: Option<&str>) -> Result<RunView, EngineError> {
    let run = runs::start_run(desk, id, typed).await?;
    runs::drive(desk, &RunId::new(run.id)).await
}

/// Confirms the plan; nothing when the process ends before it does.
async fn play(team: &Team, plan: &PlanText) -> Option<Result<RunView, EngineError>> {
    tokio::select! {
        biased;
        run = confirmed(&team.scene.desk, &plan.id, plan.typed.as_deref()) => Some(run),
        () = team.scene.world.moments.stopped() => None,
    }
}

async fn undisturbed(tale: Tale) -> (Vec<String>, End) {
    let team = tale.team().await;
    let plan = tale.plan(&team).await;
    team.scene.world.moments.calm();
    let run = play(&team, &plan).await.unwrap().unwrap();
    assert_eq!(run.state, RunState::Succeeded, "{tale:?}: {run:#?}");
    (team.scene.world.moments.labels(), tale.end(&team).await)
}

/// Strikes there, and goes on as a person would, at the desk that is started
/// after it.
async fn disturbed(tale: Tale, moment: usize, fate: Fate) -> End {
    let mut team = tale.team().await;
    let plan = tale.plan(&team).await;
    team.scene.world.moments.strike(moment, fate);
    let before = team.scene.world.journal.runs(50).await.unwrap().len();
    let _lost = play(&team, &plan).await;
    team.scene.world.moments.calm();
    team.scene.desk = team.after_the_crash().await;
    let desk = &team.scene.desk;
    let begun = team.scene.world.journal.runs(50).await.unwrap();
    let Some(run) = begun.first().filter(|_| begun.len() > before) else {
        confirmed(desk, &plan.id, plan.typed.as_deref())
            .await
            .unwrap();
        return tale.end(&team).await;
    };
    // A run that has ended and is recorded cannot be continued.
    let _over = runs::continue_run(desk, &run.id).await;
    if runs::run(desk, &run.id).await.unwrap().state == RunState::Cancelled {
        let plan = tale.plan(&team).await;
        confirmed(desk, &plan.id, plan.typed.as_deref())
            .await
            .unwrap();
    }
    tale.end(&team).await
}

#[tokio::test]
async fn a_run_that_was_ended_anywhere_says_everything_once() {
    let mut points = 0;
    for tale in TALES {
        let (labels, expected) = undisturbed(tale).await;
        assert!(labels.iter().any(|label| label.starts_with("ledger")));
        for (moment, label) in labels.iter().enumerate() {
            let end = disturbed(tale, moment, Fate::Stop).await;
            assert_eq!(end, expected, "{tale:?}, ended at {moment}: {label}");
            points += 1;
        }
    }
    assert!(points > 100, "{points} points were tried");
}

/// An answer that is lost before anything was done gives a run up, which is
/// said as well: what was done besides is the same, and nothing twice.
#[tokio::test]
async fn a_run_that_was_cut_off_anywhere_leaves_nothing_open_and_nothing_twice() {
    for tale in TALES {
        let (labels, expected) = undisturbed(tale).await;
        for (moment, label) in labels.iter().enumerate() {
            let end = disturbed(tale, moment, Fate::Fail).await;
            let what = format!("{tale:?}, cut off at {moment}: {label}: {end:#?}");
            assert_eq!(
                (&end.values, end.yanked),
                (&expected.values, expected.yanked),
                "{what}"
            );
            assert!(
                end.trail.iter().all(|entry| !entry.starts_with("void")),
                "{what}"
            );
            let count = |trail: &[String], kind: &str| {
                trail.iter().filter(|entry| entry.ends_with(kind)).count()
            };
            assert_eq!(
                count(&end.trail, " start"),
                count(&end.trail, " finish"),
                "{what}"
            );
            for kind in [" request", " release", " yank"] {
                assert_eq!(
                    count(&end.trail, kind),
                    count(&expected.trail, kind),
                    "{what}"
                );
            }
            let done = |end: &End| {
                let runs = end.runs.iter();
                runs.filter(|run| **run == RunState::Succeeded).count()
            };
            assert_eq!(done(&end), done(&expected), "{what}");
        }
    }
}
