//! `lockkeeper config`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{told, workspace_path};
use crate::words::{ConfigWords, Shared};
use lockkeeper_compose::{ConfigLine, WorkspaceFile};
use lockkeeper_domain::ledger::Rules;

/// Shows values with their lines, or checks the file.
pub fn run(shared: &Shared, words: &ConfigWords, out: &mut Out) -> Ended {
    let path = workspace_path(shared)?;
    let file = WorkspaceFile::read(&path).map_err(|error| told(&error))?;
    let unfilled = Rules::unfilled_in(&file.rules());
    if !out.is_json() {
        for sentence in &unfilled {
            out.aside(format!("! {sentence}"));
        }
    }
    match words {
        ConfigWords::Check => {
            let document = serde_json::json!({
                "workspace": file.path.display().to_string(),
                "problems": [],
                "warnings": unfilled,
            });
            out.answer(&document, || {
                format!("{}: nothing is wrong with it.", file.path.display())
            });
        }
        ConfigWords::Show { service, env } => {
            let lines = file
                .explain(service, env.as_deref())
                .map_err(|error| told(&error))?;
            out.answer(&lines, || render_lines(&lines));
        }
    }
    Ok(Exit::Done)
}

/// One value a row, each with where it comes from.
fn render_lines(lines: &[ConfigLine]) -> String {
    let widths = lines.iter().map(|line| line.key.chars().count());
    let width = widths.max().unwrap_or(0);
    let row = |line: &ConfigLine| {
        let key = crate::text::pad(&line.key, width);
        match (&line.value, line.line, &line.table) {
            (Some(value), Some(line), Some(table)) => {
                format!("{key} = {value}   # line {line}, {table}")
            }
            (Some(value), ..) => format!("{key} = {value}   # default"),
            (None, ..) => format!("{key}   # unset"),
        }
    };
    lines.iter().map(row).collect::<Vec<_>>().join("\n")
}
