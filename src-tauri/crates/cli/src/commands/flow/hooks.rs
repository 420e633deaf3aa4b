//! Hooks that call `lockkeeper check`: the rules one reads in the window are
//! the rules that hold in a terminal.

use crate::Exit;
use crate::commands::Ended;
use crate::out::Out;
use crate::session::{has_workspace, usage};
use crate::words::HookWord;
use lockkeeper_compose::{STEERING, WorkspaceFile};
use lockkeeper_domain::ids::RepoName;
use lockkeeper_engine::desk::Desk;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The line by which a hook of ours is known again.
const MARK: &str = "# Lockkeeper asks here; take it away with `lockkeeper flow hook --remove`.";

/// Puts a hook into a repository, or takes it away. A hook of somebody else
/// is never touched.
pub fn install(desk: &Desk, repo: &RepoName, hook: HookWord, remove: bool, out: &mut Out) -> Ended {
    let (name, asks) = match hook {
        HookWord::CommitMsg => ("commit-msg", "message \"$1\""),
        HookWord::PrePush => ("pre-push", "push \"$@\""),
    };
    let policy = desk
        .repo_policy(repo)
        .map_err(|error| crate::session::told(&error))?;
    let base = Path::new(&desk.places.file);
    let base = base.parent().filter(|_| base.is_file()).unwrap_or(base);
    let folder = base.join(&policy.url);
    let file = hooks_of(&folder)?.join(name);
    let asks = format!("{asks}{}", workspace_words(desk, &folder));
    let found = std::fs::read_to_string(&file).ok();
    let foreign = found.as_ref().is_some_and(|text| !text.contains(MARK));
    if foreign {
        out.aside(format!(
            "✗ {} is a hook of somebody else. Add this line to it:\n    lockkeeper check {asks}",
            file.display()
        ));
        return Ok(Exit::Refused);
    }
    let failed =
        |error: std::io::Error| usage(format!("{} cannot be written: {error}.", file.display()));
    if remove {
        if found.is_some() {
            std::fs::remove_file(&file).map_err(failed)?;
        }
        out.line(format!("{} is not there.", file.display()));
        return Ok(Exit::Done);
    }
    let text = format!("#!/bin/sh\n{MARK}\nexec lockkeeper check {asks}\n");
    write_program(&file, &text).map_err(failed)?;
    out.line(format!("{} asks lockkeeper.", file.display()));
    if !has_workspace(desk) {
        out.aside("No workspace file names this repository, so there is no rule to ask yet.");
    }
    Ok(Exit::Done)
}

/// How the hook names the workspace file, where nobody finds it by going up
/// from the repository.
fn workspace_words(desk: &Desk, repo: &Path) -> String {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let Some(file) = whole(Path::new(&desk.places.file)).filter(|file| file.is_file()) else {
        return String::new();
    };
    let above = WorkspaceFile::find(repo).and_then(|found| whole(&found));
    if above.as_ref() == Some(&file) {
        return String::new();
    }
    let quoted = file.display().to_string().replace('\'', r"'\''");
    format!(" --workspace '{quoted}'")
}

/// Where git looks for the hooks of a repository.
fn hooks_of(repo: &Path) -> Result<PathBuf, crate::session::Told> {
    let mut asked = Command::new("git");
    asked.arg("-C").arg(repo);
    asked.args(["rev-parse", "--path-format=absolute", "--git-path", "hooks"]);
    for name in STEERING {
        asked.env_remove(name);
    }
    let answer = asked.output().ok();
    let answer = answer.filter(|output| output.status.success());
    let text = answer.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.map(PathBuf::from)
        .ok_or_else(|| usage(format!("{} is no repository.", repo.display())))
}

fn write_program(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    options.open(file)?.write_all(text.as_bytes())
}
