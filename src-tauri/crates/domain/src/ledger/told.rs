//! A body as the trail tells it: what it names by a hash is told in words.

use super::body::{BreakGlass, Withdrawal};
use super::kind::Body;
use super::sentence::{demand, name};
use super::state::State;
use super::{AdoptState, FreezeState, Hash};
use crate::words;

impl State {
    /// What a body does, in one line, with the words of what it is about. Only
    /// for reading: what people sign is the sentence of the body itself.
    #[must_use]
    pub fn told(&self, body: &Body) -> String {
        let told = self.told_with(body).map(|told| told.replace('\n', " "));
        told.unwrap_or_else(|| body.sentence())
    }

    /// Nothing where the body says it all, or names what the ledger lacks.
    fn told_with(&self, body: &Body) -> Option<String> {
        Some(match body {
            Body::Start(start) => format!("Start: {}", self.demanded(&start.request)?),
            Body::Finish(finish) => {
                let start = self.starts().get(&self.number_of(&finish.start)?)?;
                let request = demand(&self.requests().get(&start.request)?.body);
                format!("End, {}: {request}", finish.outcome)
            }
            Body::BreakGlass(glass) => {
                format!("Break glass {}: {}", self.broken(glass)?, glass.reason)
            }
            Body::Approval(yes) => format!("Approve: {}", self.subject(&yes.subject)?),
            Body::Withdrawal(back) => self.taken_back(back)?,
            Body::Thaw(thaw) => {
                let places = stopped(self.freeze(&thaw.freeze)?);
                format!("Let {places} go on: {}", thaw.reason)
            }
            Body::Yank(yank) => {
                let item = self.released_item(&yank.release)?;
                format!("Yank {}: {}", name(item), yank.reason)
            }
            Body::Tick(tick) => {
                let request = self.demanded(&tick.subject)?;
                format!("Ticked “{}” for {request}", tick.line)
            }
            _ => return None,
        })
    }

    fn demanded(&self, hash: &Hash) -> Option<String> {
        self.request_of(hash).map(|request| demand(&request.body))
    }

    fn freeze(&self, hash: &Hash) -> Option<&FreezeState> {
        self.freezes().get(&self.number_of(hash)?)
    }

    /// "for windows and freeze of api 1.9.0 → production".
    fn broken(&self, glass: &BreakGlass) -> Option<String> {
        let (gates, request) = (words::list(&glass.gates), self.demanded(&glass.request)?);
        Some(format!("for {gates} of {request}"))
    }

    /// What waits for other people, unless its own sentence says it.
    fn subject(&self, hash: &Hash) -> Option<String> {
        let number = self.number_of(hash)?;
        if let Some(glass) = self.glass().get(&number) {
            let broken = self.broken(&glass.body)?;
            return Some(format!("broken glass {broken}, by {}", glass.by));
        }
        self.adopts().get(&number).map(accepted)
    }

    fn taken_back(&self, back: &Withdrawal) -> Option<String> {
        let number = self.number_of(&back.subject)?;
        let what = match self
            .demanded(&back.subject)
            .or_else(|| self.subject(&back.subject))
        {
            Some(what) => what,
            None => format!(
                "entry {number}, {}",
                self.records().get(number)?.kind.word()
            ),
        };
        Some(format!("Take back: {what}: {}", back.reason))
    }
}

/// "web 4.2.0 in dev, accepted by noor".
fn accepted(adopt: &AdoptState) -> String {
    let (item, place) = (name(&adopt.body.item), &adopt.body.environment);
    format!("{item} in {place}, accepted by {}", adopt.by)
}

/// "production", "api and web in production".
fn stopped(freeze: &FreezeState) -> String {
    let places = words::list(&freeze.body.environments);
    match &freeze.body.services {
        Some(services) => format!("{} in {places}", words::list(services)),
        None => places,
    }
}
