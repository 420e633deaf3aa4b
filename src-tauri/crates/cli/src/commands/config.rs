//! `lockkeeper config`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{told, workspace_path};
use crate::words::{ConfigWords, Shared};
use lockkeeper_compose::WorkspaceFile;

/// Shows values with their lines, or checks the file.
pub fn run(shared: &Shared, words: &ConfigWords, out: &mut Out) -> Ended {
    let path = workspace_path(shared)?;
    let file = WorkspaceFile::read(&path).map_err(|error| told(&error))?;
    match words {
        ConfigWords::Check => {
            let document =
                serde_json::json!({ "workspace": file.path.display().to_string(), "problems": [] });
            out.answer(&document, || {
                format!("{}: nothing is wrong with it.", file.path.display())
            });
        }
        ConfigWords::Show { service, env } => {
            let lines = file
                .explain(service, env.as_deref())
                .map_err(|error| told(&error))?;
            out.answer(&lines, || {
                let width = lines
                    .iter()
                    .map(|line| line.key.chars().count())
                    .max()
                    .unwrap_or(0);
                let rows = lines.iter().map(|line| {
                    let key = crate::text::pad(&line.key, width);
                    format!(
                        "{key} = {}   # line {}, {}",
                        line.value, line.line, line.table
                    )
                });
                rows.collect::<Vec<_>>().join("\n")
            });
        }
    }
    Ok(Exit::Done)
}
