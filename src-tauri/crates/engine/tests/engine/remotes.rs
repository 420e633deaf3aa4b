//! What is told of repositories that are known by their URLs.

use crate::situations::scene::{SHOP, harbour};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use lockkeeper_domain::policy::RepoPolicy;
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::observe::observe;
use lockkeeper_engine::ports::{Ports, Repo, RepoError, Repos};
use lockkeeper_testkit::fake_world::FakeWorld;
use std::path::Path;
use std::sync::Arc;

/// Repositories of which none is here, and whose remotes are silent.
struct Silent;

impl Silent {
    fn answer() -> RepoError {
        RepoError::Unavailable {
            remote: "https://harbour.example/shop.git".into(),
            detail: "stopped after 30 s".into(),
        }
    }
}

#[async_trait]
impl Repos for Silent {
    async fn open(&self, _: &RepoPolicy) -> Result<Arc<dyn Repo>, RepoError> {
        Err(Self::answer())
    }

    async fn open_path(&self, _: &Path) -> Result<Arc<dyn Repo>, RepoError> {
        Err(Self::answer())
    }
}

#[tokio::test]
async fn a_remote_that_is_silent_before_anything_is_here_is_told_without_its_secrets() {
    let mut workspace = harbour();
    let shop = workspace.repos.get_mut(&SHOP.into()).unwrap();
    shop.url = "https://dana:canary@harbour.example/shop.git".into();
    let world = FakeWorld::default();
    let ports = Ports {
        repos: Arc::new(Silent),
        ..world.ports()
    };
    let desk = Desk::open(ports, workspace, DeskPlaces::default(), TimeZone::UTC).await;
    let snapshot = observe(&desk, true).await.unwrap();
    let unreached = desk.seen().unreached;
    assert_eq!(unreached.len(), 1, "{unreached:?}");
    let why = "https://harbour.example/shop.git could not be reached";
    assert_eq!(unreached[0], (SHOP.into(), why.to_owned()));
    let kept = serde_json::to_string(&*snapshot).unwrap();
    assert!(kept.contains("https://harbour.example/shop.git"), "{kept}");
    assert!(!kept.contains("canary"), "{kept}");
}
