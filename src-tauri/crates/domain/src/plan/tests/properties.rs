//! For any facts: the same plan twice, and no plan that check refuses.

use super::facts::*;
use crate::fixtures::*;
use crate::plan::*;
use crate::snapshot::{Between, Known, PlaceFacts};
use proptest::prelude::*;

/// Versions that come and go, by rollback or not, recognised or not.
fn any_place() -> impl Strategy<Value = PlaceFacts> {
    let entry = (0_u64..4, any::<bool>(), prop::bool::weighted(0.9));
    prop::collection::vec(entry, 0..6).prop_map(|entries| {
        let names: Vec<String> = entries
            .iter()
            .map(|(minor, ..)| format!("1.{minor}.0"))
            .collect();
        let history: Vec<(&str, i64)> = names.iter().map(String::as_str).zip(1..).collect();
        let mut place = place(&history);
        for (live, (_, rollback, known)) in place.history.iter_mut().zip(&entries) {
            live.rollback = *rollback;
            live.build = live.build.take().filter(|_| *known);
        }
        place
    })
}

fn any_standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Level),
        (1_usize..9).prop_map(Standing::Ahead),
        (1_usize..9).prop_map(Standing::Behind),
        Just(Standing::New),
    ]
}

fn any_remote() -> impl Strategy<Value = Option<RemoteFacts>> {
    prop_oneof![
        Just(None),
        Just(Some(unreachable())),
        Just(Some(remote(None))),
        Just(Some(remote(Some("7a9")))),
    ]
}

prop_compose! {
    fn any_cut()(
        standing in any_standing(),
        remote in any_remote(),
        files: bool,
        at_tip: bool,
        off_branch in prop::bool::weighted(0.2),
        signed: bool,
        local_tag in prop::bool::weighted(0.2),
    ) -> CutFacts {
        let mut facts = cut_facts();
        facts.remote = remote;
        if !files { facts.files.clear(); }
        if !at_tip { facts.target = Some(oid("01d")); }
        if !signed { facts.signing = Signing::No; }
        facts.branch = (!off_branch).then(|| BranchFacts { standing, ..main_branch() });
        facts.local_tag = local_tag.then(|| oid("7a9"));
        facts
    }
}

prop_compose! {
    fn any_release()(
        remote in any_remote(),
        local: bool,
        has_commit: bool,
        pushed: bool,
        moved: bool,
        used: bool,
        never_pushed: bool,
    ) -> ReleaseFacts {
        let mut facts = ReleaseFacts { remote, never_pushed, requested: used, ..release_facts() };
        facts.object = facts.object.filter(|_| local);
        if let Some(commit) = &mut facts.commit {
            commit.pushed = pushed;
            if moved { commit.tip = oid("aa11"); }
        }
        facts.commit = facts.commit.filter(|_| has_commit);
        facts
    }
}

/// Builds twice; whatever comes out is the same and free of flaws.
fn sound(build: impl Fn() -> Result<Plan, Vec<Refusal>>) -> Result<(), TestCaseError> {
    let first = build();
    prop_assert_eq!(&first, &build());
    match first {
        Ok(plan) => prop_assert_eq!(check(&plan), vec![]),
        Err(refusals) => prop_assert!(!refusals.is_empty()),
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_cut_is_sound(facts in any_cut()) {
        sound(|| cut(&cut_intent(), &facts, &stamp()))?;
    }

    #[test]
    fn every_way_to_take_a_release_back_is_sound(facts in any_release()) {
        let intent = release_intent("x");
        sound(|| undo(&intent, &facts, &stamp()))?;
        sound(|| withdraw(&intent, &facts, &stamp()))?;
        let both = undo(&intent, &facts, &stamp()).is_ok() && withdraw(&intent, &facts, &stamp()).is_ok();
        prop_assert!(!both);
    }

    #[test]
    fn every_promotion_is_sound(place in any_place(), minor in 0_u64..4, automatic: bool, loses: bool) {
        let name = format!("1.{minor}.0");
        let lost = if loses { vec![commit("f1", "fix")] } else { Vec::new() };
        let facts = PromoteFacts {
            candidate: build(&name),
            desired: name,
            here: seen(place),
            between: Known::Seen(Between { gained: Vec::new(), lost }),
            automatic,
            ..promote_facts()
        };
        sound(|| promote(&promote_intent(), &facts, &stamp()))?;
    }

    #[test]
    fn every_rollback_is_sound_and_goes_somewhere_else(place in any_place(), asked in prop::option::of(0_u64..4)) {
        let facts = RollbackFacts { here: seen(place.clone()), ..rollback_facts() };
        let mut intent = rollback_intent();
        intent.to = asked.map(|minor| version(&format!("1.{minor}.0")));
        sound(|| rollback(&intent, &facts, &stamp()))?;
        if let Ok(plan) = rollback(&intent, &facts, &stamp()) {
            let live = place.live().and_then(|l| l.build.as_ref());
            prop_assert!(live.is_none_or(|b| b.version != plan.subject.versioned().expect("a version").version));
        }
    }
}
