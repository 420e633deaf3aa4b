//! Links of ours: they show a screen and never act.

use crate::support::{Owned, at_home, within};
use crate::window::Window;
use crate::world::demo;
use std::process::{Command, Stdio};

#[tokio::test]
async fn a_start_with_a_link_shows_its_screen_and_does_nothing_else() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let (control, data) = (demo(home.path()), home.path().join("own"));
    let data = data.display().to_string();
    let link = "lockkeeper://promote/web/dev";
    let arguments = ["--workspace", &control, "--data-dir", &data, link];
    let window = Window::open("link", home.path(), &arguments).await;
    window.see("heading", "web to dev").await;
    window.go("service/web").await;
    window.see("heading", "web").await;
    window.read("Nothing is running").await;
    window.go("promote/worker/production?act=start").await;
    window.see("heading", "worker to production").await;
    window.read("Nothing is running").await;
    window.close().await;
}

#[tokio::test]
async fn a_second_start_with_a_link_shows_it_in_the_first_window() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let control = demo(home.path());
    let window = Window::open("handed", home.path(), &["--workspace", &control]).await;
    window.see("heading", "Board").await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockkeeper-desktop"));
    command.args(["--workspace", &control, "lockkeeper://service/worker"]);
    at_home(&mut command, home.path());
    command.env("GDK_BACKEND", "x11");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut second = Owned(command.spawn().expect("the program starts"));
    assert!(within(|| second.try_ended()).success(), "it handed over");
    window.see("heading", "worker").await;
    window.close().await;
}
