//! What people do, as entries.

use super::Book;
use super::book::Ago;
use crate::DemoError;
use lockkeeper_domain::gates::{ItemWish, Recorded};
use lockkeeper_domain::ledger::body::{
    Adopt, Approval, BreakGlass, Carried, Finish, FinishedStep, Freeze, Item, Lease,
    RecordedVerdict, Request, Start, Thaw,
};
use lockkeeper_domain::ledger::{Body, DAY, HOUR, Hash, MINUTE};
use lockkeeper_domain::words;

/// A version of a service.
pub(super) type Release = (&'static str, &'static str);

/// How long what people say stands, where they say no other time.
const STANDS: i64 = 7 * DAY;
/// How long before its commit a run begins, and ends after it, in minutes.
const AROUND: i64 = 1;

impl Book {
    /// Somebody asks for a release in an environment.
    pub(super) fn ask(
        &mut self,
        ago: Ago,
        by: &str,
        release: Release,
        to: &str,
        reason: Option<&str>,
    ) -> Result<Hash, DemoError> {
        let body = Body::Request(Request {
            direction: "promote".to_owned(),
            expires: self.at(ago)?.plus(STANDS),
            flags: None,
            from: None,
            id: self.id(&format!("request {}", self.walk().len())),
            items: vec![self.item(release)?],
            lane: None,
            reason: reason.map(str::to_owned),
            strategy: None,
            to: to.to_owned(),
        });
        self.say(ago, by, body)
    }

    /// Somebody says yes, for a week.
    pub(super) fn approve(&mut self, ago: Ago, by: &str, subject: &Hash) -> Result<(), DemoError> {
        self.approve_for(ago, by, subject, STANDS, None)
    }

    /// Somebody says yes for so many seconds.
    pub(super) fn approve_for(
        &mut self,
        ago: Ago,
        by: &str,
        subject: &Hash,
        seconds: i64,
        comment: Option<&str>,
    ) -> Result<(), DemoError> {
        let state = self.walk().state();
        let what = state.number_of(subject).and_then(|at| state.what(at));
        let body = Body::Approval(Approval {
            comment: comment.map(str::to_owned),
            expires: self.at(ago)?.plus(seconds),
            subject: subject.clone(),
            what: what.unwrap_or_default(),
        });
        self.say(ago, by, body).map(drop)
    }

    /// What was asked for is done, by the one at the desk; `ago` is when the
    /// environment's repository shows it.
    pub(super) fn carry_out(&mut self, ago: Ago, request: &Hash) -> Result<(), DemoError> {
        let begun = ago.then(-AROUND);
        let start = Body::Start(Start {
            lease: Lease {
                fence: i64::try_from(self.walk().len()).unwrap_or(i64::MAX),
                until: self.at(begun)?.plus(2 * HOUR),
            },
            plan: Hash::of(format!("plan of {request}").as_bytes()),
            request: request.clone(),
            verdicts: self.approvals(begun, request)?,
        });
        let start = self.say(begun, crate::people::SELF, start)?;
        let ended = ago.then(AROUND);
        let at = self.at(ended)?;
        let step = |id: i64| FinishedStep {
            at: at.plus((id - 2) * MINUTE / 2),
            id: id.to_string(),
            outcome: "done".to_owned(),
        };
        let finish = Body::Finish(Finish {
            observed: self.observed(request),
            outcome: "succeeded".to_owned(),
            start,
            steps: (0..3).map(step).collect(),
        });
        self.say(ended, crate::people::SELF, finish).map(drop)
    }

    /// Somebody asks, and it is done at once: nobody has to approve it.
    pub(super) fn bring(
        &mut self,
        ago: Ago,
        by: &str,
        release: Release,
        to: &str,
    ) -> Result<(), DemoError> {
        let request = self.ask(ago.then(-6), by, release, to, None)?;
        self.carry_out(ago, &request)
    }

    /// What runs without a record is accepted.
    pub(super) fn adopt(
        &mut self,
        ago: Ago,
        by: &str,
        release: Release,
        environment: &str,
        reason: &str,
    ) -> Result<Hash, DemoError> {
        let body = Body::Adopt(Adopt {
            environment: environment.to_owned(),
            item: self.item(release)?,
            reason: reason.to_owned(),
        });
        self.say(ago, by, body)
    }

    /// Glass is broken for the approvals of a request.
    pub(super) fn break_glass(
        &mut self,
        ago: Ago,
        by: &str,
        request: &Hash,
        reason: &str,
    ) -> Result<Hash, DemoError> {
        let body = Body::BreakGlass(BreakGlass {
            gates: vec!["approvals".to_owned()],
            reason: reason.to_owned(),
            request: request.clone(),
        });
        self.say(ago, by, body)
    }

    /// The line is stopped for some hours.
    pub(super) fn freeze(
        &mut self,
        ago: Ago,
        by: &str,
        environments: &[&str],
        hours: i64,
        reason: &str,
    ) -> Result<Hash, DemoError> {
        let body = Body::Freeze(Freeze {
            environments: environments.iter().map(|&name| name.to_owned()).collect(),
            reason: reason.to_owned(),
            services: None,
            until: Some(self.at(ago)?.plus(hours * HOUR)),
        });
        self.say(ago, by, body)
    }

    /// The line goes on.
    pub(super) fn thaw(
        &mut self,
        ago: Ago,
        by: &str,
        freeze: Hash,
        reason: &str,
    ) -> Result<(), DemoError> {
        let reason = reason.to_owned();
        self.say(ago, by, Body::Thaw(Thaw { freeze, reason }))
            .map(drop)
    }

    fn item(&self, (service, version): Release) -> Result<Item, DemoError> {
        let missing = || DemoError::Ledger {
            number: self.walk().len(),
            detail: format!("{service} {version} was never tagged"),
        };
        self.items.of(service, version).ok_or_else(missing)
    }

    fn request(&self, request: &Hash) -> Option<&Request> {
        let state = self.walk().state();
        let state = state.requests().get(&state.number_of(request)?)?;
        Some(&state.body)
    }

    fn observed(&self, request: &Hash) -> Carried {
        let items = self.request(request).map(|request| request.items.iter());
        let versions = items.into_iter().flatten();
        versions
            .map(|item| ("version".to_owned(), item.version.clone().into()))
            .collect()
    }

    /// What the approvals gate said when a run began.
    fn approvals(&self, ago: Ago, request: &Hash) -> Result<Vec<RecordedVerdict>, DemoError> {
        let Some(Request { to, items, .. }) = self.request(request) else {
            return Ok(Vec::new());
        };
        let wish = ItemWish {
            items,
            to,
            rollback: false,
            lane: None,
            flags: &[],
        };
        let says = Recorded::of(self.walk().state(), &wish, self.at(ago)?);
        let broken = says.broken.iter().any(|gate| gate == "approvals");
        let verdict = |rule: &lockkeeper_domain::gates::RecordedRule| {
            let evidence = if broken {
                "glass was broken for the approvals".to_owned()
            } else {
                format!("approved by {}", words::list(&rule.people))
            };
            let people = words::list(&rule.people).into();
            RecordedVerdict {
                evidence: vec![evidence],
                gate: "approvals".to_owned(),
                inputs: [(rule.role.clone(), people)].into_iter().collect(),
                verdict: "pass".to_owned(),
            }
        };
        Ok(says.approvals.iter().map(verdict).collect())
    }
}
