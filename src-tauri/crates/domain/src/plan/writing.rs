//! What a release writes, whoever asks for it: the files and their commit,
//! and the tag. Cutting a release and finishing its branch share it.

use super::action::{Action, FileChange, Signing, TagText};
use super::model::PlanNote;
use crate::branching::Checkout;
use crate::changelog::{gone, unreleased};
use crate::ids::{BranchName, Oid, RepoName, TagName};
use crate::refusal::{Refusal, refused};
use crate::words;
use std::collections::BTreeSet;

/// A release about to be written.
pub(super) struct Writing<'a> {
    pub(super) repo: &'a RepoName,
    pub(super) tag: &'a TagName,
    /// Changelog and version files as they will be; may be empty.
    pub(super) files: &'a [FileChange],
    /// What the commit of the files says.
    pub(super) commit_message: &'a str,
    /// What the tag says.
    pub(super) tag_text: &'a str,
    pub(super) signing: &'a Signing,
}

impl Writing<'_> {
    /// The files and their commit on a branch; nothing without files.
    pub(super) fn commit(&self, branch: &BranchName, onto: &Oid) -> Vec<Action> {
        if self.files.is_empty() {
            return Vec::new();
        }
        vec![
            Action::WriteFiles {
                repo: self.repo.clone(),
                onto: onto.clone(),
                files: self.files.to_vec(),
            },
            Action::Commit {
                repo: self.repo.clone(),
                branch: branch.clone(),
                parent: onto.clone(),
                message: self.commit_message.to_owned(),
            },
        ]
    }

    /// The tag on a commit, or on the one made before it.
    pub(super) fn tag(&self, commit: Option<Oid>) -> Action {
        Action::CreateTag {
            repo: self.repo.clone(),
            tag: self.tag.clone(),
            commit,
            text: TagText {
                message: self.tag_text.to_owned(),
            },
            signing: self.signing.clone(),
        }
    }
}

/// What git would stumble over when files reach the work tree that shows
/// their branch.
pub(super) fn check_work_tree<'f>(
    checkout: Option<&Checkout>,
    files: impl Iterator<Item = &'f str>,
) -> Option<Refusal> {
    let checkout = checkout?;
    let folder = words::visible(&checkout.folder);
    if let Some(what) = &checkout.under_way {
        return Some(refused::in_progress(what, folder));
    }
    let dirty: BTreeSet<&str> = checkout.dirty.iter().map(String::as_str).collect();
    let changed: Vec<String> = files
        .filter(|file| dirty.contains(file))
        .map(str::to_owned)
        .collect();
    (!changed.is_empty()).then(|| refused::dirty_files(folder).first_lines(&changed))
}

/// What people wrote into files and should know of before a release.
pub(super) fn handwritten(files: &[FileChange]) -> impl Iterator<Item = PlanNote> {
    let notes = |file: &FileChange| {
        let before = file.before.as_deref()?;
        Some([
            lowered(file),
            rewritten(file, before),
            left_over(file, before),
        ])
    };
    files.iter().filter_map(notes).flatten().flatten()
}

/// Somebody raised the version by hand, or released without a tag.
fn lowered(file: &FileChange) -> Option<PlanNote> {
    let named = file.lowers.as_ref()?;
    let text = format!(
        "{} names {named} already, which is higher. Set the version by hand if it comes after that.",
        file.path
    );
    Some(PlanNote::new("lowered", text))
}

/// The section of a release that was taken back is written anew.
fn rewritten(file: &FileChange, before: &str) -> Option<PlanNote> {
    let text = format!(
        "{} has lines in the section of a release that was taken back which its new text has not. \
         To keep them, write them into the notes.",
        file.path
    );
    told("rewritten", text, gone(before, &file.after))
}

/// What stands under what is not released stays there: nobody knows whether
/// it is about this release.
fn left_over(file: &FileChange, before: &str) -> Option<PlanNote> {
    let text = format!(
        "{} has lines under Unreleased that stay there. If they are about this release, write \
         them into the notes and take them out there.",
        file.path
    );
    told("unreleased", text, unreleased(before))
}

fn told(code: &str, text: String, lines: Vec<&str>) -> Option<PlanNote> {
    let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    (!lines.is_empty()).then(|| PlanNote::new(code, text).lines(lines))
}
