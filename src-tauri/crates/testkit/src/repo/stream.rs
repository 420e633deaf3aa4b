//! Histories written as one fast-import stream: thousands of commits a second.

use super::{BEGINNING, RepoFixture};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::Stdio;

/// A history in the making. Commits are named by the numbers they get.
pub struct Stream<W: Write> {
    out: W,
    count: usize,
}

impl<W: Write> Stream<W> {
    /// A stream into anything.
    pub fn new(out: W) -> Self {
        Self { out, count: 0 }
    }

    /// How many commits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no commit yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A commit on a branch, by the numbers of its parents; answers its number.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn commit(
        &mut self,
        branch: &str,
        parents: &[usize],
        message: &str,
        files: &[(&str, &str)],
    ) -> io::Result<usize> {
        self.count += 1;
        let number = self.count;
        let mut text = String::new();
        let at = BEGINNING + i64::try_from(number).unwrap_or(0) * 60;
        if parents.is_empty() {
            let _ = writeln!(text, "reset refs/heads/{branch}");
        }
        let _ = writeln!(text, "commit refs/heads/{branch}\nmark :{number}");
        let _ = writeln!(text, "committer Dana Ito <dana@harbour.example> {at} +0000");
        let _ = writeln!(text, "data {}\n{message}", message.len());
        for (place, parent) in parents.iter().enumerate() {
            let word = if place == 0 { "from" } else { "merge" };
            let _ = writeln!(text, "{word} :{parent}");
        }
        for (path, content) in files {
            let _ = writeln!(
                text,
                "M 100644 inline {path}\ndata {}\n{content}",
                content.len()
            );
        }
        text.push('\n');
        self.out.write_all(text.as_bytes())?;
        Ok(number)
    }

    /// An annotated tag on a commit.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn tag(&mut self, name: &str, commit: usize) -> io::Result<()> {
        let at = BEGINNING + i64::try_from(self.count).unwrap_or(0) * 60;
        writeln!(self.out, "tag {name}\nfrom :{commit}")?;
        writeln!(
            self.out,
            "tagger Dana Ito <dana@harbour.example> {at} +0000"
        )?;
        writeln!(self.out, "data {}\n{name}", name.len())
    }
}

impl RepoFixture {
    /// Imports what `write` puts into a stream.
    ///
    /// # Errors
    /// When git does not take the stream.
    pub fn import(
        &self,
        write: impl FnOnce(&mut Stream<&mut dyn Write>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut child = self
            .command()
            .args(["fast-import", "--quiet", "--done"])
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()?;
        let pipe = child
            .stdin
            .take()
            .ok_or_else(|| io::Error::other("stdin is no pipe"))?;
        let mut pipe = io::BufWriter::with_capacity(1 << 20, pipe);
        write(&mut Stream::new(&mut pipe))?;
        pipe.write_all(b"done\n")?;
        pipe.flush()?;
        drop(pipe);
        let status = child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other("git did not take the stream"))
        }
    }
}
