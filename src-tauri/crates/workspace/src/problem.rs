//! What is wrong with a workspace file, all of it at once.

use crate::node::Place;
use lockkeeper_domain::words::nearest;
use std::fmt;

/// Something wrong at one place of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named by the caller.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The dotted key (`services.api.repoo`); empty for a syntax error.
    pub key: String,
    /// The sentence.
    pub text: String,
    /// For an unknown name: the nearest known one.
    pub nearest: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.text)?;
        match &self.nearest {
            Some(nearest) => write!(f, " The nearest known name is `{nearest}`."),
            None => Ok(()),
        }
    }
}

/// Everything wrong with one file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Collects problems while a file is read.
#[derive(Debug)]
pub(crate) struct Findings {
    file: String,
    list: Vec<Problem>,
}

impl Findings {
    pub(crate) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            list: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, at: Place, key: &str, text: impl Into<String>) {
        self.push(at, key, text.into(), None);
    }

    /// A name that is not among the known ones.
    pub(crate) fn unknown<'a>(
        &mut self,
        at: Place,
        key: &str,
        text: impl Into<String>,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        self.push(at, key, text.into(), nearest(name, known));
    }

    /// A key that has to be there, unless it was already reported under a
    /// name that was meant to be it.
    pub(crate) fn missing(&mut self, at: Place, table: &str, key: &str) {
        let meant = self
            .list
            .iter()
            .any(|p| parent(&p.key) == table && p.nearest.as_deref() == Some(key));
        if !meant {
            self.add(at, &join(table, key), format!("`{key}` is missing."));
        }
    }

    /// Whether anything was found at that key or below it.
    pub(crate) fn touches(&self, key: &str) -> bool {
        self.list.iter().any(|p| {
            p.key
                .strip_prefix(key)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Whether anything was found at that place.
    pub(crate) fn has_at(&self, at: Place) -> bool {
        self.list
            .iter()
            .any(|p| (p.line, p.column) == (at.line, at.column))
    }

    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|p| (p.line, p.column));
        self.list.dedup();
        self.list
    }

    fn push(&mut self, at: Place, key: &str, text: String, nearest: Option<String>) {
        self.list.push(Problem {
            file: self.file.clone(),
            line: at.line,
            column: at.column,
            key: key.to_owned(),
            text,
            nearest,
        });
    }
}

/// `table.key`, or the key alone at the top.
pub(crate) fn join(table: &str, key: &str) -> String {
    if table.is_empty() {
        key.to_owned()
    } else {
        format!("{table}.{key}")
    }
}

fn parent(key: &str) -> &str {
    key.rsplit_once('.').map_or("", |(table, _)| table)
}
