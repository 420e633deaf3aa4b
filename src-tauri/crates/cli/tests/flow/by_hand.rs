//! A finish done with plain git commands.

use crate::cases::{Case, Way};
use crate::yard::{Clone, said};

/// The commands of a finish, typed into a copy of the repository. Each commit
/// is made at the moment its counterpart was, so that both can be the same
/// object.
pub struct ByHand<'a> {
    pub case: &'a Case,
    pub way: Way,
    /// Where the program has finished.
    pub done: &'a Clone<'a>,
    /// Where git is to do the same.
    pub plain: &'a Clone<'a>,
}

impl ByHand<'_> {
    /// Everything a finish does.
    pub fn finish(&self) {
        self.catch_up();
        self.join();
        self.after();
    }

    /// The same where a request was merged: the work is in its parent.
    pub fn finish_merged(&self) {
        self.catch_up();
        self.after();
    }

    /// The parent as it is on the remote.
    fn catch_up(&self) {
        let theirs = format!("origin/{}", self.case.parent);
        self.plain.git(&["fetch", "-q"]);
        self.plain.git(&["switch", "-q", self.case.parent]);
        self.plain.git(&["merge", "-q", "--ff-only", &theirs]);
    }

    /// What comes after the work is in its parent.
    fn after(&self) {
        let case = self.case;
        if case.tag {
            let text = self.done.git(&["cat-file", "tag", "v1.1.0"]);
            let (_, text) = text.split_once("\n\n").unwrap_or_default();
            self.plain.write(".git/tag-text", &format!("{text}\n"));
            let words = ["tag", "-a", "v1.1.0", "--cleanup=verbatim", "-F"];
            let format = "--format=%(taggerdate:raw)";
            let moment = self.done.git(&["for-each-ref", format, "refs/tags/v1.1.0"]);
            self.git(
                &format!("@{moment}"),
                &with(&words, &[".git/tag-text", case.parent]),
            );
        }
        for follower in case.followers {
            self.bring(follower);
        }
        self.end();
    }

    /// Into the parent, the way that was asked for.
    fn join(&self) {
        let (parent, branch) = (self.case.parent, self.case.branch);
        let into = match parent {
            "main" => String::new(),
            parent => format!(" into {parent}"),
        };
        match self.way {
            Way::Merge => {
                let message = format!("Merge branch '{branch}'{into}");
                self.merge(parent, branch, &["--no-ff", "-m", &message], &message);
            }
            Way::Squash => {
                let message = format!("Squash branch '{branch}' into {parent}");
                let moment = self.moment(parent);
                if !self.tried(&moment, &["merge", "-q", "--squash", branch]) {
                    self.decide();
                }
                self.git(&moment, &["commit", "-q", "-m", &message]);
            }
            Way::Rebase => self.rebase(),
            Way::FastForward => {
                self.plain.git(&["merge", "-q", "--ff-only", branch]);
            }
        }
    }

    /// A rebase, commit by commit: each has a moment of its own once a
    /// conflict came between.
    fn rebase(&self) {
        let (parent, branch) = (self.case.parent, self.case.branch);
        let range = format!("{parent}..{branch}");
        let listed = self.plain.git(&["rev-list", "--reverse", &range]);
        let commits: Vec<&str> = listed.lines().collect();
        for (place, commit) in commits.iter().enumerate() {
            let below = commits.len() - 1 - place;
            let moment = self.moment(&format!("{parent}~{below}"));
            if !self.tried(&moment, &["cherry-pick", commit]) {
                self.decide();
                self.git(&moment, &["cherry-pick", "--continue"]);
            }
        }
    }

    /// Into a branch that follows.
    fn bring(&self, follower: &str) {
        let called = match self.case.tag {
            true => "tag 'v1.1.0'".to_owned(),
            false => format!("branch '{}'", self.case.parent),
        };
        let message = format!("Merge {called} into {follower}");
        let how = ["--no-ff", "-m", &message];
        self.merge(follower, self.case.parent, &how, &message);
    }

    fn merge(&self, into: &str, from: &str, how: &[&str], message: &str) {
        let moment = self.moment(into);
        self.git(&moment, &["switch", "-q", into]);
        let words = with(&["merge", "-q"], how);
        if !self.tried(&moment, &with(&words, &[from])) {
            self.decide();
            self.git(&moment, &["commit", "-q", "-m", message]);
        }
    }

    /// One push of everything, and the end of the branch.
    fn end(&self) {
        let branch = self.case.branch;
        let gone = format!(":refs/heads/{branch}");
        let mut words = vec!["push", "-q", "--atomic", "--follow-tags", "origin", "--all"];
        if !self.case.keep {
            self.plain.git(&["switch", "-q", self.case.last()]);
            self.plain.git(&["branch", "-q", "-D", branch]);
        }
        self.plain.git(&words);
        words = vec!["push", "-q", "origin", "--tags"];
        if !self.case.keep {
            words.push(&gone);
        }
        self.plain.git(&words);
    }

    /// What the person decides of a conflict.
    fn decide(&self) {
        self.plain.write("a.txt", "decided\n");
        self.plain.git(&["add", "a.txt"]);
    }

    /// When the program made the newest commit of a branch.
    fn moment(&self, name: &str) -> String {
        let time = self.done.git(&["log", "-1", "--format=%ct", name]);
        format!("@{time} +0000")
    }

    fn git(&self, moment: &str, words: &[&str]) {
        let output = self.plain.git_at(moment, words);
        assert!(output.status.success(), "git {words:?}: {}", said(&output));
    }

    fn tried(&self, moment: &str, words: &[&str]) -> bool {
        self.plain.git_at(moment, words).status.success()
    }
}

fn with<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(more).copied().collect()
}
