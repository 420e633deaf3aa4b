//! A history as one `git fast-import` stream.

use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A file while the history grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Grows by a piece with every change, so that branches merge without conflict.
    Grown(Vec<String>),
    /// Replaced as a whole.
    Whole(String),
}

/// A branch while the history grows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branch {
    /// The mark of its newest commit; 0 before the first.
    tip: usize,
    pub(crate) files: BTreeMap<String, Content>,
    /// Files changed since the history began, in this line.
    touched: BTreeSet<String>,
    /// Subjects of its commits, with their marks.
    pub(crate) subjects: BTreeMap<usize, String>,
    merged: bool,
}

/// Who did something, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed {
    /// Name and address as git writes them.
    pub(crate) who: &'static str,
    pub(crate) at: Timestamp,
}

/// The stream and the branches it has made so far.
#[derive(Debug, Default)]
pub(crate) struct History {
    stream: Vec<u8>,
    marks: usize,
    branches: BTreeMap<String, Branch>,
}

impl History {
    pub(crate) fn branch(&mut self, name: &str) -> &mut Branch {
        self.branches.entry(name.to_owned()).or_default()
    }

    /// Begins a branch where another one is. Its own changes count from here.
    pub(crate) fn begin(&mut self, name: &str, from: &str) {
        let mut branch = self.branch(from).clone();
        branch.touched.clear();
        branch.merged = false;
        self.branches.insert(name.to_owned(), branch);
    }

    /// Commits changed files to a branch.
    pub(crate) fn commit(
        &mut self,
        branch: &str,
        by: Signed,
        message: &str,
        files: Vec<(String, Content)>,
    ) {
        let parent = self.branch(branch).tip;
        self.header(branch, by, message, &[parent]);
        let mark = self.marks;
        let place = self.branches.entry(branch.to_owned()).or_default();
        place.tip = mark;
        let subject = message.lines().next().unwrap_or_default();
        place.subjects.insert(mark, subject.to_owned());
        for (path, content) in files {
            write_file(&mut self.stream, &path, content.text().as_bytes());
            place.touched.insert(path.clone());
            place.files.insert(path, content);
        }
        self.stream.push(b'\n');
    }

    /// Merges a branch into another, always with a commit of its own.
    pub(crate) fn merge(&mut self, from: &str, into: &str, by: Signed, message: &str) {
        let theirs = self.branch(from).clone();
        let ours = self.branch(into).tip;
        self.header(into, by, message, &[ours, theirs.tip]);
        let mark = self.marks;
        let place = self.branches.entry(into.to_owned()).or_default();
        place.tip = mark;
        place.subjects.extend(theirs.subjects);
        for path in &theirs.touched {
            let Some(theirs) = theirs.files.get(path) else {
                continue;
            };
            let merged = merged(place.files.get(path), theirs);
            if place.files.get(path) != Some(&merged) {
                write_file(&mut self.stream, path, merged.text().as_bytes());
                place.touched.insert(path.clone());
                place.files.insert(path.clone(), merged);
            }
        }
        self.stream.push(b'\n');
        self.branch(from).merged = true;
    }

    /// Makes an annotated tag where a branch is.
    pub(crate) fn tag(&mut self, name: &str, branch: &str, by: Signed, message: &str) {
        let tip = self.branch(branch).tip;
        self.line(&format!(
            "tag {name}\nfrom :{tip}\ntagger {}",
            signature(by)
        ));
        self.data(message.as_bytes());
    }

    /// The whole stream, and how many commits it holds. Short-lived branches
    /// that were merged are gone at the end.
    pub(crate) fn finish(mut self) -> (Vec<u8>, usize) {
        let branches = std::mem::take(&mut self.branches);
        for (name, branch) in branches {
            let lasts = ["main", "develop"].contains(&name.as_str());
            let target = if branch.merged && !lasts {
                "0000000000000000000000000000000000000000".to_owned()
            } else {
                format!(":{}", branch.tip)
            };
            self.line(&format!("reset refs/heads/{name}\nfrom {target}\n"));
        }
        self.line("done");
        (self.stream, self.marks)
    }

    fn header(&mut self, branch: &str, by: Signed, message: &str, parents: &[usize]) {
        self.marks += 1;
        let signature = signature(by);
        self.line(&format!(
            "commit refs/heads/{branch}\nmark :{}\nauthor {signature}\ncommitter {signature}",
            self.marks
        ));
        self.data(message.as_bytes());
        for (index, parent) in parents.iter().filter(|parent| **parent > 0).enumerate() {
            let word = if index == 0 { "from" } else { "merge" };
            self.line(&format!("{word} :{parent}"));
        }
    }

    fn line(&mut self, text: &str) {
        self.stream.extend_from_slice(text.as_bytes());
        self.stream.push(b'\n');
    }

    fn data(&mut self, bytes: &[u8]) {
        write_data(&mut self.stream, bytes);
    }
}

impl Content {
    fn text(&self) -> String {
        match self {
            Self::Grown(pieces) => pieces.concat(),
            Self::Whole(text) => text.clone(),
        }
    }
}

/// The content after a merge: what grew on both sides keeps both.
fn merged(ours: Option<&Content>, theirs: &Content) -> Content {
    match (ours, theirs) {
        (Some(Content::Grown(ours)), Content::Grown(theirs)) => {
            let new = theirs.iter().filter(|piece| !ours.contains(piece));
            Content::Grown(ours.iter().chain(new).cloned().collect())
        }
        _ => theirs.clone(),
    }
}

/// Writes a plain file of the commit that was begun.
pub(crate) fn write_file(stream: &mut Vec<u8>, path: &str, content: &[u8]) {
    stream.extend_from_slice(format!("M 100644 inline {path}\n").as_bytes());
    write_data(stream, content);
}

/// Writes bytes with their length before them.
pub(crate) fn write_data(stream: &mut Vec<u8>, bytes: &[u8]) {
    stream.extend_from_slice(format!("data {}\n", bytes.len()).as_bytes());
    stream.extend_from_slice(bytes);
    stream.push(b'\n');
}

fn signature(by: Signed) -> String {
    format!("{} {} +0100", by.who, by.at.as_second())
}
