//! Confirming a plan: by a word, by an option, never by silence.

use crate::Exit;
use crate::out::Out;
use crate::words::Shared;
use lockkeeper_contract::PlanText;
use lockkeeper_domain::plan::PlanKind;
use serde::Serialize;
use std::io::{BufRead, IsTerminal, Write};

/// What the user said to a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Go, with the text that had to be typed.
    Go(Option<String>),
    /// Only look.
    Look,
    /// No.
    No,
    /// Nobody could be asked, or the text was another one.
    Missing(String),
}

/// How a confirmation may come.
#[derive(Debug, Clone, Copy)]
pub struct Ways<'a> {
    /// `--yes` was given.
    pub yes: bool,
    /// `--dry-run` was given.
    pub dry_run: bool,
    /// The version the user named in the command, which counts as typed.
    pub named: Option<&'a str>,
}

/// Asks for a yes, and for the version where the plan wants it typed.
pub fn confirm(plan: &PlanText, ways: Ways<'_>, out: &mut Out) -> Answer {
    if ways.dry_run {
        return Answer::Look;
    }
    if ways.yes {
        return match &plan.typed {
            Some(text) if ways.named != Some(text) => Answer::Missing(format!(
                "this plan wants to be confirmed by naming the version: {}",
                by_name(plan)
            )),
            typed => Answer::Go(typed.clone()),
        };
    }
    if !std::io::stdin().is_terminal() {
        return Answer::Missing("nothing was confirmed: add --yes".to_owned());
    }
    ask(plan, out)
}

/// The versions as a command names them, and the command where it is one that
/// brings them somewhere.
fn by_name(plan: &PlanText) -> String {
    let versions = plan.subject.versions();
    let named = versions.map(|about| format!("{}@{}", about.service, about.version));
    let named = named.collect::<Vec<_>>().join(" ");
    let mut versions = plan.subject.versions();
    match (
        plan.kind,
        versions.find_map(|about| about.environment.as_ref()),
    ) {
        (PlanKind::Promote, Some(to)) => format!("lockkeeper promote {named} --to {to} --yes"),
        (PlanKind::Rollback, Some(within)) => {
            format!("lockkeeper rollback {named} --in {within} --yes")
        }
        _ => named,
    }
}

fn ask(plan: &PlanText, out: &mut Out) -> Answer {
    let question = match &plan.typed {
        Some(text) => format!("Type {text} to confirm: "),
        None => "Do this? [y/N] ".to_owned(),
    };
    out.prompt(&question);
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line).is_err() {
        return Answer::No;
    }
    judge(plan.typed.as_deref(), line.trim())
}

fn judge(typed: Option<&str>, said: &str) -> Answer {
    match typed {
        Some(text) if said == text => Answer::Go(Some(text.to_owned())),
        Some(_) => Answer::No,
        None if matches!(said, "y" | "Y" | "yes") => Answer::Go(None),
        None => Answer::No,
    }
}

/// An answer to a question that is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No, or nobody could be asked.
    No,
    /// Only look.
    Look,
}

/// Shows what a yes would do, and asks for it: how the command ends where
/// nobody says it. An answer in JSON is one document, and what was done is the
/// better one.
pub fn shown<V: Serialize>(
    shared: &Shared,
    view: &V,
    text: impl FnOnce() -> String,
    question: &str,
    out: &mut Out,
) -> Option<Exit> {
    if !(out.is_json() && shared.yes) {
        out.answer(view, text);
    }
    unwanted(shared, question, out)
}

/// How a command ends where nobody says yes.
pub fn unwanted(shared: &Shared, question: &str, out: &mut Out) -> Option<Exit> {
    match yes_or_no(shared.yes, shared.dry_run, question, out) {
        YesNo::Yes => None,
        YesNo::Look => Some(Exit::Done),
        YesNo::No => Some(unconfirmed(out)),
    }
}

/// How a command ends that needs a yes and has none.
pub fn unconfirmed(out: &mut Out) -> Exit {
    out.aside("lockkeeper: nothing was confirmed: add --yes. Nothing was done.");
    Exit::Usage
}

/// Asks for a yes where somebody can be asked.
pub fn yes_or_no(yes: bool, dry_run: bool, question: &str, out: &mut Out) -> YesNo {
    if dry_run {
        return YesNo::Look;
    }
    if yes {
        return YesNo::Yes;
    }
    if !std::io::stdin().is_terminal() {
        return YesNo::No;
    }
    out.prompt(question);
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    if read.is_ok() && judge(None, line.trim()) == Answer::Go(None) {
        YesNo::Yes
    } else {
        YesNo::No
    }
}

impl Out {
    /// A question, on the same line as its answer.
    pub fn prompt(&mut self, question: &str) {
        let mut stderr = std::io::stderr().lock();
        let _closed = stderr.write_all(question.as_bytes());
        let _closed = stderr.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_confirmed_by_its_version_only() {
        assert_eq!(
            judge(Some("1.9.0"), "1.9.0"),
            Answer::Go(Some("1.9.0".to_owned()))
        );
        assert_eq!(judge(Some("1.9.0"), "y"), Answer::No);
    }

    #[test]
    fn silence_is_a_no() {
        assert_eq!(judge(None, ""), Answer::No);
        assert_eq!(judge(None, "y"), Answer::Go(None));
    }
}
