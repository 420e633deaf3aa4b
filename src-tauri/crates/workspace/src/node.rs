//! The file as a tree of values that know where they were written.

use std::collections::BTreeMap;
use std::ops::Range;
use toml_edit::{Document, Item, Key, TableLike, TomlError};

/// A place in the text, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A value, where it stands and in which table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) at: Place,
    /// The dotted name of the table it stands in.
    pub(crate) table: String,
    pub(crate) value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    /// A TOML date or date-time, as written.
    Moment(String),
    List(Vec<Node>),
    Table(BTreeMap<String, Entry>),
}

/// A key of a table with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key_at: Place,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn empty_table(at: Place, table: &str) -> Self {
        Self {
            at,
            table: table.to_owned(),
            value: Value::Table(BTreeMap::new()),
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Moment(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        match self.value {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    pub(crate) fn count(&self) -> Option<u32> {
        match self.value {
            Value::Integer(number) => u32::try_from(number).ok(),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let table = match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        };
        table
            .into_iter()
            .flatten()
            .map(|(key, entry)| (key.as_str(), entry))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(table) => table.get(key).map(|entry| &entry.node),
            _ => None,
        }
    }

    /// The value behind several keys, one below the other.
    pub(crate) fn at_path(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    pub(crate) fn get_text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Self::text)
    }

    /// The texts of a list, without what is not a text.
    pub(crate) fn get_texts(&self, key: &str) -> Vec<&str> {
        self.get(key)
            .map(|node| node.list().iter().filter_map(Self::text).collect())
            .unwrap_or_default()
    }
}

/// Reads the text into a tree.
pub(crate) fn read(text: &str) -> Result<Node, TomlError> {
    let document = Document::parse(text)?;
    let lines = Lines::new(text);
    let root = document.as_table();
    Ok(Node {
        at: lines.place(0),
        table: String::new(),
        value: lines.table(root, "", lines.place(0)),
    })
}

/// The place of a byte offset.
pub(crate) fn place(text: &str, offset: usize) -> Place {
    Lines::new(text).place(offset)
}

/// Where lines begin, and the conversion that needs it.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line.saturating_sub(1)];
        let before = self.text.get(start..offset).unwrap_or_default();
        Place {
            line: line.max(1),
            column: before.chars().count() + 1,
        }
    }

    fn span(&self, span: Option<Range<usize>>, otherwise: Place) -> Place {
        span.map_or(otherwise, |span| self.place(span.start))
    }

    fn table(&self, table: &dyn TableLike, path: &str, at: Place) -> Value {
        let entries = table.iter().map(|(name, item)| {
            let key_at = self.span(table.key(name).and_then(Key::span), at);
            let node = self.item(item, name, path, key_at);
            (name.to_owned(), Entry { key_at, node })
        });
        Value::Table(entries.collect())
    }

    fn item(&self, item: &Item, name: &str, table: &str, key_at: Place) -> Node {
        let path = crate::problem::join(table, name);
        let value = match item {
            Item::ArrayOfTables(tables) => Value::List(
                tables
                    .iter()
                    .map(|inner| {
                        let at = self.span(inner.span(), key_at);
                        self.node(at, &path, self.table(inner, &path, at))
                    })
                    .collect(),
            ),
            Item::Value(value) => return self.value(value, &path, table, key_at),
            Item::None => Value::Table(BTreeMap::new()),
            Item::Table(inner) => self.table(inner, &path, key_at),
        };
        self.node(key_at, table, value)
    }

    fn value(&self, value: &toml_edit::Value, path: &str, table: &str, key_at: Place) -> Node {
        let at = self.span(value.span(), key_at);
        let converted = match value {
            toml_edit::Value::String(text) => Value::Text(text.value().clone()),
            toml_edit::Value::Integer(number) => Value::Integer(*number.value()),
            toml_edit::Value::Float(number) => Value::Float(*number.value()),
            toml_edit::Value::Boolean(flag) => Value::Flag(*flag.value()),
            toml_edit::Value::Datetime(moment) => Value::Moment(moment.value().to_string()),
            toml_edit::Value::Array(items) => Value::List(
                items
                    .iter()
                    .map(|inner| self.value(inner, path, path, at))
                    .collect(),
            ),
            toml_edit::Value::InlineTable(inner) => self.table(inner, path, at),
        };
        self.node(at, table, converted)
    }

    fn node(&self, at: Place, table: &str, value: Value) -> Node {
        Node {
            at,
            table: table.to_owned(),
            value,
        }
    }
}
