//! Dotted paths: `image.tag`, `containers[0].image`, `annotations.example\.com/tag`.

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// Reads a path; absent when it is not one.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for segment in segments(path) {
        let (key, indices) = segment.split_at(segment.find('[').unwrap_or(segment.len()));
        if !key.is_empty() {
            steps.push(Step::Key(key.replace('\0', ".")));
        }
        for index in indices.split_inclusive(']') {
            let number = index.strip_prefix('[')?.strip_suffix(']')?;
            steps.push(Step::Index(number.parse().ok()?));
        }
        if key.is_empty() && indices.is_empty() {
            return None;
        }
    }
    Some(steps)
}

/// The parts between dots; `\.` is a dot inside a part.
fn segments(path: &str) -> Vec<String> {
    let hidden = path.replace("\\.", "\0");
    hidden.split('.').map(str::to_owned).collect()
}
