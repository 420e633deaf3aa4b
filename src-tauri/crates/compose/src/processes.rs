//! The processes of this machine, as holders of leases.

use lockkeeper_engine::ports::Holders;
use std::path::Path;
use uuid::Uuid;

/// The processes of this machine, by what the kernel says of them. A process
/// is gone only when it was started on this boot, in this container, and its
/// number is free or was given to another one; nobody can say it of others.
#[derive(Debug, Clone)]
pub struct Processes {
    me: String,
}

impl Default for Processes {
    fn default() -> Self {
        let pid = std::process::id();
        let me = mark(pid).map_or_else(
            || format!("process {pid} #{}", Uuid::new_v4().simple()),
            |mark| name(pid, &mark),
        );
        Self { me }
    }
}

impl Holders for Processes {
    fn me(&self) -> String {
        self.me.clone()
    }

    fn is_gone(&self, holder: &str) -> bool {
        let Some((pid, theirs)) = parts(holder) else {
            return false;
        };
        let Some((_, mine)) = parts(&self.me) else {
            return false;
        };
        // The world a mark was made in stands behind its last dash.
        let world = |mark: &str| mark.rsplit_once('-').map(|(_, world)| world.to_owned());
        let same_world = world(theirs).is_some() && world(theirs) == world(mine);
        same_world && mark(pid).as_deref() != Some(theirs)
    }
}

/// For people up to the `#`, for us behind it.
fn name(pid: u32, mark: &str) -> String {
    format!("process {pid} #{mark}")
}

fn parts(holder: &str) -> Option<(u32, &str)> {
    let (pid, mark) = holder.strip_prefix("process ")?.split_once(" #")?;
    Some((pid.parse().ok()?, mark))
}

/// What tells a process from all others: when it was started, in which
/// container, on which boot. Absent when it has ended, or without `/proc`.
fn mark(pid: u32) -> Option<String> {
    let of = Path::new("/proc").join(pid.to_string());
    let stat = std::fs::read_to_string(of.join("stat")).ok()?;
    // The name before the last bracket may hold anything; the start time is
    // the twentieth field behind it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    if matches!(fields.next(), Some("Z" | "X")) {
        return None;
    }
    let started = fields.nth(18)?;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let container = std::fs::read_link("/proc/self/ns/pid").ok()?;
    let world: String = format!("{boot}{}", container.display())
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    Some(format!("{started}-{world}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn a_living_process_is_not_gone() {
        let processes = Processes::default();
        assert!(!processes.is_gone(&processes.me()));
    }

    #[test]
    fn a_process_that_ended_is_gone() {
        let mut child = Command::new("cat")
            .stdin(Stdio::piped())
            .spawn()
            .expect("cat starts");
        let pid = child.id();
        let holder = name(pid, &mark(pid).expect("it lives"));
        let processes = Processes::default();
        assert!(!processes.is_gone(&holder));
        drop(child.stdin.take());
        child.wait().expect("cat ends with its input");
        assert!(processes.is_gone(&holder));
    }

    #[test]
    fn a_number_given_to_another_process_does_not_hide_that_the_first_is_gone() {
        let processes = Processes::default();
        let (pid, mine) = parts(&processes.me).expect("it has parts");
        let (_, world) = mine.split_once('-').expect("a mark has two parts");
        assert!(processes.is_gone(&name(pid, &format!("1-{world}"))));
    }

    #[test]
    fn nobody_can_say_it_of_another_machine() {
        let processes = Processes::default();
        assert!(!processes.is_gone("process 4000000 #12-another"));
        assert!(!processes.is_gone("desk-2"));
    }
}
