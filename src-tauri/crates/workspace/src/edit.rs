//! Changes of the file that keep every byte that is not meant.

use thiserror::Error;
use toml_edit::{ArrayOfTables, Datetime, DocumentMut, Item, Table, Value, value};

/// Why the file was not changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// It cannot be read.
    #[error("the file cannot be read, so it was not changed: {0}")]
    Syntax(String),
    /// The new value cannot be read.
    #[error("`{0}` is not a TOML value, so nothing was changed")]
    NotAValue(String),
    /// Something that is not a table stands where a table is needed.
    #[error("`{0}` is not a table, so nothing was changed")]
    NotATable(String),
    /// Something of that name exists.
    #[error("`{0}` exists already, so nothing was added")]
    Exists(String),
}

/// The text with one value set. `path` are the keys from the top, `to` is the
/// value as TOML (`"24h"`, `true`, `["a"]`). A comment behind the value stays.
///
/// # Errors
/// When text or value cannot be read, or a key on the way holds no table.
pub fn set(text: &str, path: &[&str], to: &str) -> Result<String, EditError> {
    let mut document = read(text)?;
    let Some((last, tables)) = path.split_last() else {
        return Err(EditError::NotATable(String::new()));
    };
    let mut new: Value = to
        .parse()
        .map_err(|_| EditError::NotAValue(to.to_owned()))?;
    let mut place = document.as_item_mut();
    for (depth, key) in tables.iter().enumerate() {
        place = below(place, key).ok_or_else(|| EditError::NotATable(path[..=depth].join(".")))?;
    }
    let table = place
        .as_table_like_mut()
        .ok_or_else(|| EditError::NotATable(tables.join(".")))?;
    match table.get_mut(last) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(_) => return Err(EditError::NotATable(path.join("."))),
        None => {
            table.insert(last, value(new));
        }
    }
    Ok(document.to_string())
}

/// The text with a repository more, behind the others.
///
/// # Errors
/// When the text cannot be read or there is a repository of that name.
pub fn add_repo(text: &str, name: &str, url: &str) -> Result<String, EditError> {
    add(text, "repos", name, &[("url", url.into())])
}

/// The text with a service more, behind the others. Empty paths mean the whole repository.
///
/// # Errors
/// When the text cannot be read or there is a service of that name.
pub fn add_service(
    text: &str,
    name: &str,
    repo: &str,
    paths: &[String],
    tag: &str,
) -> Result<String, EditError> {
    let mut keys: Vec<(&str, Value)> = vec![("repo", repo.into())];
    if !paths.is_empty() {
        keys.push(("paths", paths.iter().collect()));
    }
    keys.push(("tag", tag.into()));
    add(text, "services", name, &keys)
}

/// A freeze that begins and ends once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFreeze {
    /// Its name.
    pub name: String,
    /// When it begins, as TOML writes a moment.
    pub from: String,
    /// When it ends.
    pub until: String,
    /// The zone in which people read it.
    pub zone: String,
}

/// The text with a freeze more of an environment, behind its others.
///
/// # Errors
/// When the text or a moment cannot be read, or a key on the way holds no table.
pub fn add_freeze(text: &str, environment: &str, freeze: &NewFreeze) -> Result<String, EditError> {
    let mut document = read(text)?;
    let path = ["env", environment, "gates"];
    let mut place = document.as_item_mut();
    for (depth, key) in path.iter().enumerate() {
        place = below(place, key).ok_or_else(|| EditError::NotATable(path[..=depth].join(".")))?;
    }
    let not_a_table = || EditError::NotATable(path.join("."));
    let gates = place.as_table_like_mut().ok_or_else(not_a_table)?;
    let table = table_of(freeze)?;
    match gates.get_mut("freezes") {
        Some(Item::ArrayOfTables(all)) => all.push(table),
        Some(Item::Value(Value::Array(all))) => all.push(table.into_inline_table()),
        Some(_) => return Err(EditError::NotATable(format!("{}.freezes", path.join(".")))),
        None => {
            let mut all = ArrayOfTables::new();
            all.push(table);
            gates.insert("freezes", Item::ArrayOfTables(all));
        }
    }
    Ok(document.to_string())
}

fn table_of(freeze: &NewFreeze) -> Result<Table, EditError> {
    let moment = |text: &str| {
        let moment = text.parse::<Datetime>();
        moment.map_err(|_| EditError::NotAValue(text.to_owned()))
    };
    let mut table = Table::new();
    table.insert("name", value(&freeze.name));
    table.insert("from", value(moment(&freeze.from)?));
    table.insert("until", value(moment(&freeze.until)?));
    table.insert("zone", value(&freeze.zone));
    Ok(table)
}

fn add(text: &str, kind: &str, name: &str, keys: &[(&str, Value)]) -> Result<String, EditError> {
    let mut document = read(text)?;
    let group = below(document.as_item_mut(), kind)
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| EditError::NotATable(kind.to_owned()))?;
    if group.contains_key(name) {
        return Err(EditError::Exists(format!("{kind}.{name}")));
    }
    let last = group
        .iter()
        .filter_map(|(_, item)| item.as_table()?.position())
        .max();
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table.set_position(last);
    for (key, new) in keys {
        table.insert(key, value(new.clone()));
    }
    group.insert(name, Item::Table(table));
    Ok(document.to_string())
}

fn read(text: &str) -> Result<DocumentMut, EditError> {
    text.parse()
        .map_err(|e: toml_edit::TomlError| EditError::Syntax(e.message().to_owned()))
}

/// The table behind a key, made when it is not there.
fn below<'a>(item: &'a mut Item, key: &str) -> Option<&'a mut Item> {
    let table = item.as_table_like_mut()?;
    if !table.contains_key(key) {
        let mut new = Table::new();
        new.set_implicit(true);
        table.insert(key, Item::Table(new));
    }
    table.get_mut(key).filter(|item| item.is_table_like())
}
