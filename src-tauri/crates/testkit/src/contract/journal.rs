//! The promises of the journal.

use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ids::{Oid, PlanId, RunId, ServiceName};
use lockkeeper_domain::intent::{Intent, ReleaseIntent};
use lockkeeper_domain::plan::{
    Action, Plan, PlanKind, SetMember, SetSubject, Step, Subject, VersionSubject,
};
use lockkeeper_domain::run::{Made, Run, RunState, StepRecord, StepState};
use lockkeeper_engine::ports::{Journal, JournalError, Lease, ReleaseRecord};

/// Runs every promise, each on a fresh journal.
pub async fn keeps_its_promises<J: Journal>(fresh: impl AsyncFn() -> J) {
    plans_and_leases(&fresh).await;
    records(&fresh).await;
}

async fn plans_and_leases<J: Journal>(fresh: &impl AsyncFn() -> J) {
    a_plan_is_never_changed(&fresh().await).await;
    a_plan_runs_once(&fresh().await).await;
    a_subject_has_one_run_at_a_time(&fresh().await).await;
    a_set_holds_each_of_its_subjects(&fresh().await).await;
    a_lease_goes_over_by_compare_and_swap(&fresh().await).await;
    an_older_holder_is_refused_everywhere(&fresh().await).await;
    an_ended_run_gives_its_lease_back(&fresh().await).await;
}

async fn records<J: Journal>(fresh: &impl AsyncFn() -> J) {
    steps_come_back_as_they_were_written(&fresh().await).await;
    runs_come_newest_first(&fresh().await).await;
    a_cancel_is_seen(&fresh().await).await;
    releases_come_back_in_order(&fresh().await).await;
}

/// The moment the samples begin.
#[must_use]
pub fn start() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000)
}

/// A plan of two steps about a service.
#[must_use]
pub fn sample_plan(id: &str, service: &str) -> Plan {
    let record = |number: u32, line: &str| Step {
        number,
        action: Action::Record { line: line.into() },
    };
    Plan {
        id: PlanId::new(id),
        kind: PlanKind::Yank,
        subject: Subject::Version(VersionSubject {
            service: ServiceName::new(service),
            environment: None,
            version: semver::Version::new(1, 2, 3),
            from: None,
        }),
        intent: Intent::Yank(ReleaseIntent {
            service: ServiceName::new(service),
            tag: "v1.2.3".into(),
            reason: "it \"loses\" data \u{202e}\n".into(),
        }),
        made_at: start(),
        facts_at: start() - SignedDuration::from_nanos(1),
        steps: vec![record(0, "first"), record(1, "second")],
        notes: Vec::new(),
        typed: None,
        recorded: None,
    }
}

/// A run of a plan that has just been started.
#[must_use]
pub fn sample_run(id: &str, plan: &Plan) -> Run {
    let pending = StepRecord {
        state: StepState::Pending,
        started_at: None,
        ended_at: None,
        attempts: 0,
        made: Made::default(),
        line: String::new(),
    };
    Run {
        id: RunId::new(id),
        plan: plan.clone(),
        state: RunState::Running,
        started_at: start() + SignedDuration::from_nanos(7),
        ended_at: None,
        by: "Dana Ito <dana@harbour.example>".into(),
        steps: vec![pending; plan.steps.len()],
    }
}

/// A lease on a plan's subject; the journal sets the fence.
#[must_use]
pub fn sample_lease(plan: &Plan, holder: &str) -> Lease {
    Lease {
        subject: plan.subject.lock(),
        holder: holder.into(),
        until: start() + SignedDuration::from_mins(1),
        fence: 0,
    }
}

/// Keeps a plan, begins its run, and returns the run with its lease.
///
/// # Panics
/// When the journal refuses.
pub async fn begun(journal: &impl Journal, name: &str, service: &str) -> (Run, Lease) {
    let plan = sample_plan(&format!("plan-{name}"), service);
    journal.keep_plan(&plan).await.expect("a fresh plan");
    let run = sample_run(&format!("run-{name}"), &plan);
    let lease = sample_lease(&plan, "desk-1");
    let lease = journal
        .begin_run(&run, &lease)
        .await
        .expect("a free subject");
    (run, lease)
}

async fn a_plan_is_never_changed(journal: &impl Journal) {
    let plan = sample_plan("p", "api");
    journal.keep_plan(&plan).await.expect("a fresh plan");
    journal.keep_plan(&plan).await.expect("the same plan again");
    let mut changed = plan.clone();
    changed.steps.pop();
    let refused = journal.keep_plan(&changed).await;
    assert!(matches!(refused, Err(JournalError::Used { .. })));
    assert_eq!(journal.plan(&plan.id).await.expect("kept"), plan);
    let absent = journal.plan(&PlanId::new("absent")).await;
    assert!(matches!(absent, Err(JournalError::NotFound { .. })));
}

async fn a_plan_runs_once(journal: &impl Journal) {
    let (run, lease) = begun(journal, "a", "api").await;
    let state = journal.write_state(&run.id, lease.fence, RunState::Failed, start());
    state.await.expect("the holder writes");
    let again = sample_run("run-again", &run.plan);
    let next = sample_lease(&run.plan, "desk-1");
    let refused = journal.begin_run(&again, &next);
    assert!(matches!(refused.await, Err(JournalError::Used { .. })));
}

async fn a_subject_has_one_run_at_a_time(journal: &impl Journal) {
    let (first, _) = begun(journal, "a", "api").await;
    let plan = sample_plan("plan-b", "api");
    journal.keep_plan(&plan).await.expect("a fresh plan");
    let second = sample_run("run-b", &plan);
    let next = sample_lease(&plan, "desk-1");
    let refused = journal.begin_run(&second, &next);
    assert!(matches!(refused.await, Err(JournalError::Held { .. })));
    begun(journal, "c", "web").await;
    let open = journal.unfinished().await.expect("readable");
    assert_eq!(open.len(), 2);
    assert!(open.iter().any(|run| run.id == first.id));
}

async fn a_set_holds_each_of_its_subjects(journal: &impl Journal) {
    let mut whole = sample_plan("plan-set", "api");
    let about = |service: &str| VersionSubject {
        service: ServiceName::new(service),
        environment: Some("production".into()),
        version: semver::Version::new(1, 2, 3),
        from: None,
    };
    let member = |service: &str| SetMember {
        about: about(service),
        wave: 0,
        needs: Vec::new(),
        stays: false,
        with: None,
    };
    whole.subject = Subject::Set(SetSubject {
        environment: "production".into(),
        rollback: false,
        members: vec![member("api"), member("web_1")],
    });
    journal.keep_plan(&whole).await.expect("a fresh plan");
    let run = sample_run("run-set", &whole);
    let lease = sample_lease(&whole, "desk-1");
    journal
        .begin_run(&run, &lease)
        .await
        .expect("free subjects");
    for (name, service, free) in [
        ("a", "api", false),
        ("b", "webx1", true),
        ("c", "web_1", false),
    ] {
        let mut plan = sample_plan(&format!("plan-{name}"), service);
        plan.subject = Subject::Version(about(service));
        journal.keep_plan(&plan).await.expect("a fresh plan");
        let alone = sample_run(&format!("run-{name}"), &plan);
        let begun = journal
            .begin_run(&alone, &sample_lease(&plan, "desk-1"))
            .await;
        assert_eq!(begun.is_ok(), free, "{service}: {begun:?}");
    }
}

async fn a_lease_goes_over_by_compare_and_swap(journal: &impl Journal) {
    let (run, first) = begun(journal, "a", "api").await;
    assert_eq!(
        journal.lease(&run.id).await.expect("readable"),
        Some(first.clone())
    );
    let other = sample_lease(&run.plan, "desk-2");
    let taken = journal.take_lease(&run.id, first.fence, &other);
    let taken = taken.await.expect("nobody was faster");
    assert!(taken.fence > first.fence);
    assert_eq!(taken.holder, "desk-2");
    let third = sample_lease(&run.plan, "desk-3");
    let late = journal.take_lease(&run.id, first.fence, &third).await;
    assert!(matches!(late, Err(JournalError::Held { .. })));
    let until = start() + SignedDuration::from_hours(1);
    let renewed = journal.renew_lease(&run.id, taken.fence, until);
    renewed.await.expect("the holder renews");
    let lease = journal
        .lease(&run.id)
        .await
        .expect("readable")
        .expect("held");
    assert_eq!((lease.until, lease.fence), (until, taken.fence));
}

async fn an_older_holder_is_refused_everywhere(journal: &impl Journal) {
    let (run, old) = begun(journal, "a", "api").await;
    let other = sample_lease(&run.plan, "desk-2");
    let taken = journal.take_lease(&run.id, old.fence, &other).await;
    taken.expect("nobody was faster");
    let step = journal
        .write_step(&run.id, old.fence, 0, &run.steps[0])
        .await;
    assert!(matches!(step, Err(JournalError::Fenced)));
    let state = journal.write_state(&run.id, old.fence, RunState::Succeeded, start());
    assert!(matches!(state.await, Err(JournalError::Fenced)));
    let renewed = journal.renew_lease(&run.id, old.fence, start()).await;
    assert!(matches!(renewed, Err(JournalError::Fenced)));
    assert_eq!(journal.run(&run.id).await.expect("kept"), run);
}

async fn an_ended_run_gives_its_lease_back(journal: &impl Journal) {
    let (run, lease) = begun(journal, "a", "api").await;
    let ended = start() + SignedDuration::from_secs(9);
    let state = journal.write_state(&run.id, lease.fence, RunState::Interrupted, ended);
    state.await.expect("the holder writes");
    let kept = journal.run(&run.id).await.expect("kept");
    assert_eq!((kept.state, kept.ended_at), (RunState::Interrupted, None));
    let state = journal.write_state(&run.id, lease.fence, RunState::Succeeded, ended);
    state.await.expect("the holder writes");
    assert_eq!(journal.lease(&run.id).await.expect("readable"), None);
    let kept = journal.run(&run.id).await.expect("kept");
    assert_eq!(
        (kept.state, kept.ended_at),
        (RunState::Succeeded, Some(ended))
    );
    let late = journal
        .write_step(&run.id, lease.fence, 0, &run.steps[0])
        .await;
    assert!(matches!(late, Err(JournalError::Fenced)));
    let (_, next) = begun(journal, "b", "api").await;
    assert!(next.fence > lease.fence);
}

async fn steps_come_back_as_they_were_written(journal: &impl Journal) {
    let (mut run, lease) = begun(journal, "a", "api").await;
    let done = StepRecord {
        state: StepState::Done,
        started_at: Some(start()),
        ended_at: Some(start() + SignedDuration::from_nanos(1)),
        attempts: 2,
        made: Made {
            commit: Some(Oid::new("a".repeat(40))),
            ..Made::default()
        },
        line: "It is recorded.".into(),
    };
    let written = journal.write_step(&run.id, lease.fence, 1, &done);
    written.await.expect("the holder writes");
    run.steps[1] = done.clone();
    assert_eq!(journal.run(&run.id).await.expect("kept"), run);
    let beyond = journal.write_step(&run.id, lease.fence, 2, &done).await;
    assert!(matches!(beyond, Err(JournalError::NotFound { .. })));
}

async fn runs_come_newest_first(journal: &impl Journal) {
    for name in ["a", "b", "c"] {
        begun(journal, name, name).await;
    }
    let names = |runs: Vec<Run>| runs.into_iter().map(|run| run.id.0).collect::<Vec<_>>();
    let newest = journal.runs(2).await.expect("readable");
    assert_eq!(names(newest), ["run-c", "run-b"]);
    let absent = journal.run(&RunId::new("absent")).await;
    assert!(matches!(absent, Err(JournalError::NotFound { .. })));
}

async fn a_cancel_is_seen(journal: &impl Journal) {
    let (run, _) = begun(journal, "a", "api").await;
    assert!(!journal.cancel_asked(&run.id).await.expect("readable"));
    journal.ask_cancel(&run.id).await.expect("anybody may ask");
    assert!(journal.cancel_asked(&run.id).await.expect("readable"));
}

async fn releases_come_back_in_order(journal: &impl Journal) {
    let record = |service: &str, event: &str| ReleaseRecord {
        service: service.into(),
        tag: "v1.2.3".into(),
        event: event.into(),
        reason: "it loses data".into(),
        at: start(),
        by: "Dana Ito".into(),
    };
    for (service, event) in [("api", "cut"), ("web", "cut"), ("api", "yanked")] {
        let kept = journal.keep_release(&record(service, event)).await;
        kept.expect("writable");
    }
    let kept = journal.releases(&"api".into()).await.expect("readable");
    assert_eq!(kept, [record("api", "cut"), record("api", "yanked")]);
    let yanks = journal.yanks().await.expect("readable");
    assert_eq!(yanks, [record("api", "yanked")]);
}
