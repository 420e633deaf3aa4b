//! A history drawn row by row: which column a commit stands in, and which
//! lines pass it. Pure, and continued anywhere from what is open there.

use crate::ids::Oid;
use std::collections::BTreeSet;
use thiserror::Error;

/// What is open between two rows of a drawn history: the commit each column
/// leads to, and the tips that no row has shown yet.
///
/// Whatever order commits come in, children have to come before their
/// parents. Everything not drawn yet can be reached from the frontier, so a
/// page can be drawn without those before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strands {
    columns: Vec<Option<Oid>>,
    tips: BTreeSet<Oid>,
}

/// How one row is drawn. Columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strand {
    /// Where the commit stands.
    pub column: u32,
    /// Columns whose lines come down to it.
    pub above: Vec<u32>,
    /// Columns its lines go down in, one for each parent.
    pub below: Vec<u32>,
    /// Columns whose lines pass by.
    pub past: Vec<u32>,
}

/// Why a text is no place in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no place in a history that was given out here")]
pub struct NoPlace;

impl Strands {
    /// Above the first row.
    #[must_use]
    pub fn above(tips: impl IntoIterator<Item = Oid>) -> Self {
        Self {
            columns: Vec::new(),
            tips: tips.into_iter().collect(),
        }
    }

    /// The commits from which everything below can be reached, each once.
    #[must_use]
    pub fn frontier(&self) -> Vec<Oid> {
        let open: BTreeSet<&Oid> = self.columns.iter().flatten().chain(&self.tips).collect();
        open.into_iter().cloned().collect()
    }

    /// Draws the next commit.
    pub fn draw(&mut self, commit: &Oid, parents: &[Oid]) -> Strand {
        self.tips.remove(commit);
        let above = self.leading_to(commit);
        let column = above.first().copied().unwrap_or_else(|| self.free());
        for open in &above {
            self.columns[*open] = None;
        }
        let past = (0..self.columns.len()).filter(|place| self.columns[*place].is_some());
        let past: Vec<usize> = past.collect();
        let mut below = Vec::with_capacity(parents.len());
        for (place, parent) in parents.iter().enumerate() {
            let led = self.leading_to(parent);
            // The first parent goes on in the same column, so that a line of
            // work stays one line; others join what leads there already.
            let to = match led.first() {
                _ if place == 0 => column,
                Some(known) => *known,
                None => self.free(),
            };
            self.set(to, parent);
            below.push(to);
        }
        while self.columns.last().is_some_and(Option::is_none) {
            self.columns.pop();
        }
        Strand {
            column: number(column),
            above: above.into_iter().map(number).collect(),
            below: below.into_iter().map(number).collect(),
            past: past.into_iter().map(number).collect(),
        }
    }

    fn leading_to(&self, commit: &Oid) -> Vec<usize> {
        let leads = |place: &usize| self.columns[*place].as_ref() == Some(commit);
        (0..self.columns.len()).filter(leads).collect()
    }

    fn free(&self) -> usize {
        let free = self.columns.iter().position(Option::is_none);
        free.unwrap_or(self.columns.len())
    }

    fn set(&mut self, place: usize, commit: &Oid) {
        if place >= self.columns.len() {
            self.columns.resize(place + 1, None);
        }
        self.columns[place] = Some(commit.clone());
    }

    /// The place as a text that [`Strands::parse`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        let column = |open: &Option<Oid>| open.as_ref().map_or("-", Oid::as_str).to_owned();
        let columns: Vec<String> = self.columns.iter().map(column).collect();
        let tips: Vec<&str> = self.tips.iter().map(Oid::as_str).collect();
        format!("{};{}", columns.join(","), tips.join(","))
    }

    /// Reads a place.
    ///
    /// # Errors
    /// When it is no text of [`Strands::text`].
    pub fn parse(text: &str) -> Result<Self, NoPlace> {
        let (columns, tips) = text.split_once(';').ok_or(NoPlace)?;
        let parts = |text: &str| -> Vec<String> {
            let parts = text.split(',').filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let column = |part: String| match part.as_str() {
            "-" => Ok(None),
            _ => commit(part).map(Some),
        };
        Ok(Self {
            columns: parts(columns)
                .into_iter()
                .map(column)
                .collect::<Result<_, _>>()?,
            tips: parts(tips)
                .into_iter()
                .map(commit)
                .collect::<Result<_, _>>()?,
        })
    }
}

fn commit(text: String) -> Result<Oid, NoPlace> {
    let long = matches!(text.len(), 40 | 64);
    let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if long && hex {
        Ok(Oid::new(text))
    } else {
        Err(NoPlace)
    }
}

fn number(column: usize) -> u32 {
    u32::try_from(column).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
