//! A conflict in the back-merge, solved in any editor and finished with one
//! button.

use crate::guide::picture;
use crate::window::Window;
use crate::world::alone;
use std::path::Path;

/// A clone with a release whose way back into develop conflicts, and a
/// workspace that names it.
fn conflicting(home: &Path) -> String {
    let who = "[user]\nname = Dana Ito\nemail = dana@harbour.example\n";
    std::fs::write(home.join(".gitconfig"), who).expect("a file can be written");
    let git = |folder: &str, words: &[&str]| alone(home, &home.join(folder), words);
    git(".", &["init", "-q", "--bare", "-b", "main", "origin.git"]);
    git(".", &["clone", "-q", "origin.git", "shop"]);
    let commit = |text: &str, message: &str| {
        std::fs::write(home.join("shop/totals.txt"), text).expect("a file can be written");
        git("shop", &["add", "."]);
        git("shop", &["commit", "-qm", message]);
    };
    commit("one\n", "feat: totals");
    git("shop", &["tag", "-a", "v1.0.0", "-m", "1.0.0"]);
    git("shop", &["branch", "develop"]);
    git(
        "shop",
        &["push", "-q", "origin", "main", "develop", "v1.0.0"],
    );
    git("shop", &["switch", "-q", "-c", "release/1.1.0", "develop"]);
    commit("release\n", "fix: round once");
    git(
        "shop",
        &["switch", "-q", "-c", "feature/FM-12-cart", "develop"],
    );
    git(
        "shop",
        &["commit", "-q", "--allow-empty", "-m", "feat: a cart"],
    );
    git("shop", &["switch", "-q", "develop"]);
    commit("develop\n", "feat: round never");
    git("shop", &["push", "-q", "origin", "develop"]);
    git("shop", &["switch", "-q", "release/1.1.0"]);
    let folder = home.join("control");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let text = "schema = 1\nname = \"Harbour\"\nenvironments = [\"dev\"]\n\
        [repos.shop]\nurl = \"../shop\"\nbranching = \"gitflow\"\n";
    std::fs::write(folder.join("lockkeeper.toml"), text).expect("a file can be written");
    folder.display().to_string()
}

#[tokio::test]
async fn a_conflict_on_the_way_back_is_solved_in_an_editor_and_finished_with_a_button() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let place = conflicting(home.path());
    let window = Window::open("branches", home.path(), &["--workspace", &place]).await;
    window.resize(1600, 1000).await;
    window.see("heading", "Board").await;
    window.go("branches").await;
    window.see("heading", "Branches").await;
    picture(&window, "branches-light").await;
    window.press("button", "Finish branch release/1.1.0").await;
    window.read("conflicts in 1 file").await;
    window.read("develop takes it too").await;
    picture(&window, "branches-finish-light").await;
    window.press("button", "Finish release/1.1.0").await;
    window.read("changed the same lines of totals.txt").await;

    window.go("branches").await;
    window.see("button", "Continue").await;
    picture(&window, "branches-waiting-light").await;
    std::fs::write(home.path().join("shop/totals.txt"), "both\n").expect("an editor writes");
    window.press("button", "Continue").await;
    window.miss("button", "Continue").await;
    window.miss("button", "Finish branch release/1.1.0").await;
    window.close().await;

    let shop = home.path().join("shop");
    let git = |words: &[&str]| alone(home.path(), &shop, words);
    assert_eq!(git(&["show", "origin/develop:totals.txt"]), "both");
    git(&["merge-base", "--is-ancestor", "v1.1.0", "origin/develop"]);
    git(&["merge-base", "--is-ancestor", "v1.1.0", "origin/main"]);
    assert_eq!(git(&["status", "--porcelain"]), "");
}
