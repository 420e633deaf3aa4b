//! What is read in this process rather than by a run of git.

use crate::read::id;
use crate::repo::GitRepo;
use crate::walk::{Sought, Stop, Walk, is_plain};
use git2::{Oid as Id, Repository};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::RangeOptions;

/// Commits that are read sooner than the cache is opened.
pub(crate) const NEAR: usize = 64;
/// Commits of a range that are read here at all. Beyond, a run of git beside
/// this process is faster than reading and understanding in turn.
pub(crate) const FAR: usize = 5_000;
/// Commits that are read to find the first one contained.
const FARTHEST: usize = 50_000;

/// Commits of a walk that is kept for the next question.
const KEPT: usize = 2_000;

/// A walk that may go on.
pub(crate) struct Begun {
    target: Oid,
    hidden: Vec<Oid>,
    walk: Walk,
}

/// What is known of the first commit contained.
pub(crate) enum Nearest {
    /// Its place, from an earlier time.
    Known(Option<usize>),
    /// What a walk met, and whether it was worth remembering.
    Sought {
        /// What it met.
        sought: Sought,
        /// Whether it had to read much.
        far: bool,
    },
    /// Nothing: git has to be asked.
    Unread,
}

/// Looks for the first of the candidates that `target` contains.
pub(crate) fn first(
    repo: &GitRepo,
    library: &Repository,
    target: &Oid,
    candidates: &[Oid],
) -> Nearest {
    if let Some(place) = repo.first_at_hand(target, candidates) {
        return Nearest::Known(place);
    }
    let wanted: Result<Vec<Id>, _> = candidates.iter().map(id).collect();
    let (Ok(wanted), Ok(start), Ok(odb)) = (wanted, id(target), library.odb()) else {
        return Nearest::Unread;
    };
    if !is_plain(library) {
        return Nearest::Unread;
    }
    // Services of one repository are looked for along one walk.
    let whole = |begun: &Begun| begun.target == *target && begun.hidden.is_empty();
    let begun = repo.begun_walk().filter(whole).map(|begun| Ok(begun.walk));
    let Ok(mut walk) = begun.unwrap_or_else(|| Walk::from(&odb, start, NEAR)) else {
        return Nearest::Unread;
    };
    walk.allow(NEAR);
    let mut sought = walk.seek(&odb, &wanted);
    let far = sought == Err(Stop::Far);
    if far {
        if let Some(place) = repo.remembered_first(target, candidates) {
            return Nearest::Known(place);
        }
        walk.allow(FARTHEST);
        sought = walk.seek(&odb, &wanted);
    }
    let Ok(sought) = sought else {
        return Nearest::Unread;
    };
    if repo.asks_once() || walk.len() <= KEPT {
        repo.keep_walk(Begun {
            target: target.clone(),
            hidden: Vec::new(),
            walk,
        });
    }
    Nearest::Sought { sought, far }
}

/// Reads a range, when no more than `most` commits have to be read for it.
pub(crate) fn range(
    repo: &GitRepo,
    library: &Repository,
    (hidden, target): (&[Oid], &Oid),
    options: RangeOptions,
    most: usize,
) -> Option<Vec<CommitFacts>> {
    if options != RangeOptions::default() || !is_plain(library) {
        return None;
    }
    let odb = library.odb().ok()?;
    let ends: Vec<Id> = hidden.iter().map(id).collect::<Result<_, _>>().ok()?;
    let goes_on = |begun: &Begun| {
        begun.target == *target && (begun.hidden.is_empty() || begun.hidden == hidden)
    };
    let mut walk = match repo.begun_walk().filter(goes_on) {
        Some(begun) => begun.walk,
        None => Walk::from(&odb, id(target).ok()?, most).ok()?,
    };
    // Of a long walk most was read already.
    let long = most == FAR && walk.len() > FAR;
    walk.allow(if long { FARTHEST } else { most });
    match walk.hide_all(&odb, &ends) {
        Ok(()) => Some(walk.in_order()),
        Err(Stop::Far) => {
            repo.keep_walk(Begun {
                target: target.clone(),
                hidden: hidden.to_vec(),
                walk,
            });
            None
        }
        Err(Stop::Strange) => None,
    }
}
