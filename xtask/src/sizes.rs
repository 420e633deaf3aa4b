//! The size gate: files that grow past it ask for a new noun. No exception list.

use crate::steps::root;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Lines of a Rust file without its tests.
const RUST: usize = 500;
/// Lines of a Svelte file, and of its script.
const SVELTE: (usize, usize) = (300, 150);
/// Lines of a TypeScript file.
const TYPESCRIPT: usize = 400;
/// Lines of a command's body in the shell.
const COMMAND: usize = 12;

/// Fails with every file that is too long.
pub fn check() -> Result<()> {
    let mut findings = Vec::new();
    let mut files = Vec::new();
    for folder in ["src-tauri", "xtask", "tests", "ui/src"] {
        collect(&root().join(folder), &mut files)?;
    }
    for path in files {
        let text = std::fs::read_to_string(&path)?;
        let shown = path
            .strip_prefix(root())
            .unwrap_or(&path)
            .display()
            .to_string();
        findings.extend(judge(&shown, &text));
    }
    if findings.is_empty() {
        return Ok(());
    }
    bail!(
        "too long; find the noun that is missing:\n  {}",
        findings.join("\n  ")
    );
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !matches!(
                &*name,
                "generated" | "node_modules" | "target" | "gen" | "dist"
            ) {
                collect(&path, into)?;
            }
        } else if [".rs", ".svelte", ".ts"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            into.push(path);
        }
    }
    Ok(())
}

fn judge(path: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let mut over = |what: &str, lines: usize, most: usize| {
        if lines > most {
            findings.push(format!(
                "{path}: {what} has {lines} lines, {most} are allowed"
            ));
        }
    };
    if path.ends_with(".svelte") {
        over("the file", text.lines().count(), SVELTE.0);
        over("its script", script_lines(text), SVELTE.1);
    } else if path.ends_with(".ts") {
        over("the file", text.lines().count(), TYPESCRIPT);
    } else {
        over("the file without its tests", rust_lines(text), RUST);
        if path.starts_with("src-tauri/src/commands/") {
            for (name, lines) in command_bodies(text) {
                over(&format!("the body of `{name}`"), lines, COMMAND);
            }
        }
    }
    findings
}

/// Lines before the inline test module, which stands last.
fn rust_lines(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).position(|pair| {
        pair[0].trim() == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    });
    tests.unwrap_or(lines.len())
}

fn script_lines(text: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for line in text.lines() {
        if line.starts_with("<script") {
            inside = true;
        } else if line.starts_with("</script>") {
            inside = false;
        } else if inside {
            count += 1;
        }
    }
    count
}

/// The functions of a file with the number of lines between their braces.
fn command_bodies(text: &str) -> Vec<(String, usize)> {
    let mut bodies = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut named = None;
    for line in text.lines() {
        if let Some((name, lines)) = open.as_mut() {
            if line == "}" {
                bodies.push((std::mem::take(name), *lines));
                open = None;
            } else {
                *lines += 1;
            }
            continue;
        }
        if let Some(rest) = line.split("fn ").nth(1).filter(|_| !line.starts_with(' ')) {
            named = Some(rest.split(['(', '<']).next().unwrap_or_default().to_owned());
        }
        if line.ends_with('{') && !line.starts_with(' ') {
            open = named.take().map(|name| (name, 0));
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_counted_without_its_tests() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        assert_eq!(rust_lines(text), 2);
    }

    #[test]
    fn a_long_file_a_long_script_and_a_long_command_are_found() {
        let long = "x\n".repeat(501);
        assert_eq!(judge("src-tauri/a.rs", &long).len(), 1);
        let script = format!("<script lang=\"ts\">\n{}</script>\n", "x\n".repeat(151));
        assert_eq!(judge("ui/src/A.svelte", &script).len(), 1);
        let body = format!(
            "pub async fn go(\n    a: u8,\n) {{\n{}}}\n",
            "    x\n".repeat(13)
        );
        assert_eq!(judge("src-tauri/src/commands/a.rs", &body).len(), 1);
    }
}
