//! Asks ssh-add for keys and ssh-keygen for signatures.

use crate::places::{Found, Place, of_agent, of_files};
use crate::wanted::wanted;
use async_trait::async_trait;
use lockkeeper_domain::ledger::NAMESPACE;
use lockkeeper_engine::ports::{Passphrase, Signer, SignerError, SigningKey};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// How long the agent may take to list its keys.
const LIST: Duration = Duration::from_secs(5);
/// How long a signature may take: somebody may have to touch a token.
const SIGN: Duration = Duration::from_secs(60);

/// A person's keys, as OpenSSH finds them.
#[derive(Debug, Clone, Default)]
pub struct SshSigner {
    home: Option<PathBuf>,
    /// The key file that git is configured with.
    configured: Option<String>,
    /// A key file that a person named.
    named: Option<String>,
    environment: Vec<(OsString, OsString)>,
}

impl SshSigner {
    /// The keys of a home folder and of the agent of this process; the key
    /// that git signs with comes first among the files.
    #[must_use]
    pub fn new(home: Option<PathBuf>, configured: Option<String>) -> Self {
        Self {
            home,
            configured,
            named: None,
            environment: Vec::new(),
        }
    }

    /// The same with one more key file, by the path of either half, before
    /// all other files.
    #[must_use]
    pub fn with_file(mut self, path: Option<String>) -> Self {
        self.named = path;
        self
    }

    /// The fingerprint of the key that was named as a file.
    #[must_use]
    pub fn named(&self) -> Option<String> {
        let found = of_files(None, &self.named).into_iter().next();
        found.map(|found| found.key.fingerprint())
    }

    /// Sets variables for the programs that are run.
    #[must_use]
    pub fn with_environment(mut self, pairs: Vec<(OsString, OsString)>) -> Self {
        self.environment = pairs;
        self
    }

    async fn found(&self) -> Vec<Found> {
        let listed = self.run("ssh-add", ["-L"], &[], LIST, &[]).await;
        let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let mut found = of_agent(&listed.unwrap_or_default());
        let files = self.named.iter().chain(&self.configured);
        for key in of_files(self.home.as_deref(), files) {
            if !found.iter().any(|other| other.key == key.key) {
                found.push(key);
            }
        }
        found
    }

    async fn run<I: AsRef<OsStr>>(
        &self,
        program: &str,
        args: impl IntoIterator<Item = I>,
        input: &[u8],
        deadline: Duration,
        more: &[(&str, OsString)],
    ) -> Result<Output, SignerError> {
        let silent = |detail: String| SignerError::Unavailable {
            what: program.to_owned(),
            detail,
        };
        let mut command = Command::new(program);
        command
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("LC_ALL", "C")
            .env("SSH_ASKPASS_REQUIRE", "force")
            .envs(more.iter().map(|(name, value)| (name, value)))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if !more.iter().any(|(name, _)| *name == "SSH_ASKPASS") {
            // Nobody is asked behind the person's back.
            command.env("SSH_ASKPASS", "false");
        }
        let work = async {
            let mut child = command.spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                match stdin.write_all(input).await {
                    // It ended without reading all of it; its own words say why.
                    Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
                    written => written?,
                }
            }
            child.wait_with_output().await
        };
        let done = tokio::time::timeout(deadline, work).await;
        done.map_err(|_| silent(format!("it took longer than {} s", deadline.as_secs())))?
            .map_err(|error| silent(error.to_string()))
    }
}

#[async_trait]
impl Signer for SshSigner {
    async fn keys(&self) -> Result<Vec<SigningKey>, SignerError> {
        let found = self.found().await;
        Ok(found
            .into_iter()
            .map(|key| SigningKey {
                asks: key.asks(),
                is_made: false,
                place: match &key.place {
                    Place::Agent => "ssh-agent".to_owned(),
                    Place::File(path) => path.display().to_string(),
                },
                public: key.line,
            })
            .collect())
    }

    async fn sign(
        &self,
        public: &str,
        message: &[u8],
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<u8>, SignerError> {
        let wanted = wanted(public)?;
        let found = self.found().await;
        let key = found
            .into_iter()
            .find(|key| key.key == wanted)
            .ok_or_else(|| SignerError::NotFound(wanted.fingerprint()))?;
        let failed = |error: std::io::Error| SignerError::Unavailable {
            what: "the folder for temporary files".to_owned(),
            detail: error.to_string(),
        };
        // Only a public line is ever written here.
        let folder = tempfile::tempdir().map_err(failed)?;
        let file = match &key.place {
            Place::Agent => {
                let file = folder.path().join("key.pub");
                std::fs::write(&file, format!("{}\n", key.line)).map_err(failed)?;
                file
            }
            Place::File(path) => path.clone(),
        };
        let answering = passphrase
            .map(|passphrase| Answering::with(passphrase, folder.path()))
            .transpose()
            .map_err(failed)?;
        let asked = answering.iter();
        let more: Vec<_> = asked
            .map(|one| ("SSH_ASKPASS", one.program.clone()))
            .collect();
        let args = ["-Y", "sign", "-q", "-n", NAMESPACE, "-f"];
        let args = args
            .iter()
            .map(OsString::from)
            .chain([file.into_os_string()]);
        let output = self.run("ssh-keygen", args, message, SIGN, &more).await?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(refusal(&words, passphrase.is_some()))
    }
}

/// A passphrase on its way to ssh-keygen: through a pipe that only this user
/// can open. It is in no argument, no variable and no file.
struct Answering {
    program: OsString,
    /// Holds what was written until somebody reads it.
    _pipe: std::fs::File,
}

impl Answering {
    fn with(passphrase: &Passphrase, folder: &Path) -> std::io::Result<Self> {
        use std::io::Write as _;
        use std::os::unix::fs::PermissionsExt as _;
        let (pipe, program) = (folder.join("answer"), folder.join("ask"));
        let ours = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        let fifo = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, fifo, ours, 0)?;
        // Open at both ends, so that neither waits for the other.
        let mut open = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(&pipe)?;
        writeln!(open, "{}", passphrase.reveal())?;
        let script =
            "#!/bin/sh\nIFS= read -r line < \"${0%/*}/answer\"\nprintf '%s\\n' \"$line\"\n";
        std::fs::write(&program, script)?;
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700))?;
        Ok(Self {
            program: program.into_os_string(),
            _pipe: open,
        })
    }
}

fn refusal(words: &str, with_passphrase: bool) -> SignerError {
    let lower = words.to_lowercase();
    if lower.contains("passphrase") || lower.contains("error in libcrypto") {
        return if with_passphrase {
            SignerError::WrongPassphrase
        } else {
            SignerError::Locked
        };
    }
    if lower.contains("agent refused operation") || lower.contains("user presence") {
        return SignerError::Declined;
    }
    SignerError::Unavailable {
        what: "ssh-keygen".to_owned(),
        detail: words.trim().to_owned(),
    }
}
