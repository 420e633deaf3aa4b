//! A finish writes what a cut writes: version file, changelog, tag.

use crate::yard::{Clone, Refs, Yard, code, said};
use std::collections::BTreeMap;

const FILE: &str = "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n\
[repos.shop]\nurl = \".\"\nbranching = \"gitflow\"\n\
[services.shop]\nrepo = \"shop\"\ntag = \"v{version}\"\n\
version_file = \"VERSION\"\nchangelog = \"CHANGELOG.md\"\n\
[env.dev]\ntier = \"development\"\n";

const WRITTEN: [&str; 2] = ["CHANGELOG.md", "VERSION"];

/// A clone with a service whose releases write files, in a release branch.
pub fn scene<'a>(yard: &'a Yard, more: &str) -> Clone<'a> {
    let clone = yard.clone("work");
    clone.write("lockkeeper.toml", &format!("{FILE}{more}"));
    clone.git(&["switch", "-q", "main"]);
    clone.commit("VERSION", "1.0.0\n", "chore: a version");
    clone.git(&["switch", "-q", "develop"]);
    clone.git(&["merge", "-q", "--ff-only", "main"]);
    clone.git(&["push", "-q", "origin", "--all"]);
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("work.txt", "x\n", "feat: work");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("develop.txt", "x\n", "feat: on develop");
    clone.git(&["push", "-q", "origin", "develop"]);
    clone.git(&["switch", "-q", "release/1.1.0"]);
    clone
}

/// The files of a branch that a release writes.
fn written(clone: &Clone<'_>, branch: &str) -> BTreeMap<&'static str, String> {
    let show = |file: &str| clone.git(&["show", &format!("{branch}:{file}")]);
    WRITTEN.iter().map(|file| (*file, show(file))).collect()
}

fn tag_text(clone: &Clone<'_>) -> String {
    let object = clone.git(&["cat-file", "tag", "v1.1.0"]);
    let (_, text) = object.split_once("\n\n").expect("a tag has a head");
    format!("{text}\n")
}

/// The same in plain git, with the words of the program.
fn by_hand(clone: &Clone<'_>, way: &str, moment: &str, (files, tag): (&Files, &str)) -> Refs {
    let git = |words: &[&str]| {
        let output = clone.git_at(moment, words);
        assert!(output.status.success(), "git {words:?}: {}", said(&output));
    };
    for (file, text) in files {
        clone.write(file, &format!("{text}\n"));
    }
    git(&["add", "CHANGELOG.md", "VERSION"]);
    git(&["commit", "-q", "-m", "chore(release): shop 1.1.0"]);
    if way == "rebase" {
        git(&["rebase", "-q", "main"]);
    }
    git(&["switch", "-q", "main"]);
    match way {
        "rebase" => git(&["merge", "-q", "--ff-only", "release/1.1.0"]),
        "squash" => {
            git(&["merge", "-q", "--squash", "release/1.1.0"]);
            git(&[
                "commit",
                "-q",
                "-m",
                "Squash branch 'release/1.1.0' into main",
            ]);
        }
        _ => {
            let message = "Merge branch 'release/1.1.0'";
            git(&["merge", "-q", "--no-ff", "-m", message, "release/1.1.0"]);
        }
    }
    clone.write(".git/tag-text", tag);
    git(&[
        "tag",
        "-a",
        "v1.1.0",
        "--cleanup=verbatim",
        "-F",
        ".git/tag-text",
    ]);
    git(&["switch", "-q", "develop"]);
    let message = "Merge tag 'v1.1.0' into develop";
    git(&["merge", "-q", "--no-ff", "-m", message, "main"]);
    git(&["branch", "-q", "-D", "release/1.1.0"]);
    git(&["push", "-q", "--atomic", "--follow-tags", "origin", "--all"]);
    clone.refs()
}

type Files = BTreeMap<&'static str, String>;

#[test]
fn version_and_changelog_are_the_last_commit_of_the_branch_as_by_plain_git() {
    for way in ["merge", "squash", "rebase"] {
        let yard = Yard::of(&["main", "develop"]);
        let clone = scene(&yard, "");
        let copy = yard.copy();
        let option = format!("--{way}");
        let words = match way {
            "merge" => vec!["finish"],
            _ => vec!["finish", option.as_str()],
        };
        clone.flows(&words);
        let files = written(&clone, "main");
        assert_eq!(files["VERSION"], "1.1.0", "{way}");
        assert!(files["CHANGELOG.md"].contains("## [1.1.0]"), "{way}");
        let moment = clone.git(&["log", "-1", "--format=@%ct +0000", "main"]);
        let by_hand = by_hand(&copy.at("work"), way, &moment, (&files, &tag_text(&clone)));
        assert_eq!(clone.refs(), by_hand, "{way}");
        assert_eq!(clone.git(&["status", "--porcelain", "-uno"]), "", "{way}");
    }
}

#[test]
fn a_finish_and_a_cut_of_the_same_commit_say_the_same() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    let copy = yard.copy();
    let cut = copy.at("work");
    let words = ["release", "cut", "shop", "--rev", "release/1.1.0", "--yes"];
    let output = cut.program(&words).output().expect("it starts");
    assert_eq!(code(&output), 0, "{}", said(&output));
    clone.flows(&["finish"]);
    assert_eq!(tag_text(&clone), tag_text(&cut));
    assert_eq!(written(&clone, "v1.1.0"), written(&cut, "v1.1.0"));
}

#[test]
fn what_a_person_says_of_the_release_is_in_the_tag_and_in_the_changelog() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.flows(&["finish", "--message", "- Said by hand"]);
    assert!(tag_text(&clone).contains("- Said by hand"));
    assert!(written(&clone, "main")["CHANGELOG.md"].contains("- Said by hand"));
}

#[test]
fn without_a_tag_nothing_is_written() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.flows(&["finish", "--notag"]);
    assert_eq!(clone.git(&["show", "main:VERSION"]), "1.0.0");
    assert_eq!(clone.git(&["ls-tree", "main", "CHANGELOG.md"]), "");
}

#[test]
fn words_of_people_in_a_section_that_is_written_anew_are_told_before() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    // The release was cut from here once, taken back, and its notes mended.
    let section = "# Changelog\n\n## [1.1.0] - 2026-01-01\n\n- Mended by hand.\n";
    clone.commit("CHANGELOG.md", section, "chore(release): shop 1.1.0");
    let told = said(&clone.planned(&["finish"]));
    assert!(told.contains("- Mended by hand."), "{told}");
    // Where nothing is written any more, nothing goes.
    clone.git(&["switch", "-q", "main"]);
    clone.git(&["merge", "-q", "--no-ff", "-m", "merged", "release/1.1.0"]);
    clone.git(&["switch", "-q", "release/1.1.0"]);
    let told = said(&clone.planned(&["finish"]));
    assert!(told.contains("nothing is written any more"), "{told}");
    assert!(!told.contains("- Mended by hand."), "{told}");
}

#[test]
fn a_version_that_is_not_higher_is_refused_as_a_cut_refuses_it() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.git(&["branch", "-q", "-m", "release/0.9.0"]);
    let refused = clone.flow(&["finish"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(
        said(&refused).contains("not higher than 1.0.0"),
        "{}",
        said(&refused)
    );
}

#[test]
fn by_pull_request_the_files_go_with_the_branch_and_the_tag_comes_after() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "[repos.shop.branches.main]\npush = false\n");
    clone.flows(&["finish"]);
    assert_eq!(written(&clone, "origin/release/1.1.0")["VERSION"], "1.1.0");
    assert_eq!(clone.git(&["tag", "--list", "v1.1.0"]), "");
    let forge = yard.clone("forge");
    forge.git(&["switch", "-q", "main"]);
    forge.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge pull request #7",
        "release/1.1.0",
    ]);
    forge.git(&["push", "-q", "origin", "main"]);
    clone.flows(&["finish"]);
    assert_eq!(written(&clone, "v1.1.0")["VERSION"], "1.1.0");
    let log = clone.git(&["log", "--format=%s", "v1.1.0"]);
    assert_eq!(log.matches("chore(release)").count(), 1, "{log}");
}

#[test]
fn the_files_are_taken_back_with_the_rest() {
    for way in ["--keep", "--rebase", "--squash", "--no-back-merge"] {
        let yard = Yard::of(&["main", "develop"]);
        let clone = scene(&yard, "");
        let before = clone.refs();
        clone.flows(&["finish", "--no-push", way]);
        assert_ne!(clone.refs(), before, "{way}");
        clone.flows(&["undo"]);
        assert_eq!(clone.refs(), before, "{way}");
        assert_eq!(
            clone.read("VERSION"),
            "1.0.0\n",
            "{way}: the work tree follows"
        );
    }
}

#[test]
fn a_version_file_that_develop_changed_too_is_a_conflict_told_before() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("VERSION", "1.2.0-dev\n", "chore: the next version");
    clone.git(&["push", "-q", "origin", "develop"]);
    clone.git(&["switch", "-q", "release/1.1.0"]);
    let plan = clone.planned(&["finish"]);
    let told = said(&plan);
    assert!(told.contains("into develop conflicts in 1 file"), "{told}");
    assert!(told.contains("VERSION"), "{told}");
    assert_eq!(code(&clone.flow(&["finish"])), 3);
    clone.write("VERSION", "1.2.0-dev\n");
    clone.flows(&["continue"]);
    assert_eq!(written(&clone, "origin/develop")["VERSION"], "1.2.0-dev");
    assert_eq!(written(&clone, "origin/main")["VERSION"], "1.1.0");
}

#[test]
fn a_rebase_that_stops_names_the_commit_before_it_begins() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = yard.clone("work");
    clone.flows(&["start", "feature", "cart"]);
    clone.commit("one.txt", "x\n", "feat: fits");
    let stops = clone.commit("a.txt", "from the branch\n", "feat: does not fit");
    // The branch as a whole would merge: its last commit takes that back.
    clone.commit("a.txt", "one\n", "fix: take it back");
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("a.txt", "from develop\n", "fix: theirs");
    clone.git(&["push", "-q", "origin", "develop"]);
    clone.git(&["switch", "-q", "feature/cart"]);
    let merged = said(&clone.planned(&["finish"]));
    assert!(!merged.contains("conflict"), "{merged}");
    let plan = said(&clone.planned(&["finish", "--rebase"]));
    let named = format!("stops at {} (feat: does not fit)", &stops[..7]);
    assert!(plan.contains(&named), "{plan}");
    assert_eq!(code(&clone.flow(&["finish", "--rebase"])), 3, "so it does");
}

/// Two services of one repository, released by one tag.
const TWO: &str = "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n\
[repos.shop]\nurl = \".\"\nbranching = \"gitflow\"\n\
[groups.store]\ntag = \"v{version}\"\n\
[services.api]\nrepo = \"shop\"\ngroup = \"store\"\npaths = [\"api/**\"]\n\
version_file = \"api/VERSION\"\nchangelog = \"API-LOG\"\n\
[services.web]\nrepo = \"shop\"\ngroup = \"store\"\npaths = [\"web/**\"]\n\
version_file = \"web/VERSION\"\nchangelog = \"WEB-LOG\"\n\
[env.dev]\ntier = \"development\"\n";

fn two_services<'a>(yard: &'a Yard, web_log: &str) -> Clone<'a> {
    let clone = yard.clone("work");
    let file = TWO.replace("WEB-LOG", web_log);
    let file = file.replace("API-LOG", "api/CHANGELOG.md");
    clone.write(".git/info/exclude", "/lockkeeper.toml\n");
    clone.write("lockkeeper.toml", &file);
    clone.git(&["switch", "-q", "develop"]);
    for service in ["api", "web"] {
        let version = format!("{service}/VERSION");
        clone.commit(&version, "1.0.0\n", "chore: a version");
    }
    clone.git(&["push", "-q", "origin", "develop"]);
    clone.flows(&["start", "release", "1.1.0"]);
    clone.commit("api/a.txt", "x\n", "feat: an answer");
    clone.commit("web/w.txt", "x\n", "fix: a page");
    clone
}

#[test]
fn one_tag_of_several_services_writes_the_files_of_each() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = two_services(&yard, "web/CHANGELOG.md");
    clone.flows(&["finish"]);
    for branch in ["main", "develop"] {
        let show = |file: &str| clone.git(&["show", &format!("origin/{branch}:{file}")]);
        assert_eq!(show("api/VERSION"), "1.1.0");
        assert_eq!(show("web/VERSION"), "1.1.0");
        let (api, web) = (show("api/CHANGELOG.md"), show("web/CHANGELOG.md"));
        assert!(api.contains("n answer") && !api.contains("page"), "{api}");
        assert!(web.contains("page") && !web.contains("n answer"), "{web}");
    }
    let text = tag_text(&clone);
    assert!(text.starts_with("store 1.1.0\n\n## api\n\n"), "{text}");
    assert!(text.contains("\n\n## web\n\n"), "{text}");
    let message = clone.git(&["log", "-1", "--format=%s", "v1.1.0^2"]);
    assert_eq!(message, "chore(release): store 1.1.0");
}

#[test]
fn a_finish_and_a_cut_of_a_group_write_the_same_files() {
    for web_log in ["web/CHANGELOG.md", "api/CHANGELOG.md"] {
        let yard = Yard::of(&["main", "develop"]);
        let clone = two_services(&yard, web_log);
        let copy = yard.copy();
        let cut = copy.at("work");
        let words = ["release", "cut", "api", "--rev", "release/1.1.0", "--yes"];
        let output = cut.program(&words).output().expect("it starts");
        assert_eq!(code(&output), 0, "{}", said(&output));
        clone.flows(&["finish"]);
        for file in ["api/CHANGELOG.md", web_log, "api/VERSION", "web/VERSION"] {
            let show = |clone: &Clone<'_>| clone.git(&["show", &format!("v1.1.0:{file}")]);
            assert_eq!(show(&clone), show(&cut), "{web_log}: {file}");
        }
    }
}

#[test]
fn a_changelog_that_services_keep_together_has_the_release_once() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = two_services(&yard, "api/CHANGELOG.md");
    clone.flows(&["finish"]);
    let log = clone.git(&["show", "origin/main:api/CHANGELOG.md"]);
    assert_eq!(log.matches("## [1.1.0]").count(), 1, "{log}");
    assert!(log.contains("n answer") && log.contains("page"), "{log}");
}

#[test]
fn a_cut_pushes_no_commit_to_a_branch_that_takes_pull_requests_only() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "[repos.shop.branches.develop]\npush = false\n");
    clone.git(&["switch", "-q", "develop"]);
    let before = clone.refs();
    let cut = |words: &[&str]| {
        let words = [&["release", "cut", "shop", "--yes"], words].concat();
        clone.program(&words).output().expect("it starts")
    };
    let refused = cut(&["--rev", "develop"]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    let why = "develop takes work by pull request only";
    assert!(said(&refused).contains(why), "{}", said(&refused));
    assert_eq!(clone.refs(), before);
    let file = FILE.replace(
        "version_file = \"VERSION\"\nchangelog = \"CHANGELOG.md\"\n",
        "",
    );
    let more = "[repos.shop.branches.develop]\npush = false\n";
    clone.write("lockkeeper.toml", &format!("{file}{more}"));
    let tagged = cut(&["--rev", "develop"]);
    assert_eq!(code(&tagged), 0, "{}", said(&tagged));
    assert_eq!(
        clone.refs()["there refs/heads/develop"],
        before["there refs/heads/develop"]
    );
}

#[test]
fn the_hook_that_judges_messages_is_asked_of_the_commit_of_a_release() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    let hook = clone.folder().join(".git/hooks/commit-msg");
    let before = clone.refs();
    crate::tools::write_program(&hook, "#!/bin/sh\necho not today >&2\nexit 1\n");
    let words = ["release", "cut", "shop", "--rev", "release/1.1.0", "--yes"];
    let cut = clone.program(&words).output().expect("it starts");
    assert_ne!(code(&cut), 0, "{}", said(&cut));
    assert!(said(&cut).contains("not today"), "{}", said(&cut));
    assert_eq!(clone.refs(), before);
    // What it writes into the message is in the commit.
    crate::tools::write_program(&hook, "#!/bin/sh\necho 'Change-Id: I1' >> \"$1\"\n");
    let told = said(&cut);
    let (_, open) = told
        .split_once("`lockkeeper run continue ")
        .expect("the way on");
    let (open, _) = open.split_once('`').expect("its end");
    let on = clone.program(&["run", "continue", open]).output();
    let on = on.expect("it starts");
    assert_eq!(code(&on), 0, "{}", said(&on));
    let message = clone.git(&["log", "-1", "--format=%B", "v1.1.0^{commit}"]);
    assert!(message.contains("chore(release): shop 1.1.0"), "{message}");
    assert!(message.contains("Change-Id: I1"), "{message}");
}

#[test]
fn a_changelog_that_is_no_utf8_is_refused_and_stays() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    let written = b"# Changelog\n\ncaf\xe9\n";
    std::fs::write(clone.folder().join("CHANGELOG.md"), written).expect("it can be written");
    clone.git(&["add", "CHANGELOG.md"]);
    clone.git(&["commit", "-q", "-m", "docs: a changelog"]);
    let before = clone.refs();
    let words = ["release", "cut", "shop", "--rev", "release/1.1.0", "--yes"];
    let cut = clone.program(&words).output().expect("it starts");
    assert_eq!(code(&cut), 1, "{}", said(&cut));
    assert!(
        said(&cut).contains("not written in UTF-8"),
        "{}",
        said(&cut)
    );
    assert_eq!(clone.refs(), before);
}

#[test]
fn a_message_in_doubt_comes_with_the_words_that_count_it() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.commit("gate", "gate", "fix!:gate");
    let cut = ["release", "cut", "shop", "--rev", "HEAD", "--dry-run"];
    let asked = |words: &[&str]| {
        let told = clone.program(&[&cut[..], words].concat()).output();
        said(&told.expect("it starts"))
    };
    let told = asked(&[]);
    let (_, words) = told.split_once("With `--count ").expect("the words");
    let (words, _) = words.split_once('`').expect("their end");
    assert!(words.ends_with("=major"), "{words}");
    let counted = asked(&["--count", words]);
    assert!(counted.contains("→ 2.0.0"), "{counted}");
    assert!(!told.contains("→ 2.0.0"), "{told}");
}

#[test]
fn a_version_file_that_is_ahead_of_the_release_is_named_before_it_is_lowered() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.commit(
        "VERSION",
        "9.0.0\n",
        "chore: a version that nobody released",
    );
    let told = "VERSION names 9.0.0 already, which is higher.";
    let finish = ["flow", "finish", "--dry-run"];
    let cut = ["release", "cut", "shop", "--rev", "HEAD", "--dry-run"];
    for words in [&finish[..], &cut] {
        let plan = clone.program(words).output().expect("it starts");
        assert!(said(&plan).contains(told), "{words:?}: {}", said(&plan));
    }
    clone.commit("VERSION", "1.0.0\n", "chore: the version as it is");
    let plan = clone.program(&finish).output().expect("it starts");
    assert!(!said(&plan).contains("already"), "{}", said(&plan));
}
