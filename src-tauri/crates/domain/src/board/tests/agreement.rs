//! The board never says of a version what its plan would not.

use super::*;
use crate::gates::{Asked, GateFacts, evaluate};
use crate::intent::PromoteIntent;
use crate::plan::{Destination, PromoteFacts, promote, requirements};
use crate::snapshot::{Between, Build, Live, Loss};
use proptest::prelude::*;

const VERSIONS: [&str; 5] = ["1.8.1", "1.8.2", "1.9.0", "1.10.0", "1.11.0"];

prop_compose! {
    /// A few changes of a place, some of them rollbacks.
    fn any_place()(
        changes in prop::collection::vec((0_usize..5, 1_i64..60, prop::bool::weighted(0.2)), 0..5),
    ) -> PlaceFacts {
        let mut hours = 0;
        let mut history: Vec<Live> = Vec::new();
        for (version, lasted, rollback) in changes {
            hours += lasted;
            let same = history.last().is_some_and(|next| next.value == VERSIONS[version]);
            if !same {
                history.push(Live { rollback, ..live(VERSIONS[version], ago(hours)) });
            }
        }
        let watched = history.last().map(|live| Watched::by_history(live.since));
        PlaceFacts { watched: watched.into_iter().collect(), history, ..PlaceFacts::default() }
    }
}

prop_compose! {
    fn any_world()(
        places in [any_place(), any_place(), any_place()],
        lost in prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..3), 0..6),
        yanked in prop::option::weighted(0.3, 0_usize..3),
        needs in prop::bool::weighted(0.2),
        frozen in prop::bool::weighted(0.2),
    ) -> World {
        let [dev, staging, mut production] = places;
        production.losses = lost.into_iter().map(|(live, comes, how)| Loss {
            live: build(VERSIONS[live]).commit,
            comes: build(VERSIONS[comes]).commit,
            lost: match how {
                0 => Known::Seen(Vec::new()),
                1 => Known::Seen(vec!["8c1d04a fix: the till".into()]),
                _ => Known::Unknown("the history is not whole".into()),
            },
        }).collect();
        let mut world = world(dev, staging, production);
        let mut facts = service_facts(&["1.11.0", "1.10.0", "1.9.0", "1.8.2", "1.8.1"], 0);
        if let Some(yanked) = yanked {
            facts.releases[yanked].yanked = true;
        }
        world.snapshot.services.insert("api".into(), seen(facts));
        let api = world.workspace.services.get_mut(&"api".into()).unwrap();
        if needs {
            api.requires.insert("till".into(), ">=1".parse().unwrap());
        }
        if frozen {
            world.workspace.environments[2].gates.freezes = vec![Freeze {
                name: "Year end".into(),
                span: FreezeSpan::Once { from: ago(1), until: now() + hours(1) },
                zone: "UTC".into(),
            }];
        }
        world
    }
}

impl World {
    /// Whether a plan for that version into production is refused.
    fn is_refused(&self, candidate: &Build) -> bool {
        let environment = &self.workspace.environments[2];
        let service = &self.workspace.services[&"api".into()];
        let here = self.snapshot.places[&service.name][&environment.name].clone();
        let lost = here.seen().and_then(|here| here.loss(candidate));
        let zone = berlin();
        let picked = |candidate| {
            let workspace = &self.workspace;
            GateFacts::pick(workspace, service, environment, candidate, &self.snapshot)
        };
        let verdicts = evaluate(&Asked {
            environment,
            candidate,
            rollback: false,
            facts: picked(candidate),
            at: self.at,
            zone: &zone,
        });
        let services = &self.snapshot.services[&service.name];
        let facts = PromoteFacts {
            environment: environment.clone(),
            place: Destination::Gitops(gitops("production")),
            candidate: candidate.clone(),
            desired: candidate.version.to_string(),
            between: match lost.map(|loss| &loss.lost) {
                None => Known::Seen(Between::default()),
                Some(Known::Seen(lines)) => Known::Seen(Between {
                    gained: Vec::new(),
                    lost: lines.iter().map(|line| commit("8c1d04a", line)).collect(),
                }),
                Some(Known::Unknown(why)) => Known::Unknown(why.clone()),
            },
            skipped: Vec::new(),
            yanked: services.seen().unwrap().is_yanked(candidate),
            at_remote: services.seen().unwrap().at_remote(candidate),
            verdicts,
            lane: None,
            lane_refusals: Vec::new(),
            patched: None,
            under_way: None,
            requirements: requirements(
                &self.workspace,
                service,
                environment,
                &candidate.version,
                &self.snapshot,
            ),
            automatic: false,
            alone: false,
            patience: hours(1),
            observed_at: now(),
            here,
        };
        let intent = PromoteIntent {
            service: "api".into(),
            version: None,
            commit: None,
            to: "production".into(),
            ticked: BTreeMap::new(),
            reason: None,
            flags: Vec::new(),
            lane: None,
        };
        promote(&intent, &facts, &stamp()).is_err()
    }
}

proptest! {
    #[test]
    fn a_gate_is_open_exactly_when_the_plan_is_not_refused(world in any_world()) {
        let passage = world.row().passages.remove(2);
        if let Some(version) = &passage.candidate {
            let is_open = passage.state == PassageState::Open;
            prop_assert_eq!(is_open, !world.is_refused(&build(version)), "{:#?}", passage);
        }
    }

    #[test]
    fn what_the_promotion_takes_by_itself_is_what_the_board_offers(world in any_world()) {
        let passage = world.row().passages.remove(2);
        let zone = berlin();
        let way = Way {
            lane: None,
            workspace: &world.workspace,
            service: &world.workspace.services[&"api".into()],
            environment: &world.workspace.environments[2],
            snapshot: &world.snapshot,
            ledger: None,
            at: world.at,
            zone: &zone,
        };
        if let Some(offered) = passage.candidate {
            let taken = candidate(&way).unwrap().unwrap();
            prop_assert_eq!(taken.version.to_string(), offered);
        }
    }
}
