//! A `git` in front of the real one.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// When the caller dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before git does anything.
    Before,
    /// While git goes on without it.
    During,
    /// After git is done, before its answer is read.
    After,
}

impl Moment {
    /// Every moment around a call.
    pub const ALL: [Self; 3] = [Self::Before, Self::During, Self::After];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
        }
    }
}

/// Which calls of git count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    Every,
    /// Those that can move a ref, or write something that is named.
    Writing,
}

/// Commands of git that only read, or store objects that nothing names.
const READING: &str = "cat-file|check-ref-format|diff|for-each-ref|log|ls-files|ls-remote|\
                       ls-tree|merge-base|merge-tree|rev-list|rev-parse|status|var|verify-commit";

/// A folder that belongs at the front of PATH.
pub struct Tools {
    folder: TempDir,
}

impl Tools {
    /// A folder with this script as its `git`; `$GIT` is the real one and
    /// `$HERE` the folder.
    pub fn with_git(script: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let (git, here) = (real_git(), folder.path().to_owned());
        let head = format!(
            "#!/bin/sh\nGIT='{}'\nHERE='{}'\n",
            git.display(),
            here.display()
        );
        write_program(&here.join("git"), &(head + script));
        Self { folder }
    }

    /// A PATH with nothing else in it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// PATH with this folder in front.
    pub fn path(&self) -> OsString {
        let path = std::env::var_os("PATH").expect("there is a PATH");
        let folders = std::iter::once(self.folder.path().to_owned());
        std::env::join_paths(folders.chain(std::env::split_paths(&path)))
            .expect("folders have no colon")
    }

    /// How many calls of git counted.
    pub fn calls(&self) -> usize {
        let there = |number: &usize| self.folder.path().join(number.to_string()).exists();
        (1..).take_while(there).count()
    }

    /// The command of git around which its caller was killed.
    pub fn killed_around(&self) -> Option<String> {
        let word = std::fs::read_to_string(self.folder.path().join("killed"));
        word.ok().map(|word| word.trim().to_owned())
    }

    /// Waits until every git that was started has ended, at most ten seconds.
    pub fn settle(&self) {
        let pids = std::fs::read_to_string(self.folder.path().join("pids")).unwrap_or_default();
        let started = Instant::now();
        while pids.lines().any(lives) {
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "a git that lost its caller does not end"
            );
            std::thread::park_timeout(Duration::from_millis(2));
        }
    }
}

/// Whether a process is there and has not ended.
fn lives(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// A `git` that kills whoever called it around its call of this number.
pub fn deadly_git(calls: Calls, call: usize, moment: Moment) -> Tools {
    let act = match moment {
        Moment::Before => "kill -9 $PPID; exit 1",
        Moment::During => "kill -9 $PPID",
        Moment::After => "\"$GIT\" \"$@\"; code=$?; kill -9 $PPID; exit $code",
    };
    let passed = match calls {
        Calls::Every => String::new(),
        Calls::Writing => format!(
            "case \"$word $*\" in \"config \"*--list*) exec \"$GIT\" \"$@\";; esac
case \"$word\" in {READING}) exec \"$GIT\" \"$@\";; esac
"
        ),
    };
    Tools::with_git(&format!(
        "word=; value=
for a; do
  if [ \"$value\" ]; then value=; continue; fi
  case \"$a\" in -c|-C) value=1;; -*) ;; *) word=$a; break;; esac
done
{passed}echo $$ >>\"$HERE/pids\"
set -C # Calls may come at once: each takes a number that nobody else has.
n=1; until true 2>/dev/null >\"$HERE/$n\"; do n=$((n+1)); done
if [ $n -eq {call} ]; then echo $word >\"$HERE/killed\"; {act}; fi
exec \"$GIT\" \"$@\"
"
    ))
}

/// The git this machine has.
pub fn real_git() -> PathBuf {
    real_program("git")
}

/// A program that this machine has.
pub fn real_program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").expect("there is a PATH");
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("{name} is not installed"))
}

/// Writes a script that can be started.
pub fn write_program(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(path.parent().expect("it lies somewhere")).expect("it can be made");
    std::fs::write(path, script).expect("it can be written");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, mode).expect("it can be set");
}
