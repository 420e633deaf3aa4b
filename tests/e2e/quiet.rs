//! What the program does not do: talk to anybody at its first launch.

use crate::window::Window;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A program that runs the real one and writes down every connection it or a
/// child of it tries to open.
fn watched(folder: &Path, log: &Path) -> String {
    let script = format!(
        "#!/bin/sh\nexec strace -f --seccomp-bpf -e trace=connect,sendto -o '{}' '{}' \"$@\"\n",
        log.display(),
        env!("CARGO_BIN_EXE_lockkeeper-desktop")
    );
    let path = folder.join("watched");
    std::fs::write(&path, script).expect("a file can be written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))
        .expect("a mode can be set");
    path.display().to_string()
}

/// Lines that name an address on a network, other than this machine's own.
fn strangers(log: &str) -> Vec<&str> {
    log.lines()
        .filter(|line| line.contains("AF_INET"))
        .filter(|line| !line.contains("\"127.0.0.1\"") && !line.contains("\"::1\""))
        .collect()
}

#[tokio::test]
async fn the_first_launch_opens_no_connection() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let log = home.path().join("connections");
    let program = watched(home.path(), &log);
    let window = Window::open_program("quiet", home.path(), &program, &[]).await;
    window.see("button", "Open the demo").await;
    window.close().await;
    let log = std::fs::read_to_string(&log).expect("strace wrote its log");
    assert!(
        log.contains("AF_UNIX"),
        "the display and the bus are seen, so the watch works"
    );
    assert_eq!(strangers(&log), Vec::<&str>::new());
}

#[test]
fn the_watch_would_see_a_stranger() {
    let log = "1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr(\"93.184.216.34\")}, 16) = 0\n\
               1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0\n";
    assert_eq!(strangers(log).len(), 1);
}
