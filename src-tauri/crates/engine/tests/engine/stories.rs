//! Small worlds with one plan to run in each, one per kind of plan.

mod branches;
mod intents;

use intents::{cut_intent, promote_intent, release, rollback_intent, umbrella_intent};
use jiff::SignedDuration;
use lockkeeper_domain::ids::{BranchName, EnvName, Oid, PlanId, RepoName, ServiceName, TagName};
use lockkeeper_domain::intent::Intent;
use lockkeeper_domain::plan::{
    Action, Desired, EnvironmentChange, FileChange, Plan, PlanKind, RefUpdate, SetMember,
    SetSubject, Signing, Step, Subject, TagText, VersionSubject,
};
use lockkeeper_domain::policy::{GitopsPlace, Locator, NamedBy, RepoPolicy, Service, Workspace};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::version::{TagPattern, Version, ZeroRule};
use lockkeeper_engine::executor::Executor;
use lockkeeper_engine::ports::{Clock, Journal, Ports};
use lockkeeper_testkit::fake_repo::FakeRepo;
use lockkeeper_testkit::fake_world::FakeWorld;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The plans there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tale {
    CutWithFiles,
    CutWithoutFiles,
    Undo,
    Withdraw,
    Yank,
    Promote,
    Rollback,
    /// A version comes into a branch by a merge commit.
    Join,
    /// A branch moves on to a version.
    Forward,
    /// A branch gets its earlier files back.
    Restore,
    Umbrella,
}

pub const TALES: [Tale; 11] = [
    Tale::CutWithFiles,
    Tale::CutWithoutFiles,
    Tale::Undo,
    Tale::Withdraw,
    Tale::Yank,
    Tale::Promote,
    Tale::Rollback,
    Tale::Join,
    Tale::Forward,
    Tale::Restore,
    Tale::Umbrella,
];

/// A world and the plan that is confirmed in it.
pub struct Story {
    pub world: FakeWorld,
    pub shop: Arc<FakeRepo>,
    pub place: GitopsPlace,
    pub plan: Plan,
    workspace: Arc<Workspace>,
}

/// Everything that must be the same however a run came to its end.
#[derive(Debug, PartialEq)]
pub struct End {
    local: BTreeMap<String, Oid>,
    remote: BTreeMap<String, Oid>,
    values: BTreeMap<GitopsPlace, Vec<String>>,
    releases: Vec<(TagName, String)>,
    effects: Vec<String>,
    runs: Vec<RunState>,
}

impl End {
    /// No effect reached the world.
    pub fn did_nothing(&self) -> bool {
        self.effects.is_empty()
    }

    /// How the runs stand.
    pub fn states(&self) -> &[RunState] {
        &self.runs
    }

    /// Whether the world outside the journal is the same.
    pub fn same_world(&self, other: &Self) -> bool {
        (&self.local, &self.remote, &self.values, &self.effects)
            == (&other.local, &other.remote, &other.values, &other.effects)
    }
}

impl Story {
    pub async fn new(tale: Tale) -> Self {
        let world = FakeWorld::default();
        let shop = world.repos.add("shop");
        let first = shop.commit_files("main", "feat: sell", &[("CHANGELOG.md", "# Changes\n")]);
        shop.tag("v1.0.0", &first, "1.0.0");
        shop.push_all("origin");
        let place = place();
        let now = world.clock.now();
        let long_ago = now - SignedDuration::from_hours(48);
        world.target.by_hand(&place, "0.9.0", long_ago);
        world.target.by_hand(&place, "1.0.0", long_ago);
        world.target.by_hand(&beside(), "1.0.0", long_ago);
        let (kind, intent, actions) = told(tale, &shop, &place);
        let environment = matches!(
            kind,
            PlanKind::Promote | PlanKind::Rollback | PlanKind::Umbrella
        );
        let version = match tale {
            Tale::Yank => "1.0.0",
            Tale::Rollback | Tale::Restore => "0.9.0",
            _ => "1.1.0",
        };
        let about = |service: &str| VersionSubject {
            service: ServiceName::new(service),
            environment: environment.then(|| EnvName::new("staging")),
            version: Version::parse(version).unwrap(),
            from: None,
        };
        let plan = Plan {
            id: PlanId::new("p-1"),
            kind,
            subject: match tale {
                Tale::Umbrella => Subject::Set(SetSubject {
                    environment: EnvName::new("staging"),
                    rollback: false,
                    members: vec![member(about("shop")), member(about("till"))],
                }),
                _ => Subject::Version(about("shop")),
            },
            intent,
            // A moment as clocks have it: git keeps less of it.
            made_at: now + SignedDuration::from_millis(700),
            facts_at: now,
            steps: (0..)
                .zip(actions)
                .map(|(number, action)| Step { number, action })
                .collect(),
            notes: Vec::new(),
            typed: None,
            recorded: None,
        };
        world.journal.keep_plan(&plan).await.unwrap();
        Self {
            world,
            shop,
            place,
            plan,
            workspace: Arc::new(workspace()),
        }
    }

    /// The program on the first desk.
    pub fn executor(&self) -> Executor {
        self.executor_over(self.world.ports())
    }

    /// The program on another desk; the first one has ended.
    pub fn next_executor(&self) -> Executor {
        self.world.holders.end("desk-1");
        self.executor_named("desk-2")
    }

    pub fn executor_named(&self, desk: &str) -> Executor {
        self.executor_over(self.world.ports_of(self.world.holders.beside(desk)))
    }

    pub fn executor_over(&self, ports: Ports) -> Executor {
        Executor::new(ports, Arc::clone(&self.workspace))
    }

    /// Starts and drives the plan; nothing when the process was stopped.
    pub async fn play(&self, executor: &Executor) -> Option<RunState> {
        tokio::select! {
            biased;
            state = async {
                let run = executor.start(&self.plan.id, None, "Dana Ito").await.ok()?;
                executor.drive(&run).await.ok()
            } => state,
            () = self.world.moments.stopped() => None,
        }
    }

    /// Plays until the named moment, where the process is stopped.
    pub async fn stop_at(tale: Tale, moment: &str) -> Self {
        let whole = Self::new(tale).await;
        whole.play(&whole.executor()).await;
        let labels = whole.world.moments.labels();
        let number = labels.iter().position(|label| label == moment);
        let number = number.unwrap_or_else(|| panic!("{moment} is none of {labels:#?}"));
        let story = Self::new(tale).await;
        let stop = lockkeeper_testkit::crash::Fate::Stop;
        story.world.moments.strike(number, stop);
        assert_eq!(story.play(&story.executor()).await, None);
        story
    }

    pub async fn end(&self) -> End {
        let runs = self.world.journal.runs(9).await.unwrap();
        let releases = self.world.journal.all_releases();
        let mut effects = self.world.moments.effects();
        effects.sort();
        End {
            local: self.shop.local_refs(),
            remote: self.shop.refs_of("origin"),
            values: self.world.target.values(),
            releases: releases.into_iter().map(|r| (r.tag, r.event)).collect(),
            effects,
            runs: runs.into_iter().map(|run| run.state).collect(),
        }
    }
}

fn told(tale: Tale, shop: &FakeRepo, place: &GitopsPlace) -> (PlanKind, Intent, Vec<Action>) {
    match tale {
        Tale::CutWithFiles => (PlanKind::Cut, cut_intent(), cut_with_files(shop)),
        Tale::CutWithoutFiles => (PlanKind::Cut, cut_intent(), cut_without_files(shop)),
        Tale::Undo => (
            PlanKind::Undo,
            Intent::Withdraw(release("v1.1.0")),
            undo(shop),
        ),
        Tale::Withdraw => (
            PlanKind::Withdraw,
            Intent::Withdraw(release("v1.1.0")),
            withdraw(shop),
        ),
        Tale::Yank => (PlanKind::Yank, Intent::Yank(release("v1.0.0")), yank(shop)),
        Tale::Promote => (
            PlanKind::Promote,
            promote_intent(),
            deploy(place, "1.1.0", None),
        ),
        Tale::Rollback => (
            PlanKind::Rollback,
            rollback_intent(),
            deploy(place, "0.9.0", Some(Oid::new("e".repeat(40)))),
        ),
        Tale::Join => (
            PlanKind::Promote,
            promote_intent(),
            branches::joined(shop, true),
        ),
        Tale::Forward => (PlanKind::Promote, promote_intent(), branches::forward(shop)),
        Tale::Restore => (
            PlanKind::Rollback,
            rollback_intent(),
            branches::joined(shop, false),
        ),
        Tale::Umbrella => (PlanKind::Umbrella, umbrella_intent(), deploy_both(place)),
    }
}

fn tip(shop: &FakeRepo) -> Oid {
    shop.local_refs()["refs/heads/main"].clone()
}

fn marked(shop: &FakeRepo) -> [Action; 2] {
    let files = vec![FileChange {
        path: "CHANGELOG.md".into(),
        before: Some("# Changes\n".into()),
        after: "# Changes\n\n## 1.1.0\n".into(),
        lowers: None,
    }];
    [
        Action::WriteFiles {
            repo: repo(),
            onto: tip(shop),
            files,
        },
        Action::Commit {
            repo: repo(),
            branch: BranchName::new("main"),
            parent: tip(shop),
            message: "release: 1.1.0".into(),
        },
    ]
}

fn tag_action(commit: Option<Oid>) -> Action {
    Action::CreateTag {
        repo: repo(),
        tag: TagName::new("v1.1.0"),
        commit,
        text: TagText {
            message: "1.1.0\n\n- sell more\n".into(),
        },
        signing: Signing::No,
    }
}

fn push(refs: Vec<RefUpdate>) -> Action {
    Action::Push {
        repo: repo(),
        remote: "origin".into(),
        refs,
    }
}

fn update(name: &str, expected: Option<Oid>, desired: Option<Desired>) -> RefUpdate {
    RefUpdate {
        name: name.into(),
        expected,
        desired,
    }
}

fn record(line: &str) -> Action {
    Action::Record { line: line.into() }
}

fn cut_with_files(shop: &FakeRepo) -> Vec<Action> {
    let old = tip(shop);
    let mut actions = marked(shop).to_vec();
    actions.push(tag_action(None));
    actions.push(push(vec![
        update("refs/heads/main", Some(old), Some(Desired::MadeCommit)),
        update("refs/tags/v1.1.0", None, Some(Desired::MadeTag)),
    ]));
    actions.push(record("released v1.1.0"));
    actions
}

fn cut_without_files(shop: &FakeRepo) -> Vec<Action> {
    let old = tip(shop);
    let new = shop.commit_files("main", "feat: sell more", &[("shop.txt", "more")]);
    let there = Some(Desired::Object(new.clone()));
    vec![
        tag_action(Some(new)),
        push(vec![
            update("refs/heads/main", Some(old), there),
            update("refs/tags/v1.1.0", None, Some(Desired::MadeTag)),
        ]),
        record("released v1.1.0"),
    ]
}

fn undo(shop: &FakeRepo) -> Vec<Action> {
    let old = tip(shop);
    let new = shop.commit_files("main", "release: 1.1.0", &[("CHANGELOG.md", "1.1.0")]);
    let tag = shop.tag("v1.1.0", &new, "1.1.0");
    vec![
        restore("refs/tags/v1.1.0", tag, None),
        restore("refs/heads/main", new, Some(old)),
        record("undone v1.1.0"),
    ]
}

fn restore(name: &str, expected: Oid, restored: Option<Oid>) -> Action {
    Action::Restore {
        repo: repo(),
        name: name.into(),
        expected,
        restored,
    }
}

fn withdraw(shop: &FakeRepo) -> Vec<Action> {
    let tag = shop.tag("v1.1.0", &tip(shop), "1.1.0");
    shop.push_all("origin");
    vec![
        push(vec![update("refs/tags/v1.1.0", Some(tag.clone()), None)]),
        restore("refs/tags/v1.1.0", tag, None),
        record("withdrawn v1.1.0"),
    ]
}

fn yank(shop: &FakeRepo) -> Vec<Action> {
    let old = tip(shop);
    let mut actions = marked(shop).to_vec();
    let there = Some(Desired::MadeCommit);
    actions.push(push(vec![update("refs/heads/main", Some(old), there)]));
    actions.push(record("yanked v1.0.0: broken"));
    actions
}

fn deploy(place: &GitopsPlace, desired: &str, reverts: Option<Oid>) -> Vec<Action> {
    vec![
        Action::WriteEnvironment {
            place: place.clone(),
            change: EnvironmentChange {
                expected: Some("1.0.0".into()),
                desired: desired.into(),
                reverts,
            },
            message: format!("shop {desired} to staging\n\nLockkeeper-Plan: p-1\n"),
        },
        Action::AwaitObserved {
            place: place.clone(),
            desired: desired.into(),
            patience: SignedDuration::from_mins(5),
        },
        record("brought shop to staging"),
    ]
}

/// Both are written, then both are waited for.
fn deploy_both(place: &GitopsPlace) -> Vec<Action> {
    let mut actions = deploy(place, "1.1.0", None);
    let mut others = deploy(&beside(), "1.1.0", None);
    actions.insert(1, others.remove(0));
    actions.insert(3, others.remove(0));
    actions
}

fn member(about: VersionSubject) -> SetMember {
    SetMember {
        about,
        wave: 0,
        needs: Vec::new(),
        stays: false,
        with: None,
    }
}

fn repo() -> RepoName {
    RepoName::new("shop")
}

fn place() -> GitopsPlace {
    GitopsPlace {
        repo: RepoName::new("infra"),
        branch: None,
        file: "staging/values.yaml".into(),
        locator: Locator::Helm("image.tag".into()),
        by: NamedBy::Tag,
        message: None,
    }
}

/// The place of the other service.
fn beside() -> GitopsPlace {
    GitopsPlace {
        file: "staging/till.yaml".into(),
        ..place()
    }
}

fn workspace() -> Workspace {
    let repos = ["shop", "infra"].map(|name| {
        let policy = RepoPolicy {
            name: RepoName::new(name),
            url: name.into(),
            branch: None,
            branching: None,
            flow: Default::default(),
            issue: None,
            forge: None,
        };
        (RepoName::new(name), policy)
    });
    Workspace {
        name: "Harbour".into(),
        environments: Vec::new(),
        repos: BTreeMap::from(repos),
        services: ["shop", "till"].map(service).into(),
        people: BTreeMap::new(),
    }
}

fn service(name: &str) -> (ServiceName, Service) {
    let service = Service {
        name: ServiceName::new(name),
        repo: repo(),
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
        on: BTreeMap::new(),
    };
    (service.name.clone(), service)
}
