//! Saying something: weighed, signed once, and linked where it lands.

use super::follow::Source;
use super::speaker::Opened;
use super::turns::Turns;
use super::{Ledger, Speaker, writing};
use crate::error::EngineError;
use crate::ports::{Asks, BookError, NewEntry, Passphrase};
use lockkeeper_domain::ledger::{
    Body, Draft, Hash, PublicKey, RawFiles, Signature, State, Statement, Unfit, Uuid, Walk, link,
};
use lockkeeper_domain::refusal::refused;
use std::sync::Arc;

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What has effect.
    pub body: Body,
    /// The words that were shown before signing.
    pub text: String,
}

impl Words {
    /// The words that a body stands for.
    #[must_use]
    pub fn of(body: Body) -> Self {
        let text = body.text();
        Self { body, text }
    }

    /// The same beside what the body is about, as a ledger knows it.
    #[must_use]
    pub fn within(state: &State, body: Body) -> Self {
        let text = state.words_for(&body);
        Self { body, text }
    }
}

impl Ledger {
    /// Says something, and answers the number of its entry. It is weighed
    /// before it is signed; a race that is lost is run again without a second
    /// signature wherever the words may stand as they are. Mirrors are brought
    /// along afterwards, and one that cannot be is no error.
    ///
    /// # Errors
    /// When the ledger is broken, when the words would be void, when nobody
    /// signs, or when the remote cannot be written.
    pub async fn say(
        &self,
        speaker: &Speaker,
        words: &Words,
        passphrase: Option<&Passphrase>,
    ) -> Result<usize, EngineError> {
        let number = self.say_in_turn(speaker, words, passphrase).await?;
        self.copy(&self.seen()).await;
        Ok(number)
    }

    /// The hash of an entry that was just said here.
    ///
    /// # Errors
    /// When it is not there.
    pub(crate) fn hash_of(&self, number: usize) -> Result<Hash, EngineError> {
        let walk = self.seen();
        let record = walk.state().records().get(number);
        record
            .map(|record| record.hash.clone())
            .ok_or_else(|| EngineError::refused(refused::not_found_again()))
    }

    async fn say_in_turn(
        &self,
        speaker: &Speaker,
        words: &Words,
        passphrase: Option<&Passphrase>,
    ) -> Result<usize, EngineError> {
        let _one_at_a_time = self.saying.lock().await;
        let mut signed: Option<(Statement, RawSigned)> = None;
        let mut turns = Turns::default();
        // Nobody is asked for a touch or a passphrase twice to save an answer.
        let hurried = speaker.asks == Asks::Nothing || !words.body.kind().bound_to_newest();
        loop {
            let walk = self.turn(&mut turns, hurried).await?;
            if let Some((statement, _)) = &signed
                && let Some(number) = walk.state().number_of_nonce(&statement.nonce)
            {
                return Ok(number);
            }
            let kept = signed.take().filter(|(statement, _)| {
                !statement.body.kind().bound_to_newest()
                    && walk.weigh(&speaker.key, statement).is_ok()
            });
            let (statement, raw) = match kept {
                Some(kept) => kept,
                None => {
                    let statement = match self.drafted(&walk, speaker, words).await {
                        // What they lack may have been said elsewhere by now.
                        Err(_) if turns.may_be_behind() => continue,
                        statement => statement?,
                    };
                    let raw = self.seal(&speaker.key, &statement, passphrase).await?;
                    (statement, raw)
                }
            };
            match self.place(walk, &statement, &raw).await {
                Ok(number) => return Ok(number),
                // After a line that was cut nobody knows: the next look says
                // whether it has landed.
                Err(BookError::Moved | BookError::Unavailable { .. }) => {
                    signed = Some((statement, raw));
                }
                Err(error) => return Err(writing(error)),
            }
        }
    }

    /// Begins a ledger with these rules; answers the hash of its first entry.
    ///
    /// # Errors
    /// When there is a ledger already, when the speaker is no admin of the
    /// rules, or when the remote cannot be written.
    pub async fn begin(
        &self,
        speaker: &Speaker,
        words: &Words,
        workspace: Uuid,
        passphrase: Option<&Passphrase>,
    ) -> Result<Hash, EngineError> {
        let _one_at_a_time = self.saying.lock().await;
        let walk = self.refresh().await?;
        self.in_order(&walk)?;
        if !walk.is_empty() {
            return Err(EngineError::refused(refused::begun_already()));
        }
        let statement = self.draft(speaker, words).beginning(workspace);
        let raw = self.seal(&speaker.key, &statement, passphrase).await?;
        self.place(walk, &statement, &raw).await.map_err(writing)?;
        let begun = self.seen();
        self.copy(&begun).await;
        match begun.state().head() {
            Some(head) => Ok(head.clone()),
            None => Err(self
                .in_order(&begun)
                .err()
                .unwrap_or_else(|| EngineError::refused(refused::not_found_again()))),
        }
    }

    /// Why a body would not stand as the next entry of a walk; nothing when it
    /// would. Nothing stands while the remote contradicts what was verified.
    #[must_use]
    pub fn against(&self, walk: &Walk, speaker: &Speaker, body: Body) -> Option<String> {
        if let Some(doubt) = self.doubt() {
            return Some(doubt.to_string());
        }
        let statement = self.draft(speaker, &Words::of(body)).onto(walk.state());
        let unfit = walk.weigh(&speaker.key, &statement).err();
        unfit.map(reason)
    }

    /// Nobody writes on top of what is broken.
    pub(crate) fn in_order(&self, walk: &Walk) -> Result<(), EngineError> {
        match walk.stop() {
            None => Ok(()),
            Some(stop) => Err(EngineError::LedgerStopped {
                at: stop.number(),
                why: stop.detail(),
                help: stop.advice(self.now()),
            }),
        }
    }

    fn draft(&self, speaker: &Speaker, words: &Words) -> Draft {
        Draft {
            at: self.now(),
            by: speaker.handle.clone(),
            body: words.body.clone(),
            nonce: self.ids.fresh_nonce(),
            text: words.text.clone(),
        }
    }

    /// The statement that would stand as the next entry of a walk.
    pub(super) async fn drafted(
        &self,
        walk: &Walk,
        speaker: &Speaker,
        words: &Words,
    ) -> Result<Statement, EngineError> {
        self.check_owed(walk, &words.body).await?;
        let mut statement = self.draft(speaker, words).onto(walk.state());
        if let Body::Start(start) = &mut statement.body {
            // A fence is the number of its own entry, known only now.
            start.lease.fence = i64::try_from(walk.len()).unwrap_or(i64::MAX);
        }
        walk.weigh(&speaker.key, &statement)
            .map_err(|unfit| EngineError::refused(refused::without_effect(reason(unfit))))?;
        Ok(statement)
    }

    pub(super) async fn seal(
        &self,
        key: &PublicKey,
        statement: &Statement,
        passphrase: Option<&Passphrase>,
    ) -> Result<RawSigned, EngineError> {
        let bytes = statement
            .to_bytes()
            .map_err(|error| EngineError::refused(refused::unwritable(error)))?;
        let lent = self.lent(statement.body.kind(), key);
        let passphrase = passphrase.or(lent.as_deref().map(Opened::passphrase));
        let signature = self.signer.sign(&key.line(), &bytes, passphrase).await;
        let signature = signature.map_err(EngineError::signing)?;
        // Whatever signed it, only a signature that a stranger would accept goes out.
        let good = Signature::decode(&signature)
            .ok()
            .filter(|read| read.key() == key && read.verify(&bytes).is_ok());
        if good.is_none() {
            return Err(EngineError::refused(refused::foreign_signature()));
        }
        Ok(RawSigned { bytes, signature })
    }

    /// Links a statement behind a walk, which is let go before it grows: one
    /// that nobody else looks at need not be copied.
    pub(super) async fn place(
        &self,
        walk: Arc<Walk>,
        statement: &Statement,
        raw: &RawSigned,
    ) -> Result<usize, BookError> {
        let number = walk.len();
        let prev = walk.state().head().cloned().unwrap_or_else(Hash::none);
        let files: RawFiles = link(number, &prev, raw.bytes.clone(), raw.signature.clone());
        let entry = NewEntry {
            message: statement.message(number, &Hash::of(&files.link)),
            author: statement.by.clone(),
            email: format!("{}@lockkeeper.invalid", statement.by),
            at: statement.at.timestamp(),
            files,
        };
        let head = self.book.append(walk.commit(), &entry).await?;
        drop(walk);
        self.hear();
        // What was written is read back and judged like anybody's.
        let _seen_next_time = self.follow(Some(&head), Source::There).await;
        Ok(number)
    }
}

/// A signed statement, before it is linked.
pub(super) struct RawSigned {
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

/// Why a statement has no place, as a sentence.
fn reason(unfit: Unfit) -> String {
    match unfit {
        Unfit::Broken(broken) => sentence(&broken.detail),
        Unfit::Void(void) => sentence(&void.detail),
    }
}

/// The detail of a verdict as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    let start: String = first.into_iter().flatten().collect();
    format!("{start}{}.", letters.as_str())
}
