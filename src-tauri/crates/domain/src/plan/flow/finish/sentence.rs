//! A finish in one sentence and as a command line, before it is confirmed.

use super::Way;
use crate::branching::{FinishFacts, Up};
use crate::ids::{BranchName, RepoName};
use crate::intent::FinishOptions;
use crate::plan::command::quote;
use crate::words;

/// What a finish comes to with these options, in one sentence.
#[must_use]
pub fn finish_sentence(options: &FinishOptions, facts: &FinishFacts) -> String {
    let way = Way::of(options, facts);
    let (branch, parent) = (&facts.branch.name, &facts.parent.name);
    if way.by_request {
        return format!(
            "{branch} is pushed and stays until its pull request into {parent} was merged."
        );
    }
    let mut parts = vec![if facts.merged.is_some() {
        format!("{parent} has the work of {branch} already")
    } else {
        format!("{branch} goes into {parent} {}", joined(way.up))
    }];
    parts.extend(way.tag.map(|tag| {
        let made = ["is made", "is there already"][usize::from(tag.local.is_some())];
        format!("the tag {} {made}", tag.name)
    }));
    let takers: Vec<&str> = way.takers(facts).map(|lane| lane.name.as_str()).collect();
    if !takers.is_empty() {
        let take = if takers.len() == 1 { "takes" } else { "take" };
        parts.push(format!("{} {take} it too", words::list(&takers)));
    }
    if facts.ground.remote.is_some() {
        let pushed = way.push.is_some();
        let pushed = ["nothing is pushed", "all of it is pushed at once"][usize::from(pushed)];
        parts.push(pushed.to_owned());
    }
    parts.push(if way.keep {
        format!("{branch} stays")
    } else {
        format!("{branch} ends")
    });
    format!("{}.", words::list(&parts))
}

const fn joined(up: Up) -> &'static str {
    match up {
        Up::Merge => "by a merge commit",
        Up::FfOnly => "by a fast-forward",
        Up::Rebase => "with its commits made anew on top",
        Up::Squash => "as one commit",
    }
}

/// The same finish as a command line.
#[must_use]
pub fn finish_command(repo: &RepoName, branch: &BranchName, options: &FinishOptions) -> String {
    let name = quote(branch.as_str());
    let mut line = vec![format!("lockkeeper flow finish {name}")];
    let way = options.up.as_deref().and_then(Up::parse);
    let said = [
        (way == Some(Up::Merge), "--no-ff"),
        (way == Some(Up::FfOnly), "--ff-only"),
        (way == Some(Up::Rebase), "--rebase"),
        (way == Some(Up::Squash), "--squash"),
        (options.keep, "--keep"),
        (options.local, "--no-push"),
        (options.no_tag, "--notag"),
        (options.no_back_merge, "--nobackmerge"),
        (options.no_releases, "--no-releases"),
    ];
    line.extend(
        said.into_iter()
            .filter(|(is_said, _)| *is_said)
            .map(|(_, word)| word.to_owned()),
    );
    let tag = options.tag.as_ref().map(|tag| ("--tagname", tag.as_str()));
    let message = options.message.as_deref().map(|text| ("--message", text));
    let valued = tag.into_iter().chain(message);
    line.extend(valued.map(|(word, value)| format!("{word} {}", quote(value))));
    line.push(format!("--repo {}", quote(repo.as_str())));
    line.join(" ")
}

#[cfg(test)]
mod tests;
