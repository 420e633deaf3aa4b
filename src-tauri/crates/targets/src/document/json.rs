//! JSON, read into the same tree.

use super::node::{DEEPEST, Mapping, Node, Scalar, Style};
use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Reads the document. Comments are let pass, as many tools do.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, String> {
    if nesting(text) > DEEPEST {
        return Err(format!("it is nested deeper than {DEEPEST} levels"));
    }
    let options = ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options);
    let parsed = parsed.map_err(|error| error.to_string())?;
    Ok(parsed.value.as_ref().map(node).into_iter().collect())
}

/// An upper bound of the nesting, so that the parser's recursion is bounded.
fn nesting(text: &str) -> usize {
    let mut deepest = 0_usize;
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn node(value: &Value<'_>) -> Node {
    let scalar = |text: &str, style: Style| {
        let range = value.range();
        Node::Scalar(Scalar {
            value: text.to_owned(),
            style,
            span: range.start..range.end,
            anchor: 0,
        })
    };
    match value {
        Value::StringLit(text) => scalar(&text.value, Style::Json),
        Value::NumberLit(number) => scalar(number.value, Style::Json),
        Value::BooleanLit(truth) => scalar(if truth.value { "true" } else { "false" }, Style::Json),
        Value::NullKeyword(_) => scalar("", Style::Json),
        Value::Array(array) => Node::Sequence(array.elements.iter().map(node).collect(), 0),
        Value::Object(object) => Node::Mapping(mapping(object)),
    }
}

fn mapping(object: &Object<'_>) -> Mapping {
    let pairs = object.properties.iter().map(|property| {
        let (text, range) = match &property.name {
            ObjectPropName::String(name) => (name.value.as_ref(), name.range),
            ObjectPropName::Word(name) => (name.value, name.range),
        };
        let key = Scalar {
            value: text.to_owned(),
            style: Style::Json,
            span: range.start..range.end,
            anchor: 0,
        };
        (key, node(&property.value))
    });
    Mapping {
        pairs: pairs.collect(),
        anchor: 0,
        flow: true,
    }
}
