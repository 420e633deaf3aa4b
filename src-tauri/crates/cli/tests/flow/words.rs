//! git-flow's own words and configuration.

use crate::yard::{Yard, code, said};

#[test]
fn git_flow_s_order_of_words_is_understood() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    clone.flows(&["feature", "start", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    clone.flows(&["feature", "publish", "cart"]);
    assert!(clone.refs().contains_key("there refs/heads/feature/cart"));
    let listed = clone.flows(&["feature"]);
    assert!(listed.contains("feature/cart"), "{listed}");
    clone.flows(&["feature", "finish", "-k", "cart"]);
    assert!(
        clone.refs().contains_key("here refs/heads/feature/cart"),
        "it was kept"
    );
    clone.flows(&["feature", "delete", "cart"]);
    let refs = clone.refs();
    assert!(
        !refs.keys().any(|name| name.ends_with("feature/cart")),
        "{refs:?}"
    );
}

#[test]
fn the_shim_answers_to_git_flow_and_pushes_only_when_told() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    let shim = clone.flows(&["shim"]);
    assert!(shim.starts_with("#!/bin/sh"), "{shim}");
    clone.flows(&["--as-git-flow", "feature", "start", "cart"]);
    let work = clone.commit("cart.txt", "x\n", "feat: a cart");
    clone.flows(&["--as-git-flow", "feature", "finish", "cart"]);
    assert!(
        !clone.remote_has("develop", &work),
        "git-flow does not push by itself"
    );
    let here = clone.git(&["branch", "--contains", &work]);
    assert!(here.contains("develop"), "{here}");
}

#[test]
fn the_configuration_of_git_flow_avh_is_respected_and_kept_up() {
    let yard = Yard::of(&["production", "next"]);
    let clone = yard.clone("work");
    let set = |key: &str, value: &str| clone.git(&["config", key, value]);
    set("gitflow.branch.master", "production");
    set("gitflow.branch.develop", "next");
    set("gitflow.prefix.feature", "topic/");
    set("gitflow.prefix.release", "rel-");
    set("gitflow.prefix.versiontag", "version-");
    clone.flows(&["start", "feature", "Cart.2"]);
    assert_eq!(
        clone.git(&["symbolic-ref", "--short", "HEAD"]),
        "topic/Cart.2"
    );
    assert_eq!(
        clone.git(&["config", "gitflow.branch.topic/Cart.2.base"]),
        "next"
    );
    let work = clone.commit("cart.txt", "x\n", "feat: a cart");
    clone.flows(&["finish"]);
    assert!(clone.remote_has("next", &work));
    let left = clone.git_at("@0 +0000", &["config", "gitflow.branch.topic/Cart.2.base"]);
    assert!(!left.status.success(), "its note is gone with it");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("rel.txt", "x\n", "fix: late");
    clone.flows(&["finish"]);
    assert!(clone.refs().contains_key("there refs/tags/version-1.1.0"));
}

#[test]
fn the_configuration_of_git_flow_next_is_respected() {
    let yard = Yard::of(&["main", "staging", "develop"]);
    let clone = yard.clone("work");
    for (key, value) in [
        ("main.type", "base"),
        ("staging.type", "base"),
        ("staging.parent", "main"),
        ("staging.autoUpdate", "true"),
        ("develop.type", "base"),
        ("develop.parent", "staging"),
        ("develop.autoUpdate", "yes"),
        ("fix.type", "topic"),
        ("fix.parent", "main"),
        ("fix.prefix", "fix-"),
        ("fix.upstreamStrategy", "squash"),
        ("fix.tag", "true"),
        ("fix.tagprefix", "v"),
    ] {
        clone.git(&["config", &format!("gitflow.branch.{key}"), value]);
    }
    clone.flows(&["start", "fix", "1.0.1"]);
    clone.commit("fix.txt", "x\n", "fix: it");
    clone.flows(&["finish"]);
    let tag = "v1.0.1";
    for branch in ["main", "staging", "develop"] {
        assert!(clone.remote_has(branch, tag), "{branch} has {tag}");
    }
    assert_eq!(
        clone
            .git(&["log", "-1", "--format=%P", "main"])
            .split(' ')
            .count(),
        1,
        "squashed"
    );
}

#[test]
fn a_branch_that_stays_goes_into_its_parent_and_stays() {
    let yard = Yard::of(&["main", "staging", "develop"]);
    let clone = yard.clone("work");
    clone.git(&["switch", "-q", "develop"]);
    let work = clone.commit("work.txt", "x\n", "feat: work");
    let careless = clone.flow(&["finish"]);
    assert_eq!(code(&careless), 2, "only by its name: {}", said(&careless));
    clone.flows(&["finish", "develop"]);
    assert!(clone.remote_has("staging", &work));
    assert!(!clone.remote_has("main", &work), "one level at a time");
    assert!(clone.refs().contains_key("here refs/heads/develop"));
}

#[test]
fn nobody_is_told_to_delete_a_branch_that_stays() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    let refused = clone.flow(&["finish", "main"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let why = "main is a branch that stays and goes into no other, so it is never finished.";
    assert!(said(&refused).contains(why), "{}", said(&refused));
}
