//! Looks for secrets in everything that is left behind.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

/// The log of this test program at its most talkative, in a file.
pub fn log() -> PathBuf {
    static LOG: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let begin = || {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let place = folder.path().join("log");
        let file = std::fs::File::create(&place).expect("a file can be made");
        tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(Mutex::new(file))
            .init();
        (folder, place)
    };
    LOG.get_or_init(begin).1.clone()
}

/// The body of a private key, a line each.
pub fn private_lines(key: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(key).expect("the key is there");
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    lines.map(str::to_owned).collect()
}

/// The files below the folders, and texts beside them, that hold a secret.
pub fn leaks(secrets: &[String], folders: &[&Path], texts: &[(&str, String)]) -> Vec<String> {
    assert!(!secrets.is_empty() && secrets.iter().all(|secret| secret.len() > 8));
    let mut found = Vec::new();
    for (name, text) in texts {
        assert!(!text.is_empty(), "{name} is empty: nothing was looked at");
        let holds = secrets.iter().any(|secret| text.contains(secret.as_str()));
        found.extend(holds.then(|| (*name).to_owned()));
    }
    for folder in folders {
        for secret in secrets {
            // Keys lie in a folder of their own, where their owner put them.
            let listed = Command::new("grep")
                .args(["-rlaF", "--exclude-dir=keys", "-e", secret])
                .arg(folder)
                .output()
                .expect("grep is here");
            let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
            found.extend(listed.lines().map(str::to_owned));
        }
    }
    found
}

/// The search would find what it looks for.
#[test]
fn a_secret_in_a_file_or_a_text_is_found() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let secret = ["correct horse battery".to_owned()];
    let place = folder.path().join("journal.db-wal");
    std::fs::write(&place, b"\0\x01correct horse battery\0").expect("it can be written");
    let texts = [("events", "a correct horse battery".to_owned())];
    let found = leaks(&secret, &[folder.path()], &texts);
    assert_eq!(found, ["events".to_owned(), place.display().to_string()]);
}
