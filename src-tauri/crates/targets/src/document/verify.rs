//! Whether exactly one value differs between two readings of a file.

use super::locate::Found;
use super::node::{Node, Scalar};

/// Whether `after` is `before` with that one value changed or added.
pub(super) fn only_changed(
    before: &[Node],
    old: &Found<'_>,
    after: &[Node],
    new: &Found<'_>,
) -> bool {
    let Found::Scalar(new) = new else {
        return false;
    };
    let ignored = match old {
        Found::Scalar(old) => Some(*old),
        Found::Missing(_) => None,
    };
    let before = outline(before, ignored, false);
    let after = outline(after, Some(new), ignored.is_none());
    before == after
}

/// Everything but layout: structure, keys and values, in order. The ignored
/// scalar leaves a gap, or no trace with its key.
fn outline(documents: &[Node], ignored: Option<&Scalar>, traceless: bool) -> Vec<String> {
    let mut outline = Outline {
        ignored,
        traceless,
        lines: Vec::new(),
    };
    for document in documents {
        outline.lines.push("---".to_owned());
        outline.add(document);
    }
    outline.lines
}

struct Outline<'a> {
    ignored: Option<&'a Scalar>,
    traceless: bool,
    lines: Vec<String>,
}

impl Outline<'_> {
    fn is_ignored(&self, node: &Node) -> bool {
        match (node, self.ignored) {
            (Node::Scalar(scalar), Some(ignored)) => std::ptr::eq(scalar, ignored),
            _ => false,
        }
    }

    fn add(&mut self, node: &Node) {
        match node {
            _ if self.is_ignored(node) => self.lines.push("gap".to_owned()),
            Node::Alias(to) => self.lines.push(format!("alias {to}")),
            Node::Scalar(scalar) => {
                let plain = scalar.style == super::node::Style::Plain;
                let anchor = scalar.anchor;
                self.lines
                    .push(format!("{plain} {anchor} {:?}", scalar.value));
            }
            Node::Sequence(items, anchor) => {
                self.lines.push(format!("[{anchor}"));
                items.iter().for_each(|item| self.add(item));
                self.lines.push("]".to_owned());
            }
            Node::Mapping(mapping) => {
                self.lines.push(format!("{{{}", mapping.anchor));
                for (key, value) in &mapping.pairs {
                    if !(self.traceless && self.is_ignored(value)) {
                        self.lines.push(format!("{:?}:", key.value));
                        self.add(value);
                    }
                }
                self.lines.push("}".to_owned());
            }
        }
    }
}
