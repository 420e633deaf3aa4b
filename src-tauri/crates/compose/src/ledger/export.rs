//! The ledger for people who have nothing of this: a bundle with its own
//! verifier, documents, and a table.

use super::pdf;
use crate::Desktop;
use lockkeeper_contract::EntryLine;
use lockkeeper_domain::ledger::{Moment, Walk};
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::ledger::verify;
use lockkeeper_engine::usecases::trail;
use lockkeeper_git::GitBook;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The format, for whoever wants to check the checker.
const FORMAT: &str = include_str!("../../../../../docs/ledger.md");
/// The independent verifier.
const VERIFIER: &str = include_str!("../../../engine/assets/verify_ledger.py");

/// What to write.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A new folder with everything a stranger needs.
    pub bundle: Option<PathBuf>,
    /// One document per entry.
    pub jsonl: Option<PathBuf>,
    /// A table.
    pub csv: Option<PathBuf>,
    /// A document to read and file.
    pub pdf: Option<PathBuf>,
}

impl Asked {
    /// What is asked for by the name of its form, in a folder that a person
    /// chose: `bundle`, `jsonl`, `csv` or `pdf`.
    ///
    /// # Errors
    /// On another name.
    pub fn in_folder(folder: &Path, form: &str) -> Result<Self, EngineError> {
        let mut asked = Self::default();
        match form {
            "bundle" => asked.bundle = Some(folder.join("ledger")),
            "jsonl" => asked.jsonl = Some(folder.join("ledger.jsonl")),
            "csv" => asked.csv = Some(folder.join("ledger.csv")),
            "pdf" => asked.pdf = Some(folder.join("ledger.pdf")),
            _ => {
                let text = format!("There is no form `{form}`: bundle, jsonl, csv or pdf.");
                return Err(EngineError::Usage { text });
            }
        }
        Ok(asked)
    }

    /// Nothing was asked for.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.bundle.is_none() && self.is_without_lines()
    }

    /// Nothing is asked for that lists the entries.
    const fn is_without_lines(&self) -> bool {
        self.jsonl.is_none() && self.csv.is_none() && self.pdf.is_none()
    }
}

/// Writes the ledger of a control repository as this machine has it; answers
/// the paths. No remote is asked.
///
/// # Errors
/// Those of [`write()`], and when there is no repository.
pub async fn of_control(
    desktop: &Desktop,
    folder: &Path,
    asked: &Asked,
) -> Result<Vec<String>, EngineError> {
    let book = desktop.git(folder).book(".").await;
    let book = book.map_err(super::reading)?;
    let now = Moment::of(desktop.clock().now());
    let walk = verify(&book, now).await?;
    write(&book, &walk, asked).await
}

/// Writes what was asked for; answers the paths.
///
/// # Errors
/// When the ledger cannot be read or a file cannot be written.
pub async fn write(book: &GitBook, walk: &Walk, asked: &Asked) -> Result<Vec<String>, EngineError> {
    let mut written = Vec::new();
    if let Some(folder) = &asked.bundle {
        std::fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        let bundle = folder.join("ledger.bundle");
        let made = book.bundle(&absolute(&bundle)).await;
        made.map_err(super::reading)?;
        written.push(bundle.display().to_string());
        for (name, content) in [
            ("allowed_signers", signers(walk)),
            ("verify_ledger.py", VERIFIER.to_owned()),
            ("FORMAT.md", FORMAT.to_owned()),
            ("README.txt", readme(walk)),
        ] {
            written.push(put(&folder.join(name), &content)?);
        }
    }
    if asked.is_without_lines() {
        return Ok(written);
    }
    let view = trail::trail(book, walk, usize::MAX).await?;
    let oldest_first: Vec<&EntryLine> = view.lines.iter().rev().collect();
    if let Some(file) = &asked.jsonl {
        let mut text = String::new();
        for line in &oldest_first {
            let _always = writeln!(text, "{}", serde_json::json!(line));
        }
        written.push(put(file, &text)?);
    }
    if let Some(file) = &asked.csv {
        written.push(put(file, &table(&oldest_first))?);
    }
    if let Some(file) = &asked.pdf {
        let document = pdf::render(&view, &oldest_first).map_err(|why| undrawn(file, &why))?;
        std::fs::write(file, document).map_err(|error| unwritten(file, &error))?;
        written.push(file.display().to_string());
    }
    Ok(written)
}

fn put(file: &Path, content: &str) -> Result<String, EngineError> {
    std::fs::write(file, content).map_err(|error| unwritten(file, &error))?;
    Ok(file.display().to_string())
}

fn unwritten(path: &Path, error: &std::io::Error) -> EngineError {
    EngineError::Usage {
        text: format!("{} cannot be written: {error}.", path.display()),
    }
}

fn undrawn(path: &Path, why: &str) -> EngineError {
    EngineError::Usage {
        text: format!("{} cannot be drawn: {why}.", path.display()),
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Everybody who ever could sign, for `ssh-keygen -Y verify`.
fn signers(walk: &Walk) -> String {
    let mut lines: Vec<String> = walk
        .state()
        .ever_listed()
        .map(|(handle, key)| format!("{handle} namespaces=\"lockkeeper\" {}\n", key.line()))
        .collect();
    lines.sort();
    lines.concat()
}

fn readme(walk: &Walk) -> String {
    let head = walk.state().head();
    let head = head.map(ToString::to_string).unwrap_or_default();
    format!(
        "A ledger of {} entries, head {head}.\n\n\
         To check all of it, with git, ssh-keygen and Python 3 only:\n\n\
         \x20   python3 verify_ledger.py ledger.bundle\n\n\
         To read it as it was written:\n\n\
         \x20   git clone --bare ledger.bundle ledger.git\n\
         \x20   git -C ledger.git log lockkeeper/ledger\n\n\
         FORMAT.md says what every byte means, and how to check one entry by hand.\n",
        walk.len()
    )
}

fn table(lines: &[&EntryLine]) -> String {
    let mut text = String::from("number,at,by,kind,what,without_effect,entry,commit\n");
    for line in lines {
        let cells = [
            line.number.to_string(),
            line.at.clone(),
            line.by.clone(),
            line.kind.clone(),
            line.sentence.clone(),
            line.void.clone().unwrap_or_default(),
            line.hash.clone(),
            line.commit.clone(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted("-1"), "\"'-1\"");
    }
}
