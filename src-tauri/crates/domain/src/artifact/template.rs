//! The part of a reference that names a build.

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Version,
    Sha,
    /// So many digits of the commit.
    Short(usize),
    Branch,
    Service,
}

/// The pieces behind the last `:`; the version alone when there is no such
/// part. A port is none, for the path of the image comes after it.
pub(super) fn parts(template: Option<&str>) -> Vec<Part<'_>> {
    let tag = template
        .and_then(|template| template.rsplit_once(':'))
        .map(|(_, tag)| tag)
        .filter(|tag| !tag.is_empty() && !tag.contains('/'));
    tag.map_or_else(|| vec![Part::Version], pieces)
}

fn pieces(mut text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    while let Some(open) = text.find('{') {
        let close = text[open..].find('}').map(|length| open + length);
        let named = close.and_then(|close| Some((close, placeholder(&text[open + 1..close])?)));
        let (end, part) = match named {
            Some((close, part)) => {
                found.push(Part::Text(&text[..open]));
                (close + 1, part)
            }
            None => (open + 1, Part::Text(&text[..=open])),
        };
        found.push(part);
        text = &text[end..];
    }
    found.push(Part::Text(text));
    found.retain(|part| *part != Part::Text(""));
    found
}

fn placeholder(name: &str) -> Option<Part<'static>> {
    match name {
        "version" => Some(Part::Version),
        "sha" => Some(Part::Sha),
        "sha7" => Some(Part::Short(7)),
        "sha8" => Some(Part::Short(8)),
        "branch" => Some(Part::Branch),
        "service" => Some(Part::Service),
        _ => None,
    }
}
