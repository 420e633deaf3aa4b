use super::*;
use crate::ids::Oid;
use crate::snapshot::Build;
use crate::version::Version;

#[test]
fn the_same_build_on_both_sides_is_the_same() {
    let world = world(
        place(&[("1.9.0", 40)]),
        place(&[("1.9.0", 31)]),
        place(&[("1.9.0", 2)]),
    );
    assert_eq!(world.gate(), (PassageState::Same, "same".into()));
    assert_eq!(
        world.row().cells[1].state,
        CellState::Live,
        "nothing is left to soak for"
    );
}

#[test]
fn an_older_version_before_the_gate_does_not_want_to_pass() {
    let world = world(
        place(&[("1.9.0", 40)]),
        place(&[("1.8.2", 31)]),
        place(&[("1.9.0", 2)]),
    );
    assert_eq!(world.gate(), (PassageState::Same, "nothing newer".into()));
}

#[test]
fn the_first_environment_takes_the_newest_release_or_by_itself_the_newest_commit() {
    let mut world = usual();
    let Known::Seen(facts) = &mut world
        .snapshot
        .services
        .get_mut(&"api".into())
        .unwrap()
        .state
    else {
        panic!()
    };
    facts.untagged = Some(version("1.10.0-rc.1.dev.3+g3f9c2e1"));
    let head = facts.head_build().unwrap();
    facts.newest.insert("develop".into(), head);
    assert_eq!(world.row().passages[0].word, "same");
    world.workspace.environments[0].auto = Some(Auto {
        branch: "main".into(),
    });
    assert_eq!(world.row().passages[0].candidate, None, "nobody knows main");
    world.workspace.environments[0].auto = Some(Auto {
        branch: "develop".into(),
    });
    let passage = world.row().passages.remove(0);
    assert_eq!(
        passage.candidate.as_deref(),
        Some("1.10.0-rc.1.dev.3+g3f9c2e1")
    );
    assert_eq!(
        (passage.state, passage.word.as_str()),
        (PassageState::Open, "Ready")
    );
}

#[test]
fn an_empty_place_waits_for_its_first_version() {
    let world = world(
        place(&[("1.9.0", 40)]),
        PlaceFacts::default(),
        PlaceFacts::default(),
    );
    let row = world.row();
    assert_eq!(
        (row.cells[1].state, row.passages[1].state),
        (CellState::Empty, PassageState::Open)
    );
    assert_eq!(row.passages[2].state, PassageState::None);
    assert_eq!(
        row.cells[1].no_way_back.as_deref(),
        Some("nothing runs here")
    );
}

/// 1.9.0 has soaked in staging for 60 hours when 1.10.0 overtook it.
fn overtaken() -> World {
    world(
        place(&[("1.10.0", 5), ("1.9.0", 80)]),
        place(&[("1.10.0", 4), ("1.9.0", 64)]),
        place(&[("1.8.2", 148)]),
    )
}

#[test]
fn an_overtaken_version_that_soaked_passes_before_the_newer_one() {
    let passage = overtaken().row().passages.remove(2);
    assert_eq!(passage.candidate.as_deref(), Some("1.9.0"));
    assert_eq!(passage.state, PassageState::Open);
    let reason = "every gate passes; 1.10.0 comes later: 4 h of 48 h · ready Thu 06:00";
    assert_eq!(passage.reason, reason);
}

#[test]
fn what_holds_every_build_alike_does_not_choose_between_them() {
    let mut world = overtaken();
    world.workspace.environments[2].gates.checklist = vec!["Runbook read".into()];
    let passage = world.row().passages.remove(2);
    assert_eq!(passage.candidate.as_deref(), Some("1.9.0"));
    assert_ne!(passage.state, PassageState::Open);
}

#[test]
fn an_overtaken_version_that_would_lose_commits_is_not_offered() {
    let mut world = overtaken();
    let (live, comes) = (build("1.8.2").commit, build("1.9.0").commit);
    let lost = Known::Seen(vec!["8c1d04a fix: the till".into()]);
    let loss = crate::snapshot::Loss { live, comes, lost };
    world.history("production").losses = vec![loss];
    let passage = world.row().passages.remove(2);
    assert_eq!(passage.candidate.as_deref(), Some("1.10.0"));
    assert_eq!(passage.state, PassageState::Waiting);
}

#[test]
fn what_nobody_could_compare_is_not_known() {
    let mut world = usual();
    let (live, comes) = (build("1.8.2").commit, build("1.9.0").commit);
    let lost = Known::Unknown("the history is not whole".into());
    let loss = crate::snapshot::Loss { live, comes, lost };
    world.history("production").losses = vec![loss];
    assert_eq!(world.gate(), (PassageState::Unknown, "Not known".into()));
}

/// By the order of versions a build on its way to 1.10.0 comes before its
/// candidate, also one that is made after it.
#[test]
fn what_runs_the_newest_commit_is_not_behind_a_candidate() {
    let mut world = usual();
    let facts = world.snapshot.services.get(&"api".into()).unwrap();
    let head = facts.seen().unwrap().head.clone();
    let untagged = |commit: Oid| Build {
        version: Version::parse("1.10.0-dev.10").unwrap(),
        commit,
        tag: None,
    };
    world.history("dev").history[0].build = Some(untagged(head));
    assert_eq!(world.row().cells[0].behind, 0);
    world.history("dev").history[0].build = Some(untagged(Oid::new("0".repeat(40))));
    assert_eq!(world.row().cells[0].behind, 1, "an earlier one is");
}

#[test]
fn a_yanked_version_does_not_look_ready() {
    let mut world = usual();
    let Known::Seen(facts) = &mut world
        .snapshot
        .services
        .get_mut(&"api".into())
        .unwrap()
        .state
    else {
        panic!()
    };
    facts.releases[1].yanked = true;
    assert_eq!(world.gate(), (PassageState::Shut, "Yanked".into()));
    // Nor does it look well where it runs.
    let cells = world.row().cells;
    let yanked = |at: usize| cells[at].reason.starts_with("yanked · ");
    assert_eq!([0, 1, 2].map(yanked), [false, true, false], "{cells:#?}");
}

/// A thousand services in ten environments; the bound is wide, a quadratic
/// board would miss it by far.
#[test]
fn a_thousand_services_in_ten_environments_are_drawn_without_waiting() {
    let names: Vec<String> = (0..10).map(|n| format!("env-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let services = (0..1000).map(|n| service(&format!("service-{n:04}"), &names));
    let mut world = usual();
    world.workspace = workspace(services.collect());
    world.workspace.environments = names
        .iter()
        .map(|name| {
            let mut environment = environment(name, Tier::Staging);
            environment.gates.soak = (*name != "env-0").then(|| soak("env-0", 24));
            environment
        })
        .collect();
    for name in world.workspace.services.keys() {
        world
            .snapshot
            .services
            .insert(name.clone(), seen(service_facts(&["1.9.0", "1.8.2"], 1)));
        let run = |n: usize| {
            let newest = if n < 5 { "1.9.0" } else { "1.8.2" };
            let mut history = vec![(newest, 31)];
            history.extend((0..50).map(|n| ("1.8.1", 40 + n)));
            seen(place(&history))
        };
        let places = names
            .iter()
            .enumerate()
            .map(|(n, e)| (EnvName::from(*e), run(n)));
        world.snapshot.places.insert(name.clone(), places.collect());
    }
    let started = std::time::Instant::now();
    let board = world.draw();
    let took = started.elapsed();
    assert_eq!(board.groups[0].rows.len(), 1000);
    assert!(took.as_secs() < 3, "{took:?}");
}
