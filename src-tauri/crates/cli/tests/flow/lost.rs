//! A finish whose push was refused, and what is made of it afterwards.

use crate::yard::{Clone, Yard, code, said};

const RELEASE: [&str; 3] = ["finish", "release", "1.1.0"];

/// Whoever pushes from here is refused, with these words.
fn refuse_pushes(clone: &Clone<'_>, words: &str) -> std::path::PathBuf {
    let hook = clone.folder().join(".git/hooks/pre-push");
    let script = format!("#!/bin/sh\necho '{words}' >&2\nexit 1\n");
    std::fs::write(&hook, script).expect("it can be written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&hook, mode).expect("it can be set");
    hook
}

/// A finish that made its tag and lost the race of its push to a colleague.
fn lost_race(yard: &Yard) -> Clone<'_> {
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("work.txt", "x\n", "feat: work");
    let hook = refuse_pushes(&clone, "not on a Friday");
    let refused = clone.flow(&RELEASE);
    assert_ne!(code(&refused), 0, "{}", said(&refused));
    assert!(said(&refused).contains("Friday"), "{}", said(&refused));
    std::fs::remove_file(hook).expect("it can be removed");
    let colleague = yard.clone("colleague");
    colleague.git(&["switch", "-q", "develop"]);
    colleague.commit("theirs.txt", "x\n", "feat: theirs");
    colleague.git(&["push", "-q", "origin", "develop"]);
    let lost = clone.flow(&["continue"]);
    assert_eq!(code(&lost), 4, "{}", said(&lost));
    clone
}

fn bring_together(clone: &Clone<'_>) {
    clone.git(&["fetch", "-q"]);
    clone.git(&["switch", "-q", "develop"]);
    clone.git(&["merge", "-q", "--no-edit", "origin/develop"]);
}

#[test]
fn a_tag_that_was_not_pushed_goes_with_the_next_finish() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = lost_race(&yard);
    bring_together(&clone);
    let made = clone.git(&["rev-parse", "v1.1.0"]);
    let plan = said(&clone.planned(&RELEASE));
    assert!(plan.contains("v1.1.0"), "the push names it: {plan}");
    clone.flows(&RELEASE);
    let refs = clone.refs();
    assert_eq!(refs.get("there refs/tags/v1.1.0"), Some(&made), "{refs:?}");
    assert_eq!(
        refs.get("there refs/heads/main"),
        refs.get("here refs/heads/main")
    );
    assert!(
        !refs.contains_key("here refs/heads/release/1.1.0"),
        "{refs:?}"
    );
}

#[test]
fn a_tag_left_on_another_commit_is_refused_with_the_way_out() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = lost_race(&yard);
    bring_together(&clone);
    clone.git(&["tag", "-f", "-a", "v1.1.0", "-m", "elsewhere", "develop"]);
    let before = clone.refs();
    let refused = clone.flow(&RELEASE);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let way_out = "git tag -d v1.1.0";
    assert!(said(&refused).contains(way_out), "{}", said(&refused));
    assert_eq!(clone.refs(), before);
    clone.git(&["tag", "-d", "v1.1.0"]);
    clone.flows(&RELEASE);
    assert!(clone.refs().contains_key("there refs/tags/v1.1.0"));
}

#[test]
fn a_tag_that_is_another_one_on_the_remote_is_refused() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = lost_race(&yard);
    bring_together(&clone);
    let colleague = yard.at("colleague");
    colleague.git(&["tag", "-a", "v1.1.0", "-m", "theirs", "develop"]);
    colleague.git(&["push", "-q", "origin", "v1.1.0"]);
    let refused = clone.flow(&RELEASE);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let why = "v1.1.0 here is not the one the remote has";
    assert!(said(&refused).contains(why), "{}", said(&refused));
}

#[test]
fn after_a_lost_race_the_next_command_is_named() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = lost_race(&yard);
    for verb in ["continue", "abort"] {
        let told = said(&clone.flow(&[verb]));
        assert!(
            told.contains("lockkeeper flow finish release/1.1.0"),
            "{told}"
        );
        assert!(told.contains("lockkeeper flow undo"), "{told}");
    }
    let apart = said(&clone.flow(&RELEASE));
    assert!(apart.contains("git switch develop"), "{apart}");
    assert!(apart.contains("git merge origin/develop"), "{apart}");
}

#[test]
fn what_a_server_says_of_a_push_is_in_the_run() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("cart.txt", "x\n", "feat: a cart");
    let hook = yard.path("origin.git/hooks/pre-receive");
    let script = "#!/bin/sh\nprintf 'change \\033[31mticket\\033[0m missing\\n' >&2\nexit 1\n";
    std::fs::write(&hook, script).expect("it can be written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&hook, mode).expect("it can be set");
    let refused = clone.flow(&["finish"]);
    let told = said(&refused);
    assert!(told.contains("remote: change ticket missing"), "{told:?}");
    assert!(
        told.contains("[remote rejected] (pre-receive hook declined)"),
        "{told}"
    );
    assert!(!told.contains("failed to push some refs"), "{told}");
    assert!(
        !told.contains('\u{1b}'),
        "nothing of the server steers the terminal"
    );
}

/// A release whose way back into develop stopped at a conflict.
fn stopped(yard: &Yard) -> Clone<'_> {
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("a.txt", "release\n", "fix: in the release");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("a.txt", "develop\n", "feat: on develop");
    clone.git(&["push", "-q", "origin", "develop"]);
    let stopped = clone.flow(&RELEASE);
    assert_eq!(code(&stopped), 3, "{}", said(&stopped));
    clone
}

#[test]
fn the_marks_of_a_conflict_name_what_comes() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = stopped(&yard);
    let text = clone.read("a.txt");
    assert!(text.contains("\n>>>>>>> v1.1.0\n"), "{text}");
    clone.write("a.txt", "both\n");
    clone.flows(&["continue"]);
    assert!(clone.remote_has("develop", "v1.1.0"));
}

#[test]
fn whoever_starts_in_a_stopped_operation_is_told_how_to_go_on_with_it() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = stopped(&yard);
    let told = said(&clone.flow(&["start", "feature", "cart"]));
    for word in ["lockkeeper flow continue", "lockkeeper flow abort"] {
        assert!(told.contains(word), "{told}");
    }
    assert!(!told.contains("git merge --continue"), "{told}");
    clone.flows(&["abort"]);
    clone.git(&["switch", "-q", "-c", "own", "v1.0.0"]);
    clone.git(&["merge", "-q", "--no-commit", "--no-ff", "main"]);
    let told = said(&clone.flow(&["start", "feature", "cart"]));
    assert!(
        told.contains("git merge --continue"),
        "a merge of one's own: {told}"
    );
}

#[test]
fn what_is_said_of_a_pushed_tag_is_no_merge() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("work.txt", "x\n", "feat: work");
    clone.flows(&RELEASE);
    let told = said(&clone.flow(&["undo"]));
    let tag = told.lines().find(|line| line.contains("refs/tags/v1.1.0"));
    let tag = tag.unwrap_or_default();
    assert!(tag.contains("lockkeeper release yank"), "{told}");
    assert!(!tag.contains("merge"), "{told}");
}

#[test]
fn files_that_the_first_finish_wrote_are_not_missed_by_the_second() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = crate::released::scene(&yard, "");
    let hook = refuse_pushes(&clone, "no");
    clone.flow(&RELEASE);
    std::fs::remove_file(hook).expect("it can be removed");
    let colleague = yard.clone("colleague");
    colleague.git(&["switch", "-q", "develop"]);
    colleague.commit("theirs.txt", "x\n", "feat: theirs");
    colleague.git(&["push", "-q", "origin", "develop"]);
    assert_eq!(code(&clone.flow(&["continue"])), 4);
    bring_together(&clone);
    let plan = said(&clone.planned(&RELEASE));
    assert!(!plan.contains("do not say"), "{plan}");
    clone.flows(&RELEASE);
    assert_eq!(clone.git(&["show", "origin/main:VERSION"]), "1.1.0");
    assert!(clone.refs().contains_key("there refs/tags/v1.1.0"));
}
