//! Plans that bring a version to a branch.

use super::{push, record, repo, tip, update};
use lockkeeper_domain::ids::BranchName;
use lockkeeper_domain::plan::{Action, Desired};
use lockkeeper_testkit::fake_repo::FakeRepo;

/// A commit on top of `staging` with the files of `main`: of a promotion, which
/// brings the release, or of a rollback, which brings nothing.
pub fn joined(shop: &FakeRepo, brings: bool) -> Vec<Action> {
    let staging = shop.commit_files("staging", "chore: begin", &[("own.txt", "own\n")]);
    shop.push_all("origin");
    let released = tip(shop);
    vec![
        Action::Join {
            repo: repo(),
            branch: BranchName::new("staging"),
            onto: staging.clone(),
            tree: shop.tree_at(&released),
            brings: brings.then_some(released),
            message: "Merge tag 'v1.0.0' into staging\n\nLockkeeper-Plan: p-1\n".into(),
        },
        push(vec![update(
            "refs/heads/staging",
            Some(staging),
            Some(Desired::Step(0)),
        )]),
        record("brought shop to staging"),
    ]
}

/// `staging` moves on to the newest commit of `main`.
pub fn forward(shop: &FakeRepo) -> Vec<Action> {
    let old = tip(shop);
    shop.set_ref("refs/heads/staging", Some(&old));
    let new = shop.commit_files("main", "feat: more", &[("more.txt", "more\n")]);
    shop.push_all("origin");
    vec![
        push(vec![update(
            "refs/heads/staging",
            Some(old),
            Some(Desired::Object(new)),
        )]),
        record("brought shop to staging"),
    ]
}
