//! The history as it is drawn, with real git.

use crate::runs::workspace;
use crate::support::repos;
use jiff::tz::TimeZone;
use lockkeeper_contract::LabelKind;
use lockkeeper_engine::desk::{Desk, DeskPlaces};
use lockkeeper_engine::ports::Ports;
use lockkeeper_engine::usecases::history::{commit_count, commits};
use lockkeeper_testkit::fake_world::FakeWorld;
use lockkeeper_testkit::repo::RepoFixture;
use std::sync::Arc;

#[tokio::test]
async fn a_tagged_commit_that_no_branch_reaches_is_drawn_with_its_tag() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit_files("feat: first", &[("a", "1")]);
    fixture.branch("support");
    let kept = fixture.commit_files("fix: only tagged", &[("a", "2")]);
    fixture.annotate("v0.9.1", "v0.9.1");
    fixture.checkout("main");
    fixture.git(["branch", "-q", "-D", "support"]);
    let newest = fixture.commit_files("feat: newest", &[("b", "1")]);
    let world = FakeWorld::default();
    let ports = Ports {
        repos: Arc::new(repos(&fixture)),
        ..world.ports()
    };
    let places = DeskPlaces::default();
    let desk = Desk::open(ports, workspace(&fixture), places, TimeZone::UTC).await;
    let name = "shop".into();
    let view = commits(&desk, &name, None, (0, 50))
        .await
        .expect("it is drawn");
    let drawn: Vec<_> = view.rows.iter().map(|row| row.oid.clone()).collect();
    assert_eq!(drawn.len(), 3, "{drawn:?}");
    assert!(drawn.contains(&newest) && drawn[2] == first, "{drawn:?}");
    let row = view.rows.iter().find(|row| row.oid == kept);
    let labels = &row.expect("it is drawn").labels;
    let label = (labels[0].kind, labels[0].name.as_str());
    assert_eq!(label, (LabelKind::Tag, "v0.9.1"));
    assert_eq!(commit_count(&desk, &name).await.ok(), Some(3));
}
