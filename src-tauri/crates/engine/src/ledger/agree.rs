//! Agreeing on one of two chains, and taking over what the other one held.

use super::aside::parting;
use super::memory::pin_of;
use super::say::RawSigned;
use super::turns::Turns;
use super::{Ledger, Speaker, Words, forms, reading, writing};
use crate::error::EngineError;
use crate::ports::{Asks, BookError, Passphrase};
use lockkeeper_domain::ledger::{Hash, Record, Stray, Takeover, Walk};
use lockkeeper_domain::refusal::refused;
use std::sync::{Arc, PoisonError};

/// Where the agreed chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// On the remote.
    Remote,
    /// Here only: the remote is put back to it.
    Here,
}

/// One of two chains, with what it takes over from the other. Nothing is done.
#[derive(Debug, Clone)]
pub struct Agreement {
    walk: Arc<Walk>,
    /// The head that the remote showed.
    shown: String,
    side: Side,
    speaker: Option<Speaker>,
    takeover: Takeover,
    lacking: Vec<(usize, Record)>,
    /// How the ledger began that was verified here, where this one began
    /// otherwise.
    replaces: Option<Hash>,
}

impl Agreement {
    /// The number of the newest entry of the agreed chain.
    #[must_use]
    pub fn number(&self) -> usize {
        self.walk.len().saturating_sub(1)
    }

    /// The hash of that entry.
    #[must_use]
    pub fn head(&self) -> Hash {
        let head = self.walk.state().head();
        head.cloned().unwrap_or_else(Hash::none)
    }

    /// Where it stands.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// How it began, and how the one did that was verified here, where the two
    /// have nothing in common: another ledger, and perhaps other people in charge.
    #[must_use]
    pub fn replaces(&self) -> Option<(&Record, &Hash)> {
        self.walk
            .state()
            .records()
            .first()
            .zip(self.replaces.as_ref())
    }

    /// Somebody at this desk can sign in it.
    #[must_use]
    pub const fn has_speaker(&self) -> bool {
        self.speaker.is_some()
    }

    /// Whether what a mirror shows of the other chain may be overwritten: by an
    /// admin, and never by a ledger that began otherwise.
    fn overwrites(&self) -> bool {
        let speaker = self.speaker.as_ref();
        self.replaces.is_none() && speaker.is_some_and(|one| is_admin(&self.walk, one))
    }

    /// What becomes of the entries that it lacks.
    #[must_use]
    pub const fn takeover(&self) -> &Takeover {
        &self.takeover
    }

    /// Entries that were verified here before and that it lacks, with their
    /// numbers.
    #[must_use]
    pub fn lacking(&self) -> &[(usize, Record)] {
        &self.lacking
    }

    /// What this desk links again: an admin's everything, anybody's what holds
    /// something back, and what they said themselves.
    #[must_use]
    pub fn links(&self, stray: &Stray) -> bool {
        let is_admin = |one: &Speaker| is_admin(&self.walk, one);
        stray.stops() || self.is_own(stray) || self.speaker.as_ref().is_some_and(is_admin)
    }

    /// Whether the person at this desk said it.
    #[must_use]
    pub fn is_own(&self, stray: &Stray) -> bool {
        let speaker = self.speaker.as_ref();
        speaker.is_some_and(|speaker| speaker.handle == stray.statement.by)
    }

    /// What the key asks before it signs anew; nothing where nothing is signed.
    #[must_use]
    pub fn asks(&self) -> Asks {
        let signs = self.takeover.anew.iter().any(|stray| self.is_own(stray));
        let speaker = self.speaker.as_ref().filter(|_| signs);
        speaker.map_or(Asks::Nothing, |speaker| speaker.asks)
    }
}

/// What was done about the other chain.
#[derive(Debug, Clone)]
pub struct Agreed {
    /// The newest entry by now.
    pub number: usize,
    /// What was linked again, with its new number.
    pub linked: Vec<(usize, Stray)>,
    /// What the person at this desk signed anew, with its new number.
    pub signed: Vec<(usize, Stray)>,
    /// What still waits for somebody.
    pub takeover: Takeover,
}

impl Ledger {
    /// Looks at the chain that is named by the hash of an entry of it, behind
    /// the place where it parts from the other one. Without a hash it is the
    /// one that the remote shows. Where nothing contradicts, it is the ledger
    /// itself, which may still have to take over something.
    ///
    /// # Errors
    /// When neither chain has that entry there, or the chain is not in order.
    pub async fn prepare_agreement(&self, hash: Option<&Hash>) -> Result<Agreement, EngineError> {
        if let Err(error) = self.refresh().await {
            // A contradiction is what this is for.
            tracing::debug!(%error, "two chains are compared");
        }
        let shown = self.book.fetch().await.map_err(reading)?;
        let shown = shown.ok_or_else(|| EngineError::refused(refused::nothing_at_remote()))?;
        let ours = self.seen();
        let theirs = if ours.commit() == Some(&*shown) {
            Arc::clone(&ours)
        } else {
            let walk = forms::walk_whole(&*self.book, &shown, self.now(), None, None).await;
            Arc::new(walk.map_err(reading)?)
        };
        let side = chosen(&ours, &theirs, hash)?;
        let walk = match side {
            Side::Remote => theirs,
            Side::Here => Arc::clone(&ours),
        };
        self.in_order(&walk)?;
        let also: Vec<&str> = ours.commit().into_iter().chain([&*shown]).collect();
        let takeover = self.takeover_onto(&walk, &also).await?;
        let records = ours.state().records().iter().cloned().enumerate();
        let is_lacking = |record: &Record| walk.state().number_of(&record.hash).is_none();
        let lacking = records.filter(|(_, record)| is_lacking(record)).collect();
        let speaker = match walk.state().rules() {
            Some(rules) => self.speaker(rules).await.unwrap_or_default(),
            None => None,
        };
        let replaces = beginning(&ours).filter(|hash| beginning(&walk).as_ref() != Some(hash));
        Ok(Agreement {
            walk,
            shown,
            side,
            speaker,
            takeover,
            lacking,
            replaces,
        })
    }

    /// Agrees to a chain: the other head is kept as evidence, then everything
    /// this desk may is linked again behind the agreed one, then the person at
    /// this desk signs anew what of their own could not be. What was done
    /// before something failed stays; agreeing again goes on behind it.
    ///
    /// # Errors
    /// When the remote cannot be written, or moved in the meantime, and when
    /// nobody signs.
    pub async fn agree(
        &self,
        agreement: &Agreement,
        passphrase: Option<&Passphrase>,
    ) -> Result<Agreed, EngineError> {
        let left = self.settle(agreement).await?;
        let linked = self.link_again(agreement).await?;
        let signed = self.sign_anew(agreement, passphrase).await?;
        let walk = self.refresh().await?;
        let left = left.iter().filter(|_| agreement.overwrites());
        let left: Vec<&str> = left.map(String::as_str).collect();
        self.copy_past(&walk, &left).await;
        Ok(Agreed {
            number: walk.len().saturating_sub(1),
            linked,
            signed,
            takeover: self.takeover().await?,
        })
    }

    /// Makes the agreed chain the one that counts here; answers the heads of
    /// what was left for it.
    async fn settle(&self, agreement: &Agreement) -> Result<Vec<String>, EngineError> {
        let Agreement { walk, shown, .. } = agreement;
        let _one_at_a_time = self.following.lock().await;
        let known = self.seen();
        if known.commit() == walk.commit() && self.doubt().is_none() {
            return Ok(Vec::new());
        }
        let heads: Vec<&str> = known.commit().into_iter().chain([&**shown]).collect();
        self.keep_evidence(&heads).await;
        if agreement.side == Side::Here {
            self.put_back(agreement).await?;
        }
        if let (Some(memory), Some(pin)) = (&self.memory, pin_of(walk)) {
            memory.agree(walk, &pin).await?;
        }
        for held in [&self.doubt, &self.disproof] {
            *held.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
        self.show(Walk::clone(walk), false);
        let left = heads.into_iter().filter(|head| walk.commit() != Some(head));
        Ok(left.map(str::to_owned).collect())
    }

    /// Puts the remote back to the chain that is here. Only an admin
    /// overwrites what somebody else wrote.
    async fn put_back(&self, agreement: &Agreement) -> Result<(), EngineError> {
        let Agreement { walk, shown, .. } = agreement;
        let newest = walk.commit().unwrap_or_default();
        let is_before = self.book.contains(newest, shown).await.map_err(reading)?;
        let speaker = agreement.speaker.as_ref();
        if !is_before && !speaker.is_some_and(|one| is_admin(walk, one)) {
            return Err(EngineError::refused(refused::puts_back_as_admin()));
        }
        let put = self.book.restore(Some(shown), newest).await;
        put.map_err(writing)
    }

    /// Links what was signed on the other chain behind the agreed one. After a
    /// lost race it is looked at again what still has a place.
    async fn link_again(&self, agreement: &Agreement) -> Result<Vec<(usize, Stray)>, EngineError> {
        let _one_at_a_time = self.saying.lock().await;
        let mut linked = Vec::new();
        let mut turns = Turns::default();
        loop {
            let walk = self.turn(&mut turns, false).await?;
            let again = self.takeover_onto(&walk, &[]).await?.again;
            drop(walk);
            let ours = again.into_iter().filter(|stray| agreement.links(stray));
            if self.link_all(ours, &mut linked).await? {
                return Ok(linked);
            }
        }
    }

    /// Answers whether all of them were linked; not after a race that was lost.
    async fn link_all(
        &self,
        strays: impl Iterator<Item = Stray>,
        linked: &mut Vec<(usize, Stray)>,
    ) -> Result<bool, EngineError> {
        for stray in strays {
            let walk = self.seen();
            if walk.weigh(&stray.key, &stray.statement).is_err() {
                continue;
            }
            let raw = RawSigned {
                bytes: stray.signed.clone(),
                signature: stray.signature.clone(),
            };
            match self.place(walk, &stray.statement, &raw).await {
                Ok(number) => linked.push((number, stray)),
                Err(BookError::Moved | BookError::Unavailable { .. }) => return Ok(false),
                Err(error) => return Err(writing(error)),
            }
        }
        Ok(true)
    }

    /// Signs anew what the person at this desk had said.
    async fn sign_anew(
        &self,
        agreement: &Agreement,
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<(usize, Stray)>, EngineError> {
        let mut signed = Vec::new();
        let Some(speaker) = &agreement.speaker else {
            return Ok(signed);
        };
        let anew = self.takeover().await?.anew.into_iter();
        for stray in anew.filter(|stray| agreement.is_own(stray)) {
            let words = Words::of(stray.statement.body.clone());
            let number = self.say(speaker, &words, passphrase).await?;
            signed.push((number, stray));
        }
        Ok(signed)
    }
}

fn beginning(walk: &Walk) -> Option<Hash> {
    let first = walk.state().records().first();
    first.map(|record| record.hash.clone())
}

fn is_admin(walk: &Walk, speaker: &Speaker) -> bool {
    let rules = walk.state().rules();
    rules.is_some_and(|rules| rules.is_admin(&speaker.handle))
}

/// Which of two chains has an entry of that hash, where they differ.
fn chosen(ours: &Walk, theirs: &Walk, hash: Option<&Hash>) -> Result<Side, EngineError> {
    let Some(hash) = hash else {
        return Ok(Side::Remote);
    };
    let parted = parting(ours, theirs);
    let is_one = ours.commit() == theirs.commit();
    let names = |walk: &Walk| {
        let number = walk.state().number_of(hash);
        number.is_some_and(|number| is_one || number >= parted || number + 1 == walk.len())
    };
    if names(theirs) {
        return Ok(Side::Remote);
    }
    if names(ours) {
        return Ok(Side::Here);
    }
    let newest = |walk: &Walk| {
        let head = walk.state().head().cloned();
        head.unwrap_or_else(Hash::none)
    };
    let parted = parted.saturating_sub(1);
    Err(EngineError::refused(refused::neither_chain(
        newest(theirs),
        newest(ours),
        hash,
        parted,
    )))
}
