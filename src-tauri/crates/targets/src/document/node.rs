//! A document as a tree whose scalars know where they stand.

use std::ops::Range;

/// How deep a document may be nested.
pub(super) const DEEPEST: usize = 128;

/// One value.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Scalar(Scalar),
    Sequence(Vec<Node>, Anchor),
    Mapping(Mapping),
    /// Another value, by its anchor.
    Alias(Anchor),
}

/// The name other values refer to this one by, as a number; 0 is none.
pub(super) type Anchor = usize;

/// A text, number, boolean or null, as it is written.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    pub(super) value: String,
    pub(super) style: Style,
    /// Its bytes, quotes included.
    pub(super) span: Range<usize>,
    pub(super) anchor: Anchor,
}

/// Keys and values in their order.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    pub(super) pairs: Vec<(Scalar, Node)>,
    pub(super) anchor: Anchor,
    pub(super) flow: bool,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    /// Over several lines, after `|` or `>`.
    Block,
    /// In JSON, where every text has double quotes.
    Json,
}

impl Scalar {
    /// Whether it stands in the line with its own quotes.
    pub(super) fn is_inline(&self) -> bool {
        self.style != Style::Block && !self.span.is_empty()
    }

    /// Whether nothing is there, or `null`.
    pub(super) fn is_null(&self) -> bool {
        match self.style {
            Style::Plain => matches!(self.value.as_str(), "" | "~" | "null" | "Null" | "NULL"),
            _ => self.value.is_empty(),
        }
    }
}

impl Node {
    pub(super) const fn anchor(&self) -> Anchor {
        match self {
            Self::Scalar(scalar) => scalar.anchor,
            Self::Mapping(mapping) => mapping.anchor,
            Self::Sequence(_, anchor) => *anchor,
            Self::Alias(_) => 0,
        }
    }

    /// Whether some value inside refers to that anchor.
    pub(super) fn refers_to(&self, anchor: Anchor) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::Alias(to) => *to == anchor,
            Self::Sequence(items, _) => items.iter().any(|item| item.refers_to(anchor)),
            Self::Mapping(map) => map.pairs.iter().any(|(_, value)| value.refers_to(anchor)),
        }
    }
}
