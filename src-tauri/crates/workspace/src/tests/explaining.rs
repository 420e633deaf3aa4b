use super::{harbour_with, read};
use crate::ExplainError;

#[test]
fn every_value_names_its_line_and_table() {
    let more = "[services.worker.on.production]\nfile = \"{service}/live.yaml\"\n[env.production.gates]\nsoak = { in = \"staging\", for = \"48h\" }\n";
    let lines = harbour_with(more)
        .unwrap()
        .explain("worker", Some("production"))
        .unwrap();
    let shown: Vec<_> = lines
        .iter()
        .filter_map(|line| {
            let written = line.written.as_ref()?;
            let value = line.value.as_deref()?;
            Some(format!(
                "{} = {value}  # {} [{}]",
                line.key, written.number, written.table
            ))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    paths = ["services/worker/**"]  # 13 [templates.shop]
    repo = "shop"  # 12 [templates.shop]
    tag = "worker-v{version}"  # 14 [templates.shop]
    on.production.branch = "live"  # 25 [env.production.gitops]
    on.production.file = "worker/live.yaml"  # 27 [services.worker.on.production]
    on.production.kustomize = "registry.example/worker"  # 18 [templates.shop.on.*]
    on.production.repo = "infra"  # 25 [env.production.gitops]
    on.production.target = "gitops"  # 16 [templates.shop.on.*]
    repos.shop.url = "../shop"  # 6 [repos.shop]
    env.production.gates.soak.for = "48h"  # 29 [env.production.gates.soak]
    env.production.gates.soak.in = "staging"  # 29 [env.production.gates.soak]
    "#);
}

#[test]
fn without_an_environment_all_of_them_are_shown() {
    let file = read(super::HARBOUR).unwrap();
    let lines = file.explain("api", None).unwrap();
    for environment in ["dev", "staging", "production"] {
        let key = format!("on.{environment}.file");
        assert!(lines.iter().any(|line| line.key == key));
    }
}

#[test]
fn an_unknown_service_or_environment_is_refused() {
    let file = read(super::HARBOUR).unwrap();
    let service = file.explain("apu", None).unwrap_err();
    assert_eq!(service, ExplainError::Service("apu".into()));
    let environment = file.explain("api", Some("prod")).unwrap_err();
    assert_eq!(environment, ExplainError::Environment("prod".into()));
}

#[test]
fn what_nobody_wrote_is_shown_as_default_or_unset() {
    let more = "[env.production.gates]\nsoak = { in = \"staging\", for = \"48h\" }\n";
    let lines = harbour_with(more)
        .unwrap()
        .explain("worker", Some("production"))
        .unwrap();
    let shown: Vec<_> = lines
        .iter()
        .filter(|line| line.written.is_none())
        .map(|line| match &line.value {
            Some(value) => format!("{} = {value}", line.key),
            None => line.key.clone(),
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    exclude
    zero = "cargo-like"
    first = "0.1.0"
    types
    artifact
    version_file
    changelog
    style = "keep-a-changelog"
    requires
    depends
    on.production.by = "tag"
    on.production.message
    repos.shop.branch
    repos.shop.branching
    repos.shop.issue
    repos.shop.forge
    repos.shop.branch_names
    repos.shop.messages.conventional
    repos.shop.messages.types
    repos.shop.messages.issue
    repos.shop.messages.longest
    repos.shop.messages.reason
    repos.shop.review.first
    repos.shop.review.follow_up
    repos.shop.branches
    env.production.tier = "production"
    env.production.url
    env.production.auto
    env.production.gates.previous = true
    env.production.gates.soak.advise
    env.production.gates.soak.gap = "15m"
    env.production.gates.approvals
    env.production.gates.windows
    env.production.gates.freezes
    env.production.gates.signed_tag = false
    env.production.gates.checklist
    env.production.gates.ci
    env.production.gates.quality
    env.production.gates.security
    env.production.gates.review
    env.production.gates.self
    env.production.gates.breakable
    env.production.may
    env.production.lanes
    env.production.rollback
    "#);
}

#[test]
fn every_default_shown_is_the_one_that_holds() {
    let file = read(super::HARBOUR).unwrap();
    let shown = |key: &str| {
        let lines = file.explain("worker", Some("production")).unwrap();
        let line = lines.into_iter().find(|line| line.key == key);
        line.and_then(|line| line.value).unwrap()
    };
    let service = &file.workspace().services[&"worker".into()];
    let environment = file.workspace().environment(&"production".into()).unwrap();
    assert_eq!(shown("first"), format!("\"{}\"", service.first));
    let word = |value: serde_json::Value| value.to_string();
    assert_eq!(
        shown("zero"),
        word(serde_json::to_value(service.zero).unwrap())
    );
    assert_eq!(
        shown("style"),
        word(serde_json::to_value(service.style).unwrap())
    );
    let tier = serde_json::to_value(environment.tier).unwrap();
    assert_eq!(shown("env.production.tier"), word(tier));
    let gates = &environment.gates;
    assert_eq!(
        shown("env.production.gates.previous"),
        gates.previous.to_string()
    );
    assert_eq!(
        shown("env.production.gates.signed_tag"),
        gates.signed_tag.to_string()
    );
}
