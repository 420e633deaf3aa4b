//! Every screen of an open workspace has its answer.

use crate::page::Page;
use lockkeeper_contract::board::Board;
use lockkeeper_contract::{
    CalendarView, CompareView, CutView, PlanOutcome, PromotionView, ReleaseView, ReleasesView,
    ServiceView, SettingsView,
};
use lockkeeper_domain::gates::Verdict;
use serde_json::json;

#[test]
fn every_question_of_every_screen_is_answered_in_the_shape_of_the_contract() {
    let page = Page::on_the_demo();
    let board: Board = page.answer("board", json!({ "from": 0, "most": null }));
    assert_eq!(board.environments.len(), 3);
    let service: ServiceView = page.answer("service", json!({ "service": "worker" }));
    assert_eq!(service.service, "worker");
    let settings: SettingsView = page.answer("settings", json!({}));
    assert_eq!(settings.repos.len(), 3);
    let time = json!({ "from": "2026-11-01T00:00:00Z", "until": "2026-12-01T00:00:00Z" });
    let calendar: CalendarView = page.answer("calendar", time);
    assert_eq!(calendar.lanes.len(), 3);
    let releases: ReleasesView = page.answer("releases", json!({}));
    let tag = &releases.releases[0].tag;
    let picked = json!({ "service": releases.releases[0].service, "tag": tag });
    let release: ReleaseView = page.answer("release", picked);
    assert_eq!(release.line.tag, *tag);
    let worker: Vec<_> = releases
        .releases
        .iter()
        .filter(|r| r.service == "worker")
        .collect();
    let pair = json!({ "service": "worker", "from": worker[1].version, "to": worker[0].version });
    let compared: CompareView = page.answer("compare", pair);
    assert!(!compared.commits.is_empty());
}

#[test]
fn every_kind_of_plan_is_made_or_refused_with_reasons() {
    let page = Page::on_the_demo();
    let cut: CutView = page.answer("cut_view", json!({ "intent": intent() }));
    assert!(
        matches!(cut.outcome, PlanOutcome::Planned { .. }),
        "{:?}",
        cut.outcome
    );
    page.answer::<()>(
        "keep_notes",
        json!({ "service": "web", "entries": cut.notes.entries }),
    );
    let to = json!({ "intent": { "service": "worker", "version": null, "commit": null,
                                 "to": "staging", "ticked": {}, "reason": null } });
    let promotion: PromotionView = page.answer("promotion", to);
    assert_eq!(promotion.environment, "staging");
    let back = json!({ "intent": { "service": "worker", "within": "staging",
                                   "to": null, "reason": "it is slow" } });
    let rollback: PromotionView = page.answer("rollback", back);
    assert!(rollback.rollback);
    let releases: ReleasesView = page.answer("releases", json!({}));
    let tag = releases
        .releases
        .iter()
        .find(|r| r.service == "web")
        .expect("it has one");
    let picked = json!({ "service": "web", "tag": tag.tag, "reason": "a test" });
    page.answer::<PlanOutcome>("plan_withdraw", picked.clone());
    page.answer::<PlanOutcome>("plan_yank", picked);
    let asked = json!({ "service": "web", "version": tag.version,
                        "environment": "production", "at": "" });
    let verdicts: Vec<Verdict> = page.answer("explain", asked);
    assert!(!verdicts.is_empty());
}

/// A page that is open makes its plan again and again; whoever reads it is
/// told where the plan became another one, and nobody may be told of a name.
#[test]
fn a_plan_made_again_differs_from_the_first_in_nothing_but_its_name() {
    let page = Page::on_the_demo();
    let to = json!({ "intent": { "service": "worker", "version": "0.14.3", "commit": null,
                                 "to": "production", "ticked": {}, "reason": null } });
    let told = || {
        let view: PromotionView = page.answer("promotion", to.clone());
        let PlanOutcome::Planned { plan } = view.how else {
            panic!("{:?}", view.how);
        };
        let steps = serde_json::to_string(&plan.steps).expect("steps are plain");
        let answers: Vec<_> = view.gates.into_iter().map(|gate| gate.answer).collect();
        (steps.replace(plan.id.as_str(), "…"), answers, plan.id)
    };
    let ((first, gates, id), (again, later, other)) = (told(), told());
    assert_ne!(id, other);
    assert_eq!((first, gates), (again, later));
}

#[test]
fn the_board_comes_in_parts_that_say_what_is_below_them() {
    let page = Page::on_the_demo();
    let part = |from, most: Option<usize>| -> Board {
        page.answer("board", json!({ "from": from, "most": most }))
    };
    let count = |board: &Board| {
        board
            .groups
            .iter()
            .map(|group| group.rows.len())
            .sum::<usize>()
    };
    let whole = part(0, None);
    let first = part(0, Some(1));
    assert_eq!((whole.below, count(&first)), (0, 1));
    assert_eq!(first.below + 1, count(&whole));
    assert_eq!(count(&part(1, None)) + 1, count(&whole));
}

#[test]
fn names_and_words_that_mean_nothing_are_told_apart() {
    let page = Page::on_the_demo();
    assert_eq!(
        page.refusal("service", json!({ "service": "nobody" })),
        "unknown-name"
    );
    let moment = json!({ "service": "web", "version": "1.0.0",
                         "environment": "dev", "at": "yesterday" });
    assert_eq!(page.refusal("explain", moment), "usage");
    let unread = page.ask("cut_view", json!({ "intent": { "service": 7 } }));
    assert!(unread.is_err());
}

fn intent() -> serde_json::Value {
    json!({ "service": "web", "kind": { "kind": "final" }, "rev": null,
            "accepted": {}, "notes": null })
}
