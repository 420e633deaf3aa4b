//! One side of a row: a command that is timed, or something that tells its figure.

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// What is measured, with what has to be done before each run.
pub struct Side {
    what: What,
    /// What brings the world back before each run, untimed.
    before: Option<Box<dyn Fn() -> Result<()>>>,
}

enum What {
    /// A command, from its start to its end.
    Timed(Box<dyn Fn() -> Command>),
    /// A command that measures itself and prints the seconds, the bytes or the
    /// share: it looks at what happens inside of a program that stays open.
    Told(Box<dyn Fn() -> Command>),
    /// A figure that is found here.
    Found(Box<dyn Fn() -> Result<f64>>),
}

/// What a run took.
pub struct Taken {
    /// Seconds, or what else was told.
    pub figure: f64,
    /// Seconds of the processor, for itself and the programs it ran; unknown
    /// where a part of it was measured.
    pub worked: Option<f64>,
}

impl Side {
    /// A command that is timed.
    pub fn new(command: impl Fn() -> Command + 'static) -> Self {
        Self::of(What::Timed(Box::new(command)))
    }

    /// A command that measures itself.
    pub fn told(command: impl Fn() -> Command + 'static) -> Self {
        Self::of(What::Told(Box::new(command)))
    }

    /// A figure that is found here.
    pub fn found(find: impl Fn() -> Result<f64> + 'static) -> Self {
        Self::of(What::Found(Box::new(find)))
    }

    fn of(what: What) -> Self {
        Self { what, before: None }
    }

    /// The same with something to be done before each run.
    pub fn after(mut self, before: impl Fn() -> Result<()> + 'static) -> Self {
        self.before = Some(Box::new(before));
        self
    }

    /// Measures once.
    pub fn take(&self) -> Result<Taken> {
        self.prepare()?;
        let told = |figure| Taken {
            figure,
            worked: None,
        };
        match &self.what {
            What::Timed(command) => timed(command()),
            What::Told(command) => said(command()).map(told),
            What::Found(find) => find().map(told),
        }
    }

    /// The most memory that was resident, in bytes; the system keeps the mark,
    /// so what is seen last before the end is as good as all of it. Runs of
    /// git are not in it.
    pub fn memory(&self) -> Result<f64> {
        self.prepare()?;
        let What::Timed(command) = &self.what else {
            bail!("only of a command that is timed");
        };
        let mut command = command();
        let mut child = command.stdout(Stdio::null()).stdin(Stdio::null()).spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let mut most = 0;
        while child.try_wait()?.is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kibibytes = mark.and_then(|mark| mark.trim().strip_suffix(" kB")?.parse().ok());
            most = most.max(kibibytes.unwrap_or(0_u32));
        }
        Ok(f64::from(most) * 1024.0)
    }

    fn prepare(&self) -> Result<()> {
        self.before.as_ref().map_or(Ok(()), |before| before())
    }
}

fn timed(mut command: Command) -> Result<Taken> {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .stdin(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().with_context(|| format!("{command:?}"))?;
    let mut complaint = String::new();
    if let Some(output) = &mut child.stderr {
        output.read_to_string(&mut complaint)?;
    }
    let ended = child.wait4()?;
    let figure = started.elapsed().as_secs_f64();
    if !ended.status.success() {
        bail!("{command:?} failed: {complaint}");
    }
    let worked = ended.rusage.utime + ended.rusage.stime;
    Ok(Taken {
        figure,
        worked: Some(worked.as_secs_f64()),
    })
}

/// The number a command prints.
fn said(mut command: Command) -> Result<f64> {
    let done = command.stdin(Stdio::null()).output()?;
    if !done.status.success() {
        let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
        bail!("{command:?} failed: {complaint}");
    }
    let text = String::from_utf8(done.stdout)?;
    // Programs of the session may talk as well.
    let mut numbers = text.lines().filter_map(|line| line.trim().parse().ok());
    numbers.next_back().context("it tells its figure")
}
