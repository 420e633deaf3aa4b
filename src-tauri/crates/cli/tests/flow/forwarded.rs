//! Fixes that have to reach the branches below the one they were made for.

use crate::yard::{Clone, Yard, said};

const GITFLOW: &[&str] = &["main", "develop"];

/// What `develop` lacks of the branch it follows, as the status says it.
fn open_below(clone: &Clone<'_>) -> Vec<String> {
    let output = clone.program(&["flow", "status", "--json"]).output();
    let output = output.expect("it starts");
    let view: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", said(&output)));
    let mut bases = view["bases"].as_array().expect("a list").iter();
    let develop = bases.find(|base| base["name"] == "develop");
    let lacks = develop.expect("it is there")["lacks"].as_array();
    let texts = lacks.expect("a list").iter().filter_map(|one| one.as_str());
    texts.map(str::to_owned).collect()
}

#[test]
fn situation_30_a_hotfix_that_is_only_on_main_stays_open_until_develop_has_it() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    assert_eq!(open_below(&clone), [""; 0]);
    // Somebody else ends it with plain git, and forgets the way back.
    let other = yard.clone("other");
    other.git(&["switch", "-q", "-c", "hotfix/1.0.1", "main"]);
    let fix = other.commit("fix.txt", "x\n", "fix: let people in");
    other.git(&["switch", "-q", "main"]);
    other.git(&["merge", "-q", "--no-ff", "--no-edit", "hotfix/1.0.1"]);
    other.git(&["push", "-q", "origin", "main"]);
    let open = open_below(&clone);
    assert_eq!(open.len(), 1, "a merge alone brings nothing: {open:?}");
    assert!(open[0].ends_with("fix: let people in"), "{open:?}");
    let status = clone
        .program(&["flow", "status"])
        .output()
        .expect("it starts");
    assert!(
        said(&status).contains("lockkeeper flow update develop"),
        "{}",
        said(&status)
    );
    clone.flows(&["update", "develop"]);
    assert_eq!(open_below(&clone), [""; 0]);
    assert!(
        !clone
            .git(&["branch", "--contains", &fix, "develop"])
            .is_empty()
    );
}

#[test]
fn situation_30_a_finish_without_the_way_back_leaves_it_open_and_a_pick_closes_it() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "hotfix", "1.0.1"]);
    let fix = clone.commit("fix.txt", "x\n", "fix: let people in");
    clone.flows(&["finish", "--nobackmerge"]);
    assert_eq!(open_below(&clone).len(), 1);
    clone.git(&["switch", "-q", "develop"]);
    clone.git(&["cherry-pick", &fix]);
    assert_eq!(
        open_below(&clone),
        [""; 0],
        "it has the work by another commit"
    );
}
