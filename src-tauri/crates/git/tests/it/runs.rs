//! Releases cut by the engine with real git: stopped at every entry of the
//! journal, resumed, and ended as if nothing had happened.

use crate::support::repos;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::{BranchName, Oid, PlanId, RepoName, ServiceName, TagName};
use lockkeeper_domain::intent::{CutIntent, CutKind, Intent};
use lockkeeper_domain::plan::{
    Action, Desired, FileChange, Plan, PlanKind, RefUpdate, Signing, Step, Subject, TagText,
    VersionSubject,
};
use lockkeeper_domain::policy::{RepoPolicy, Workspace};
use lockkeeper_domain::run::RunState;
use lockkeeper_domain::version::Version;
use lockkeeper_engine::executor::Executor;
use lockkeeper_engine::ports::{Clock, Journal, Ports};
use lockkeeper_testkit::crash::Fate;
use lockkeeper_testkit::fake_world::FakeWorld;
use lockkeeper_testkit::repo::RepoFixture;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Real git takes real time, so waiting is real; the moment stays.
struct StillClock(Timestamp);

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        self.0
    }

    async fn sleep(&self, duration: SignedDuration) {
        let duration = duration.try_into().expect("nobody waits backwards");
        tokio::time::sleep(duration).await;
    }
}

struct Story {
    world: FakeWorld,
    shop: RepoFixture,
    origin: RepoFixture,
    plan: Plan,
}

impl Story {
    async fn new(signed: bool) -> Self {
        let mut shop = RepoFixture::new();
        let tip = shop.commit_files("feat: sell", &[("CHANGELOG.md", "# Changes\n")]);
        let origin = shop.with_remote("origin");
        let signing = if signed {
            let key = shop.sign_with_ssh();
            Signing::AsGit {
                format: "ssh".into(),
                key,
            }
        } else {
            Signing::No
        };
        let world = FakeWorld::default();
        let plan = plan(world.clock.now(), tip, signing);
        world.journal.keep_plan(&plan).await.expect("it is new");
        Self {
            world,
            shop,
            origin,
            plan,
        }
    }

    fn executor(&self, desk: &str) -> Executor {
        let ports = Ports {
            repos: Arc::new(repos(&self.shop)),
            clock: Arc::new(StillClock(self.plan.made_at)),
            ..self.world.ports_of(self.world.holders.beside(desk))
        };
        Executor::new(ports, Arc::new(workspace(&self.shop)))
    }

    async fn play(&self, executor: &Executor) -> Option<RunState> {
        tokio::select! {
            biased;
            state = async {
                let run = executor.start(&self.plan.id, None, "Dana Ito").await.ok()?;
                Some(executor.drive(&run).await.expect("the journal works"))
            } => state,
            () = self.world.moments.stopped() => None,
        }
    }

    async fn resume(&self) {
        self.world.moments.calm();
        self.world.holders.end("desk-1");
        let executor = self.executor("desk-2");
        let open = executor.unfinished().await.expect("the journal works");
        for run in &open {
            let state = executor.continue_run(&run.id).await;
            assert_eq!(state.expect("it is free"), RunState::Succeeded);
        }
        let runs = self.world.journal.runs(1).await.expect("the journal works");
        if runs.is_empty() {
            assert_eq!(self.play(&executor).await, Some(RunState::Succeeded));
        }
    }

    /// Every ref here and there with its object, and every commit.
    fn end(&self) -> [String; 3] {
        [
            self.shop.git(["for-each-ref", "refs/heads", "refs/tags"]),
            self.origin.git(["for-each-ref"]),
            self.origin.git(["log", "--all", "--format=%H %s"]),
        ]
    }
}

pub(crate) fn workspace(shop: &RepoFixture) -> Workspace {
    let name = RepoName::new("shop");
    let policy = RepoPolicy {
        name: name.clone(),
        url: shop.path().display().to_string(),
        branch: None,
        branching: None,
        flow: Default::default(),
        issue: None,
        forge: None,
    };
    Workspace {
        name: "Harbour".into(),
        environments: Vec::new(),
        repos: BTreeMap::from([(name, policy)]),
        services: BTreeMap::new(),
        people: BTreeMap::new(),
    }
}

fn plan(at: Timestamp, tip: Oid, signing: Signing) -> Plan {
    let service = ServiceName::new("shop");
    Plan {
        id: PlanId::new("p-1"),
        kind: PlanKind::Cut,
        subject: Subject::Version(VersionSubject {
            service: service.clone(),
            environment: None,
            version: Version::new(1, 0, 0),
            from: None,
        }),
        intent: Intent::Cut(CutIntent {
            service,
            kind: CutKind::Final,
            rev: None,
            accepted: BTreeMap::new(),
            notes: None,
        }),
        made_at: at,
        facts_at: at,
        steps: (0..)
            .zip(actions(tip, signing))
            .map(|(number, action)| Step { number, action })
            .collect(),
        notes: Vec::new(),
        typed: None,
        recorded: None,
    }
}

fn actions(tip: Oid, signing: Signing) -> Vec<Action> {
    let repo = RepoName::new("shop");
    let update = |name: &str, expected, desired| RefUpdate {
        name: name.into(),
        expected,
        desired: Some(desired),
    };
    vec![
        Action::WriteFiles {
            repo: repo.clone(),
            onto: tip.clone(),
            files: vec![FileChange {
                path: "CHANGELOG.md".into(),
                before: Some("# Changes\n".into()),
                after: "# Changes\n\n## 1.0.0\n".into(),
                lowers: None,
            }],
        },
        Action::Commit {
            repo: repo.clone(),
            branch: BranchName::new("main"),
            parent: tip.clone(),
            message: "release: 1.0.0\n\nThe first one.\n".into(),
        },
        Action::CreateTag {
            repo: repo.clone(),
            tag: TagName::new("v1.0.0"),
            commit: None,
            text: TagText {
                message: "1.0.0\n\n# Not a comment\n\n- sell\n".into(),
            },
            signing,
        },
        Action::Push {
            repo,
            remote: "origin".into(),
            refs: vec![
                update("refs/heads/main", Some(tip), Desired::MadeCommit),
                update("refs/tags/v1.0.0", None, Desired::MadeTag),
            ],
        },
        Action::Record {
            line: "released v1.0.0".into(),
        },
    ]
}

#[tokio::test]
async fn a_release_stopped_at_any_entry_of_the_journal_ends_as_if_it_was_not() {
    let whole = Story::new(false).await;
    let state = whole.play(&whole.executor("desk-1")).await;
    assert_eq!(state, Some(RunState::Succeeded));
    let labels = whole.world.moments.labels();
    assert!(labels.len() > 20, "{labels:#?}");
    for (moment, label) in labels.iter().enumerate() {
        let story = Story::new(false).await;
        story.world.moments.strike(moment, Fate::Stop);
        assert_eq!(story.play(&story.executor("desk-1")).await, None, "{label}");
        story.resume().await;
        assert_eq!(story.end(), whole.end(), "stopped at {label}");
        assert_eq!(story.world.journal.all_releases().len(), 1, "{label}");
    }
}

#[tokio::test]
async fn a_signed_tag_is_known_again_as_ours() {
    let story = Story::new(true).await;
    let whole = Story::new(true).await;
    whole.play(&whole.executor("desk-1")).await;
    let labels = whole.world.moments.labels();
    let made = labels
        .iter()
        .position(|label| label == "journal step 2 Done: before");
    let moment = made.expect("the tag is journalled");
    story.world.moments.strike(moment, Fate::Stop);
    assert_eq!(story.play(&story.executor("desk-1")).await, None);
    let tag = story.shop.rev("refs/tags/v1.0.0");
    story.resume().await;
    assert_eq!(story.origin.rev("refs/tags/v1.0.0"), tag);
}
