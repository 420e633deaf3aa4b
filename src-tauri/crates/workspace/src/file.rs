//! A workspace file that was read and found right.

use crate::check::{check, sentence};
use crate::expand::{Expansion, expand};
use crate::keys;
use crate::node::{self, Node, Value};
use crate::problem::{Findings, Problem};
use lockkeeper_domain::policy::Workspace;

/// A workspace file: the text, and what it means.
#[derive(Debug, Clone)]
pub struct File {
    pub(crate) root: Node,
    pub(crate) expansion: Expansion,
}

impl File {
    /// The workspace, expanded.
    #[must_use]
    pub const fn workspace(&self) -> &Workspace {
        &self.expansion.workspace
    }

    /// The workspace, expanded, without the text it came from.
    #[must_use]
    pub fn into_workspace(self) -> Workspace {
        self.expansion.workspace
    }
}

/// Reads a workspace file. The name is only used in messages.
///
/// # Errors
/// Everything that is wrong with it, in the order of its lines; of a syntax
/// error only the first, because nothing after it can be trusted.
pub fn parse(text: &str, file_name: &str) -> Result<File, Vec<Problem>> {
    let mut findings = Findings::new(file_name);
    let root = match node::read(text) {
        Ok(root) => root,
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let why = error.message().lines().collect::<Vec<_>>().join(", ");
            findings.add(node::place(text, offset), "", sentence(&why));
            return Err(findings.finish());
        }
    };
    of(root, findings)
}

/// What a tree means, with everything that is wrong with it.
pub(crate) fn of(root: Node, mut findings: Findings) -> Result<File, Vec<Problem>> {
    if let Some(newer) = newer_schema(&root) {
        let why = format!(
            "this file is written in format {newer}, this version reads format {}",
            keys::SCHEMA
        );
        let at = root.get("schema").map_or(root.at, |schema| schema.at);
        findings.add(at, "schema", sentence(&why));
        return Err(findings.finish());
    }
    check(&root, &keys::FILE, "", &mut findings);
    let expansion = expand(&root, &mut findings);
    match findings.finish() {
        problems if problems.is_empty() => Ok(File { root, expansion }),
        problems => Err(problems),
    }
}

fn newer_schema(root: &Node) -> Option<i64> {
    match root.get("schema")?.value {
        Value::Integer(number) if number > keys::SCHEMA => Some(number),
        _ => None,
    }
}
