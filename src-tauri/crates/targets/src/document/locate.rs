//! Finding the value a place means.

use super::node::{Anchor, Mapping, Node, Scalar, Style};
use super::path::{self, Step};
use super::{DocumentError, Edit, scalar, several};
use lockkeeper_domain::policy::{GitopsPlace, Locator, NamedBy};

/// How many `<<` are followed in a row; a value that merges itself has no end.
const MOST_MERGES: usize = 16;

/// What a value is looked up for. Reading follows aliases; writing refuses
/// them, because it would change every place that shares the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
}

/// What was found.
pub(super) enum Found<'a> {
    /// The value.
    Scalar(&'a Scalar),
    /// The entry it belongs into.
    Missing(&'a Mapping),
}

/// Finds the value of a place in the one document that has it. Where several
/// have it nothing says which is meant, so that it is not found at all.
pub(super) fn find<'a>(
    documents: &'a [Node],
    place: &GitopsPlace,
    purpose: Purpose,
) -> Result<Found<'a>, DocumentError> {
    let mut holders = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let search = Search {
            document,
            purpose,
            merges: 0,
        };
        let found = match &place.locator {
            Locator::Kustomize(image) => search.image(image, place.by)?,
            Locator::Helm(dotted) | Locator::Set(dotted) => search.dotted(dotted, place.by)?,
        };
        holders.extend(found.map(|found| (number, found)));
    }
    if holders.len() > 1 {
        let numbers: Vec<usize> = holders.iter().map(|(number, _)| *number).collect();
        return Err(several::refusal(documents, &numbers, &wanted(place)));
    }
    match holders.pop() {
        Some((_, found)) => Ok(found),
        None => Err(DocumentError::NotFound {
            what: wanted(place),
        }),
    }
}

/// What is looked for, for people.
fn wanted(place: &GitopsPlace) -> String {
    match &place.locator {
        Locator::Kustomize(image) => format!("the image {image} in {}", place.file),
        Locator::Helm(dotted) | Locator::Set(dotted) => format!("{dotted} in {}", place.file),
    }
}

/// Puts the missing key into an entry of `images`, below its name.
pub(super) fn insertion(
    text: &str,
    entry: &Mapping,
    by: NamedBy,
    value: &str,
) -> Result<Edit, DocumentError> {
    let (key, name) = name_of(entry).ok_or_else(|| DocumentError::malformed("no name"))?;
    let pair = if key.style == Style::Json {
        format!("\"{}\": {}", image_key(by), scalar::double_quoted(value))
    } else {
        format!("{}: {}", image_key(by), scalar::plain(value))
    };
    if entry.flow {
        let at = name.span.end;
        return Ok(Edit {
            span: at..at,
            text: format!(", {pair}"),
        });
    }
    let rest = &text[name.span.end..];
    let at = name.span.end + rest.find(['\r', '\n']).unwrap_or(rest.len());
    let line = text[..key.span.start].rfind('\n').map_or(0, |end| end + 1);
    let indent = text[line..key.span.start]
        .trim_start_matches('\u{feff}')
        .chars()
        .count();
    let end = if text[at..].starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let text = format!("{end}{}{pair}", " ".repeat(indent));
    Ok(Edit { span: at..at, text })
}

fn name_of(entry: &Mapping) -> Option<(&Scalar, &Scalar)> {
    entry.pairs.iter().find_map(|(key, value)| match value {
        Node::Scalar(name) if key.value == "name" => Some((key, name)),
        _ => None,
    })
}

const fn image_key(by: NamedBy) -> &'static str {
    match by {
        NamedBy::Tag => "newTag",
        NamedBy::Digest => "digest",
    }
}

struct Search<'a> {
    document: &'a Node,
    purpose: Purpose,
    /// How many `<<` led here.
    merges: usize,
}

impl<'a> Search<'a> {
    fn dotted(&self, dotted: &str, by: NamedBy) -> Result<Option<Found<'a>>, DocumentError> {
        let steps = path::steps(dotted)
            .ok_or_else(|| DocumentError::malformed(format!("{dotted} is not a path")))?;
        let (mut node, mut parent) = (self.document, None);
        for step in &steps {
            parent = Some(node);
            match self.down(node, step)? {
                Some(next) => node = next,
                None => return Ok(None),
            }
        }
        if let (Some(parent), Some(Step::Key(key))) = (parent, steps.last())
            && key == "tag"
        {
            self.check_unpinned(parent, by, dotted)?;
        }
        match self.solid(node)? {
            Node::Scalar(scalar) => Ok(Some(Found::Scalar(scalar))),
            _ => Err(DocumentError::malformed(format!(
                "{dotted} is not a single value"
            ))),
        }
    }

    fn image(&self, image: &str, by: NamedBy) -> Result<Option<Found<'a>>, DocumentError> {
        let Some(images) = self.down(self.document, &Step::Key("images".into()))? else {
            return Ok(None);
        };
        let Node::Sequence(entries, _) = self.solid(images)? else {
            return Ok(None);
        };
        let mut found = None;
        for node in entries {
            if let Node::Mapping(entry) = self.solid(node)?
                && name_of(entry).is_some_and(|(_, name)| name.value == image)
                && found.replace((node, entry)).is_some()
            {
                let what = format!("two images are called {image}");
                return Err(DocumentError::malformed(what));
            }
        }
        let Some((node, entry)) = found else {
            return Ok(None);
        };
        self.check_unpinned(node, by, image)?;
        match self.only(entry, image_key(by))? {
            None => Ok(Some(Found::Missing(entry))),
            Some(value) => match self.solid(value)? {
                Node::Scalar(scalar) => Ok(Some(Found::Scalar(scalar))),
                _ => Err(DocumentError::malformed(format!(
                    "{image} has no single value"
                ))),
            },
        }
    }

    /// Refuses a tag beside a digest: what deploys them goes by the digest, so
    /// that the tag says nothing of what runs.
    fn check_unpinned(
        &self,
        owner: &'a Node,
        by: NamedBy,
        what: &str,
    ) -> Result<(), DocumentError> {
        if by == NamedBy::Digest {
            return Ok(());
        }
        let reading = Self {
            document: self.document,
            purpose: Purpose::Read,
            merges: 0,
        };
        let Some(digest) = reading.down(owner, &Step::Key("digest".into()))? else {
            return Ok(());
        };
        match reading.solid(digest)? {
            Node::Scalar(digest) if digest.is_null() => Ok(()),
            _ => Err(DocumentError::Unclear {
                why: format!(
                    "{what} is pinned by the digest beside it, so its tag says nothing of what \
                     runs; take the digest away, or name versions by it (by = \"digest\")"
                ),
            }),
        }
    }

    /// One step down; absent when there is nothing.
    fn down(&self, node: &'a Node, step: &Step) -> Result<Option<&'a Node>, DocumentError> {
        match (self.solid(node)?, step) {
            (Node::Sequence(items, _), Step::Index(index)) => Ok(items.get(*index)),
            (Node::Mapping(mapping), Step::Key(key)) => {
                if let Some(found) = self.only(mapping, key)? {
                    return Ok(Some(found));
                }
                self.merged(mapping, step)
            }
            _ => Ok(None),
        }
    }

    /// What a mapping takes over by `<<`.
    fn merged(&self, mapping: &'a Mapping, step: &Step) -> Result<Option<&'a Node>, DocumentError> {
        let Some(base) = self.only(mapping, "<<")? else {
            return Ok(None);
        };
        if self.merges == MOST_MERGES {
            return Err(DocumentError::malformed("a value merges itself"));
        }
        let reading = Self {
            document: self.document,
            purpose: Purpose::Read,
            merges: self.merges + 1,
        };
        let bases = match base {
            Node::Sequence(bases, _) => bases.iter().collect(),
            one => vec![one],
        };
        for base in bases {
            if let Some(found) = reading.down(base, step)? {
                return match self.purpose {
                    Purpose::Read => Ok(Some(found)),
                    Purpose::Write => Err(shared()),
                };
            }
        }
        Ok(None)
    }

    /// The one value under a key; two are refused.
    fn only(&self, mapping: &'a Mapping, key: &str) -> Result<Option<&'a Node>, DocumentError> {
        let mut all = mapping.pairs.iter().filter(|(name, _)| name.value == key);
        let first = all.next().map(|(_, value)| value);
        if all.next().is_some() {
            let what = format!("the key {key} is there twice");
            return Err(DocumentError::malformed(what));
        }
        Ok(first)
    }

    /// The value itself, behind any alias.
    fn solid(&self, node: &'a Node) -> Result<&'a Node, DocumentError> {
        let writing = self.purpose == Purpose::Write;
        let Node::Alias(to) = node else {
            let anchor = node.anchor();
            if writing && anchor != 0 && self.document.refers_to(anchor) {
                return Err(shared());
            }
            return Ok(node);
        };
        if writing {
            return Err(shared());
        }
        anchored(self.document, *to)
            .ok_or_else(|| DocumentError::malformed("an alias leads nowhere"))
    }
}

fn anchored(node: &Node, anchor: Anchor) -> Option<&Node> {
    if node.anchor() == anchor && !matches!(node, Node::Alias(_)) {
        return Some(node);
    }
    match node {
        Node::Scalar(_) | Node::Alias(_) => None,
        Node::Sequence(items, _) => items.iter().find_map(|item| anchored(item, anchor)),
        Node::Mapping(map) => map
            .pairs
            .iter()
            .find_map(|(_, value)| anchored(value, anchor)),
    }
}

fn shared() -> DocumentError {
    let why = "the value is shared with other places by an anchor; give this place its own value";
    DocumentError::Unclear {
        why: why.to_owned(),
    }
}
