//! Several services that go as one, picked on the board; what stops one of
//! them, and what is in its way.

use crate::guide::{in_both_themes_and_sizes, open, picture};
use crate::slipway::slipway;
use crate::window::Window;
use crate::world::git;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// As soon as the first member was pushed, somebody changes the second.
fn meddled(home: &Path) {
    let demo = home.join("demo");
    git(&demo, &["clone", "-q", "remotes/infra.git", "other"]);
    let other = demo.join("other");
    for (key, value) in [("user.name", "Ops"), ("user.email", "ops@harbour.example")] {
        git(&other, &["config", key, value]);
    }
    let hooks = demo.join("remotes/infra.git/hooks");
    std::fs::create_dir_all(&hooks).expect("a folder can be made");
    let script = format!(
        "#!/bin/sh\nrm -f \"$0\"\nunset GIT_DIR GIT_QUARANTINE_PATH\ncd '{}' && git pull -q && \
         sed -i 's/4\\.1\\.7/4.1.8/' web/staging.yaml && git commit -qam 'by hand' && git push -q\n",
        other.display()
    );
    let hook = hooks.join("post-receive");
    std::fs::write(&hook, script).expect("a file can be written");
    let runs = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&hook, runs).expect("it may run");
}

#[tokio::test]
async fn services_are_picked_on_the_board_and_a_set_that_stops_says_both_ways_on() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = open("sets", home.path()).await;
    meddled(home.path());
    window.press_gate("api", "staging").await;
    window.type_keys("x").await;
    window.press_gate("web", "staging").await;
    window.type_keys(" ").await;
    window.see("button", "Promote 2 services to staging…").await;
    window.go("settings").await;
    let picked = [("picked", "board", "Board")];
    in_both_themes_and_sizes(&window, &picked).await;
    window.resize(1600, 1000).await;
    window
        .press("button", "Promote 2 services to staging…")
        .await;
    window.see("heading", "A set to staging").await;
    let link = "set/staging?items=api%401.10.0-rc.1%2Cweb%404.2.0";
    in_both_themes_and_sizes(&window, &[("set", link, "A set to staging")]).await;
    window.resize(1600, 1000).await;
    window.press("button", "Bring 2 services to staging").await;
    window.read("Moved: api.").await;
    window.see("button", "Roll back all that moved…").await;
    picture(&window, "set-stopped-light").await;
    window.press("button", "Roll back all that moved…").await;
    window.see("heading", "A set back in staging").await;
    window.close().await;
}

#[tokio::test]
async fn what_is_in_the_way_of_a_branch_in_a_set_is_said_in_words() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let (control, data) = (slipway(home.path()), home.path().join("own"));
    let data = data.display().to_string();
    let arguments = ["--workspace", &control, "--data-dir", &data];
    let window = Window::open("alone", home.path(), &arguments).await;
    window.resize(1600, 1000).await;
    window.read("1.1.0").await;
    window
        .go("set/staging?items=shop%401.1.0%2Cweb%401.1.0")
        .await;
    window.see("heading", "A set to staging").await;
    window
        .read("web: 1.1.0 and staging changed the same lines, so they need a person.")
        .await;
    window
        .read("Merge staging into the branch releases are cut from, decide there, and cut the version again.")
        .await;
    picture(&window, "set-branch-light").await;
    window.close().await;
}
