//! Workspaces that the tests of the window open.

use lockkeeper_compose::SystemClock;
use lockkeeper_engine::ports::Clock;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The demo workspace as it is now; its control folder.
pub fn demo(home: &Path) -> String {
    let made = lockkeeper_demo::make(&home.join("demo"), SystemClock.now());
    let workspace = made.expect("the demo can be made").workspace;
    let folder = workspace.parent().expect("it lies in a folder");
    folder.display().to_string()
}

/// A workspace with an environment and nothing in it.
pub fn bare(home: &Path, name: &str) -> PathBuf {
    let folder = home.join(name);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let text = format!("schema = 1\nname = \"{name}\"\nenvironments = [\"dev\"]\n");
    std::fs::write(folder.join("lockkeeper.toml"), text).expect("a file can be written");
    folder
}

/// What git answers in a folder, without anybody's configuration.
pub fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).env("HOME", folder);
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    let done = command.args(words).output().expect("git is here");
    assert!(done.status.success(), "{words:?}: {done:?}");
    let answer = String::from_utf8_lossy(&done.stdout).into_owned();
    answer.trim_end_matches('\n').to_owned()
}

/// Subjects that try to be something else than text.
const HOSTILE: &[&str] = &[
    "feat: <img src=x onerror=\"document.title='owned'\"> & <script>1</script>",
    "fix: \u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{5e2}\u{5d5}\u{5dc}\u{5dd}, \u{627}\u{644}\u{633}\u{644}\u{627}\u{645} \u{639}\u{644}\u{64a}\u{643}\u{645} (#12)",
    "feat: \u{202e}desrever si siht\u{202c} and this is not",
    "fix: \u{65e5}\u{672c}\u{8a9e}\u{306e}\u{30b3}\u{30df}\u{30c3}\u{30c8} \u{1f6a2}",
    "feat: a_word_that_never_ends_and_has_no_place_to_break_a_word_that_never_ends_and_has_no_place_to_break_a_word_that_never_ends",
    "update 'quotes', \"quotes\", `ticks`, $(commands) and %s",
];

/// A service with a long name, and a history whose words are not harmless.
pub fn hostile(home: &Path) -> PathBuf {
    let repo = home.join("a place with 'quotes'");
    std::fs::create_dir_all(&repo).expect("a folder can be made");
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(&repo).env("HOME", home);
        let author = "\u{202e}Mallory <b>Bold</b> \u{5d3}\u{5d5}\u{5d3}";
        for variable in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"] {
            command.env(variable, author);
        }
        for variable in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
            command.env(variable, "mallory@example.org");
        }
        let done = command.env("GIT_CONFIG_NOSYSTEM", "1").args(words).output();
        assert!(done.expect("git is here").status.success(), "{words:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["commit", "-q", "--allow-empty", "-m", "feat: begin"]);
    git(&["tag", "-a", "-m", "one", "v1.0.0"]);
    for subject in HOSTILE {
        git(&["commit", "-q", "--allow-empty", "-m", subject]);
    }
    let folder = home.join("control");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let text = "schema = 1\n\
        name = \"\u{5e0}\u{5de}\u{5dc} <b>Harbour</b> of the very long name that goes on and on\"\n\
        environments = [\"dev\", \"production\"]\n\
        [repos.shop]\nurl = \"../a place with 'quotes'\"\n\
        [services.the-service-that-settles-every-invoice-of-the-harbour]\nrepo = \"shop\"\n";
    std::fs::write(folder.join("lockkeeper.toml"), text).expect("a file can be written");
    folder
}

/// git with the configuration of that home alone; it has to succeed. What it says.
pub fn alone(home: &Path, folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).env("HOME", home);
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    let done = command.args(words).output().expect("git is here");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "git {words:?}: {said}");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}
