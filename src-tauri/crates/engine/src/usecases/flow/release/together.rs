//! Several services that one tag releases: one text has the notes of each.

use super::Said;
use lockkeeper_contract::NotesView;
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::words;

/// What services say about the same tag, as one; nothing where there is none.
pub(super) fn together(mut each: Vec<Said>) -> Option<Said> {
    if each.len() < 2 {
        return each.pop();
    }
    let mut blocked: Vec<String> = Vec::new();
    for reason in each.iter().flat_map(|said| &said.blocked) {
        if !blocked.contains(reason) {
            blocked.push(reason.clone());
        }
    }
    let title = title(&each);
    let markdown = notes(&each, |said| said.notes.markdown.trim());
    let body = notes(&each, |said| untitled(&said.text));
    let edited = each.iter().any(|said| said.notes.edited);
    let services = each.iter().flat_map(|said| said.services.clone()).collect();
    let first = each.swap_remove(0);
    Some(Said {
        services,
        text: [title.as_str(), body.trim()]
            .join("\n\n")
            .trim_end()
            .to_owned()
            + "\n",
        notes: NotesView {
            markdown,
            entries: Vec::new(),
            edited,
        },
        blocked,
        commit_message: format!("chore(release): {title}\n"),
        ..first
    })
}

/// The name of their group with the version, where they are one; otherwise
/// `api and web 1.1.0`.
fn title(each: &[Said]) -> String {
    let mut titles = each.iter().map(|said| said.text.lines().next());
    let first = titles.next().flatten().unwrap_or_default();
    if titles.all(|title| title == Some(first)) {
        return first.to_owned();
    }
    let names = each.iter().flat_map(|said| &said.services);
    let names: Vec<&str> = names.map(ServiceName::as_str).collect();
    let version = each.first().and_then(|said| said.version.as_ref());
    let version = version.map(|version| format!(" {version}"));
    format!("{}{}", words::list(&names), version.unwrap_or_default())
}

/// A text without its first line.
fn untitled(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest).trim()
}

/// What each says under its name; once, where all say the same.
fn notes(each: &[Said], text: impl Fn(&Said) -> &str) -> String {
    let first = each.first().map(&text).unwrap_or_default();
    if each.iter().all(|said| text(said) == first) {
        return first.to_owned();
    }
    let parts = each.iter().filter(|said| !text(said).is_empty());
    let parts: Vec<String> = parts
        .map(|said| format!("## {}\n\n{}", said.services[0], text(said)))
        .collect();
    parts.join("\n\n")
}
