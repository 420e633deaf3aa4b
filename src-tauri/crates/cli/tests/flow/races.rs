//! Two clones against one remote: no commit is lost, and nothing is forced.

use crate::yard::{Clone, Yard, code};
use std::collections::BTreeSet;

/// How many operations when nobody says more.
const STEPS: u32 = 60;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// One operation of one person, whatever comes of it.
fn act(clone: &Clone<'_>, dice: &mut Dice, number: u32, made: &mut BTreeSet<String>) {
    let topics = clone.git(&[
        "for-each-ref",
        "--format=%(refname:lstrip=2)",
        "refs/heads/feature",
    ]);
    let topics: Vec<&str> = topics.lines().collect();
    let picked = usize::try_from(dice.roll(8)).unwrap_or(0) % topics.len().max(1);
    match (dice.roll(6), topics.get(picked)) {
        (0..=1, _) | (_, None) => {
            let name = format!("f{number}");
            if code(&clone.flow(&["start", "feature", &name])) == 0 {
                let file = format!("f{}.txt", dice.roll(6));
                let text = format!("{number}\n");
                made.insert(clone.commit(&file, &text, &format!("feat: number {number}")));
            }
        }
        (2..=3, Some(topic)) => {
            let done = clone.flow(&["finish", topic]);
            if code(&done) == 3 {
                // It stopped: decide for both sides, or give it up.
                if dice.roll(2) == 0 {
                    let open = clone.git(&["diff", "--name-only", "--diff-filter=U"]);
                    for file in open.lines() {
                        clone.write(file, &format!("decided {number}\n"));
                    }
                    clone.flow(&["continue"]);
                } else {
                    clone.flow(&["abort"]);
                    clone.flow(&["undo"]);
                }
            } else if code(&done) == 4 {
                clone.flow(&["undo"]);
            }
        }
        (4, Some(topic)) => {
            clone.flow(&["publish", topic]);
        }
        (_, Some(topic)) => {
            if code(&clone.flow(&["update", topic])) == 3 {
                clone.flow(&["abort"]);
            }
        }
    }
}

#[test]
fn random_operations_of_two_people_lose_no_commit_and_force_no_ref() {
    let yard = Yard::of(&["main", "develop"]);
    yard.clone("one");
    yard.clone("two");
    let forced = yard.path("origin.git/hooks/update");
    // The remote itself says what it was asked for.
    std::fs::write(
        &forced,
        "#!/bin/sh\nzero=0000000000000000000000000000000000000000\n\
         case \"$2 $3\" in *$zero*) exit 0;; esac\n\
         git merge-base --is-ancestor \"$2\" \"$3\" || echo \"$1\" >>forced\n",
    )
    .expect("it can be written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&forced, mode).expect("it can be set");

    let steps = std::env::var("LOCKKEEPER_TEST_STEPS").ok();
    let steps = steps.map_or(STEPS, |text| text.parse().expect("it is a number"));
    let mut dice = Dice(0x5eed);
    let mut made = BTreeSet::new();
    for number in 0..steps {
        let name = if dice.roll(2) == 0 { "one" } else { "two" };
        act(&yard.at(name), &mut dice, number, &mut made);
    }
    assert!(made.len() > 8, "something was made: {made:?}");
    assert!(
        !yard.path("origin.git/forced").exists(),
        "a ref was moved by force"
    );
    for commit in &made {
        let kept = ["one", "two"].iter().any(|name| {
            let clone = yard.at(name);
            clone.folder().exists() && holds(&clone, commit)
        });
        assert!(kept, "{commit} is in no branch any more");
    }
}

/// Whether any branch here or on the remote has a commit.
fn holds(clone: &Clone<'_>, commit: &str) -> bool {
    let output = clone.git_at("@0 +0000", &["branch", "-a", "--contains", commit]);
    output.status.success() && !output.stdout.is_empty()
}
