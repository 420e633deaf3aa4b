//! Looks for secrets in everything that is left behind: in files, in what git
//! packs, in what is compressed, and in every form that a secret may take.

use crate::forms::forms;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeSet;
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

/// The files below the folders, and texts beside them, that hold a secret,
/// with the form in which they do.
pub fn leaks(secrets: &[String], folders: &[&Path], texts: &[(&str, String)]) -> Vec<String> {
    assert!(!secrets.is_empty() && secrets.iter().all(|secret| secret.len() > 8));
    let search = Search::of(secrets);
    let mut found = BTreeSet::new();
    for (name, text) in texts {
        assert!(!text.is_empty(), "{name} is empty: nothing was looked at");
        found.extend(search.inside(name, text.as_bytes()));
    }
    let mut looked_at = 0;
    for folder in folders {
        search.below(folder, &mut looked_at, &mut found);
    }
    assert!(
        looked_at >= folders.len(),
        "only {looked_at} files were looked at"
    );
    found.into_iter().collect()
}

/// Every form of every secret, looked for at once.
struct Search {
    whole: Forms,
    /// A database lays long values over several pages.
    halves: Forms,
}

struct Forms {
    names: Vec<&'static str>,
    machine: AhoCorasick,
}

impl Forms {
    fn of(all: Vec<(&'static str, Vec<u8>)>) -> Self {
        let (names, patterns): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let machine = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(patterns);
        Self {
            names,
            machine: machine.expect("so few fit"),
        }
    }

    /// The first form of a secret that some bytes hold.
    fn inside(&self, name: &str, bytes: &[u8]) -> Option<String> {
        let found = self.machine.find(bytes)?;
        let form = self.names[found.pattern().as_usize()];
        Some(format!("{name}: {form}"))
    }
}

impl Search {
    fn of(secrets: &[String]) -> Self {
        let halves = secrets
            .iter()
            .filter_map(|secret| secret.split_at_checked(secret.len() / 2));
        let halves = halves.flat_map(|(half, rest)| [half, rest]);
        let halves = halves.filter(|half| half.len() > 8);
        Self {
            whole: Forms::of(secrets.iter().flat_map(|secret| forms(secret)).collect()),
            halves: Forms::of(
                halves
                    .map(|half| ("half of it", half.as_bytes().to_vec()))
                    .collect(),
            ),
        }
    }

    fn inside(&self, name: &str, bytes: &[u8]) -> Option<String> {
        let is_database = name.ends_with(".db") || name.ends_with(".db-wal");
        let halves = || self.halves.inside(name, bytes).filter(|_| is_database);
        self.whole.inside(name, bytes).or_else(halves)
    }

    fn below(&self, folder: &Path, looked_at: &mut usize, found: &mut BTreeSet<String>) {
        if is_repository(folder) {
            let objects = format!("the objects of {}", folder.display());
            found.extend(self.inside(&objects, &unpacked(folder)));
        }
        for entry in std::fs::read_dir(folder).expect("it can be listed") {
            let place = entry.expect("it can be read").path();
            let name = place.display().to_string();
            // Keys lie in a folder of their own, where their owner put them.
            if place.is_symlink() || place.ends_with("keys") {
                continue;
            } else if place.is_dir() {
                self.below(&place, looked_at, found);
            } else if place.is_file() {
                *looked_at += 1;
                let bytes = std::fs::read(&place).expect("it can be read");
                found.extend(self.inside(&name, &bytes));
                if bytes.starts_with(&[0x1f, 0x8b]) {
                    found.extend(self.inside(&name, &unzipped(&place)));
                }
            }
        }
    }
}

fn is_repository(folder: &Path) -> bool {
    folder.join("objects").is_dir() && folder.join("HEAD").is_file()
}

/// Everything a repository holds, whether anything names it or not.
fn unpacked(repository: &Path) -> Vec<u8> {
    let mut command = Command::new("git");
    command
        .arg("--git-dir")
        .arg(repository)
        .args(["cat-file", "--batch", "--batch-all-objects", "--unordered"])
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    let told = command.output().expect("git is here");
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    told.stdout
}

fn unzipped(file: &Path) -> Vec<u8> {
    let told = Command::new("gzip").arg("-dc").arg(file).output();
    told.expect("gzip is here").stdout
}

/// The search would find what it looks for, in every form.
#[test]
fn a_secret_is_found_in_whatever_form_it_lies() {
    let secret = "correct \"horse\" battery";
    for (number, (form, bytes)) in forms(secret).into_iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let place = folder.path().join("journal.db-wal");
        let planted = [&b"\0\x01"[..], &bytes, b"\0"].concat();
        std::fs::write(&place, planted).expect("it can be written");
        let found = leaks(&[secret.to_owned()], &[folder.path()], &[]);
        assert_eq!(found.len(), 1, "{form} ({number}): {found:?}");
    }
    let texts = [("events", format!("a {secret}"))];
    let found = leaks(&[secret.to_owned()], &[], &texts);
    assert_eq!(found, ["events: as it is"]);
}

#[test]
fn a_secret_in_a_commit_that_nothing_names_is_found() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(words);
        let done = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output();
        assert!(done.expect("git is here").status.success(), "{words:?}");
    };
    git(&["init", "-q", "--bare", "."]);
    let secret = "correct horse battery".to_owned();
    let clean = leaks(std::slice::from_ref(&secret), &[folder.path()], &[]);
    assert_eq!(clean, [""; 0]);
    let lying = folder.path().join("lying");
    std::fs::write(&lying, format!("key = {secret}\n")).expect("it can be written");
    git(&["hash-object", "-w", "lying"]);
    std::fs::remove_file(&lying).expect("it can be removed");
    let found = leaks(&[secret], &[folder.path()], &[]);
    let name = format!("the objects of {}: as it is", folder.path().display());
    assert_eq!(found, [name]);
}

#[test]
fn a_secret_that_is_compressed_or_cut_in_two_is_found() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let secret = "correct horse battery staple".to_owned();
    let plain = folder.path().join("bundle");
    std::fs::write(&plain, secret.repeat(3)).expect("it can be written");
    let zipped = Command::new("gzip").arg(&plain).output();
    assert!(zipped.expect("gzip is here").status.success());
    let cut = folder.path().join("lockkeeper.db");
    let (half, rest) = secret.split_at(secret.len() / 2);
    std::fs::write(&cut, format!("{half}\0\0\0\x07{rest}")).expect("it can be written");
    let found = leaks(&[secret], &[folder.path()], &[]);
    let name = |file: &str, form: &str| format!("{}: {form}", folder.path().join(file).display());
    let expected = [
        name("bundle.gz", "as it is"),
        name("lockkeeper.db", "half of it"),
    ];
    assert_eq!(found, expected);
}
