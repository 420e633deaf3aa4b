//! Where this desktop keeps its files.

use std::path::{Path, PathBuf};
use thiserror::Error;

/// The folders of this desktop; nothing is written anywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    data: PathBuf,
    cache: PathBuf,
}

/// Why there is no place for files.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FoldersError {
    /// Neither XDG_DATA_HOME nor HOME names an absolute folder.
    #[error("there is no home folder: set HOME, or choose a folder with --data-dir")]
    NoHome,
}

impl Folders {
    /// The folders under one chosen by the user.
    #[must_use]
    pub fn under(chosen: &Path) -> Self {
        Self {
            data: chosen.to_owned(),
            cache: chosen.join("cache"),
        }
    }

    /// The folders that the XDG base directory specification names. `read`
    /// gives the value of an environment variable.
    ///
    /// # Errors
    /// When no home is known.
    pub fn from_environment(read: impl Fn(&str) -> Option<PathBuf>) -> Result<Self, FoldersError> {
        let folder = |variable: &str, below_home: &str| {
            read(variable)
                .filter(|path| path.is_absolute())
                .or_else(|| Some(read("HOME")?.join(below_home)).filter(|path| path.is_absolute()))
                .map(|base| base.join("lockkeeper"))
                .ok_or(FoldersError::NoHome)
        };
        Ok(Self {
            data: folder("XDG_DATA_HOME", ".local/share")?,
            cache: folder("XDG_CACHE_HOME", ".cache")?,
        })
    }

    /// The journal, the settings and the drafts.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.data.join("lockkeeper.db")
    }

    /// Facts about commits; may be deleted at any time.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.cache.join("cache.db")
    }

    /// Mirrors of repositories that are known by URL only.
    #[must_use]
    pub fn mirrors(&self) -> PathBuf {
        self.cache.join("mirrors")
    }

    /// The log of the window.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// Where a demo workspace is made when nobody chose a folder.
    #[must_use]
    pub fn demos(&self) -> PathBuf {
        self.data.join("demo")
    }

    /// What a person backs up.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(known: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<PathBuf> + 'a {
        |name| {
            known
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| PathBuf::from(value))
        }
    }

    #[test]
    fn xdg_folders_win_over_home() {
        let folders = Folders::from_environment(read(&[("XDG_DATA_HOME", "/d"), ("HOME", "/h")]));
        let folders = folders.expect("a home is known");
        assert_eq!(folders.journal(), Path::new("/d/lockkeeper/lockkeeper.db"));
        assert_eq!(folders.cache(), Path::new("/h/.cache/lockkeeper/cache.db"));
    }

    #[test]
    fn a_relative_xdg_folder_is_ignored_as_the_specification_says() {
        let folders = Folders::from_environment(read(&[("XDG_DATA_HOME", "d"), ("HOME", "/h")]));
        assert_eq!(
            folders.expect("a home is known").data(),
            Path::new("/h/.local/share/lockkeeper")
        );
    }

    #[test]
    fn without_a_home_nothing_is_guessed() {
        assert_eq!(
            Folders::from_environment(|_| None),
            Err(FoldersError::NoHome)
        );
    }
}
