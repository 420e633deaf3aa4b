//! What came to live where, and what of it explains what is seen there.

use super::State;
use crate::ledger::body::Item;
use crate::ledger::{Moment, ObjectName};

/// A version that came to live somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ledger) struct Lived {
    /// The entry that says so.
    pub(in crate::ledger) number: usize,
    pub(in crate::ledger) since: Moment,
    pub(in crate::ledger) item: Item,
    /// It was adopted, until then where an end was given; nobody saw it come.
    pub(in crate::ledger) adopted: Option<Option<Moment>>,
}

impl Lived {
    fn holds(&self, seen: Moment) -> bool {
        let end = self.adopted.flatten();
        end.is_none_or(|end| seen < end)
    }
}

impl State {
    /// Whether the ledger explains that a commit of a service was seen in an
    /// environment at a moment: it is what finished or was adopted there last
    /// by then, or has come since, or a start that has not ended brings it.
    /// What was there earlier and is there again explains nothing, and neither
    /// does an adoption past its end.
    #[must_use]
    pub fn explains(
        &self,
        environment: &str,
        service: &str,
        commit: &ObjectName,
        seen: Moment,
    ) -> bool {
        let lived = self.lived(environment, service);
        let by_then = lived.partition_point(|one| one.since <= seen);
        let mut lived = lived[by_then.saturating_sub(1)..].iter();
        lived.any(|one| &one.item.commit == commit && one.holds(seen))
            || self.unfinished.iter().any(|start| {
                let request = &self.requests[&self.starts[start].request].body;
                let mut items = request.items.iter();
                request.to == environment
                    && items.any(|item| item.service == service && &item.commit == commit)
            })
    }

    /// What finished or was adopted of a service in an environment last.
    #[must_use]
    pub fn recorded_in(&self, environment: &str, service: &str) -> Option<&Item> {
        let newest = self.lived(environment, service).last();
        newest.map(|one| &one.item)
    }

    /// What could be restored in an environment at a moment: what finished or
    /// was adopted there last beside what runs, and still holds.
    #[must_use]
    pub fn restorable_in(
        &self,
        environment: &str,
        service: &str,
        runs: &str,
        now: Moment,
    ) -> Option<&Item> {
        let mut newest_first = self.lived(environment, service).iter().rev();
        let other = newest_first.find(|one| one.item.commit.as_str() != runs && one.holds(now));
        other.map(|one| &one.item)
    }

    /// When a commit of a service was adopted in an environment, unless it
    /// came there by a promotion before. How it was earlier nobody vouches for.
    #[must_use]
    pub fn adopted_at(
        &self,
        environment: &str,
        service: &str,
        commit: &ObjectName,
    ) -> Option<Moment> {
        let mut lived = self.lived(environment, service).iter();
        let first = lived.find(|one| &one.item.commit == commit)?;
        first.adopted.map(|_| first.since)
    }

    /// When the first promotion ended that brought a commit of a service into an
    /// environment at that moment or later. By then it had landed, whenever
    /// others came to see it.
    #[must_use]
    pub fn finished_since(
        &self,
        environment: &str,
        service: &str,
        commit: &ObjectName,
        from: Moment,
    ) -> Option<Moment> {
        let mut lived = self.lived(environment, service).iter();
        let found = lived
            .find(|one| one.adopted.is_none() && one.since >= from && &one.item.commit == commit);
        found.map(|one| one.since)
    }

    /// Who recorded the end of the promotion by which a commit of a service is
    /// what finished in an environment last.
    #[must_use]
    pub fn finished_by(
        &self,
        environment: &str,
        service: &str,
        commit: &ObjectName,
    ) -> Option<&str> {
        let mut newest_first = self.lived(environment, service).iter().rev();
        let last = newest_first.find(|one| one.adopted.is_none())?;
        let record = self.records().get(last.number)?;
        (&last.item.commit == commit).then_some(record.by.as_str())
    }

    pub(in crate::ledger) fn lives(&mut self, environment: &str, lived: Lived) {
        let place = (environment.to_owned(), lived.item.service.clone());
        self.lived.entry(place).or_default().push(lived);
    }

    fn lived(&self, environment: &str, service: &str) -> &[Lived] {
        let place = (environment.to_owned(), service.to_owned());
        self.lived.get(&place).map_or(&[], Vec::as_slice)
    }
}
