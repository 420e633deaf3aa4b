//! The text of a plan: what a person confirms and the tests snapshot.

use super::action::{Action, Desired, FileChange, Joining, RefUpdate, Signing, Source};
use super::command::command;
use super::model::{Plan, PlanKind, PlanNote, SetSubject, Subject};
use crate::ids::{EnvName, Oid, PlanId};
use crate::policy::Locator;
use crate::words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A plan as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct PlanText {
    /// What is confirmed.
    pub id: PlanId,
    /// What it is for.
    pub kind: PlanKind,
    /// What it is about.
    pub subject: Subject,
    /// The act ("Tag 1.9.0", "Bring api 1.9.0 to production").
    pub title: String,
    /// Every effect, in order.
    pub steps: Vec<StepText>,
    /// What should be read before.
    pub notes: Vec<PlanNote>,
    /// A text that has to be typed to confirm.
    pub typed: Option<String>,
    /// When it was made.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub made_at: Timestamp,
    /// When the oldest fact under it was observed.
    #[cfg_attr(feature = "wire", ts(type = "string"))]
    pub facts_at: Timestamp,
}

/// A step as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct StepText {
    /// Its place, from 0.
    pub number: u32,
    /// What it does, in words.
    pub title: String,
    /// The exact call, as a person would type it; none for bookkeeping.
    pub command: Option<String>,
    /// From what to what, line by line.
    pub lines: Vec<String>,
}

/// Writes a plan down for people.
#[must_use]
pub fn describe(plan: &Plan) -> PlanText {
    PlanText {
        id: plan.id.clone(),
        kind: plan.kind,
        subject: plan.subject.clone(),
        title: words::visible(&title(plan)),
        steps: plan
            .steps
            .iter()
            .map(|step| StepText {
                number: step.number,
                title: words::visible(&step_title(&step.action)),
                command: command(&step.action),
                lines: lines(&step.action)
                    .iter()
                    .map(|line| words::visible(line))
                    .collect(),
            })
            .collect(),
        notes: plan.notes.clone(),
        typed: plan.typed.clone(),
        made_at: plan.made_at,
        facts_at: plan.facts_at,
    }
}

/// The act; also what the button says.
fn title(plan: &Plan) -> String {
    let about = match &plan.subject {
        Subject::Version(about) => about,
        Subject::Branch(about) if about.act == "tidy" => {
            return "Delete branches whose work has arrived".to_owned();
        }
        Subject::Branch(about) => return format!("{} {}", sentence_case(&about.act), about.branch),
        Subject::Set(set) => return set_title(set),
    };
    let (service, version) = (&about.service, &about.version);
    let place = about
        .environment
        .as_ref()
        .map(EnvName::as_str)
        .unwrap_or_default();
    match plan.kind {
        PlanKind::Cut => format!("Tag {service} {version}"),
        PlanKind::Undo => format!("Undo {service} {version}"),
        PlanKind::Withdraw => format!("Withdraw {service} {version}"),
        PlanKind::Yank => format!("Yank {service} {version}"),
        PlanKind::Promote | PlanKind::Umbrella => format!("Bring {service} {version} to {place}"),
        PlanKind::Rollback => format!("Bring {service} back to {version} in {place}"),
        PlanKind::Flow => format!("Change branches for {service} {version}"),
    }
}

/// "Bring api 1.9.0 and web 2.0.0 to production"
fn set_title(set: &SetSubject) -> String {
    let members = set.members.iter();
    let members = members.map(|one| format!("{} {}", one.about.service, one.about.version));
    let members: Vec<String> = members.collect();
    match set.rollback {
        true => format!(
            "Bring {} back in {}",
            words::list(&members),
            set.environment
        ),
        false => format!("Bring {} to {}", words::list(&members), set.environment),
    }
}

fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn step_title(action: &Action) -> String {
    match action {
        Action::WriteFiles { repo, files, .. } => {
            let paths: Vec<&str> = files.iter().map(|f| f.path.as_str()).collect();
            format!("Write {} in {repo}", words::list(&paths))
        }
        Action::Commit { repo, branch, .. } => format!("Commit to {branch} in {repo}"),
        Action::CreateTag { tag, signing, .. } => match signing {
            Signing::No => format!("Create the tag {tag}"),
            Signing::AsGit { .. } => format!("Create and sign the tag {tag}"),
        },
        Action::Push { remote, refs, .. } => push_title(remote, refs),
        Action::Restore { name, restored, .. } => match restored {
            Some(value) => format!("Move {} back to {}", short_ref(name), value.short()),
            None if name.starts_with("refs/heads/") => {
                format!("Delete the branch {} here", short_ref(name))
            }
            None => format!("Delete the tag {} here", short_ref(name)),
        },
        Action::CreateBranch { branch, at, .. } => {
            format!("Create the branch {branch} at {}", at.short())
        }
        Action::Merge {
            branch,
            source,
            how,
            message,
            ..
        } => match how {
            Joining::Merge => first_line(message),
            Joining::Squash => format!("Bring {} into {branch} as one commit", commit(source)),
            Joining::FastForward => format!("Move {branch} on to {}", commit(source)),
        },
        Action::Rebase { branch, onto, .. } => {
            format!("Put {branch} on top of {}", onto.short())
        }
        Action::Switch { from, to, .. } => match from {
            Some(from) => format!("Show {to} in the work tree instead of {from}"),
            None => format!("Show {to} in the work tree"),
        },
        Action::DeleteBranch { branch, .. } => format!("Delete the branch {branch} here"),
        Action::Configure { key, value, .. } => match value {
            Some(value) => format!("Note {key} = {value} in the configuration"),
            None => format!("Take {key} out of the configuration"),
        },
        Action::Join { branch, brings, .. } => match brings {
            Some(brings) => format!("Merge {} into {branch}", brings.short()),
            None => format!("Bring the earlier files back on {branch}"),
        },
        Action::WriteEnvironment { place, change, .. } => match &change.reverts {
            Some(commit) => format!("Revert {} in {} and push it", commit.short(), place.repo),
            None => format!("Write {} in {} and push it", place.file, place.repo),
        },
        Action::AwaitObserved {
            place, patience, ..
        } => {
            format!(
                "Wait until {} shows it, {} at most",
                place.repo,
                words::duration(*patience)
            )
        }
        Action::Record { .. } => "Record it in the journal".into(),
    }
}

fn commit(source: &Source) -> String {
    match source {
        Source::Commit(oid) => oid.short().to_owned(),
        Source::Step(step) => format!("the commit of step {}", step + 1),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

fn push_title(remote: &str, refs: &[RefUpdate]) -> String {
    let names: Vec<&str> = refs.iter().map(|r| short_ref(&r.name)).collect();
    let names = words::list(&names);
    if refs.iter().all(|r| r.desired.is_none()) {
        return format!("Delete {names} on {remote}, if it is still the same");
    }
    match refs.len() {
        1 => format!("Push {names} to {remote}"),
        _ => format!("Push {names} to {remote} together, or nothing"),
    }
}

pub(super) fn short_ref(name: &str) -> &str {
    name.strip_prefix("refs/heads/")
        .or_else(|| name.strip_prefix("refs/tags/"))
        .unwrap_or(name)
}

/// From what to what, line by line.
fn lines(action: &Action) -> Vec<String> {
    match action {
        Action::WriteFiles { files, .. } => files.iter().map(file_line).collect(),
        Action::Commit {
            branch,
            parent,
            message,
            ..
        } => {
            let mut lines = vec![format!("{branch}: on top of {}", parent.short())];
            lines.extend(message.lines().map(str::to_owned));
            lines
        }
        Action::CreateTag {
            commit,
            text,
            signing,
            ..
        } => {
            let target = commit.as_ref().map_or("the new commit", Oid::short);
            let mut lines = vec![format!("on {target}")];
            if let Signing::AsGit { format, key } = signing {
                lines.push(format!("signed with the {format} key {key}"));
            }
            lines.extend(text.message.lines().map(str::to_owned));
            lines
        }
        Action::Push { refs, .. } => refs.iter().map(ref_line).collect(),
        Action::Restore {
            expected, restored, ..
        } => {
            vec![from_to(
                Some(expected.short()),
                restored.as_ref().map(Oid::short),
            )]
        }
        Action::WriteEnvironment {
            place,
            change,
            message,
        } => {
            let mut lines = vec![
                format!("{}: {}", place.file, locator(&place.locator)),
                from_to(change.expected.as_deref(), Some(&change.desired)),
            ];
            lines.extend(message.lines().map(str::to_owned));
            lines
        }
        Action::CreateBranch { .. } | Action::Switch { .. } | Action::Configure { .. } => {
            Vec::new()
        }
        Action::Merge {
            branch,
            expected,
            source,
            ..
        } => vec![format!(
            "{branch}: {} + {}",
            expected.short(),
            commit(source)
        )],
        Action::Rebase {
            branch, expected, ..
        } => vec![format!("{branch}: from {}", commit(expected))],
        Action::Join { .. } => join_lines(action),
        Action::DeleteBranch { expected, .. } => vec![format!("was at {}", commit(expected))],
        Action::AwaitObserved { desired, .. } => vec![desired.clone()],
        Action::Record { line } => vec![line.clone()],
    }
}

fn join_lines(action: &Action) -> Vec<String> {
    let Action::Join {
        branch,
        onto,
        brings,
        tree,
        message,
        ..
    } = action
    else {
        return Vec::new();
    };
    let parents: Vec<&str> = [onto].into_iter().chain(brings).map(Oid::short).collect();
    let mut lines = vec![
        format!("{branch}: {}", parents.join(" + ")),
        format!("files: {}", tree.short()),
    ];
    lines.extend(message.lines().map(str::to_owned));
    lines
}

fn file_line(file: &FileChange) -> String {
    let before = file.before.as_deref().unwrap_or_default();
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), file.after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest);
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (removed, added) = (old.len() - same - tail, new.len() - same - tail);
    match &file.before {
        None => format!("{}: new, {}", file.path, words::count(added, "line")),
        Some(_) => format!(
            "{}: {} in place of {removed}",
            file.path,
            words::count(added, "line")
        ),
    }
}

fn ref_line(update: &RefUpdate) -> String {
    let desired = match &update.desired {
        Some(Desired::Object(object)) => Some(object.short()),
        Some(Desired::MadeCommit) => Some("the new commit"),
        Some(Desired::MadeTag) => Some("the new tag"),
        Some(Desired::Step(_)) => Some("what is merged here"),
        None => None,
    };
    let change = from_to(update.expected.as_ref().map(Oid::short), desired);
    format!("{}: {change}", update.name)
}

fn from_to(from: Option<&str>, to: Option<&str>) -> String {
    format!(
        "{} → {}",
        from.unwrap_or("nothing"),
        to.unwrap_or("nothing")
    )
}

fn locator(locator: &Locator) -> String {
    match locator {
        Locator::Kustomize(image) => format!("the image {image}"),
        Locator::Helm(path) | Locator::Set(path) => path.clone(),
    }
}
