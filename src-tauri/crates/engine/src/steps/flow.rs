//! Steps that move branches and work trees.

mod branch;
mod merge;
mod rebase;
mod switch;

use super::record::Record;
use super::{Effect, Observed, whereabouts};
use lockkeeper_domain::ids::{BranchName, Oid};
use lockkeeper_domain::plan::Action;

/// The step behind an action on branches; any other action is a record that
/// nothing keeps.
pub(super) fn effect(action: &Action) -> Box<dyn Effect + '_> {
    match action {
        Action::CreateBranch { repo, branch, at } => {
            Box::new(branch::CreateBranch { repo, branch, at })
        }
        Action::DeleteBranch {
            repo,
            branch,
            expected,
        } => Box::new(branch::DeleteBranch {
            repo,
            branch,
            expected,
        }),
        Action::Merge {
            repo,
            branch,
            expected,
            source,
            how,
            message,
        } => Box::new(merge::Merge {
            repo,
            branch,
            expected,
            source,
            how: *how,
            message,
        }),
        Action::Rebase {
            repo,
            branch,
            expected,
            onto,
        } => Box::new(rebase::Rebase {
            repo,
            branch,
            expected,
            onto,
        }),
        Action::Switch { repo, from, to } => Box::new(switch::Switch {
            repo,
            from: from.as_ref(),
            to,
        }),
        Action::Configure { repo, key, value } => Box::new(switch::Configure {
            repo,
            key,
            value: value.as_deref(),
        }),
        _ => Box::new(Record { line: "" }),
    }
}

/// A branch that does not stand where the step would leave it: where it was
/// when the plan was made, or anywhere else.
fn standing(branch: &BranchName, tip: Option<&Oid>, expected: &Oid) -> Observed {
    if tip == Some(expected) {
        return Observed::AsExpected;
    }
    Observed::Other(format!(
        "{branch} is {}, not at {}.",
        whereabouts(tip),
        expected.short()
    ))
}
