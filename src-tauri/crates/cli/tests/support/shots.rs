//! Kills at random moments of a program, the same moments from run to run.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often to kill when the environment says nothing else.
pub fn kills(usual: u32) -> u32 {
    let said = std::env::var("LOCKKEEPER_TEST_KILLS").ok();
    said.map_or(usual, |text| text.parse().expect("it is a number"))
}

/// Where the shots go, and how many met something that still ran.
pub struct Shots {
    seed: u64,
    whole: Duration,
    kills: u32,
    hits: u32,
}

impl Shots {
    /// So many shots at a program that took so long when nobody disturbed it.
    pub fn at(whole: Duration, kills: u32) -> Self {
        Self {
            seed: 0x5eed,
            whole,
            kills,
            hits: 0,
        }
    }

    /// The same with other moments than those of another number.
    pub fn numbered(mut self, number: u64) -> Self {
        self.seed ^= number << 32;
        self
    }

    /// Starts the program and kills it at the next moment; says when. What
    /// ended before was quicker than thought: the next shots come earlier.
    pub fn next(&mut self, command: &mut Command) -> Duration {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = f64::from(u32::try_from(self.seed >> 32).expect("32 bits are left"));
        let moment = self.whole.mul_f64(share / f64::from(u32::MAX));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let started = Instant::now();
        while let Some(left) = moment.checked_sub(started.elapsed()) {
            if child.try_wait().expect("it is our child").is_some() {
                self.whole = self.whole.min(started.elapsed());
                return moment;
            }
            std::thread::park_timeout(left.min(Duration::from_millis(1)));
        }
        let _already_gone = child.kill();
        let status = child.wait().expect("it is our child");
        self.hits += u32::from(status.signal() == Some(9));
        moment
    }

    /// Holds that the shots proved something: half of them met it.
    pub fn check(&self) {
        let Self { kills, hits, .. } = self;
        assert!(
            hits * 2 > *kills,
            "only {hits} of {kills} kills met the run"
        );
    }
}
