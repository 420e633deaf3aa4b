//! The failures for which people leave git-flow, none of which may happen.

use crate::yard::{Yard, code, said};

const GITFLOW: &[&str] = &["main", "develop"];

#[test]
fn a_squashed_release_with_a_conflict_in_the_back_merge_is_continued() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("a.txt", "release\n", "fix: in the release");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("a.txt", "develop\n", "feat: on develop");
    clone.git(&["switch", "-q", "release/1.1.0"]);
    let stopped = clone.flow(&["finish", "--squash"]);
    assert_eq!(code(&stopped), 3, "{}", said(&stopped));
    let tag = clone.git(&["rev-parse", "v1.1.0"]);
    clone.write("a.txt", "both\n");
    // A person may end the merge with plain git as well.
    clone.git(&["commit", "-qam", "Merge by hand"]);
    clone.flows(&["continue"]);
    assert_eq!(
        clone.git(&["rev-parse", "v1.1.0"]),
        tag,
        "the tag is the same one"
    );
    assert!(
        clone.remote_has("develop", "v1.1.0"),
        "develop contains the tag"
    );
}

#[test]
fn a_hotfix_reaches_the_open_release_it_fits_and_no_other() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    // This release was cut before main moved on to what the fix builds on.
    clone.flows(&["start", "release", "0.9.0"]);
    clone.git(&["switch", "-q", "main"]);
    clone.commit("later.txt", "x\n", "feat: later");
    clone.git(&["switch", "-q", "develop"]);
    clone.git(&["merge", "-q", "main"]);
    clone.git(&["push", "-q", "origin", "--all"]);
    clone.flows(&["start", "release", "1.1.0"]);
    clone.git(&["switch", "-q", "main"]);
    clone.flows(&["start", "hotfix", "1.0.1"]);
    let fix = clone.commit("fix.txt", "x\n", "fix: urgent");
    let plan = clone.planned(&["finish"]);
    assert!(
        said(&plan).contains("release/0.9.0"),
        "it is named: {}",
        said(&plan)
    );
    clone.flows(&["finish"]);
    for branch in ["main", "develop", "release/1.1.0"] {
        assert!(clone.remote_has(branch, &fix), "{branch} has the fix");
    }
    assert!(
        !clone.remote_has("release/0.9.0", &fix),
        "foreign work would come with it"
    );
}

#[test]
fn several_hotfixes_are_open_at_once() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "hotfix", "1.0.1"]);
    let first = clone.commit("one.txt", "x\n", "fix: one");
    clone.flows(&["start", "hotfix", "1.0.2"]);
    let second = clone.commit("two.txt", "x\n", "fix: two");
    clone.flows(&["finish", "hotfix", "1.0.1"]);
    clone.flows(&["finish", "hotfix", "1.0.2"]);
    for fix in [first, second] {
        assert!(clone.remote_has("main", &fix) && clone.remote_has("develop", &fix));
    }
}

#[test]
fn a_hotfix_starts_from_any_released_tag() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    let old = clone.git(&["rev-parse", "v1.0.0^{commit}"]);
    clone.git(&["switch", "-q", "main"]);
    clone.commit("later.txt", "x\n", "feat: later");
    clone.git(&["push", "-q"]);
    clone.flows(&["start", "hotfix", "1.0.1", "v1.0.0"]);
    assert_eq!(clone.git(&["rev-parse", "HEAD"]), old);
}

#[test]
fn a_finish_is_resumed_by_the_refs_after_the_merge_was_made_by_hand() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("work.txt", "x\n", "feat: work");
    clone.git(&["switch", "-q", "main"]);
    clone.git(&["merge", "-q", "--no-ff", "-m", "By hand", "release/1.1.0"]);
    let merge = clone.git(&["rev-parse", "main"]);
    clone.git(&["switch", "-q", "release/1.1.0"]);
    clone.flows(&["finish"]);
    assert_eq!(
        clone.git(&["rev-parse", "v1.1.0^{commit}"]),
        merge,
        "no second merge"
    );
    assert!(clone.remote_has("develop", &merge));
    assert!(clone.remote_has("main", &merge));
}

#[test]
fn undo_after_each_step_restores_every_ref() {
    let yard = Yard::of(GITFLOW);
    for steps in 1..=6 {
        let name = format!("work{steps}");
        let clone = yard.clone(&name);
        clone.flows(&["start", "release", "1.1.0"]);
        clone.commit("work.txt", "x\n", "feat: work");
        let before = clone.refs();
        let head = clone.git(&["symbolic-ref", "HEAD"]);
        // Whatever comes after the step fails: a hook says no, in turn.
        let hook = clone.folder().join(".git/hooks/reference-transaction");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = prepared ] || exit 0\n\
             n=$(cat '{0}' 2>/dev/null || echo 0); n=$((n+1)); echo $n >'{0}'\n\
             [ $n -le {steps} ]\n",
            clone.folder().join(".git/turns").display()
        );
        std::fs::write(&hook, script).expect("it can be written");
        clone.git(&["config", "core.hooksPath", ".git/hooks"]);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&hook, mode).expect("it can be set");
        let output = clone.flow(&["finish", "--no-push"]);
        std::fs::remove_file(&hook).expect("it can be removed");
        if clone.refs() == before {
            continue;
        }
        if code(&output) == 3 {
            clone.flow(&["abort"]);
        }
        clone.flows(&["undo"]);
        assert_eq!(clone.refs(), before, "after {steps}: {}", said(&output));
        assert_eq!(clone.git(&["symbolic-ref", "HEAD"]), head, "after {steps}");
    }
}

#[test]
fn what_went_on_since_is_told_before_anything_is_undone() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    let refused = |why: &str| {
        let before = clone.refs();
        let output = clone.flow(&["undo"]);
        assert_eq!(code(&output), 1, "{}", said(&output));
        assert!(said(&output).contains(why), "{why}: {}", said(&output));
        assert_eq!(clone.refs(), before, "nothing moved");
    };
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    refused("feature/cart is at");
    clone.flows(&["finish", "--no-push"]);
    clone.commit("more.txt", "x\n", "feat: more");
    refused("develop is at");
    refused("and the run left it at");
}

#[test]
fn a_changed_file_in_the_way_is_told_before_anything_is_undone() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "one\n", "feat: a cart");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("beside.txt", "one\n", "fix: beside it");
    clone.git(&["switch", "-q", "feature/cart"]);
    let before = clone.refs();
    clone.flows(&["finish", "--no-push"]);
    let after = clone.refs();
    clone.write("beside.txt", "two\n");
    let refused = clone.flow(&["undo"]);
    let told = said(&refused);
    assert_eq!(code(&refused), 1, "{told}");
    assert!(
        told.contains("changes in files that would be written"),
        "{told}"
    );
    assert!(told.contains("beside.txt"), "{told}");
    assert_eq!(clone.refs(), after, "nothing moved");
    clone.git(&["checkout", "-q", "beside.txt"]);
    // The same on both branches, so git takes the change along.
    clone.write("cart.txt", "two\n");
    clone.flows(&["undo"]);
    assert_eq!(clone.refs(), before);
    assert_eq!(clone.git(&["status", "--porcelain"]), " M cart.txt");
}

/// The work is on no other branch any more, once its merge was taken back.
#[test]
fn an_undo_is_not_undone_by_the_next_one() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    let before = clone.refs();
    clone.flows(&["finish", "--no-push"]);
    let undone = clone.flows(&["undo"]);
    assert_eq!(clone.refs(), before);
    let mut words = undone.split_whitespace();
    let undo = words.find(|word| word.starts_with("r-"));
    let named = clone.flow(&["undo", undo.expect("its run")]);
    assert_eq!(code(&named), 1, "{}", said(&named));
    assert!(
        said(&named).contains("took another one back"),
        "{}",
        said(&named)
    );
    let again = clone.flow(&["undo"]);
    assert!(
        said(&again).contains("feature/cart is at"),
        "{}",
        said(&again)
    );
    assert_eq!(
        clone.refs(),
        before,
        "nor the start of what has work by now"
    );
}

#[test]
fn what_was_pushed_is_not_undone_but_told() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    clone.flows(&["finish"]);
    let before = clone.refs();
    let refused = clone.flow(&["undo"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(said(&refused).contains("pushed"), "{}", said(&refused));
    assert!(
        said(&refused).contains("revert"),
        "it says what is left to do"
    );
    assert_eq!(clone.refs(), before);
}

#[test]
fn a_push_that_was_refused_is_not_called_pushed_and_can_be_undone() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    let before = clone.refs();
    let hook = clone.folder().join(".git/hooks/pre-push");
    crate::tools::write_program(&hook, "#!/bin/sh\nexit 1\n");
    clone.git(&["config", "core.hooksPath", ".git/hooks"]);
    clone.flow(&["finish"]);
    let refused = clone.flow(&["undo"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(
        said(&refused).contains("lockkeeper flow abort"),
        "{}",
        said(&refused)
    );
    clone.flows(&["abort"]);
    clone.flows(&["undo"]);
    assert_eq!(clone.refs(), before);
}

#[test]
fn abort_leaves_the_work_tree_where_the_finish_was_asked_for() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "rebates"]);
    clone.commit("a.txt", "feature\n", "feat: rebates");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("a.txt", "develop\n", "feat: on develop");
    clone.flow(&["finish", "feature", "rebates"]);
    let stopped = clone.git(&["status", "--porcelain"]);
    for verb in ["continue", "abort"] {
        let looked = clone.planned(&[verb]);
        assert_eq!(code(&looked), 0, "{}", said(&looked));
        assert_eq!(clone.git(&["status", "--porcelain"]), stopped);
    }
    assert_ne!(stopped, "");
    clone.flows(&["abort"]);
    assert_eq!(clone.git(&["symbolic-ref", "--short", "HEAD"]), "develop");
    assert_eq!(clone.git(&["status", "--porcelain"]), "");
}

#[test]
fn abort_gives_the_merge_up_and_keeps_what_was_done_before_it() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("a.txt", "release\n", "fix: in the release");
    clone.git(&["switch", "-q", "develop"]);
    let develop = clone.commit("a.txt", "develop\n", "feat: on develop");
    clone.git(&["switch", "-q", "release/1.1.0"]);
    let before = clone.refs();
    clone.flow(&["finish"]);
    clone.flows(&["abort"]);
    assert_eq!(clone.git(&["status", "--porcelain"]), "");
    assert_eq!(clone.git(&["rev-parse", "develop"]), develop);
    assert_eq!(
        clone.git(&["symbolic-ref", "--short", "HEAD"]),
        "release/1.1.0"
    );
    clone.flows(&["undo"]);
    assert_eq!(clone.refs(), before, "undo takes the rest back");
}

#[test]
fn what_is_in_the_way_is_said_before_anything_moves() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    let before = clone.refs();
    let refused = |what: &str, word: &str| {
        let output = clone.flow(&["finish", "feature", "cart"]);
        assert_eq!(code(&output), 1, "{what}: {}", said(&output));
        assert!(said(&output).contains(word), "{what}: {}", said(&output));
        assert_eq!(clone.refs(), before, "{what}");
    };
    clone.write("a.txt", "changed\n");
    refused("a dirty tree", "not committed");
    clone.git(&["checkout", "-q", "a.txt"]);

    clone.git(&["worktree", "add", "-q", "../beside", "develop"]);
    refused("checked out elsewhere", "another work tree");
    clone.git(&["worktree", "remove", "../beside"]);

    std::fs::write(
        clone.folder().join(".git/MERGE_HEAD"),
        clone.git(&["rev-parse", "main"]) + "\n",
    )
    .expect("it can be written");
    refused("a merge in progress", "merge is in progress");
    std::fs::remove_file(clone.folder().join(".git/MERGE_HEAD")).expect("it can be removed");

    let remote = yard.path("origin.git");
    let away = yard.path("away.git");
    std::fs::rename(&remote, &away).expect("it can be moved");
    let output = clone.flow(&["finish", "feature", "cart"]);
    std::fs::rename(&away, &remote).expect("it can be moved");
    assert_eq!(code(&output), 3, "no remote: {}", said(&output));
    assert!(
        said(&output).contains("could not be asked"),
        "{}",
        said(&output)
    );
    clone.flows(&["finish", "feature", "cart"]);
}

#[test]
fn hooks_are_asked_although_the_merge_is_made_in_memory() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    clone.write(
        ".git/hooks/commit-msg",
        "#!/bin/sh\necho 'Change-Id: I1' >>\"$1\"\n",
    );
    clone.write(
        ".git/hooks/pre-merge-commit",
        "#!/bin/sh\ngit ls-files | grep -q cart.txt\n",
    );
    for hook in ["commit-msg", "pre-merge-commit"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        let file = clone.folder().join(".git/hooks").join(hook);
        std::fs::set_permissions(file, mode).expect("it can be set");
    }
    clone.flows(&["finish"]);
    let message = clone.git(&["log", "-1", "--format=%B", "develop"]);
    assert!(message.contains("Change-Id: I1"), "{message}");

    clone.flows(&["start", "feature", "no"]);
    clone.commit("no.txt", "x\n", "feat: no");
    clone.write(
        ".git/hooks/pre-merge-commit",
        "#!/bin/sh\necho not today >&2; exit 1\n",
    );
    let refused = clone.flow(&["finish"]);
    assert_eq!(code(&refused), 3, "{}", said(&refused));
    assert!(
        said(&refused).contains("pre-merge-commit"),
        "{}",
        said(&refused)
    );
}

#[test]
fn a_branch_and_a_tag_of_one_name_are_not_mixed_up() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    let work = clone.commit("cart.txt", "x\n", "feat: a cart");
    clone.git(&["tag", "feature/cart", "v1.0.0^{commit}"]);
    clone.git(&["tag", "develop", "v1.0.0^{commit}"]);
    clone.flows(&["finish", "feature", "cart"]);
    assert!(clone.remote_has("refs/heads/develop", &work));
}

#[test]
fn a_branch_that_takes_pull_requests_only_gets_one_and_the_rest_afterwards() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    let file = "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n[repos.shop]\nurl = \".\"\nbranching = \"gitflow\"\n\
                [repos.shop.branches.main]\npush = false\n[env.dev]\ntier = \"development\"\n";
    std::fs::write(yard.path("work/lockkeeper.toml"), file).expect("it can be written");
    clone.git(&["config", "core.excludesFile", "/dev/null"]);
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("work.txt", "x\n", "feat: work");
    let told = clone.flows(&["finish"]);
    assert!(told.contains("pull request"), "{told}");
    let refs = clone.refs();
    assert!(
        refs.contains_key("there refs/heads/release/1.1.0"),
        "{refs:?}"
    );
    // Somebody merges it there.
    let other = yard.clone("other");
    other.git(&["switch", "-q", "main"]);
    other.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge pull request #1",
        "origin/release/1.1.0",
    ]);
    other.git(&["push", "-q", "origin", "main"]);
    let merge = other.git(&["rev-parse", "main"]);
    clone.flows(&["finish"]);
    assert_eq!(clone.git(&["rev-parse", "v1.1.0^{commit}"]), merge);
    assert!(clone.remote_has("develop", &merge));
    assert!(!clone.refs().contains_key("there refs/heads/release/1.1.0"));
}

#[test]
fn tidying_deletes_what_has_arrived_and_nothing_that_somebody_needs() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    for name in ["arrived", "open", "behind-the-remote", "shown"] {
        clone.flows(&["start", "feature", name, "develop"]);
        clone.commit(&format!("{name}.txt"), "x\n", "feat: work");
        clone.flows(&["publish"]);
        if name != "open" {
            clone.flows(&["finish", "--keep"]);
        }
    }
    let other = yard.clone("other");
    other.git(&["switch", "-q", "feature/behind-the-remote"]);
    other.commit("later.txt", "x\n", "feat: later");
    other.git(&["push", "-q", "origin", "feature/behind-the-remote"]);
    clone.git(&["branch", "feature/begun", "develop"]);
    clone.git(&["branch", "my-own", "develop"]);
    clone.git(&["switch", "-q", "feature/shown"]);
    clone.flows(&["tidy"]);
    let refs = clone.refs();
    let gone = |name: &str| {
        !refs
            .keys()
            .any(|known| known.ends_with(&format!("/{name}")))
    };
    assert!(gone("arrived"), "{refs:?}");
    for name in ["open", "behind-the-remote", "shown", "begun", "my-own"] {
        assert!(!gone(name), "{name} stays: {refs:?}");
    }
    let nothing = clone.flow(&["tidy"]);
    assert_eq!(code(&nothing), 1, "{}", said(&nothing));
    assert!(
        said(&nothing).contains("it has only begun"),
        "{}",
        said(&nothing)
    );
}

#[test]
fn a_hotfix_that_is_called_by_its_trouble_gets_the_version_its_commits_ask_for() {
    let yard = Yard::of(GITFLOW);
    let clone = yard.clone("work");
    clone.flows(&["start", "hotfix", "critical-login"]);
    clone.commit("fix.txt", "x\n", "fix: let people in");
    clone.flows(&["finish"]);
    assert_eq!(clone.git(&["tag", "--list"]), "v1.0.0\nv1.0.1");
    clone.flows(&["start", "release", "v1.1.0"]);
    clone.commit("more.txt", "x\n", "feat: more");
    clone.flows(&["finish"]);
    assert!(clone.refs().contains_key("there refs/tags/v1.1.0"));
}
