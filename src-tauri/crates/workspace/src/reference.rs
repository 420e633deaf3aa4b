//! The format as a page for people.

use crate::keys;
use crate::shape::{Key, Shape};
use std::fmt::Write as _;

/// The reference of the format in Markdown; the same description that the reader uses.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(HEAD);
    if let Shape::Table(keys) = keys::FILE {
        tables("", keys, &mut page);
    }
    page
}

const HEAD: &str = "# The workspace file

`lockkeeper.toml` says which repositories a team has, what is released from them, where it runs, and what has to hold before a version may go on. This page is made from the same description that reads the file; editors take [the schema](lockkeeper.schema.json).

**Inheritance, whole:** `env.E.<kind>` < `templates.T.on.\"*\"` < `templates.T.on.E` < `services.S.on.\"*\"` < `services.S.on.E` for how a service is deployed, `groups.G` < `templates.T` < `services.S` for the rest, and `defaults.repo` < `repos.R`. Tables merge by key, values and lists replace, a template uses no template. `lockkeeper config show SERVICE --env E` prints every value with the line it came from.

Durations have a unit (`24h`, `10m`, `2d`), zones are IANA names. `{service}` and `{env}` are filled everywhere in services and templates.

A key that is *not built yet* is known to the format and an error in the file, never ignored.
";

/// A section for a table and for every table below it.
fn tables(name: &str, keys: &[Key], page: &mut String) {
    let title = match name {
        "" => "At the top".to_owned(),
        name => format!("`{name}`"),
    };
    let _ = writeln!(page, "\n## {title}\n\n| Key | Holds | |\n|---|---|---|");
    for key in keys {
        let required = if key.required { ", required" } else { "" };
        let holds = holds(&key.shape);
        let _ = writeln!(
            page,
            "| `{}` | {holds}{required} | {} |",
            key.name, key.says
        );
    }
    for key in keys {
        below(&crate::problem::join(name, key.name), &key.shape, page);
    }
}

/// The sections of the tables inside a value.
fn below(name: &str, shape: &Shape, page: &mut String) {
    match shape {
        Shape::Table(keys) => tables(name, keys, page),
        Shape::Map(inner) => below(&format!("{name}.<name>"), inner, page),
        Shape::PerBranch(inner) => below(&format!("{name}.<branch>"), inner, page),
        Shape::PerEnvironment(inner) => below(&format!("{name}.<environment>"), inner, page),
        Shape::List(inner) => below(&format!("{name}[]"), inner, page),
        Shape::Either(shapes) => shapes.iter().for_each(|inner| below(name, inner, page)),
        Shape::Text(_) | Shape::Word(_) | Shape::Flag | Shape::Count(_) | Shape::Later => {}
    }
}

fn holds(shape: &Shape) -> String {
    match shape {
        Shape::Text(kind) => kind.words().to_owned(),
        Shape::Word(words) => format!("`{}`", words.built.join("`, `")),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Count(_) => "number".to_owned(),
        Shape::List(inner) => format!("list: {}", holds(inner)),
        Shape::Table(_) | Shape::Map(_) | Shape::PerBranch(_) | Shape::PerEnvironment(_) => {
            "table".to_owned()
        }
        Shape::Either(shapes) => {
            let built = shapes.iter().filter(|shape| !matches!(shape, Shape::Later));
            built.map(holds).collect::<Vec<_>>().join(" or ")
        }
        Shape::Later => "*not built yet*".to_owned(),
    }
}
