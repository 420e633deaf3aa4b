//! Open releases that only the remote has: somebody else works on them.

use crate::yard::{Yard, said};

const GITFLOW: &[&str] = &["main", "develop"];

/// A release of a colleague, with one commit of its own, as the remote has it.
fn pushed(yard: &Yard) {
    let other = yard.clone("other");
    other.git(&["switch", "-q", "-c", "release/2.0.0", "develop"]);
    other.commit("more.txt", "x\n", "feat: more");
    other.git(&["push", "-q", "origin", "release/2.0.0"]);
}

#[test]
fn a_hotfix_reaches_an_open_release_that_only_the_remote_has() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "hotfix", "1.0.1"]);
    let fix = clone.commit("fix.txt", "x\n", "fix: let people in");
    pushed(&yard);
    let plan = said(&clone.planned(&["finish"]));
    assert!(plan.contains("into release/2.0.0"), "{plan}");
    clone.flows(&["finish"]);
    assert!(clone.remote_has("release/2.0.0", &fix));
    assert!(clone.remote_has("develop", &fix));
}

#[test]
fn without_releases_it_stays_where_it_is() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "hotfix", "1.0.1"]);
    let fix = clone.commit("fix.txt", "x\n", "fix: let people in");
    pushed(&yard);
    clone.flows(&["finish", "--no-releases"]);
    assert!(!clone.remote_has("release/2.0.0", &fix));
    assert!(!clone.refs().contains_key("here refs/heads/release/2.0.0"));
}

#[test]
fn a_release_that_ended_and_is_still_on_the_remote_is_left_alone() {
    let yard = Yard::of(GITFLOW);
    pushed(&yard);
    let other = yard.at("other");
    other.git(&["switch", "-q", "main"]);
    other.git(&["merge", "-q", "--ff-only", "release/2.0.0"]);
    other.git(&["push", "-q", "origin", "main"]);
    let clone = yard.clone("work");
    clone.git(&["branch", "-q", "-D", "release/2.0.0"]);
    clone.flows(&["start", "hotfix", "2.0.1"]);
    let fix = clone.commit("fix.txt", "x\n", "fix: let people in");
    clone.flows(&["finish"]);
    assert!(clone.remote_has("main", &fix));
    assert!(!clone.remote_has("release/2.0.0", &fix));
}
