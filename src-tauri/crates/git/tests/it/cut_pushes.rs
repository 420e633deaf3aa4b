//! Connections that are cut in the middle of a push.

use crate::support::{moved, open_with, push, ssh};
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{Repo, RepoError};
use lockkeeper_git::Deadlines;
use lockkeeper_testkit::repo::RepoFixture;

const MAIN: &str = "refs/heads/main";
const TAG: &str = "refs/tags/v1.0.0";

struct World {
    fixture: RepoFixture,
    remote: RepoFixture,
    command: String,
    old: Oid,
    new: Oid,
    tag: Oid,
}

/// ssh that lets so many bytes through in each direction, and counts them.
fn world() -> World {
    let mut fixture = RepoFixture::new();
    let old = fixture.commit("chore: begin");
    let remote = fixture.with_remote("origin");
    let url = format!("ssh://git@example.invalid{}", remote.path().display());
    fixture.git(["remote", "set-url", "origin", &url]);
    let noise: String = (0_u32..1_500)
        .map(|n| format!("{:08x}\n", n.wrapping_mul(2_654_435_761)))
        .collect();
    let new = fixture.commit_files("feat: more", &[("noise.txt", &noise)]);
    let tag = fixture.annotate("v1.0.0", "v1.0.0\n");
    let counts = fixture.beside("counts").display().to_string();
    // Only the last `dd` holds the way back, so that its end is the cut.
    let script = format!(
        "for last; do :; done\n\
         exec 4<&0\n\
         rm -f '{counts}.pipe'; mkfifo '{counts}.pipe'\n\
         {{ dd bs=1 count=\"$UP\" status=none <&4 | tee '{counts}.up' | sh -c \"$last\" \\\n\
         | tee '{counts}.down'; }} >'{counts}.pipe' 2>/dev/null &\n\
         exec dd bs=1 count=\"$DOWN\" status=none <'{counts}.pipe' 2>/dev/null"
    );
    let command = ssh(&fixture, &script);
    World {
        fixture,
        remote,
        command,
        old,
        new,
        tag,
    }
}

impl World {
    async fn repo(&self, up: u64, down: u64) -> std::sync::Arc<dyn Repo> {
        let (up, down) = (up.to_string(), down.to_string());
        let pairs = [
            ("GIT_SSH_COMMAND", self.command.as_str()),
            ("GIT_SSH_VARIANT", "simple"),
            ("UP", &up),
            ("DOWN", &down),
        ];
        open_with(&self.fixture, &pairs, Deadlines::default()).await
    }

    async fn push(&self, up: u64, down: u64) -> Result<(), RepoError> {
        let refs = vec![
            moved(MAIN, Some(&self.old), Some(&self.new)),
            moved(TAG, None, Some(&self.tag)),
        ];
        push(self.repo(up, down).await.as_ref(), refs).await
    }

    fn reset(&self) {
        self.remote.git(["update-ref", MAIN, self.old.as_str()]);
        let _ = self.remote.try_git(["update-ref", "-d", TAG], b"");
    }

    fn counted(&self, way: &str) -> u64 {
        let file = self.fixture.beside(&format!("counts.{way}"));
        std::fs::metadata(file).expect("bytes were counted").len()
    }
}

#[tokio::test]
async fn a_cut_push_leaves_all_refs_moved_or_none() {
    let world = world();
    world
        .push(1 << 30, 1 << 30)
        .await
        .expect("an undisturbed push");
    let (up, down) = (world.counted("up"), world.counted("down"));
    let (mut moved, mut untouched) = (0, 0);
    for part in 0..25 {
        for (up, down) in [(up * part / 25, 1 << 30), (1 << 30, down * part / 25)] {
            world.reset();
            let result = world.push(up, down).await;
            let main = world.remote.rev(MAIN);
            let tag = world
                .remote
                .try_git(["rev-parse", "--verify", "--quiet", TAG], b"")
                .ok();
            if main == world.new {
                assert_eq!(
                    tag.as_deref(),
                    Some(world.tag.as_str()),
                    "cut at {up}/{down}"
                );
                moved += 1;
            } else {
                assert_eq!((&main, tag), (&world.old, None), "cut at {up}/{down}");
                let away = matches!(
                    result,
                    Err(RepoError::Unavailable { .. } | RepoError::Malformed { .. })
                );
                assert!(away, "cut at {up}/{down}: {result:?}");
                untouched += 1;
            }
            world
                .push(1 << 30, 1 << 30)
                .await
                .expect("the same push again");
            assert_eq!(
                (world.remote.rev(MAIN), world.remote.rev(TAG)),
                (world.new.clone(), world.tag.clone())
            );
        }
    }
    assert!(moved > 0, "no cut came after the refs moved");
    assert!(
        untouched > 20,
        "{untouched} cuts came before the refs moved"
    );
}
