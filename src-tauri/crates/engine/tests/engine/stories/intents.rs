//! What people asked for in the stories.

use lockkeeper_domain::ids::{EnvName, ServiceName, TagName};
use lockkeeper_domain::intent::{
    CutIntent, CutKind, Intent, PromoteIntent, ReleaseIntent, RollbackIntent, SetItem,
    UmbrellaIntent,
};
use std::collections::BTreeMap;

pub fn umbrella_intent() -> Intent {
    let items = ["shop", "till"].map(|service| SetItem {
        service: ServiceName::new(service),
        version: None,
    });
    Intent::Umbrella(UmbrellaIntent::of(&EnvName::new("staging"), items.into()))
}

pub fn cut_intent() -> Intent {
    Intent::Cut(CutIntent {
        service: ServiceName::new("shop"),
        kind: CutKind::Final,
        rev: None,
        accepted: BTreeMap::new(),
        notes: None,
    })
}

pub fn release(tag: &str) -> ReleaseIntent {
    ReleaseIntent {
        service: ServiceName::new("shop"),
        tag: TagName::new(tag),
        reason: "broken".into(),
    }
}

pub fn promote_intent() -> Intent {
    Intent::Promote(PromoteIntent {
        service: ServiceName::new("shop"),
        version: None,
        commit: None,
        to: EnvName::new("staging"),
        ticked: BTreeMap::new(),
        reason: None,
        flags: Vec::new(),
        lane: None,
    })
}

pub fn rollback_intent() -> Intent {
    Intent::Rollback(RollbackIntent {
        service: ServiceName::new("shop"),
        within: EnvName::new("staging"),
        to: None,
        reason: None,
        flags: Vec::new(),
    })
}
