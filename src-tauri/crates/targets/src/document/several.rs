//! Words for a file in which more than one document has the value.

use super::DocumentError;
use super::node::{Mapping, Node};

/// Says which documents have it, and what a person can do.
pub(super) fn refusal(documents: &[Node], holders: &[usize], wanted: &str) -> DocumentError {
    let names = holders
        .iter()
        .map(|number| format!("document {}{}", number + 1, identity(&documents[*number])));
    let names: Vec<String> = names.collect();
    DocumentError::Unclear {
        why: format!(
            "{wanted} is in more than one document ({}), and nothing says which is meant; \
             move the one that is meant into a file of its own",
            names.join(", ")
        ),
    }
}

/// What Kubernetes calls a document (`: Deployment worker`); nothing for
/// documents of other kinds.
fn identity(document: &Node) -> String {
    let Node::Mapping(document) = document else {
        return String::new();
    };
    let kind = text(document, "kind");
    let name = match under(document, "metadata") {
        Some(Node::Mapping(metadata)) => text(metadata, "name"),
        _ => None,
    };
    let words: Vec<&str> = kind.into_iter().chain(name).collect();
    if words.is_empty() {
        return String::new();
    }
    format!(": {}", words.join(" "))
}

fn under<'a>(mapping: &'a Mapping, key: &str) -> Option<&'a Node> {
    let mut pairs = mapping.pairs.iter();
    pairs.find_map(|(name, value)| (name.value == key).then_some(value))
}

fn text<'a>(mapping: &'a Mapping, key: &str) -> Option<&'a str> {
    match under(mapping, key)? {
        Node::Scalar(scalar) => Some(&scalar.value),
        _ => None,
    }
}
