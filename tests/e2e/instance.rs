//! One window for each workspace.

use crate::support::{Owned, at_home, within};
use crate::window::Window;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The smallest workspace there is, in a folder of its own.
fn workspace(home: &Path, name: &str) -> PathBuf {
    let folder = home.join(name);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let text = format!("schema = 1\nname = \"{name}\"\nenvironments = [\"dev\"]\n");
    std::fs::write(folder.join("lockkeeper.toml"), text).expect("a file can be written");
    folder
}

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
    let harbour = workspace(home.path(), "Harbour");
    let place = harbour.display().to_string();
    let window = Window::open("instance", home.path(), &["--workspace", &place]).await;
    window.see("heading", "Board").await;

    let mut second = start(home.path(), &harbour.join("lockkeeper.toml"));
    let ended = within(|| second.try_ended());
    assert!(ended.success(), "it handed over to the first: {ended}");
    window.see("heading", "Board").await;

    let mut other = start(home.path(), &workspace(home.path(), "Quay"));
    within(|| (names_on_the_bus() == 2).then_some(()));
    assert!(other.try_ended().is_none(), "it has a window of its own");
    window.close().await;
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
