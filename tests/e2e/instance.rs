//! One window for each workspace.

use crate::support::{Owned, at_home, within};
use crate::window::Window;
use crate::world::bare;
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts the program beside the window that is open.
fn start(home: &Path, place: &Path) -> Owned {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper-desktop"));
    command.arg("--workspace").arg(place);
    at_home(&mut command, home);
    command.env("GDK_BACKEND", "x11");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Owned(command.spawn().expect("the program starts"))
}

#[tokio::test]
async fn a_second_start_for_the_same_workspace_ends_and_another_workspace_opens() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let harbour = bare(home.path(), "Harbour");
    let place = harbour.display().to_string();
    let window = Window::open("instance", home.path(), &["--workspace", &place]).await;
    window.see("heading", "Board").await;

    let mut second = start(home.path(), &harbour.join("lockkeeper.toml"));
    let ended = within(|| second.try_ended());
    assert!(ended.success(), "it handed over to the first: {ended}");
    window.see("heading", "Board").await;

    let mut other = start(home.path(), &bare(home.path(), "Quay"));
    within(|| (names_on_the_bus() == 2).then_some(()));
    assert!(other.try_ended().is_none(), "it has a window of its own");
    window.close().await;
}

#[tokio::test]
async fn a_second_start_brings_the_first_window_to_the_front() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let harbour = bare(home.path(), "Harbour");
    let place = harbour.display().to_string();
    let window = Window::open("front", home.path(), &["--workspace", &place]).await;
    window.see("heading", "Board").await;
    // The window of an earlier test may be on its way out.
    let [first] = within(|| <[String; 1]>::try_from(ours()).ok());
    let mut other = start(home.path(), &bare(home.path(), "Quay"));
    within(|| (ours().len() == 2 && ours().first() != Some(&first)).then_some(()));
    // The other one takes the focus once more when it is done with its start,
    // however late that is.
    within(|| {
        let mut second = start(home.path(), &harbour);
        assert!(within(|| second.try_ended()).success(), "it handed over");
        (ours().first() == Some(&first)).then_some(())
    });
    assert!(other.try_ended().is_none(), "the other one is still there");
    window.close().await;
}

#[tokio::test]
async fn a_workspace_opened_in_the_window_takes_the_name_of_that_workspace() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let harbour = bare(home.path(), "Harbour").display().to_string();
    let quay = bare(home.path(), "Quay");
    let window = Window::open("later", home.path(), &["--workspace", &harbour]).await;
    window.see("heading", "Board").await;
    window.go("start").await;
    let place = quay.display().to_string();
    window.fill("Control repository", &place).await;
    window.press("button", "Open").await;
    window.see("heading", "Board").await;
    window.see("button", "Quay").await;

    let mut again = start(home.path(), &quay);
    assert!(within(|| again.try_ended()).success(), "it is shown here");
    let mut first = start(home.path(), Path::new(&harbour));
    within(|| (names_on_the_bus() >= 2).then_some(()));
    assert!(first.try_ended().is_none(), "its name is free again");
    window.close().await;
}

/// Our windows that are shown on the display, the foremost first. One that is
/// made but not shown yet would come to the front by itself.
fn ours() -> Vec<String> {
    let tree = told_of(&["-root", "-tree"]);
    let lines = tree.lines().filter(|line| line.contains("\"Lockkeeper\""));
    let ids = lines.filter_map(|line| line.split_whitespace().next());
    let shown = ids.filter(|id| told_of(&["-id", id]).contains("IsViewable"));
    shown.map(str::to_owned).collect()
}

/// What the display says; nothing of a window that has just gone.
fn told_of(what: &[&str]) -> String {
    let output = Command::new("xwininfo").args(what).output();
    let output = output.expect("xwininfo is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// How many of our programs the message bus knows.
fn names_on_the_bus() -> usize {
    let mut command = Command::new("dbus-send");
    command.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus"]);
    let output = command
        .args(["/", "org.freedesktop.DBus.ListNames"])
        .output()
        .expect("dbus-send is here");
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    names.matches("dev.lockkeeper.desktop.w").count()
}
