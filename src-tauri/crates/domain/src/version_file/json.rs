//! `version` of a package.json.

use super::{VersionFileError, without_mark};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::ops::Range;

/// The text inside the quotes of the outermost `version`.
pub(super) fn find(path: &str, content: &str) -> Result<Range<usize>, VersionFileError> {
    let (text, mark) = without_mark(content);
    let malformed = |why: String| VersionFileError::Malformed {
        path: path.to_owned(),
        format: "JSON",
        why,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
        .map_err(|error| malformed(error.to_string()))?;
    let Some(Value::Object(object)) = parsed.value else {
        return Err(malformed("it is not an object".to_owned()));
    };
    match object.get("version").map(|property| &property.value) {
        Some(Value::StringLit(literal)) => {
            let range = literal.range();
            Ok(range.start + mark + 1..range.end + mark - 1)
        }
        _ => Err(VersionFileError::NotFound {
            path: path.to_owned(),
            wanted: "text under `version`".to_owned(),
        }),
    }
}
