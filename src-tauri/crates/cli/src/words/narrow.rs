//! Reads the questions that are asked in loops without the words of all others.
//!
//! To describe every command takes a quarter of the time a small question
//! needs. What is read here is read as the whole would; whatever is not, be it
//! wrong, help or in another order, is left to the whole.

use super::{
    ChangelogWords, CheckWords, ExplainWords, FlowWords, NextVersionWords, PromoteWords,
    ReleaseWords, Shared, VerifyWords, Words,
};
use clap::{Args, Command, FromArgMatches, Subcommand};
use std::ffi::OsString;

/// A command by its name, and what adds its words to it.
type Known = (&'static str, fn(Command) -> Command);

const KNOWN: [Known; 11] = [
    ("next-version", NextVersionWords::augment_args),
    ("changelog", ChangelogWords::augment_args),
    ("explain", ExplainWords::augment_args),
    ("promote", PromoteWords::augment_args),
    ("verify", VerifyWords::augment_args),
    ("check", CheckWords::augment_subcommands),
    ("flow", FlowWords::augment_args),
    ("release", ReleaseWords::augment_subcommands),
    ("board", std::convert::identity),
    ("requests", std::convert::identity),
    ("runs", std::convert::identity),
];

/// The words, where the first of them is a command known here.
pub fn read(arguments: &[OsString]) -> Option<Words> {
    let first = arguments.get(1)?;
    let (name, add) = KNOWN.into_iter().find(|(name, _)| first == name)?;
    let whole = Shared::augment_args(Command::new("lockkeeper"));
    let command = whole.subcommand(add(Command::new(name)));
    let mut found = command.try_get_matches_from(arguments).ok()?;
    Words::from_arg_matches_mut(&mut found).ok()
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, read};
    use crate::words::Words;
    use clap::Parser;
    use std::ffi::OsString;

    fn line(text: &str) -> Vec<OsString> {
        let words = text.split(' ').map(OsString::from);
        std::iter::once(OsString::from("lockkeeper"))
            .chain(words)
            .collect()
    }

    #[test]
    fn what_is_read_here_is_what_the_whole_reads() {
        let lines = [
            "next-version",
            "next-version --json --repo a --final --data-dir b",
            "next-version --component c --rev d --pre rc --first-parent",
            "changelog --style types --from v1 --to v2 --workspace w",
            "explain pay:test --at 2026-11-21T20:00:00Z --gate soak --key k",
            "promote pay@1.2.0 web --to prod --tick one --tick two --dry-run",
            "promote board --to runs --yes --lane hotfix --reason why --after id",
            "verify --ledger u --genesis g --at-least 1:h --service s --to e --commit c",
            "check message - --repo a --json",
            "check push origin url",
            "flow status --repo a",
            "flow finish feature one --squash -b -m text --as-git-flow --yes",
            "flow feature start one --json",
            "release cut pay --pre rc --count abc=minor --yes",
            "release list",
            "board --json",
            "requests",
            "runs --yes",
        ];
        for (name, _) in KNOWN {
            assert!(lines.iter().any(|line| line.starts_with(name)), "{name}");
        }
        for text in lines {
            let here = read(&line(text));
            let whole = Words::try_parse_from(line(text)).unwrap();
            assert_eq!(format!("{:?}", Some(whole)), format!("{here:?}"), "{text}");
        }
    }

    #[test]
    fn whatever_else_is_asked_is_left_to_the_whole() {
        for text in [
            "--json board",
            "next-version --help",
            "next-version --nonsense",
            "next-version --pre rc --final",
            "promote --to prod",
            "release",
            "check",
            "flow",
            "flow finish --help",
            "release cat pay",
            "board --yes --dry-run",
            "boards",
        ] {
            assert!(read(&line(text)).is_none(), "{text}");
            let asked = Words::read(&line(text));
            let whole = Words::try_parse_from(line(text));
            assert_eq!(
                asked.map_err(|error| error.to_string()).err(),
                whole.map_err(|error| error.to_string()).err(),
                "{text}"
            );
        }
    }
}
