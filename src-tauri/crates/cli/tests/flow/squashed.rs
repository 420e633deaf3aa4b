//! Pull requests that a forge squashed or rebased: the work arrived, by other
//! commits than those of its branch.

use crate::yard::{Clone, Yard, code, said};

const GITFLOW: &[&str] = &["main", "develop"];

/// A desk whose `develop` and `main` take pull requests only.
fn guarded(yard: &Yard) -> Clone<'_> {
    let clone = yard.clone("work");
    let file = "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n[repos.shop]\nurl = \".\"\nbranching = \"gitflow\"\n\
                [repos.shop.branches.develop]\npush = false\n[repos.shop.branches.main]\npush = false\n\
                [env.dev]\ntier = \"development\"\n";
    clone.write("lockkeeper.toml", file);
    clone.write(".git/info/exclude", "lockkeeper.toml\n");
    clone
}

/// A branch of two commits for which a pull request is open.
fn asked(clone: &Clone<'_>, kind: &str, name: &str) -> String {
    clone.flows(&["start", kind, name]);
    clone.commit("cart.txt", "a cart\n", "feat: a cart");
    clone.write("a.txt", "one\nand a cart\n");
    let tip = clone.commit("cart.txt", "a cart\nwith wheels\n", "feat: wheels");
    let told = clone.flows(&["finish", "--notag"]);
    assert!(told.contains("pull request"), "{told}");
    tip
}

#[derive(Debug)]
enum Way {
    Squash,
    Rebase,
}

/// What the forge does with the button; `keep` leaves the branch there.
fn merged_there<'a>(
    yard: &'a Yard,
    way: &Way,
    (from, into): (&str, &str),
    keep: bool,
) -> Forge<'a> {
    let forge = yard.clone("forge");
    forge.git(&["switch", "-q", into]);
    // Somebody else was faster, in another file.
    forge.commit("other.txt", "other\n", "feat: something else");
    let origin = format!("origin/{from}");
    match way {
        Way::Squash => {
            forge.git(&["merge", "-q", "--squash", &origin]);
            forge.git(&["commit", "-qm", "A cart (#7)"]);
        }
        Way::Rebase => {
            let since = format!("{into}~1..{origin}");
            let commits = forge.git(&["rev-list", "--reverse", &since]);
            for commit in commits.lines() {
                forge.git(&["cherry-pick", commit]);
            }
        }
    }
    let merge = forge.git(&["rev-parse", "HEAD"]);
    forge.git(&["push", "-q", "origin", into]);
    if !keep {
        forge.git(&["push", "-q", "origin", "--delete", from]);
    }
    Forge {
        clone: forge,
        merge,
    }
}

/// The forge's own clone, and the commit it merged with.
struct Forge<'a> {
    clone: Clone<'a>,
    merge: String,
}

#[test]
fn a_request_that_was_squashed_or_rebased_is_finished_like_any_other() {
    for way in [Way::Squash, Way::Rebase] {
        for keep in [true, false] {
            let yard = Yard::of(GITFLOW);
            let clone = guarded(&yard);
            let tip = asked(&clone, "feature", "cart");
            let branch = ("feature/cart", "develop");
            let forge = merged_there(&yard, &way, branch, keep);
            let told = clone.flows(&["finish", "feature", "cart"]);
            let short = forge.merge.get(..7).expect("an id");
            assert!(told.contains(short), "{way:?} {keep}: {told}");
            let refs = clone.refs();
            assert!(
                !refs.keys().any(|name| name.ends_with("feature/cart")),
                "{refs:?}"
            );
            assert_eq!(refs["here refs/heads/develop"], forge.merge);
            assert_eq!(refs["there refs/heads/develop"], forge.merge);
            assert!(!clone.remote_has("develop", &tip), "by other commits");
        }
    }
}

#[test]
fn work_on_the_same_files_afterwards_does_not_hide_what_arrived() {
    let yard = Yard::of(GITFLOW);
    let clone = guarded(&yard);
    asked(&clone, "feature", "cart");
    let forge = merged_there(&yard, &Way::Squash, ("feature/cart", "develop"), false);
    let later = forge
        .clone
        .commit("cart.txt", "another cart\n", "feat: a better one");
    forge.clone.git(&["push", "-q", "origin", "develop"]);
    let told = clone.flows(&["finish", "feature", "cart"]);
    assert!(
        told.contains(forge.merge.get(..7).expect("an id")),
        "{told}"
    );
    assert_eq!(clone.refs()["here refs/heads/develop"], later);
    assert_eq!(clone.read("cart.txt"), "another cart\n");
}

#[test]
fn a_hotfix_that_was_squashed_gets_its_tag_where_it_arrived_and_goes_back() {
    let yard = Yard::of(GITFLOW);
    let clone = guarded(&yard);
    asked(&clone, "hotfix", "1.0.1");
    let forge = merged_there(&yard, &Way::Squash, ("hotfix/1.0.1", "main"), true);
    forge.clone.commit("later.txt", "later\n", "feat: later");
    forge.clone.git(&["push", "-q", "origin", "main"]);
    let told = clone.flows(&["finish", "hotfix", "1.0.1"]);
    assert_eq!(clone.git(&["rev-parse", "v1.0.1^{commit}"]), forge.merge);
    assert!(
        told.contains("develop"),
        "develop takes a request of its own: {told}"
    );
}

#[test]
fn work_that_went_on_after_it_was_squashed_is_not_taken_for_arrived() {
    let yard = Yard::of(GITFLOW);
    let clone = guarded(&yard);
    asked(&clone, "feature", "cart");
    merged_there(&yard, &Way::Squash, ("feature/cart", "develop"), true);
    clone.git(&["switch", "-q", "feature/cart"]);
    clone.commit(
        "cart.txt",
        "a cart\nwith wheels\nand a bell\n",
        "feat: a bell",
    );
    let told = clone.flows(&["finish", "feature", "cart"]);
    assert!(told.contains("Open a pull request"), "{told}");
    assert!(clone.refs().contains_key("here refs/heads/feature/cart"));
}

#[test]
fn tidying_and_the_status_know_what_was_squashed() {
    let yard = Yard::of(GITFLOW);
    let clone = guarded(&yard);
    asked(&clone, "feature", "cart");
    clone.git(&["switch", "-q", "develop"]);
    clone.flows(&["start", "feature", "open"]);
    clone.commit("open.txt", "open\n", "feat: open");
    clone.git(&["switch", "-q", "develop"]);
    let forge = merged_there(&yard, &Way::Squash, ("feature/cart", "develop"), false);
    clone.git(&["fetch", "-q", "--prune"]);
    clone.git(&["merge", "-q", "--ff-only", "origin/develop"]);
    let status = clone.program(&["flow", "status", "--json"]).output();
    let status = status.expect("it starts");
    let view: serde_json::Value = serde_json::from_slice(&status.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", said(&status)));
    let state = |name: &str| {
        let mut topics = view["topics"].as_array().expect("a list").iter();
        let topic = topics.find(|topic| topic["name"] == name);
        topic.expect("it is there")["state"].clone()
    };
    assert_eq!(state("feature/cart"), "merged");
    assert_eq!(state("feature/open"), "open");
    let told = clone.flows(&["tidy"]);
    assert!(
        told.contains(forge.merge.get(..7).expect("an id")),
        "{told}"
    );
    let refs = clone.refs();
    assert!(
        !refs.contains_key("here refs/heads/feature/cart"),
        "{refs:?}"
    );
    assert!(
        refs.contains_key("here refs/heads/feature/open"),
        "{refs:?}"
    );
}

#[test]
fn deleting_a_branch_that_was_squashed_loses_nothing_and_needs_no_force() {
    let yard = Yard::of(GITFLOW);
    let clone = guarded(&yard);
    asked(&clone, "feature", "cart");
    clone.git(&["switch", "-q", "develop"]);
    let early = clone.flow(&["delete", "feature/cart"]);
    assert_eq!(code(&early), 1, "{}", said(&early));
    merged_there(&yard, &Way::Rebase, ("feature/cart", "develop"), true);
    clone.flows(&["delete", "feature/cart"]);
    assert!(!clone.refs().contains_key("there refs/heads/feature/cart"));
}
