//! The words in which the stories are told: commit, cut, bring, go back.
//!
//! One service, `shop`, goes from dev over staging to production; production
//! wants it to have been in staging for a day.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use lockkeeper_contract::board::{Cell, Passage, Row};
use lockkeeper_contract::{ChoiceView, PlanOutcome, PlanText, PromotionView, Refusal, RunView};
use lockkeeper_domain::environment::{Environment, Tier};
use lockkeeper_domain::ids::{EnvName, Oid, RunId, ServiceName, TagName};
use lockkeeper_domain::intent::{CutIntent, CutKind, PromoteIntent, ReleaseIntent, RollbackIntent};
use lockkeeper_domain::plan::PlanNote;
use lockkeeper_domain::policy::{
    Deployment, Gates, GitopsPlace, Locator, NamedBy, RepoPolicy, Service, SoakRule, Target,
    Workspace,
};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::version::{TagPattern, Version, ZeroRule};
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::ports::Clock;
use lockkeeper_engine::usecases::service::service as service_page;
use lockkeeper_engine::usecases::{board, cut, promotion, releases, runs};
use lockkeeper_testkit::fake_repo::FakeRepo;
use lockkeeper_testkit::fake_world::FakeWorld;
use std::collections::BTreeMap;
use std::sync::Arc;

pub const SHOP: &str = "shop";
pub const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "production"];

/// A workspace at work.
pub struct Scene {
    pub world: FakeWorld,
    pub shop: Arc<FakeRepo>,
    pub desk: Desk,
}

impl Scene {
    /// The ordinary workspace, with 1.8.0 live everywhere for two days.
    pub async fn with_1_8_live() -> Self {
        Self::with_1_8_live_in(harbour()).await
    }

    /// The same in another workspace.
    pub async fn with_1_8_live_in(workspace: Workspace) -> Self {
        let scene = Self::open(workspace).await;
        let first = scene.commit("main", "feat: sell");
        scene.shop.tag("v1.8.0", &first, "shop 1.8.0");
        scene.shop.push_all("origin");
        let now = scene.world.clock.now();
        for (environment, days) in ENVIRONMENTS.iter().zip([4, 3, 2]) {
            let since = now - SignedDuration::from_hours(24 * days);
            let place = place(SHOP, environment);
            scene.world.target.by_hand(&place, "1.8.0", since);
        }
        scene
    }

    /// A workspace in which nothing has happened yet.
    pub async fn open(workspace: Workspace) -> Self {
        let world = FakeWorld::default();
        let shop = world.repos.add(SHOP);
        let places = DeskPlaces {
            file: "lockkeeper.toml".into(),
            ..DeskPlaces::default()
        };
        let desk = Desk::open(world.ports(), workspace, places, TimeZone::UTC).await;
        Self { world, shop, desk }
    }

    /// A person commits; the file is new, so that merges never collide.
    pub fn commit(&self, branch: &str, subject: &str) -> Oid {
        let path = format!("src/{}.txt", subject.replace([' ', ':'], "-"));
        self.shop.commit_files(branch, subject, &[(&path, subject)])
    }

    /// A person makes a branch at a tag or a branch.
    pub async fn branch(&self, name: &str, at: &str) {
        let repo = self.desk.repo_of(self.service()).await.unwrap();
        let commit = repo.resolve(at).await.unwrap();
        self.shop
            .set_ref(&format!("refs/heads/{name}"), Some(&commit));
    }

    /// A person merges a branch into another one.
    pub async fn merge(&self, from: &str, into: &str) {
        let repo = self.desk.repo_of(self.service()).await.unwrap();
        let tip = repo.resolve(from).await.unwrap();
        self.shop
            .merge(into, &[&tip], &format!("Merge branch '{from}' into {into}"));
    }

    pub fn hours(&self, hours: i64) {
        self.world.clock.advance(SignedDuration::from_hours(hours));
    }

    fn service(&self) -> &Service {
        self.desk.service(&SHOP.into()).unwrap()
    }

    /// What the next release from a branch would be, as a plan or not.
    pub async fn cut_plan(&self, branch: &str, kind: CutKind) -> PlanOutcome {
        let intent = CutIntent {
            service: SHOP.into(),
            kind,
            rev: Some(branch.to_owned()),
            accepted: BTreeMap::new(),
            notes: None,
        };
        let view = cut::cut_view(&self.desk, &intent).await.unwrap();
        view.outcome
    }

    /// Cuts a release from a branch.
    pub async fn cut(&self, branch: &str) -> String {
        let plan = planned(self.cut_plan(branch, CutKind::Final).await);
        self.done(&plan).await;
        plan.subject
            .versioned()
            .expect("a version")
            .version
            .to_string()
    }

    /// Cuts a release of a version that a person chose.
    pub async fn cut_as(&self, branch: &str, version: &str) {
        let kind = CutKind::Exact {
            version: version.parse().unwrap(),
            reason: "the name before it is taken".into(),
        };
        let plan = planned(self.cut_plan(branch, kind).await);
        self.done(&plan).await;
    }

    /// The promotion page.
    pub async fn page(&self, version: Option<&str>, to: &str) -> PromotionView {
        self.page_of(SHOP, version, to, None).await
    }

    pub async fn page_of(
        &self,
        service: &str,
        version: Option<&str>,
        to: &str,
        reason: Option<&str>,
    ) -> PromotionView {
        let mut intent = self.intent(service, version, to);
        intent.reason = reason.map(ToOwned::to_owned);
        promotion::promotion(&self.desk, &intent).await.unwrap()
    }

    pub fn intent(&self, service: &str, version: Option<&str>, to: &str) -> PromoteIntent {
        PromoteIntent {
            service: service.into(),
            version: version.map(|text| text.parse().unwrap()),
            commit: None,
            to: to.into(),
            ticked: BTreeMap::new(),
            reason: None,
            flags: Vec::new(),
            lane: None,
        }
    }

    /// The promotion page for a lane.
    pub async fn page_in_lane(&self, version: &str, to: &str, lane: &str) -> PromotionView {
        let mut intent = self.intent(SHOP, Some(version), to);
        intent.lane = Some(lane.to_owned());
        promotion::promotion(&self.desk, &intent).await.unwrap()
    }

    /// Brings a version into environments, one after the other.
    pub async fn bring(&self, version: &str, environments: &[&str]) {
        for to in environments {
            let page = self.page(Some(version), to).await;
            self.done(&planned(page.how)).await;
        }
    }

    /// The rollback page.
    pub async fn way_back(&self, within: &str, to: Option<&str>) -> PromotionView {
        self.way_back_of(SHOP, within, to).await
    }

    pub async fn way_back_of(
        &self,
        service: &str,
        within: &str,
        to: Option<&str>,
    ) -> PromotionView {
        let intent = RollbackIntent {
            service: service.into(),
            within: within.into(),
            to: to.map(|text| text.parse().unwrap()),
            reason: None,
            flags: Vec::new(),
        };
        promotion::rollback(&self.desk, &intent).await.unwrap()
    }

    /// Goes back to the version that is offered; says which one that is.
    pub async fn go_back(&self, within: &str) -> String {
        let plan = planned(self.way_back(within, None).await.how);
        self.done(&plan).await;
        plan.subject
            .versioned()
            .expect("a version")
            .version
            .to_string()
    }

    pub async fn withdraw_plan(&self, version: &str) -> PlanOutcome {
        let intent = release(version);
        releases::plan_withdraw(&self.desk, &intent).await.unwrap()
    }

    pub async fn yank(&self, version: &str) {
        let outcome = releases::plan_yank(&self.desk, &release(version)).await;
        self.done(&planned(outcome.unwrap())).await;
    }

    /// Confirms a plan as it asks, and drives it to its end.
    pub async fn confirm(&self, plan: &PlanText) -> RunView {
        let typed = plan.typed.as_deref();
        let run = runs::start_run(&self.desk, &plan.id, typed).await.unwrap();
        runs::drive(&self.desk, &RunId::new(run.id)).await.unwrap()
    }

    /// Confirms a plan that has to succeed.
    pub async fn done(&self, plan: &PlanText) {
        let run = self.confirm(plan).await;
        assert_eq!(run.state, RunState::Succeeded, "{run:#?}");
    }

    /// What the environment repository says, newest first.
    pub fn values(&self, environment: &str) -> Vec<String> {
        let place = place(SHOP, environment);
        let values = self.world.target.values();
        values.get(&place).cloned().unwrap_or_default()
    }

    pub fn live(&self, environment: &str) -> String {
        self.values(environment).remove(0)
    }

    /// The row of the service on a board drawn from fresh facts.
    pub async fn row(&self) -> Row {
        self.row_of(SHOP).await
    }

    pub async fn row_of(&self, service: &str) -> Row {
        board::refresh(&self.desk).await.unwrap();
        let board = board::board(&self.desk).await.unwrap();
        let mut rows = board.groups.into_iter().flat_map(|group| group.rows);
        rows.find(|row| row.service == ServiceName::from(service))
            .unwrap()
    }

    /// What the service's own page says of a version in an environment.
    pub async fn choice(&self, version: &str, environment: &str) -> ChoiceView {
        board::refresh(&self.desk).await.unwrap();
        let view = service_page(&self.desk, &SHOP.into()).await.unwrap();
        let mut candidates = view.candidates.into_iter();
        let candidate = candidates.find(|c| c.version == version).unwrap();
        let mut choices = candidate.choices.into_iter();
        choices.find(|c| c.environment == environment).unwrap()
    }

    pub async fn cell(&self, environment: &str) -> Cell {
        let row = self.row().await;
        let name = EnvName::from(environment);
        let mut cells = row.cells.into_iter();
        cells.find(|cell| cell.environment == name).unwrap()
    }

    pub async fn passage(&self, to: &str) -> Passage {
        let row = self.row().await;
        let name = EnvName::from(to);
        let mut passages = row.passages.into_iter();
        passages.find(|passage| passage.to == name).unwrap()
    }
}

/// The plan, where there has to be one.
pub fn planned(outcome: PlanOutcome) -> PlanText {
    match outcome {
        PlanOutcome::Planned { plan } => *plan,
        PlanOutcome::Refused { refusals } => panic!("refused: {refusals:#?}"),
    }
}

/// The refusals, where there has to be no plan.
pub fn refused(outcome: PlanOutcome) -> Vec<Refusal> {
    match outcome {
        PlanOutcome::Refused { refusals } => refusals,
        PlanOutcome::Planned { plan } => panic!("planned: {plan:#?}"),
    }
}

pub fn codes(refusals: &[Refusal]) -> Vec<&str> {
    refusals.iter().map(|r| r.code.as_str()).collect()
}

/// A note of a plan by its word.
pub fn note<'a>(plan: &'a PlanText, code: &str) -> Option<&'a PlanNote> {
    plan.notes.iter().find(|note| note.code == code)
}

fn release(version: &str) -> ReleaseIntent {
    ReleaseIntent {
        service: SHOP.into(),
        tag: TagName::new(format!("v{version}")),
        reason: "it breaks the till".into(),
    }
}

/// dev, staging, production; a day of staging before the last.
pub fn harbour() -> Workspace {
    let mut production = environment("production", Tier::Production, true);
    production.gates.soak = Some(SoakRule {
        within: "staging".into(),
        required: SignedDuration::from_hours(24),
        advised: None,
        gap: SignedDuration::from_mins(15),
    });
    workspace(vec![
        environment("dev", Tier::Development, false),
        environment("staging", Tier::Staging, true),
        production,
    ])
}

/// The same environments with every gate open.
pub fn without_gates() -> Workspace {
    let mut workspace = harbour();
    for environment in &mut workspace.environments {
        environment.gates = Gates::default();
    }
    workspace
}

fn environment(name: &str, tier: Tier, previous: bool) -> Environment {
    Environment {
        name: name.into(),
        tier,
        url: None,
        gates: Gates {
            previous,
            ..Gates::default()
        },
        lanes: BTreeMap::new(),
        auto: None,
    }
}

fn workspace(environments: Vec<Environment>) -> Workspace {
    let shop = service(SHOP);
    Workspace {
        name: "Harbour".into(),
        environments,
        repos: [SHOP, "infra"].map(repo).into(),
        services: [(shop.name.clone(), shop)].into(),
        people: BTreeMap::new(),
    }
}

pub fn repo(name: &str) -> (lockkeeper_domain::ids::RepoName, RepoPolicy) {
    let policy = RepoPolicy {
        name: name.into(),
        url: format!("../{name}"),
        branch: None,
        branching: None,
        flow: Default::default(),
        issue: None,
        forge: None,
    };
    (policy.name.clone(), policy)
}

/// A service with a repository of its own.
pub fn service(name: &str) -> Service {
    let on = ENVIRONMENTS.map(|environment| {
        let target = Target::Gitops(place(name, environment));
        (environment.into(), Deployment { target })
    });
    Service {
        name: name.into(),
        repo: name.into(),
        group: None,
        paths: Vec::new(),
        exclude: Vec::new(),
        tag: TagPattern::parse("v{version}").unwrap(),
        artifact: None,
        zero: ZeroRule::default(),
        first: Version::new(0, 1, 0),
        types: lockkeeper_domain::commit::Meanings::default(),
        version_files: Vec::new(),
        changelog: None,
        style: Default::default(),
        requires: BTreeMap::new(),
        depends: Vec::new(),
        on: on.into(),
    }
}

pub fn place(service: &str, environment: &str) -> GitopsPlace {
    GitopsPlace {
        repo: "infra".into(),
        branch: None,
        file: format!("{environment}/{service}.yaml"),
        locator: Locator::Helm("image.tag".into()),
        by: NamedBy::Tag,
        message: None,
    }
}
