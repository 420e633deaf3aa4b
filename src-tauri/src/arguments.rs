//! What the program was started with.

use std::ffi::OsString;
use std::path::PathBuf;

/// What the program was started with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arguments {
    /// The workspace to open; the last one when absent.
    pub workspace: Option<PathBuf>,
    /// Where to keep files instead of the usual folders.
    pub data: Option<PathBuf>,
    /// A link of ours to show; it opens a screen and never acts.
    pub link: Option<String>,
}

/// How the program is started.
pub const USAGE: &str = "\
lockkeeper-desktop [--workspace PATH] [--data-dir DIR] [lockkeeper://…]

The window of Lockkeeper. Without a path it opens the workspace that was open
last. The command line is `lockkeeper`.";

impl Arguments {
    /// Reads them; the error is a sentence.
    ///
    /// # Errors
    /// On an unknown option or a missing value.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let text = word.to_string_lossy().into_owned();
            let mut value = || {
                words
                    .next()
                    .map(PathBuf::from)
                    .ok_or_else(|| format!("`{text}` needs a folder"))
            };
            match &*text {
                "--workspace" => arguments.workspace = Some(value()?),
                "--data-dir" => arguments.data = Some(value()?),
                link if link.starts_with("lockkeeper://") => arguments.link = Some(text),
                _ => return Err(format!("`{text}` is not known\n\n{USAGE}")),
            }
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(words.iter().map(OsString::from))
    }

    #[test]
    fn options_and_a_link_are_read() {
        let arguments =
            parse(&["--workspace", "/w", "lockkeeper://board"]).expect("they are known");
        assert_eq!(arguments.workspace, Some(PathBuf::from("/w")));
        assert_eq!(arguments.link.as_deref(), Some("lockkeeper://board"));
    }

    #[test]
    fn an_unknown_word_and_a_missing_value_are_refused() {
        assert!(parse(&["--wrokspace", "/w"]).is_err());
        assert!(parse(&["--workspace"]).is_err());
        assert!(parse(&["https://elsewhere.example"]).is_err());
    }
}
