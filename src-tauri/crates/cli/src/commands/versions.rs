//! `lockkeeper next-version`, `parse-commit` and `changelog`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::usage;
use lockkeeper_domain::commit::Message;
use serde::Serialize;
use std::io::Read;

/// What one message stands for; the document of `parse-commit --json`.
#[derive(Debug, Serialize)]
struct Parsed {
    r#type: String,
    scope: Option<String>,
    breaking: bool,
    description: String,
    level: String,
    reverts: Vec<String>,
    release_as: Option<String>,
    warnings: Vec<String>,
}

/// Reads one message from standard input.
pub fn parse(out: &mut Out) -> Ended {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| usage(format!("Standard input cannot be read: {error}.")))?;
    let message = Message::read(&text);
    let parsed = Parsed {
        breaking: message.breaking.is_some(),
        level: message.level().word().to_owned(),
        release_as: message.release_as.as_ref().map(ToString::to_string),
        warnings: message
            .doubts
            .iter()
            .map(|doubt| format!("{doubt:?}"))
            .collect(),
        r#type: message.kind,
        scope: message.scope,
        description: message.description,
        reverts: message.reverts,
    };
    out.answer(&parsed, || parsed.level.clone());
    Ok(Exit::Done)
}
