//! Runs the git program: no prompts, no shell, bounded time and output, one
//! line in the log of calls for each run.

use crate::steering::STEERING;
use crate::words::{shorten, shown_line};
use jiff::Timestamp;
use lockkeeper_domain::secrets::without_secrets;
use lockkeeper_engine::ports::{Call, Calls, Clock};
use std::ffi::{OsStr, OsString};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

/// The most of git's standard output that is kept.
const MOST_OUTPUT: usize = 256 << 20;
/// The most of git's complaints that is kept.
const MOST_WORDS: usize = 64 << 10;
/// How long to wait for complaints after git has ended; a program it left
/// behind (an ssh master) may hold the pipe open.
const AFTERWARDS: Duration = Duration::from_millis(500);

/// How long a run of git may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// Work on this machine.
    pub local: Duration,
    /// A question to a remote.
    pub question: Duration,
    /// A fetch or a push.
    pub transfer: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            local: Duration::from_secs(120),
            question: Duration::from_secs(30),
            transfer: Duration::from_secs(600),
        }
    }
}

/// The git program with what every run shares.
#[derive(Clone)]
pub(crate) struct Program {
    calls: Arc<dyn Calls>,
    clock: Arc<dyn Clock>,
    environment: Arc<[(OsString, OsString)]>,
    /// Where git lies, looked for once.
    place: Arc<OnceLock<OsString>>,
    pub(crate) deadlines: Deadlines,
}

/// One run of git.
pub(crate) struct Run {
    args: Vec<OsString>,
    folder: PathBuf,
    git_dir: Option<PathBuf>,
    input: Vec<u8>,
    environment: Vec<(OsString, OsString)>,
    deadline: Duration,
}

impl Run {
    pub(crate) fn new(folder: &Path, git_dir: Option<&Path>, deadline: Duration) -> Self {
        Self {
            args: Vec::new(),
            folder: folder.to_owned(),
            git_dir: git_dir.map(Path::to_owned),
            input: Vec::new(),
            environment: Vec::new(),
            deadline,
        }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    pub(crate) fn args<I: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = I>) -> Self {
        let added = args.into_iter().map(|arg| arg.as_ref().to_owned());
        self.args.extend(added);
        self
    }

    pub(crate) fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let value = value.as_ref().to_owned();
        self.environment.push((name.into(), value));
        self
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With this exit code; -1 for a signal.
    Exit(i32),
    /// It was killed at its deadline.
    TimedOut(Duration),
    /// The program could not be started, or its answer not be read.
    Broken(String),
}

/// What a run answered.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) ending: Ending,
    pub(crate) output: Vec<u8>,
    /// git's complaints, without secrets.
    pub(crate) words: String,
}

impl Outcome {
    pub(crate) fn ok(&self) -> bool {
        self.ending == Ending::Exit(0)
    }

    pub(crate) fn code(&self) -> Option<i32> {
        match self.ending {
            Ending::Exit(code) => Some(code),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.output).into_owned()
    }

    /// What to show a person who asks what git said.
    pub(crate) fn detail(&self) -> String {
        match &self.ending {
            Ending::TimedOut(after) => {
                format!(
                    "git was stopped after {} seconds. {}",
                    after.as_secs(),
                    self.words
                )
            }
            Ending::Broken(why) => format!("git could not be run: {why}"),
            Ending::Exit(_) => self.words.clone(),
        }
    }
}

impl Program {
    pub(crate) fn new(calls: Arc<dyn Calls>, clock: Arc<dyn Clock>) -> Self {
        Self {
            calls,
            clock,
            environment: Arc::new([]),
            place: Arc::default(),
            deadlines: Deadlines::default(),
        }
    }

    pub(crate) fn with_environment(mut self, pairs: Vec<(OsString, OsString)>) -> Self {
        self.environment = pairs.into();
        self.place = Arc::default();
        self
    }

    /// The value a run of git would see for a variable.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        let ours = self.environment.iter().rev().find(|(key, _)| key == name);
        ours.map_or_else(|| std::env::var_os(name), |(_, value)| Some(value.clone()))
    }

    /// The file that is run as git. The system would try every folder of the
    /// path anew for each run.
    fn place(&self) -> &OsStr {
        self.place.get_or_init(|| {
            let path = self.variable("PATH").unwrap_or_default();
            let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
            let mut files = folders.map(|folder| folder.join("git"));
            let found = files.find(|file| is_program(file));
            found.map_or_else(|| "git".into(), PathBuf::into_os_string)
        })
    }

    /// Runs git and keeps its answer.
    pub(crate) async fn run(&self, run: Run) -> Outcome {
        let mut output = Vec::new();
        let mut outcome = self
            .stream(run, &mut |chunk| {
                if output.len() + chunk.len() > MOST_OUTPUT {
                    return false;
                }
                output.extend_from_slice(chunk);
                true
            })
            .await;
        outcome.output = output;
        outcome
    }

    /// Runs git and hands its answer on as it comes; `sink` ends the run by
    /// answering `false`.
    pub(crate) async fn stream(
        &self,
        run: Run,
        sink: &mut (dyn FnMut(&[u8]) -> bool + Send),
    ) -> Outcome {
        let at = self.clock.now();
        let started = Instant::now();
        let line = shown_line(&run.args);
        let deadline = run.deadline;
        let words = Arc::new(Mutex::new(Vec::new()));
        let ending = match self.start(&run) {
            Err(error) => Ending::Broken(error.to_string()),
            Ok(mut child) => {
                let work = attend(&mut child, sink, Arc::clone(&words));
                let done = tokio::time::timeout(deadline, work).await;
                match done {
                    Ok(Ok(ending)) => ending,
                    Ok(Err(why)) => {
                        end(&mut child).await;
                        Ending::Broken(why)
                    }
                    Err(_) => {
                        end(&mut child).await;
                        Ending::TimedOut(deadline)
                    }
                }
            }
        };
        let words = words.lock().unwrap_or_else(PoisonError::into_inner);
        let words = without_secrets(String::from_utf8_lossy(&words).trim());
        let outcome = Outcome {
            ending,
            output: Vec::new(),
            words,
        };
        self.log(at, line, started, &outcome);
        outcome
    }

    fn log(&self, at: Timestamp, line: String, started: Instant, outcome: &Outcome) {
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let ok = outcome.ok();
        let answer = shorten(&outcome.detail(), 400);
        tracing::debug!(line, elapsed_ms, ok, "git");
        self.calls.add(Call {
            at,
            line,
            elapsed_ms,
            ok,
            answer,
        });
    }

    fn start(&self, run: &Run) -> std::io::Result<Child> {
        let mut command = Command::new(self.place());
        for name in STEERING {
            command.env_remove(name);
        }
        command
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GCM_INTERACTIVE", "never")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("LC_ALL", "C");
        if self.variable("SSH_ASKPASS").is_some() {
            command.env("SSH_ASKPASS_REQUIRE", "force");
        } else if self.variable("SSH_ASKPASS_REQUIRE").is_none() {
            // Without a program to ask with, ssh must not ask on a terminal.
            command
                .env("SSH_ASKPASS_REQUIRE", "force")
                .env("SSH_ASKPASS", "false");
        }
        if let Some(git_dir) = &run.git_dir {
            command.env("GIT_DIR", git_dir);
        }
        command
            .envs(run.environment.iter().map(|(name, value)| (name, value)))
            .args(&run.args)
            .current_dir(&run.folder)
            .stdin(given(&run.input)?)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        command.spawn()
    }
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(file);
    found.is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Elsewhere the system knows best which file it takes.
#[cfg(not(unix))]
fn is_program(_: &Path) -> bool {
    false
}

/// A standard input that holds everything before git starts. A pipe would end
/// early if this program were killed, and git would go on with half a message.
fn given(input: &[u8]) -> std::io::Result<Stdio> {
    if input.is_empty() {
        return Ok(Stdio::null());
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(input)?;
    file.rewind()?;
    Ok(file.into())
}

/// Reads a child until it ends.
async fn attend(
    child: &mut Child,
    sink: &mut (dyn FnMut(&[u8]) -> bool + Send),
    words: Arc<Mutex<Vec<u8>>>,
) -> Result<Ending, String> {
    let stdout = child.stdout.take();
    let complaints = child
        .stderr
        .take()
        .map(|stderr| tokio::spawn(keep(stderr, words)));
    if let Some(stdout) = stdout {
        hand_on(stdout, sink).await?;
    }
    let status = child.wait().await.map_err(|error| error.to_string())?;
    if let Some(complaints) = complaints {
        let _ = tokio::time::timeout(AFTERWARDS, complaints).await;
    }
    Ok(Ending::Exit(status.code().unwrap_or(-1)))
}

/// Hands on what a pipe says until it ends, or `sink` has enough.
async fn hand_on(
    mut pipe: impl AsyncRead + Unpin,
    sink: &mut (dyn FnMut(&[u8]) -> bool + Send),
) -> Result<(), String> {
    let mut chunk = vec![0; 256 << 10];
    loop {
        let count = pipe.read(&mut chunk).await;
        let count = count.map_err(|error| error.to_string())?;
        if count == 0 {
            return Ok(());
        }
        if !sink(&chunk[..count]) {
            return Err("its answer was too long".to_owned());
        }
    }
}

/// Keeps the beginning of what is said on a pipe, and reads the rest away.
async fn keep(mut pipe: impl AsyncRead + Unpin, words: Arc<Mutex<Vec<u8>>>) {
    let mut chunk = vec![0; 8 << 10];
    while let Ok(count) = pipe.read(&mut chunk).await {
        if count == 0 {
            return;
        }
        let mut kept = words.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MOST_WORDS.saturating_sub(kept.len()).min(count);
        kept.extend_from_slice(&chunk[..room]);
    }
}

/// Ends a child with everything it started.
async fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(rustix::process::Pid::from_raw)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill().await;
}
