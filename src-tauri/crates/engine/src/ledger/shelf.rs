//! A ledger that was verified here, kept page by page, so that the next start
//! need not read all of it before it can show anything.
//!
//! A page is taken at its word: it is not read from the objects of the
//! repository. So what comes from here is shown and never acted upon, until
//! the entries themselves were read again in this process.

use super::forms::{KEPT_FROM, on_every_core};
use crate::ports::{CommitCache, LedgerPin};
use lockkeeper_domain::ledger::{KeptPage, PageWriter, Walk};
use std::sync::Arc;

/// Where the list of pages is kept.
const LIST: &[u8] = b"ledger";

/// The pages of one ledger.
#[derive(Clone)]
pub(super) struct Shelf {
    pub(super) cache: Arc<dyn CommitCache>,
    /// The path of the repository.
    pub(super) place: String,
}

impl Shelf {
    /// The walk that the pages hold, where they hold one that agrees with the
    /// pin as far as it goes.
    pub(super) fn walk(&self, pin: &LedgerPin) -> Option<Walk> {
        let keys: Vec<Vec<u8>> = self.pages().iter().map(|commit| key(commit)).collect();
        let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        if keys.is_empty() {
            return None;
        }
        let bytes = self.cache.get_many(&self.place, &keys);
        let bytes: Vec<Vec<u8>> = bytes.into_iter().collect::<Option<_>>()?;
        let mut walk = Walk::default();
        for page in on_every_core(&bytes, 1, |page| KeptPage::read(page)) {
            if !walk.take_up(page?) {
                return None;
            }
        }
        let record = walk.state().records().get(pin.number);
        let agrees = record.is_none_or(|record| record.hash == pin.hash);
        agrees.then_some(walk)
    }

    /// Keeps a page behind the others; a short one is read faster than kept.
    pub(super) fn keep(&self, page: PageWriter, walk: &Walk) {
        let Some(commit) = walk.commit().filter(|_| page.len() >= KEPT_FROM) else {
            return;
        };
        let mut pages = if page.is_first() {
            Vec::new()
        } else {
            self.pages()
        };
        pages.push(commit.to_owned());
        let (key, list) = (key(commit), pages.join("\n"));
        let page = page.done(walk);
        let both: [(&[u8], &[u8]); 2] = [(&key, &page), (LIST, list.as_bytes())];
        self.cache.put_many(&self.place, &both);
    }

    /// Forgets the pages: they are not what the entries say.
    pub(super) fn clear(&self) {
        self.cache.put(&self.place, LIST, &[]);
    }

    /// The last commit of each page.
    fn pages(&self) -> Vec<String> {
        let list = self.cache.get(&self.place, LIST).unwrap_or_default();
        let list = String::from_utf8(list).unwrap_or_default();
        list.lines().map(str::to_owned).collect()
    }
}

fn key(commit: &str) -> Vec<u8> {
    [LIST, b"/", commit.as_bytes()].concat()
}
