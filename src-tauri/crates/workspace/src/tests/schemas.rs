use super::examples;
use crate::schema;
use serde_json::Value;
use std::path::Path;

/// Set to anything to write what is shipped instead of comparing it.
const WRITE: &str = "LOCKKEEPER_WRITE_SCHEMA";

/// Compares a shipped file with what it should be.
fn is_shipped(name: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../docs")
        .join(name);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, wanted).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        shipped == wanted,
        "run the tests of this crate with {WRITE}=1 to write docs/{name} again"
    );
}

#[test]
fn the_shipped_schema_is_up_to_date() {
    let wanted = serde_json::to_string_pretty(&schema()).unwrap();
    is_shipped("lockkeeper.schema.json", &format!("{wanted}\n"));
}

#[test]
fn the_shipped_reference_is_up_to_date() {
    is_shipped("workspace-file.md", &crate::reference());
}

#[test]
fn the_examples_fit_the_schema() {
    for (name, text) in examples::all() {
        let document = to_json(&crate::node::read(text).unwrap());
        assert_eq!(misfit(&document, &schema(), name), None);
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    for more in ["oops = 1", "[goals]", "[repos.a]\nurl = 1", "[repos.a]"] {
        let text = format!("schema = 1\nname = \"A\"\nenvironments = []\n{more}\n");
        let document = to_json(&crate::node::read(&text).unwrap());
        assert!(misfit(&document, &schema(), "").is_some(), "{more}");
        assert!(super::read(&text).is_err(), "{more}");
    }
}

fn to_json(node: &crate::node::Node) -> Value {
    use crate::node::Value as Toml;
    match &node.value {
        Toml::Text(text) | Toml::Moment(text) => Value::from(text.as_str()),
        Toml::Integer(number) => Value::from(*number),
        Toml::Float(number) => Value::from(*number),
        Toml::Flag(flag) => Value::from(*flag),
        Toml::List(items) => items.iter().map(to_json).collect(),
        Toml::Table(table) => {
            let entries = table.iter().map(|(k, e)| (k.clone(), to_json(&e.node)));
            Value::Object(entries.collect())
        }
    }
}

/// The keywords of JSON Schema that the schema uses, judged.
fn misfit(value: &Value, schema: &Value, at: &str) -> Option<String> {
    if schema.get("not").is_some() {
        return Some(format!("{at}: not built"));
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = choices
            .iter()
            .any(|choice| misfit(value, choice, at).is_none());
        return (!fits).then(|| format!("{at}: fits no choice"));
    }
    let fits = match schema["type"].as_str()? {
        "string" => value.as_str().is_some_and(|text| text_fits(text, schema)),
        "boolean" => value.is_boolean(),
        "integer" => value.as_i64() >= schema["minimum"].as_i64(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    if !fits {
        return Some(format!("{at}: {value} is not {schema}"));
    }
    let items = value.as_array().into_iter().flatten();
    let mut inner = items.map(|item| misfit(item, &schema["items"], at));
    inner
        .find_map(|found| found)
        .or_else(|| object_misfit(value, schema, at))
}

fn text_fits(text: &str, schema: &Value) -> bool {
    let listed = |list: &Vec<Value>| list.iter().any(|word| word == text);
    let matches = |pattern: &str| regex::Regex::new(pattern).unwrap().is_match(text);
    schema["enum"].as_array().is_none_or(listed) && schema["pattern"].as_str().is_none_or(matches)
}

fn object_misfit(value: &Value, schema: &Value, at: &str) -> Option<String> {
    let object = value.as_object()?;
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !object.contains_key(name) {
            return Some(format!("{at}: {name} is missing"));
        }
    }
    object.iter().find_map(|(name, inner)| {
        let below = format!("{at}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Object(_)) => {
                misfit(inner, &schema["additionalProperties"], &below)
            }
            (Value::Null, _) => Some(format!("{below}: not a known key")),
            (known, _) => misfit(inner, known, &below),
        }
    })
}
