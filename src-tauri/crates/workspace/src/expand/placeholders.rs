//! Placeholders that nobody fills.

use crate::node::Node;
use crate::problem::Findings;

/// Filled in every text of a service before anything else.
const ALWAYS: [&str; 3] = ["service", "env", "environment"];
/// Filled in the reference of an artifact.
pub(super) const ARTIFACT: [&str; 5] = ["version", "sha", "sha7", "sha8", "branch"];
/// Filled in commit messages.
pub(super) const MESSAGE: [&str; 6] = ["version", "from", "tag", "sha", "sha7", "sha8"];

/// Reports `{names}` that are still there and not among the known ones.
pub(super) fn check(node: Option<&Node>, path: &str, known: &[&str], findings: &mut Findings) {
    let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else {
        return;
    };
    for name in names(text).filter(|name| !known.contains(name)) {
        let sentence = format!("`{{{name}}}` is filled by nothing here.");
        let candidates = known.iter().chain(&ALWAYS).copied();
        findings.unknown(node.at, path, sentence, name, candidates);
    }
}

/// The words in braces.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| {
        let (name, _) = part.split_once('}')?;
        let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
        is_word.then_some(name)
    })
}
