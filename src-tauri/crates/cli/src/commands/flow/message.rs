//! A message as git will commit it.

use std::io::Write;
use std::process::{Command, Stdio};

/// What git itself writes above the changes that an editor is shown.
const SCISSORS: &str = "------------------------ >8 ------------------------";

/// The message without what git takes out of it before it commits: what stands
/// below the scissors, comments where an editor was open, blank lines around.
/// Where git cannot be asked, the text as it is.
pub fn committed(text: &str) -> String {
    let cleanup = git(&["config", "--get", "commit.cleanup"], "");
    let cleanup = cleanup.as_deref().map_or("default", str::trim);
    let scissors = |line: &str| line.trim_end().ends_with(SCISSORS);
    let above: String = text
        .split_inclusive('\n')
        .take_while(|line| cleanup == "verbatim" || !scissors(line))
        .collect();
    // So git tells its hooks that no editor will be opened.
    let edited = std::env::var_os("GIT_EDITOR").is_none_or(|editor| editor != ":");
    let words: &[&str] = match cleanup {
        "verbatim" => return above,
        "strip" => &["stripspace", "--strip-comments"],
        "default" if edited => &["stripspace", "--strip-comments"],
        _ => &["stripspace"],
    };
    git(words, &above).unwrap_or(above)
}

/// What git answers here to what it reads; nothing where it fails.
fn git(words: &[&str], reads: &str) -> Option<String> {
    let mut command = Command::new("git");
    let piped = command.args(words).stdin(Stdio::piped());
    let mut child = piped
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(reads.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = output.status.success().then_some(output.stdout)?;
    String::from_utf8(text).ok()
}
