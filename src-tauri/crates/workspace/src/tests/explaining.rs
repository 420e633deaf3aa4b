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
        .map(|line| {
            format!(
                "{} = {}  # {} [{}]",
                line.key, line.value, line.number, line.table
            )
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
