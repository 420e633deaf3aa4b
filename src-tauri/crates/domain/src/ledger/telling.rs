//! A body told beside what it is about, as the ledger knows it: what somebody
//! has to read before they sign.

use super::body::{Request, Thaw};
use super::changes::changes_of_rules;
use super::kind::Body;
use super::sentence::{demand, exactly};
use super::state::{RejectionState, State};
use super::{GlassState, Hash, PolicyState};
use serde_json::Value;

/// How many earlier rejections of the same are named.
const REJECTIONS: usize = 3;

impl State {
    /// The words to sign for a body as the next entry: its own, and below them
    /// what it is about.
    #[must_use]
    pub fn words_for(&self, body: &Body) -> String {
        let mut text = body.text();
        for line in self.about(body) {
            text.push('\n');
            text.push_str(&line);
        }
        text
    }

    fn about(&self, body: &Body) -> Vec<String> {
        match body {
            Body::Request(request) => self.rejections_of(request).map(rejected).collect(),
            Body::Policy(proposal) => self.changes_to(&Value::Object(proposal.rules.clone())),
            Body::BreakGlass(glass) => self.about_request(&glass.request),
            Body::Tick(tick) => self.about_request(&tick.subject),
            Body::Approval(approval) => self.about_subject(&approval.subject),
            Body::Rejection(rejection) => self.about_subject(&rejection.subject),
            Body::Thaw(thaw) => self.about_freeze(thaw).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// What other rules would change of those in force, one sentence each.
    #[must_use]
    pub fn changes_to(&self, rules: &Value) -> Vec<String> {
        let before = self.rules();
        before.map_or_else(Vec::new, |before| changes_of_rules(before.value(), rules))
    }

    fn about_subject(&self, subject: &Hash) -> Vec<String> {
        let Some(number) = self.number_of(subject) else {
            return Vec::new();
        };
        if let Some(glass) = self.glass().get(&number) {
            return self.about_glass(glass);
        }
        if let Some(policy) = self.policies().get(&number) {
            return self.about_policy(policy);
        }
        let adopt = self.adopts().get(&number);
        let adopt = adopt.map(|adopt| {
            let sentence = Body::Adopt((*adopt.body).clone()).sentence();
            let said = format!("{} said in entry {number}: {sentence}", adopt.by);
            vec![said, exactly(&adopt.body.item)]
        });
        adopt.unwrap_or_default()
    }

    fn about_glass(&self, glass: &GlassState) -> Vec<String> {
        let sentence = Body::BreakGlass((*glass.body).clone()).sentence();
        let said = format!("{} said in entry {}: {sentence}", glass.by, glass.number);
        let request = self.about_request(&glass.body.request);
        std::iter::once(said).chain(request).collect()
    }

    fn about_policy(&self, policy: &PolicyState) -> Vec<String> {
        self.changes_to(policy.rules.value())
    }

    /// The request that glass is broken for, or that a line was ticked for.
    fn about_request(&self, request: &Hash) -> Vec<String> {
        let Some(request) = self.request_of(request) else {
            return Vec::new();
        };
        let what = format!("For {}, entry {}", demand(&request.body), request.number);
        let items = request.body.items.iter().map(exactly);
        std::iter::once(what).chain(items).collect()
    }

    fn about_freeze(&self, thaw: &Thaw) -> Option<String> {
        let number = self.number_of(&thaw.freeze)?;
        let freeze = self.freezes().get(&number)?;
        let sentence = Body::Freeze((*freeze.body).clone()).sentence();
        Some(format!("{} said in entry {number}: {sentence}", freeze.by))
    }

    /// The newest rejections of earlier requests for the same versions in the
    /// same place.
    fn rejections_of(&self, request: &Request) -> impl Iterator<Item = &RejectionState> {
        let same = move |earlier: &Request| {
            let names = |one: &Request| {
                let items = one.items.iter();
                let mut names: Vec<(String, String)> = items
                    .map(|item| (item.service.clone(), item.version.clone()))
                    .collect();
                names.sort_unstable();
                names
            };
            earlier.to == request.to
                && earlier.direction == request.direction
                && names(earlier) == names(request)
        };
        let about = move |one: &&RejectionState| {
            let earlier = self.request_of(&one.subject);
            earlier.is_some_and(|earlier| same(&earlier.body))
        };
        self.rejections().rev().filter(about).take(REJECTIONS)
    }
}

fn rejected(rejection: &RejectionState) -> String {
    format!(
        "Asked for before, and rejected by {} in entry {}: {}",
        rejection.by,
        rejection.number,
        rejection.reason.replace('\n', " ")
    )
}
