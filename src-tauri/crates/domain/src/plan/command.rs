//! The exact calls of a step, as a person would type them.

use super::action::{Action, Desired, Joining, RefUpdate, Signing, Source};
use super::model::Subject;
use crate::ids::{BranchName, Oid};
use crate::words::is_hidden;

/// The call; none for bookkeeping.
pub(super) fn command(action: &Action) -> Option<String> {
    match action {
        Action::WriteFiles { files, .. } => {
            let paths = files.iter().map(|file| quote(&file.path));
            Some(line(
                ["git add --"].into_iter().map(String::from).chain(paths),
            ))
        }
        Action::Commit { message, .. } => {
            Some(format!("git commit -m {}", quote(first_line(message))))
        }
        Action::CreateTag {
            tag,
            commit,
            text,
            signing,
            ..
        } => {
            let how = match signing {
                Signing::No => "-a",
                Signing::AsGit { .. } => "-s",
            };
            let target = commit.as_ref().map_or("HEAD", Oid::short);
            let said = quote(first_line(&text.message));
            Some(format!(
                "git tag {how} -m {said} -- {} {target}",
                quote(tag.as_str())
            ))
        }
        Action::Push { remote, refs, .. } => Some(push(remote, refs)),
        Action::Restore {
            name,
            expected,
            restored,
            ..
        } => Some(match restored {
            Some(value) => format!("git update-ref {} {value} {expected}", quote(name)),
            None => format!("git update-ref -d {} {expected}", quote(name)),
        }),
        Action::CreateBranch { branch, at, .. } => {
            Some(format!("git branch {} {at}", quote(branch.as_str())))
        }
        Action::Merge {
            branch,
            source,
            how,
            message,
            ..
        } => Some(merge(branch, source, *how, message)),
        Action::Rebase { branch, onto, .. } => {
            Some(format!("git rebase {onto} {}", quote(branch.as_str())))
        }
        Action::Switch { to, .. } => Some(format!("git switch {}", quote(to.as_str()))),
        Action::DeleteBranch { branch, .. } => {
            Some(format!("git branch -D {}", quote(branch.as_str())))
        }
        Action::Configure { key, value, .. } => Some(match value {
            Some(value) => format!("git config {} {}", quote(key), quote(value)),
            None => format!("git config --unset {}", quote(key)),
        }),
        Action::Join {
            onto,
            brings,
            tree,
            message,
            ..
        } => Some(join(onto, brings.as_ref(), tree, message)),
        Action::WriteEnvironment { place, message, .. } => Some(format!(
            "git commit -m {} -- {} && git push",
            quote(first_line(message)),
            quote(&place.file)
        )),
        Action::AwaitObserved { place, .. } => {
            let branch = place.branch.as_ref().map_or("HEAD", |b| b.as_str());
            let object = format!("{}:{}", remote_branch(branch), place.file);
            Some(format!("git fetch && git show {}", quote(&object)))
        }
        Action::Record { .. } => None,
    }
}

fn merge(branch: &BranchName, source: &Source, how: Joining, message: &str) -> String {
    let into = quote(branch.as_str());
    let commit = match source {
        Source::Commit(oid) => oid.to_string(),
        Source::Step(step) => format!("<commit of step {}>", step + 1),
    };
    let said = quote(first_line(message));
    match how {
        Joining::Merge => format!("git switch {into} && git merge --no-ff -m {said} {commit}"),
        Joining::Squash => {
            format!("git switch {into} && git merge --squash {commit} && git commit -m {said}")
        }
        Joining::FastForward => format!("git switch {into} && git merge --ff-only {commit}"),
    }
}

/// The files are known, whoever merged them; what is left is the commit.
fn join(onto: &Oid, brings: Option<&Oid>, tree: &Oid, message: &str) -> String {
    let parents = [onto].into_iter().chain(brings);
    let parents: Vec<String> = parents.map(|parent| format!(" -p {parent}")).collect();
    let said = quote(first_line(message));
    format!("git commit-tree {tree}{} -m {said}", parents.concat())
}

fn remote_branch(branch: &str) -> String {
    format!("origin/{branch}")
}

/// A deletion carries its lease; everything else fails by itself when the
/// remote has moved.
fn push(remote: &str, refs: &[RefUpdate]) -> String {
    let mut words = vec!["git push --atomic".to_owned()];
    words.extend(refs.iter().filter(|r| r.desired.is_none()).map(|deleted| {
        let expected = deleted.expected.as_ref().map_or("", Oid::as_str);
        quote(&format!("--force-with-lease={}:{expected}", deleted.name))
    }));
    words.push(quote(remote));
    words.extend(refs.iter().map(|update| quote(&refspec(update))));
    line(words)
}

fn refspec(update: &RefUpdate) -> String {
    let short = update
        .name
        .strip_prefix("refs/heads/")
        .or_else(|| update.name.strip_prefix("refs/tags/"))
        .filter(|short| !short.starts_with(['-', '+', ':']))
        .unwrap_or(&update.name);
    match &update.desired {
        None => format!(":{}", update.name),
        Some(Desired::MadeCommit | Desired::MadeTag | Desired::Step(_)) => short.to_owned(),
        Some(Desired::Object(object)) => format!("{object}:{}", update.name),
    }
}

/// How a line of a request's checklist is ticked.
#[must_use]
pub fn tick_command(request: &str, line: &str) -> String {
    format!("lockkeeper tick {} {}", quote(request), quote(line))
}

/// What goes on with a run that has not ended, and what gives it up.
#[must_use]
pub fn ways_on(about: &Subject, run: &str) -> String {
    let (go_on, give_up) = match about {
        Subject::Branch(_) => (
            "lockkeeper flow continue".to_owned(),
            "lockkeeper flow abort".to_owned(),
        ),
        Subject::Version(_) | Subject::Set(_) => (
            format!("lockkeeper run continue {run}"),
            format!("lockkeeper run cancel {run}"),
        ),
    };
    format!("`{go_on}` goes on with it, `{give_up}` gives it up")
}

fn line(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" ")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Quotes a word for a POSIX shell; names from a repository may hold anything.
/// Control characters are shown as `$'…'` escapes, so that a copied command
/// is the command that was read.
pub(super) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    if word.chars().any(is_hidden) {
        let escaped: String = word.chars().map(escape).collect();
        return format!("$'{escaped}'");
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn escape(c: char) -> String {
    match c {
        '\\' => r"\\".into(),
        '\'' => r"\'".into(),
        '\n' => r"\n".into(),
        '\t' => r"\t".into(),
        c if is_hidden(c) && u32::from(c) <= 0xff && c.is_ascii() => {
            format!(r"\x{:02x}", u32::from(c))
        }
        c if is_hidden(c) => format!(r"\u{:04x}", u32::from(c)),
        c => c.to_string(),
    }
}
