//! The JSON Schema of the format, for editors.

use crate::keys;
use crate::shape::{Key, Shape, Words};
use serde_json::{Map, Value, json};

const LATER: &str = "Known, but this version does not build it yet.";

/// The schema as a document; the same description of the format that the reader uses.
#[must_use]
pub fn schema() -> Value {
    let mut document = of(&keys::FILE);
    document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    document["title"] = json!("lockkeeper.toml, format 1");
    document
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text(kind) => match kind.pattern() {
            Some(pattern) => json!({ "type": "string", "minLength": 1, "pattern": pattern }),
            None => json!({ "type": "string", "minLength": 1 }),
        },
        Shape::Word(words) => word(words),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Count(least) => json!({ "type": "integer", "minimum": least }),
        Shape::List(inner) => json!({ "type": "array", "items": of(inner) }),
        Shape::Table(keys) => table(keys),
        Shape::Map(inner) | Shape::PerBranch(inner) | Shape::PerEnvironment(inner) => {
            json!({ "type": "object", "additionalProperties": of(inner) })
        }
        Shape::Either(shapes) => either(shapes),
        Shape::Later => json!({ "not": {}, "description": LATER }),
    }
}

fn word(words: &Words) -> Value {
    json!({ "type": "string", "enum": words.built })
}

fn either(shapes: &[Shape]) -> Value {
    let built: Vec<Value> = shapes
        .iter()
        .filter(|shape| !matches!(shape, Shape::Later))
        .map(of)
        .collect();
    match built.as_slice() {
        [one] => one.clone(),
        _ => json!({ "anyOf": built }),
    }
}

fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(property).collect();
    let required: Vec<_> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut document = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        document["required"] = json!(required);
    }
    document
}

fn property(key: &Key) -> (String, Value) {
    let mut document = of(&key.shape);
    document["description"] = match key.shape {
        Shape::Later => json!(format!("{} {LATER}", key.says)),
        _ => json!(key.says),
    };
    (key.name.to_owned(), document)
}
