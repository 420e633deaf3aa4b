//! A plan confirmed by its id, driven behind the window.

use crate::page::Page;
use lockkeeper_contract::{CutView, PlanOutcome, RunView};
use lockkeeper_domain::run::RunState;
use serde_json::json;

fn planned(page: &Page) -> String {
    let intent = json!({ "service": "web", "kind": { "kind": "final" }, "rev": null,
                         "accepted": {}, "notes": null });
    let view: CutView = page.answer("cut_view", json!({ "intent": intent }));
    match view.outcome {
        PlanOutcome::Planned { plan } => plan.id.to_string(),
        PlanOutcome::Refused { refusals } => panic!("{refusals:?}"),
    }
}

#[test]
fn a_confirmed_plan_runs_to_its_end_and_the_window_is_told_in_order() {
    let page = Page::on_the_demo();
    let plan = planned(&page);
    let started: RunView = page.answer("start_run", json!({ "plan": plan, "typed": null }));
    let ended = page.ended(&started.id);
    assert_eq!(ended.state, RunState::Succeeded, "{ended:#?}");
    let heard = page.heard();
    assert!(
        heard
            .iter()
            .any(|message| message.run.as_deref() == Some(&*started.id))
    );
    assert!(
        heard.windows(2).all(|pair| pair[1].seq == pair[0].seq + 1),
        "{heard:?}"
    );
    let runs: Vec<RunView> = page.answer("runs", json!({}));
    assert_eq!(runs.len(), 1);
    assert_eq!(
        page.refusal("cancel_run", json!({ "id": started.id })),
        "run-ended"
    );
    assert_eq!(
        page.refusal("continue_run", json!({ "id": started.id })),
        "run-ended"
    );
    page.answer::<PlanOutcome>("plan_undo", json!({ "run": started.id }));
    let again = json!({ "plan": plan, "typed": null });
    assert_eq!(page.refusal("start_run", again), "plan-used");
}

#[test]
fn what_was_never_planned_or_run_is_not_known() {
    let page = Page::on_the_demo();
    let plan = json!({ "plan": "p-000000000000", "typed": null });
    assert_eq!(page.refusal("start_run", plan), "plan-not-found");
    for command in ["run", "cancel_run", "continue_run"] {
        let id = json!({ "id": "r-000000000000" });
        assert_eq!(page.refusal(command, id), "run-not-found", "{command}");
    }
    let undo = json!({ "run": "r-000000000000" });
    assert_eq!(page.refusal("plan_undo", undo), "run-not-found");
}
