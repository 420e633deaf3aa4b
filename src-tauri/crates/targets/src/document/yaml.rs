//! YAML, read into a tree.

use super::node::{Anchor, DEEPEST, Mapping, Node, Scalar, Style};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};
use std::ops::Range;

/// Reads every document of a file. The error says where it cannot be understood.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, String> {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let body = &text[mark..];
    let mut reader = Reader {
        text,
        bytes: byte_offsets(body, mark),
        events: Parser::new_from_str(body),
    };
    let mut documents = Vec::new();
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => return Ok(documents),
            (Event::DocumentStart(_), _) => {
                let first = reader.next()?;
                documents.push(reader.node(first, 0)?);
            }
            _ => {}
        }
    }
}

/// Where each character begins; the parser counts characters.
fn byte_offsets(body: &str, mark: usize) -> Vec<usize> {
    let ends = std::iter::once(body.len());
    let starts = body.char_indices().map(|(at, _)| at);
    starts.chain(ends).map(|at| at + mark).collect()
}

struct Reader<'a> {
    text: &'a str,
    bytes: Vec<usize>,
    events: Parser<'a, StrInput<'a>>,
}

type Next<'a> = (Event<'a>, Span);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Next<'a>, String> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, (event, span): Next<'a>, depth: usize) -> Result<Node, String> {
        if depth > DEEPEST {
            return Err(format!("it is nested deeper than {DEEPEST} levels"));
        }
        match event {
            Event::Scalar(value, style, anchor, _) => {
                Ok(Node::Scalar(self.scalar(&value, style, anchor, span)))
            }
            Event::Alias(to) => Ok(Node::Alias(to)),
            Event::SequenceStart(anchor, _) => self.sequence(anchor, depth),
            Event::MappingStart(anchor, _) => self.mapping(anchor, span, depth),
            _ => Err(at("something unexpected", span)),
        }
    }

    fn sequence(&mut self, anchor: Anchor, depth: usize) -> Result<Node, String> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Node::Sequence(items, anchor)),
                other => items.push(self.node(other, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, anchor: Anchor, span: Span, depth: usize) -> Result<Node, String> {
        let flow = self.text[self.range(span).start..].starts_with('{');
        let mut pairs = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => break,
                other => (other.1, self.node(other, depth + 1)?),
            };
            let next = self.next()?;
            let value = self.node(next, depth + 1)?;
            match key {
                (_, Node::Scalar(key)) => {
                    let value = self.after_key(&key, value);
                    pairs.push((key, value));
                }
                (place, _) => return Err(at("a key that is not a text", place)),
            }
        }
        Ok(Node::Mapping(Mapping {
            pairs,
            anchor,
            flow,
        }))
    }

    fn scalar(&self, value: &str, style: ScalarStyle, anchor: Anchor, span: Span) -> Scalar {
        let range = self.range(span);
        let start = range.start + properties(&self.text[range.clone()]);
        let rest = &self.text[start..];
        let written = self.text[start..range.end.max(start)].trim_end();
        let (style, length) = match style {
            ScalarStyle::Plain if rest.starts_with(value) => (Style::Plain, value.len()),
            ScalarStyle::Plain => (Style::Plain, written.len()),
            ScalarStyle::SingleQuoted => (Style::Single, single_quoted(rest)),
            ScalarStyle::DoubleQuoted => (Style::Double, double_quoted(rest)),
            ScalarStyle::Literal | ScalarStyle::Folded => (Style::Block, written.len()),
        };
        Scalar {
            value: value.to_owned(),
            style,
            span: start..start + length,
            anchor,
        }
    }

    /// A value of which nothing is written stands behind its key.
    fn after_key(&self, key: &Scalar, value: Node) -> Node {
        match value {
            Node::Scalar(empty) if empty.style == Style::Plain && empty.value.is_empty() => {
                let rest = &self.text[key.span.end..];
                let space = rest.len() - rest.trim_start_matches(' ').len();
                let colon = usize::from(rest[space..].starts_with(':'));
                let at = key.span.end + space + colon;
                Node::Scalar(Scalar {
                    span: at..at,
                    ..empty
                })
            }
            other => other,
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let last = self.bytes.last().copied().unwrap_or(0);
        let byte = |index: usize| self.bytes.get(index).copied().unwrap_or(last);
        let start = byte(span.start.index());
        start..byte(span.end.index()).max(start)
    }
}

fn at(what: &str, span: Span) -> String {
    let (line, column) = (span.start.line(), span.start.col() + 1);
    format!("{what} at line {line}, column {column}")
}

/// How many bytes anchor and tag take in front of a value.
fn properties(text: &str) -> usize {
    let mut rest = text;
    while rest.starts_with(['&', '!']) {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[end..].trim_start();
    }
    text.len() - rest.len()
}

/// How many bytes a text in single quotes takes; two of them are one inside.
fn single_quoted(text: &str) -> usize {
    let mut quotes = text
        .match_indices('\'')
        .map(|(at, _)| at)
        .skip(1)
        .peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// How many bytes a text in double quotes takes; a backslash hides the next one.
fn double_quoted(text: &str) -> usize {
    let mut hidden = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if hidden => hidden = false,
            b'\\' => hidden = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
