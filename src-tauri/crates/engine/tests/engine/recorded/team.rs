//! Two desks of one team: Dana releases, Lee approves.

use super::adopted::adopt;
use crate::situations::scene::{Scene, harbour};
use jiff::tz::TimeZone;
use lockkeeper_contract::{RequestView, Signed};
use lockkeeper_domain::board::CellState;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::policy::Workspace;
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::Ledger;
use lockkeeper_engine::observe::observe;
use lockkeeper_engine::ports::Ids;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use lockkeeper_engine::usecases::{board, seal};
use lockkeeper_testkit::fake_book::{FakeBook, FakeRemote};
use lockkeeper_testkit::fake_world::FakeWorld;
use lockkeeper_testkit::ids::CountedIds;
use lockkeeper_testkit::scribe::{FakeSigner, TestKey};
use serde_json::{Value, json};
use std::sync::Arc;

/// The line to production is stopped until somebody lets it run again.
pub fn stop() -> Wish {
    Wish::Freeze {
        environments: vec!["production".into()],
        services: Vec::new(),
        until: None,
        reason: "outage".into(),
    }
}

/// The rules: production wants a release manager who did not ask.
pub fn rules() -> Value {
    let person =
        |name: &str, roles: &[&str]| json!({"keys": [TestKey::named(name).line()], "roles": roles});
    json!({
        "schema": 1,
        "name": "Harbour",
        "environments": ["dev", "staging", "production"],
        "people": {
            "dana": person("dana", &["admin", "release-manager"]),
            "lee": person("lee", &["release-manager"]),
        },
        "services": {"shop": {"repo": "shop"}},
        "env": {"production": {"gates": {
            "approvals": [{"count": 1, "role": "release-manager"}],
            "breakable": ["freeze"],
        }}},
    })
}

/// The team, with 1.8.0 live everywhere and 1.9.0 cut.
pub struct Team {
    pub scene: Scene,
    pub remote: FakeRemote,
    pub lee: Desk,
    ids: Arc<CountedIds>,
}

impl Team {
    pub async fn with_1_9_cut() -> Self {
        Self::with_1_9_cut_under(&rules()).await
    }

    /// The same under other rules.
    pub async fn with_1_9_cut_under(rules: &Value) -> Self {
        Self::with_1_9_cut_in(harbour(), rules).await
    }

    /// The same in another workspace.
    pub async fn with_1_9_cut_in(workspace: Workspace, rules: &Value) -> Self {
        let lees = workspace.clone();
        let mut scene = Scene::with_1_8_live_in(workspace).await;
        let (remote, ids) = (FakeRemote::default(), Arc::new(CountedIds::default()));
        let ledger = ledger(&scene.world, &remote, &ids, &["dana"]);
        scene.desk = scene.desk.with_ledger(ledger);
        decisions::begin(&scene.desk, rules).await.unwrap();
        scene.commit("main", "feat: rebates");
        scene.cut("main").await;
        let lee = desk(&scene.world, lees, &remote, &ids, &["lee"]).await;
        Self {
            scene,
            remote,
            lee,
            ids,
        }
    }

    /// The same, with 1.9.0 soaked in staging.
    pub async fn with_1_9_soaked() -> Self {
        Self::with_1_9_soaked_under(&rules()).await
    }

    /// The same under other rules.
    pub async fn with_1_9_soaked_under(rules: &Value) -> Self {
        let team = Self::with_1_9_cut_under(rules).await;
        team.scene.bring("1.9.0", &["dev", "staging"]).await;
        team.scene.hours(25);
        team
    }

    /// The same with 1.8.0 adopted everywhere, and 1.9.0 brought to production.
    pub async fn with_1_9_live() -> Self {
        let team = Self::with_1_9_cut().await;
        adopt(&team, &[]).await.unwrap();
        team.scene.bring("1.9.0", &["dev", "staging"]).await;
        team.scene.hours(25);
        let request = team.request("1.9.0").await;
        team.approve(&team.lee, request.number).await.unwrap();
        team.scene.bring("1.9.0", &["production"]).await;
        team
    }

    /// Cuts the next version and brings it to production as policy wants it.
    pub async fn to_production(&self, version: &str) {
        self.scene.commit("main", &format!("feat: {version}"));
        assert_eq!(self.scene.cut("main").await, version);
        self.scene.bring(version, &["dev", "staging"]).await;
        self.scene.hours(25);
        let request = self.request(version).await;
        self.approve(&self.lee, request.number).await.unwrap();
        self.scene.bring(version, &["production"]).await;
    }

    /// Another desk of somebody.
    pub async fn another(&self, people: &[&str]) -> Desk {
        let workspace = (*self.scene.desk.workspace).clone();
        desk(
            &self.scene.world,
            workspace,
            &self.remote,
            &self.ids,
            people,
        )
        .await
    }

    /// Dana's desk, started again after its process ended.
    pub async fn after_the_crash(&self) -> Desk {
        let holders = self.scene.world.holders.beside("desk-2");
        holders.end("desk-1");
        let places = DeskPlaces {
            file: "lockkeeper.toml".into(),
            ..DeskPlaces::default()
        };
        let ports = self.scene.world.ports_of(holders);
        let workspace = (*self.scene.desk.workspace).clone();
        let desk = Desk::open(ports, workspace, places, TimeZone::UTC).await;
        let ledger = ledger(&self.scene.world, &self.remote, &self.ids, &["dana"]);
        ledger.refresh().await.unwrap();
        desk.with_ledger(ledger)
    }

    /// Dana's desk, with other keys at it.
    pub async fn takes_keys(&mut self, signer: FakeSigner) {
        let ledger = ledger_of(&self.scene.world, &self.remote, &self.ids, signer);
        ledger.refresh().await.unwrap();
        self.scene.desk = self.scene.desk.clone().with_ledger(ledger);
    }

    /// A version in production.
    pub fn intent(&self, version: &str) -> PromoteIntent {
        self.scene.intent("shop", Some(version), "production")
    }

    /// Dana asks for a version in production.
    pub async fn request(&self, version: &str) -> Signed {
        self.say(&self.scene.desk, Wish::Request(self.intent(version)))
            .await
            .unwrap()
    }

    /// Somebody says something at their desk.
    pub async fn say(&self, desk: &Desk, wish: Wish) -> Result<Signed, EngineError> {
        let prepared = decisions::prepare(desk, &wish).await?;
        decisions::sign(desk, &prepared, None).await
    }

    pub async fn approve(&self, desk: &Desk, entry: u32) -> Result<Signed, EngineError> {
        let wish = Wish::Approve {
            subject: entry.to_string(),
            comment: None,
        };
        self.say(desk, wish).await
    }

    /// How production looks on Lee's board. The desks share one journal here,
    /// so Lee's only looks.
    pub async fn lees_cell(&self) -> CellState {
        seal::follow(&self.lee).await.unwrap();
        observe(&self.lee, true).await.unwrap();
        let board = board::board(&self.lee).await.unwrap();
        let mut rows = board.groups.into_iter().flat_map(|group| group.rows);
        let row = rows.next().unwrap();
        let mut cells = row.cells.into_iter();
        cells
            .find(|cell| cell.environment == "production".into())
            .unwrap()
            .state
    }

    /// The newest request.
    pub async fn newest(&self) -> RequestView {
        decisions::requests(&self.lee).await.unwrap().remove(0)
    }

    /// The kinds of the entries, oldest first; void ones are marked.
    pub async fn trail(&self) -> Vec<String> {
        let ledger = self.lee.ledger.as_ref().unwrap();
        let walk = ledger.refresh().await.unwrap();
        assert_eq!(walk.stop(), None);
        let records = walk.state().records().iter();
        let word = |record: &lockkeeper_domain::ledger::Record| {
            let mark = if record.void.is_some() { "void " } else { "" };
            format!("{mark}{} {}", record.by, record.kind.word())
        };
        records.map(word).collect()
    }
}

fn ledger(
    world: &FakeWorld,
    remote: &FakeRemote,
    ids: &Arc<CountedIds>,
    people: &[&str],
) -> Ledger {
    ledger_of(world, remote, ids, FakeSigner::of(people))
}

fn ledger_of(
    world: &FakeWorld,
    remote: &FakeRemote,
    ids: &Arc<CountedIds>,
    signer: FakeSigner,
) -> Ledger {
    let book = FakeBook::of(remote).watched(&world.moments);
    let ids: Arc<dyn Ids> = ids.clone();
    Ledger::new(Arc::new(book), Arc::new(signer), world.clock.clone(), ids)
}

async fn desk(
    world: &FakeWorld,
    workspace: Workspace,
    remote: &FakeRemote,
    ids: &Arc<CountedIds>,
    people: &[&str],
) -> Desk {
    let places = DeskPlaces {
        file: "lockkeeper.toml".into(),
        ..DeskPlaces::default()
    };
    let desk = Desk::open(world.ports(), workspace, places, TimeZone::UTC).await;
    desk.with_ledger(ledger(world, remote, ids, people))
}
