//! Models × kinds × ways × states: the end is, object by object, the one that
//! plain git commands come to.

use crate::yard::{Clone, Yard, code, said};

/// A kind of branch in a model: where it starts, where it goes, who follows.
struct Case {
    model: &'static str,
    bases: &'static [&'static str],
    kind: &'static str,
    start: &'static str,
    parent: &'static str,
    followers: &'static [&'static str],
    tag: bool,
}

const GITFLOW: &[&str] = &["main", "develop"];
const ENVIRONMENTS: &[&str] = &["main", "staging", "develop"];
const GITHUB: &[&str] = &["main"];

const fn case(
    model: &'static str,
    bases: &'static [&'static str],
    kind: &'static str,
    (start, parent): (&'static str, &'static str),
    followers: &'static [&'static str],
    tag: bool,
) -> Case {
    Case {
        model,
        bases,
        kind,
        start,
        parent,
        followers,
        tag,
    }
}

const CASES: &[Case] = &[
    case(
        "gitflow",
        GITFLOW,
        "feature",
        ("develop", "develop"),
        &[],
        false,
    ),
    case(
        "gitflow",
        GITFLOW,
        "bugfix",
        ("develop", "develop"),
        &[],
        false,
    ),
    case(
        "gitflow",
        GITFLOW,
        "release",
        ("develop", "main"),
        &["develop"],
        true,
    ),
    case(
        "gitflow",
        GITFLOW,
        "hotfix",
        ("main", "main"),
        &["develop"],
        true,
    ),
    case(
        "github-flow",
        GITHUB,
        "feature",
        ("main", "main"),
        &[],
        false,
    ),
    case(
        "gitflow-environments",
        ENVIRONMENTS,
        "feature",
        ("develop", "develop"),
        &[],
        false,
    ),
    case(
        "gitflow-environments",
        ENVIRONMENTS,
        "release",
        ("develop", "main"),
        &["staging", "develop"],
        true,
    ),
    case(
        "gitflow-environments",
        ENVIRONMENTS,
        "hotfix",
        ("main", "main"),
        &["staging", "develop"],
        true,
    ),
];

const WAYS: &[&str] = &["merge", "squash", "rebase"];

impl Case {
    fn branch(&self) -> String {
        format!("{}/1.1.0", self.kind)
    }

    /// A clone in which the branch has two commits, and every base one more
    /// that the branch lacks.
    fn scene<'a>(&self, yard: &'a Yard) -> Clone<'a> {
        let clone = yard.clone("work");
        clone.flows(&["start", self.kind, "1.1.0"]);
        let began = clone.git(&["rev-parse", "HEAD"]);
        assert_eq!(
            began,
            clone.git(&["rev-parse", self.start]),
            "{}",
            self.kind
        );
        clone.commit("work.txt", "one\n", "feat: work");
        clone.commit("more.txt", "two\n", "fix: more work");
        clone.git(&["switch", "-q", self.parent]);
        clone.commit(&format!("{}.txt", self.parent), "x\n", "fix: on the parent");
        for follower in self.followers {
            clone.git(&["switch", "-q", follower]);
            clone.commit(&format!("{follower}.txt"), "x\n", "feat: on the follower");
        }
        clone.git(&["push", "-q", "origin", "--all"]);
        clone.git(&["switch", "-q", &self.branch()]);
        clone
    }

    /// What the program does, in plain git.
    fn by_hand(&self, clone: &Clone<'_>, way: &str, moment: &str, tag_text: &str) {
        let branch = self.branch();
        let git = |words: &[&str]| {
            let output = clone.git_at(moment, words);
            assert!(output.status.success(), "git {words:?}: {}", said(&output));
        };
        let into = if self.parent == "main" {
            String::new()
        } else {
            format!(" into {}", self.parent)
        };
        match way {
            "merge" => {
                git(&["switch", "-q", self.parent]);
                git(&[
                    "merge",
                    "-q",
                    "--no-ff",
                    "-m",
                    &format!("Merge branch '{branch}'{into}"),
                    &branch,
                ]);
            }
            "squash" => {
                git(&["switch", "-q", self.parent]);
                git(&["merge", "-q", "--squash", &branch]);
                let message = format!("Squash branch '{branch}' into {}", self.parent);
                git(&["commit", "-q", "-m", &message]);
            }
            _ => {
                git(&["rebase", "-q", self.parent, &branch]);
                git(&["switch", "-q", self.parent]);
                git(&["merge", "-q", "--ff-only", &branch]);
            }
        }
        let mut called = format!("branch '{}'", self.parent);
        if self.tag {
            called = "tag 'v1.1.0'".to_owned();
            clone.write(".git/tag-text", tag_text);
            git(&[
                "tag",
                "-a",
                "v1.1.0",
                "--cleanup=verbatim",
                "-F",
                ".git/tag-text",
            ]);
        }
        for follower in self.followers {
            git(&["switch", "-q", follower]);
            let message = format!("Merge {called} into {follower}");
            git(&["merge", "-q", "--no-ff", "-m", &message, self.parent]);
        }
        git(&["branch", "-q", "-D", &branch]);
        git(&["push", "-q", "--atomic", "--follow-tags", "origin", "--all"]);
        git(&[
            "push",
            "-q",
            "origin",
            "--tags",
            &format!(":refs/heads/{branch}"),
        ]);
    }

    fn name(&self, way: &str) -> String {
        format!("{} {} by {way}", self.model, self.kind)
    }
}

/// The time git wrote into the newest commit of a branch.
fn moment(clone: &Clone<'_>, branch: &str) -> String {
    format!(
        "@{} +0000",
        clone.git(&["log", "-1", "--format=%ct", branch])
    )
}

#[test]
fn a_finish_ends_object_by_object_where_plain_git_ends() {
    for case in CASES {
        for way in WAYS {
            let yard = Yard::of(case.bases);
            let clone = case.scene(&yard);
            let copy = yard.copy();
            let option = format!("--{way}");
            let mut words = vec!["finish", case.kind, "1.1.0"];
            if *way != "merge" {
                words.push(&option);
            }
            clone.flows(&words);
            let text = match case.tag {
                true => clone.git(&["cat-file", "tag", "v1.1.0"]),
                false => String::new(),
            };
            let (_, text) = text.split_once("\n\n").unwrap_or_default();
            let by_hand = copy.at("work");
            case.by_hand(
                &by_hand,
                way,
                &moment(&clone, case.parent),
                &format!("{text}\n"),
            );
            assert_eq!(clone.refs(), by_hand.refs(), "{}", case.name(way));
            assert_eq!(
                clone.git(&["status", "--porcelain"]),
                "",
                "{}",
                case.name(way)
            );
        }
    }
}

#[test]
fn a_conflict_on_the_way_up_is_solved_in_an_editor_and_continued() {
    for case in CASES {
        for way in WAYS {
            let yard = Yard::of(case.bases);
            let clone = case.scene(&yard);
            clone.commit("a.txt", "from the branch\n", "fix: mine");
            clone.git(&["switch", "-q", case.parent]);
            clone.commit("a.txt", "from the parent\n", "fix: theirs");
            clone.git(&["push", "-q", "origin", case.parent]);
            clone.git(&["switch", "-q", &case.branch()]);
            let option = format!("--{way}");
            let mut words = vec!["finish", case.kind, "1.1.0"];
            if *way != "merge" {
                words.push(&option);
            }
            solved(case, way, &clone, &words);
        }
    }
}

#[test]
fn a_conflict_on_the_way_down_is_solved_in_an_editor_and_continued() {
    for case in CASES.iter().filter(|case| !case.followers.is_empty()) {
        for way in WAYS {
            let yard = Yard::of(case.bases);
            let clone = case.scene(&yard);
            clone.commit("a.txt", "from the branch\n", "fix: mine");
            clone.git(&["switch", "-q", "develop"]);
            clone.commit("a.txt", "from develop\n", "fix: theirs");
            clone.git(&["push", "-q", "origin", "develop"]);
            clone.git(&["switch", "-q", &case.branch()]);
            let option = format!("--{way}");
            let mut words = vec!["finish", case.kind, "1.1.0"];
            if *way != "merge" {
                words.push(&option);
            }
            solved(case, way, &clone, &words);
            let tags = clone.git(&["tag", "--list"]);
            assert_eq!(tags.lines().count(), 2, "{}: {tags}", case.name(way));
        }
    }
}

/// Finishes, meets a conflict in `a.txt`, decides in an editor, continues.
fn solved(case: &Case, way: &str, clone: &Clone<'_>, words: &[&str]) {
    let name = case.name(way);
    let stopped = clone.flow(words);
    assert_eq!(code(&stopped), 3, "{name}: {}", said(&stopped));
    assert!(
        said(&stopped).contains("a.txt"),
        "{name}: {}",
        said(&stopped)
    );
    assert!(
        clone.read("a.txt").contains("<<<<<<<"),
        "{name}: the marks are in the file"
    );
    let again = clone.flow(&["continue"]);
    assert_eq!(
        code(&again),
        3,
        "{name}: nothing was decided: {}",
        said(&again)
    );
    clone.write("a.txt", "decided\n");
    let done = clone.flow(&["continue"]);
    assert_eq!(code(&done), 0, "{name}: {}", said(&done));
    let followers = case.followers.iter().filter(|name| **name == "develop");
    for branch in [&case.parent].into_iter().chain(followers) {
        let there = clone.git(&["show", &format!("origin/{branch}:work.txt")]);
        assert_eq!(there, "one", "{name}: {branch} has the work");
    }
    let refs = clone.refs();
    let gone = format!("refs/heads/{}", case.branch());
    assert!(
        !refs.keys().any(|key| key.ends_with(&gone)),
        "{name}: {refs:?}"
    );
    for base in case.bases {
        let (here, there) = (
            &refs[&format!("here refs/heads/{base}")],
            &refs[&format!("there refs/heads/{base}")],
        );
        assert_eq!(here, there, "{name}: {base} is the same on both sides");
    }
}

#[test]
fn a_parent_that_lags_behind_is_moved_on_first() {
    for case in CASES {
        let yard = Yard::of(case.bases);
        let clone = case.scene(&yard);
        let other = yard.clone("other");
        other.git(&["switch", "-q", case.parent]);
        let theirs = other.commit("other.txt", "x\n", "feat: by somebody else");
        other.git(&["push", "-q", "origin", case.parent]);
        clone.flows(&["finish", case.kind, "1.1.0"]);
        assert!(
            clone.remote_has(case.parent, &theirs),
            "{}",
            case.name("merge")
        );
    }
}

#[test]
fn a_parent_that_went_apart_is_refused_with_what_to_do() {
    for case in CASES {
        let yard = Yard::of(case.bases);
        let clone = case.scene(&yard);
        let other = yard.clone("other");
        other.git(&["switch", "-q", case.parent]);
        other.commit("other.txt", "x\n", "feat: by somebody else");
        other.git(&["push", "-q", "origin", case.parent]);
        clone.git(&["switch", "-q", case.parent]);
        clone.commit("mine.txt", "x\n", "feat: mine");
        clone.git(&["switch", "-q", &case.branch()]);
        let before = clone.refs();
        let refused = clone.flow(&["finish", case.kind, "1.1.0"]);
        assert_eq!(code(&refused), 1, "{}", said(&refused));
        assert!(said(&refused).contains("gone apart"), "{}", said(&refused));
        assert_eq!(clone.refs(), before, "nothing moved");
    }
}

#[test]
fn a_tag_that_is_there_already_is_refused_before_anything_moves() {
    for case in CASES.iter().filter(|case| case.tag) {
        for side in ["here", "there"] {
            let yard = Yard::of(case.bases);
            let clone = case.scene(&yard);
            clone.git(&["tag", "-a", "v1.1.0", "-m", "another", "v1.0.0"]);
            if side == "there" {
                clone.git(&["push", "-q", "origin", "v1.1.0"]);
                clone.git(&["tag", "-d", "v1.1.0"]);
            }
            let before = clone.refs();
            let refused = clone.flow(&["finish", case.kind, "1.1.0"]);
            assert_eq!(code(&refused), 1, "{side}: {}", said(&refused));
            assert!(
                said(&refused).contains("v1.1.0 exists already"),
                "{}",
                said(&refused)
            );
            assert_eq!(
                clone.refs()["here refs/heads/main"],
                before["here refs/heads/main"]
            );
        }
    }
}
