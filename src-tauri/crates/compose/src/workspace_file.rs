//! Finding and reading the workspace file.

use jiff::Timestamp;
use lockkeeper_domain::policy::Workspace;
use lockkeeper_engine::error::EngineError;
use lockkeeper_workspace::{File, NewFreeze};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What the file is called.
pub const NAME: &str = "lockkeeper.toml";

/// A value that holds, with the line that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfigLine {
    /// The dotted key.
    pub key: String,
    /// The value as TOML, placeholders filled; nothing where it is unset.
    pub value: Option<String>,
    /// The line it was written in, from 1; nothing for a default and for what
    /// is unset.
    pub line: Option<usize>,
    /// The table it was written in.
    pub table: Option<String>,
}

/// A freeze of the rules that begins and ends once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFreeze {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The zone in which people read it, such as `Europe/Berlin`.
    pub zone: String,
}

/// A workspace file that was found and read.
#[derive(Debug, Clone)]
pub struct WorkspaceFile {
    /// Where it lies, absolute.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What it means.
    pub file: File,
}

impl WorkspaceFile {
    /// The file at a path, which may be its folder.
    ///
    /// # Errors
    /// When there is none, or everything that is wrong with it.
    pub fn read(place: &Path) -> Result<Self, EngineError> {
        let path = Self::meant(place);
        let shown = path.display().to_string();
        let wrong = |problems| EngineError::WorkspaceFile {
            path: shown.clone(),
            problems,
        };
        let text = std::fs::read_to_string(&path).map_err(|e| wrong(vec![e.to_string()]))?;
        let file = lockkeeper_workspace::parse(&text, NAME)
            .map_err(|list| wrong(list.iter().map(ToString::to_string).collect()))?;
        Ok(Self { path, text, file })
    }

    /// The file that a path means, which may be its folder; it need not be there.
    #[must_use]
    pub fn meant(place: &Path) -> PathBuf {
        let path = if place.is_dir() {
            place.join(NAME)
        } else {
            place.to_owned()
        };
        path.canonicalize().unwrap_or(path)
    }

    /// The nearest file in a folder or one above it.
    #[must_use]
    pub fn find(from: &Path) -> Option<PathBuf> {
        let start = from.canonicalize().ok()?;
        start
            .ancestors()
            .map(|folder| folder.join(NAME))
            .find(|path| path.is_file())
    }

    /// The folder it lies in; relative repositories start from there.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Every value that holds for a service, in one environment or in all of
    /// them, with defaults and with what is unset.
    ///
    /// # Errors
    /// When there is no such service or environment.
    pub fn explain(
        &self,
        service: &str,
        env: Option<&str>,
    ) -> Result<Vec<ConfigLine>, EngineError> {
        let lines = self.file.explain(service, env);
        let lines = lines.map_err(|error| EngineError::Usage {
            text: format!("{error}."),
        })?;
        let of = |line: lockkeeper_workspace::Line| ConfigLine {
            key: line.key,
            value: line.value,
            line: line.written.as_ref().map(|written| written.number),
            table: line.written.map(|written| written.table),
        };
        Ok(lines.into_iter().map(of).collect())
    }

    /// Writes a freeze of the rules into the file, for each of these
    /// environments. Every other byte stays, comments too, and a text that
    /// would not be read again is not written. It is a proposal: nothing is in
    /// force before admins sign it.
    ///
    /// # Errors
    /// When there is no such environment, when the times make no freeze, or
    /// when the file cannot be written.
    pub fn plan_freeze(
        &self,
        environments: &[String],
        freeze: &PlannedFreeze,
    ) -> Result<(), EngineError> {
        let shown = self.path.display().to_string();
        let wrong = |problems| EngineError::WorkspaceFile {
            path: shown.clone(),
            problems,
        };
        let new = NewFreeze {
            name: "Freeze".to_owned(),
            from: freeze.from.to_string(),
            until: freeze.until.to_string(),
            zone: freeze.zone.clone(),
        };
        let mut text = self.text.clone();
        for name in environments {
            let known = &self.workspace().environments;
            if !known.iter().any(|one| one.name.as_str() == name) {
                let text = format!("There is no environment {name} in this workspace.");
                return Err(EngineError::Usage { text });
            }
            let added = lockkeeper_workspace::add_freeze(&text, name, &new);
            text = added.map_err(|error| wrong(vec![error.to_string()]))?;
        }
        lockkeeper_workspace::parse(&text, NAME)
            .map_err(|list| wrong(list.iter().map(ToString::to_string).collect()))?;
        // Whoever reads it meanwhile sees the one or the other, whole.
        let beside = self.path.with_extension("toml.new");
        std::fs::write(&beside, &text)
            .and_then(|()| std::fs::rename(&beside, &self.path))
            .map_err(|error| wrong(vec![error.to_string()]))
    }

    /// The policy, as it is signed.
    #[must_use]
    pub fn rules(&self) -> serde_json::Value {
        self.file.rules()
    }

    /// The workspace, expanded.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        self.file.workspace()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_found_from_any_folder_below_it() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let below = folder.path().join("a/b");
        std::fs::create_dir_all(&below).expect("a folder can be made");
        assert_eq!(WorkspaceFile::find(&below), None);
        std::fs::write(folder.path().join(NAME), "").expect("a file can be written");
        let found = WorkspaceFile::find(&below).expect("it lies two folders above");
        assert_eq!(
            found,
            folder.path().canonicalize().expect("it exists").join(NAME)
        );
    }

    #[test]
    fn every_problem_of_the_file_is_told_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        std::fs::write(folder.path().join(NAME), "schema = 1\nname = 7\n").expect("it can");
        let Err(EngineError::WorkspaceFile { problems, .. }) = WorkspaceFile::read(folder.path())
        else {
            panic!("a number is not a name");
        };
        assert!(
            problems.iter().any(|p| p.starts_with("lockkeeper.toml:2:")),
            "{problems:?}"
        );
    }
}
