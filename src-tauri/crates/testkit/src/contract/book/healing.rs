//! Promises about bad heads, lost tails and mirrors.

use super::{Fresh, entry, said, write};
use lockkeeper_engine::ports::BookError;

/// `heal` moves the remote's branch back.
pub async fn a_healed_branch_ends_at_the_good_entry(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["good", "bad", "worse"]).await;
    fresh.mine.fetch().await.expect("the remote answers");
    assert_eq!(fresh.mine.heal(&heads[2], &heads[0]).await, Ok(()));
    for desk in [&fresh.mine, &fresh.theirs] {
        assert_eq!(desk.fetch().await, Ok(Some(heads[0].clone())));
        assert_eq!(desk.head().await, Ok(Some(heads[0].clone())));
    }
    let next = write(fresh.theirs.as_ref(), &["better"]).await;
    assert_eq!(
        said(fresh.theirs.as_ref(), &next[0]).await,
        ["good", "better"]
    );
}

/// Evidence stays, here and where it was only fetched.
pub async fn what_was_healed_away_can_still_be_read(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["good", "bad"]).await;
    fresh.mine.fetch().await.expect("the remote answers");
    fresh.mine.heal(&heads[1], &heads[0]).await.expect("healed");
    for desk in [&fresh.mine, &fresh.theirs] {
        desk.fetch().await.expect("the remote answers");
        assert_eq!(said(desk.as_ref(), &heads[1]).await, ["good", "bad"]);
    }
}

/// `heal` when somebody wrote on top of the bad head.
pub async fn a_branch_that_moved_on_is_not_healed(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["good", "bad"]).await;
    fresh.mine.fetch().await.expect("the remote answers");
    let worse = write(fresh.theirs.as_ref(), &["worse"]).await;
    let late = fresh.mine.heal(&heads[1], &heads[0]).await;
    assert_eq!(late, Err(BookError::Moved));
    assert_eq!(fresh.mine.fetch().await, Ok(Some(worse[0].clone())));
}

/// `restore` after the remote came back from an old copy.
pub async fn a_remote_that_went_back_can_be_restored(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two", "three"]).await;
    fresh.theirs.fetch().await.expect("the remote answers");
    fresh.theirs.heal(&heads[2], &heads[0]).await.expect("back");
    assert_eq!(fresh.mine.fetch().await, Ok(Some(heads[0].clone())));
    let wrong = fresh.mine.restore(Some(&heads[1]), &heads[2]).await;
    assert_eq!(wrong, Err(BookError::Moved));
    assert_eq!(fresh.mine.restore(Some(&heads[0]), &heads[2]).await, Ok(()));
    assert_eq!(fresh.theirs.fetch().await, Ok(Some(heads[2].clone())));
}

/// `restore` of a commit that was never fetched.
pub async fn a_chain_that_is_not_here_is_not_restored(fresh: &Fresh) {
    let heads = write(fresh.theirs.as_ref(), &["one"]).await;
    let lost = fresh.mine.restore(None, &heads[0]).await;
    assert!(matches!(lost, Err(BookError::NotFound(_))), "{lost:?}");
}

/// `keep_evidence` of a commit that was never fetched.
pub async fn evidence_has_to_be_here(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one"]).await;
    assert_eq!(fresh.mine.keep_evidence(&heads[0]).await, Ok(()));
    assert_eq!(fresh.mine.keep_evidence(&heads[0]).await, Ok(()));
    let unknown = fresh.mine.keep_evidence(&"b".repeat(40)).await;
    assert!(
        matches!(unknown, Err(BookError::NotFound(_))),
        "{unknown:?}"
    );
}

/// `restore` on a mirror, from its beginning and onward.
pub async fn a_mirror_takes_the_chain(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one", "two", "three"]).await;
    let mirror = fresh.mirror.as_ref();
    assert_eq!(mirror.restore(None, &heads[1]).await, Ok(()));
    assert_eq!(mirror.fetch().await, Ok(Some(heads[1].clone())));
    assert_eq!(mirror.restore(Some(&heads[1]), &heads[2]).await, Ok(()));
    assert_eq!(mirror.restore(None, &heads[1]).await, Err(BookError::Moved));
    assert_eq!(mirror.fetch().await, Ok(Some(heads[2].clone())));
}

/// What a mirror shows stays out of the ledger.
pub async fn a_mirror_is_not_the_remote(fresh: &Fresh) {
    let heads = write(fresh.mine.as_ref(), &["one"]).await;
    let mirror = fresh.mirror.as_ref();
    mirror.restore(None, &heads[0]).await.expect("mirrored");
    let more = mirror.append(Some(&heads[0]), &entry("elsewhere")).await;
    let more = more.expect("written on the mirror");
    assert_eq!(mirror.head().await, Ok(Some(more.clone())));
    assert_eq!(fresh.mine.head().await, Ok(Some(heads[0].clone())));
    assert_eq!(fresh.mine.fetch().await, Ok(Some(heads[0].clone())));
    assert_eq!(fresh.mine.contains(&heads[0], &more).await, Ok(false));
}
