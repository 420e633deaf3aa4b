//! Services of one group: one version, one tag, and the files of each.

use super::scene::{SHOP, Scene, note, planned, service, without_gates};
use lockkeeper_contract::{PlanOutcome, PlanText};
use lockkeeper_domain::ids::{RunId, ServiceName};
use lockkeeper_domain::intent::{CutIntent, CutKind, ReleaseIntent};
use lockkeeper_domain::plan::PlanKind;
use lockkeeper_domain::policy::{Service, VersionFile, VersionFileKind, Workspace};
use lockkeeper_domain::version::TagPattern;
use lockkeeper_engine::ports::{Rejection, RepoError};
use lockkeeper_engine::usecases::cut::cut_view;
use lockkeeper_engine::usecases::{releases, runs};
use std::collections::BTreeMap;

const WEB: &str = "web/CHANGELOG.md";
const WEB_VERSION: &str = "web/VERSION";
const OTHERS: &str = "CHANGELOG.md";
const VERSIONS: &str = "versions.txt";

fn member(name: &str, changelog: &str, version: VersionFile) -> Service {
    Service {
        repo: SHOP.into(),
        group: Some("suite".into()),
        paths: vec![format!("{name}/**")],
        tag: TagPattern::parse("v{version}").unwrap(),
        changelog: Some(changelog.into()),
        version_files: vec![version],
        ..service(name)
    }
}

/// `web` keeps its own changelog and VERSION; `core` and `till` keep one
/// changelog and one file of versions together.
fn suite() -> Workspace {
    let plain = VersionFile {
        path: WEB_VERSION.into(),
        kind: VersionFileKind::Plain,
    };
    let line = |name: &str| VersionFile {
        path: VERSIONS.into(),
        kind: VersionFileKind::Regex(format!("{name} (\\S+)")),
    };
    let mut workspace = without_gates();
    workspace.services = [
        member("web", WEB, plain),
        member("core", OTHERS, line("core")),
        member("till", OTHERS, line("till")),
    ]
    .map(|service| (service.name.clone(), service))
    .into();
    workspace
}

/// The same, where some members have no file of their own.
fn suite_without_files_of(members: &[&str]) -> Workspace {
    let mut workspace = suite();
    for member in members {
        let service = workspace
            .services
            .get_mut(&ServiceName::from(*member))
            .expect("a member");
        service.changelog = None;
        service.version_files = Vec::new();
    }
    workspace
}

const CHANGES: [(&str, &str); 3] = [
    ("feat: show", "web/a.txt"),
    ("feat: count", "core/a.txt"),
    ("fix: sell", "till/a.txt"),
];

async fn about_to_release(workspace: Workspace, changes: &[(&str, &str)]) -> Scene {
    let scene = Scene::open(workspace).await;
    let files = [
        (WEB_VERSION, "1.0.0\n"),
        (VERSIONS, "core 1.0.0\ntill 1.0.0\n"),
    ];
    let first = scene.shop.commit_files("main", "feat: begin", &files);
    scene.shop.tag("v1.0.0", &first, "suite 1.0.0");
    for (message, path) in changes {
        scene.shop.commit_files("main", message, &[(path, message)]);
    }
    scene.shop.push_all("origin");
    scene
}

async fn cut_plan(scene: &Scene, service: &str, notes: Option<&str>) -> PlanText {
    let intent = CutIntent {
        service: service.into(),
        kind: CutKind::Final,
        rev: None,
        accepted: BTreeMap::new(),
        notes: notes.map(str::to_owned),
    };
    planned(cut_view(&scene.desk, &intent).await.unwrap().outcome)
}

/// The files at the remote.
async fn files(scene: &Scene) -> BTreeMap<&'static str, String> {
    let repo = scene
        .desk
        .repo_of(scene.desk.service(&"web".into()).unwrap());
    let repo = repo.await.unwrap();
    let head = scene.shop.refs_of("origin")["refs/heads/main"].clone();
    let mut files = BTreeMap::new();
    for path in [OTHERS, VERSIONS, WEB, WEB_VERSION] {
        let file = repo.file(&head, path).await.unwrap().unwrap_or_default();
        files.insert(path, String::from_utf8(file).unwrap());
    }
    files
}

/// The files at the remote after a release of one of them.
async fn released(service: &str, notes: Option<&str>) -> BTreeMap<&'static str, String> {
    let scene = about_to_release(suite(), &CHANGES).await;
    scene.done(&cut_plan(&scene, service, notes).await).await;
    files(&scene).await
}

fn release(service: &str) -> ReleaseIntent {
    ReleaseIntent {
        service: service.into(),
        tag: "v1.1.0".into(),
        reason: "it breaks the till".into(),
    }
}

async fn yank_plan(scene: &Scene, service: &str) -> PlanText {
    let outcome: PlanOutcome = releases::plan_yank(&scene.desk, &release(service))
        .await
        .unwrap();
    planned(outcome)
}

/// How often a changelog marks the release.
fn marks(text: &str) -> usize {
    let headings = text.lines().filter(|line| line.starts_with("## [1.1.0]"));
    headings.filter(|line| line.ends_with("[YANKED]")).count()
}

#[tokio::test]
async fn a_release_of_a_group_writes_the_files_of_every_member() {
    for service in ["web", "core", "till"] {
        let files = released(service, None).await;
        assert_eq!(files[WEB_VERSION], "1.1.0\n", "{service}");
        assert_eq!(files[VERSIONS], "core 1.1.0\ntill 1.1.0\n", "{service}");
        for path in [WEB, OTHERS] {
            let times = files[path].matches("## [1.1.0]").count();
            assert_eq!(times, 1, "{service}: {path}: {}", files[path]);
        }
    }
}

#[tokio::test]
async fn a_changelog_says_what_changed_in_the_services_that_keep_it() {
    let files = released("core", None).await;
    let (web, others) = (&files[WEB], &files[OTHERS]);
    assert!(web.contains("Show") && !web.contains("Count"), "{web}");
    assert!(
        others.contains("Count") && others.contains("Sell"),
        "{others}"
    );
    assert!(!others.contains("Show"), "{others}");
}

#[tokio::test]
async fn notes_written_as_one_text_stand_in_every_changelog() {
    let files = released("web", Some("All of it is faster.\n")).await;
    for path in [OTHERS, WEB] {
        let text = &files[path];
        assert!(text.contains("All of it is faster."), "{path}: {text}");
    }
}

#[tokio::test]
async fn a_changelog_without_a_change_of_its_services_stays_as_it_is() {
    for service in ["web", "core"] {
        let scene = about_to_release(suite(), &CHANGES[1..]).await;
        scene.done(&cut_plan(&scene, service, None).await).await;
        let files = files(&scene).await;
        assert_eq!(files[WEB], "", "{service}");
        assert_eq!(files[WEB_VERSION], "1.1.0\n", "{service}");
        assert!(files[OTHERS].contains("Count"), "{service}");
    }
}

#[tokio::test]
async fn a_cut_that_was_never_pushed_is_undone_with_its_commit_by_any_member() {
    for service in ["web", "core"] {
        let scene = about_to_release(suite_without_files_of(&["web"]), &CHANGES).await;
        let before = scene.shop.local_refs();
        scene.shop.refuse_pushes(Some(RepoError::Rejected {
            remote: "origin".into(),
            reason: Rejection::Protected,
            detail: "protected branch hook declined".into(),
        }));
        let run = scene.confirm(&cut_plan(&scene, "web", None).await).await;
        let run = RunId::new(run.id);
        runs::cancel_run(&scene.desk, &run).await.unwrap();
        let back = releases::plan_withdraw(&scene.desk, &release(service)).await;
        let back = planned(back.unwrap());
        assert_eq!(back.kind, PlanKind::Undo, "{service}");
        scene.done(&back).await;
        assert_eq!(scene.shop.local_refs(), before, "{service}");
    }
}

#[tokio::test]
async fn a_yank_marks_the_changelog_of_every_member() {
    for service in ["web", "core", "till"] {
        let scene = about_to_release(suite(), &CHANGES).await;
        scene.done(&cut_plan(&scene, service, None).await).await;
        let plan = yank_plan(&scene, service).await;
        assert_eq!(note(&plan, "only-here"), None, "{service}");
        scene.done(&plan).await;
        let files = files(&scene).await;
        assert_eq!(marks(&files[WEB]), 1, "{service}: {}", files[WEB]);
        assert_eq!(marks(&files[OTHERS]), 1, "{service}: {}", files[OTHERS]);
    }
}

#[tokio::test]
async fn a_yank_of_a_member_without_a_changelog_marks_those_of_the_others() {
    let scene = about_to_release(suite_without_files_of(&["web"]), &CHANGES).await;
    scene.done(&cut_plan(&scene, "web", None).await).await;
    scene.done(&yank_plan(&scene, "web").await).await;
    assert_eq!(marks(&files(&scene).await[OTHERS]), 1);
}

#[tokio::test]
async fn a_yank_that_nothing_tells_the_others_of_says_so() {
    let workspace = suite_without_files_of(&["web", "core", "till"]);
    let scene = about_to_release(workspace, &CHANGES).await;
    scene.done(&cut_plan(&scene, "web", None).await).await;
    let plan = yank_plan(&scene, "web").await;
    let told = note(&plan, "only-here").expect("a note");
    assert!(told.text.contains("only this desktop"), "{}", told.text);
}
