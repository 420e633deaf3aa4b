use super::{HARBOUR, harbour_with, read};
use jiff::SignedDuration;
use lockkeeper_domain::changelog::Style;
use lockkeeper_domain::environment::Tier;
use lockkeeper_domain::policy::{FreezeSpan, Locator, Target, VersionFileKind};
use lockkeeper_domain::version::ZeroRule;

#[test]
fn a_template_makes_services() {
    let workspace = read(HARBOUR).unwrap().into_workspace();
    let names: Vec<_> = workspace.services.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["api", "worker"]);
    let api = &workspace.services[&"api".into()];
    assert_eq!(api.paths, ["services/api/**"]);
    assert_eq!(
        api.tag.tag(&"1.2.3".parse().unwrap()).as_str(),
        "api-v1.2.3"
    );
}

#[test]
fn placeholders_are_filled_per_environment() {
    let workspace = read(HARBOUR).unwrap().into_workspace();
    let api = &workspace.services[&"api".into()];
    let Target::Gitops(place) = &api.on[&"staging".into()].target else {
        panic!("no file of an environment repository")
    };
    assert_eq!(place.file, "overlays/staging/kustomization.yaml");
    assert_eq!(
        place.locator,
        Locator::Kustomize("registry.example/api".into())
    );
    assert_eq!(place.repo.as_str(), "infra");
}

#[test]
fn what_a_service_says_of_itself_is_kept() {
    let more = r#"
[services.web]
repo = "infra"
zero = "as-stable"
first = "1.0.0"
style = "types"
changelog = "CHANGELOG.md"
version_files = ["VERSION", "web/package.json", { path = "chart.yaml", pattern = "appVersion: (.*)" }]
requires = { api = ">=1.8" }
depends = ["worker"]
types = { feature = "feat", bugfix = "fix" }
"#;
    let workspace = harbour_with(more).unwrap().into_workspace();
    let web = &workspace.services[&"web".into()];
    assert_eq!(web.zero, ZeroRule::AsStable);
    assert_eq!(web.first.to_string(), "1.0.0");
    assert_eq!(web.style, Style::Types);
    assert_eq!(web.changelog.as_deref(), Some("CHANGELOG.md"));
    let kinds: Vec<_> = web.version_files.iter().map(|file| &file.kind).collect();
    let by_regex = VersionFileKind::Regex("appVersion: (.*)".into());
    assert_eq!(
        kinds,
        [&VersionFileKind::Plain, &VersionFileKind::Npm, &by_regex]
    );
    assert!(web.requires[&"api".into()].matches(&"1.9.0".parse().unwrap()));
    assert_eq!(web.depends[0].as_str(), "worker");
    assert_eq!(web.types.of("Feature"), "feat");
    assert_eq!(web.types.of("bugfix"), "fix");
    assert_eq!(web.types.of("chore"), "chore");
    assert_eq!(web.tag.prefix(), "v");
}

#[test]
fn gates_are_typed() {
    let more = r#"
[env.production.gates]
soak = { in = "staging", for = "48h", advise = "3d", gap = "10m" }
approvals = [{ role = "release-manager", count = 2 }]
windows = [{ allow = "Mon..Thu 09:00-16:00", zone = "Europe/Berlin" }]
freezes = [{ name = "Year end", from = "2026-12-20", until = "2027-01-02T08:00", zone = "Europe/Berlin" }]
signed_tag = true
checklist = { before = ["Runbook read"], after = ["Support informed"] }
"#;
    let workspace = harbour_with(more).unwrap().into_workspace();
    let gates = &workspace.environments[2].gates;
    let soak = gates.soak.as_ref().unwrap();
    assert_eq!(soak.required, SignedDuration::from_hours(48));
    assert_eq!(soak.advised, Some(SignedDuration::from_hours(72)));
    assert_eq!(soak.gap, SignedDuration::from_mins(10));
    assert_eq!(gates.approvals[0].count, 2);
    assert_eq!(gates.windows[0].zone, "Europe/Berlin");
    assert!(gates.previous && gates.signed_tag);
    assert_eq!(gates.checklist, ["Runbook read"]);
    assert_eq!(gates.after, ["Support informed"]);
    let FreezeSpan::Once { from, until } = &gates.freezes[0].span else {
        panic!("a freeze with from and until happens once");
    };
    assert_eq!(from.to_string(), "2026-12-19T23:00:00Z");
    assert_eq!(until.to_string(), "2027-01-02T07:00:00Z");
}

#[test]
fn dates_may_stand_without_quotes() {
    let more = r#"
[[env.production.gates.freezes]]
name = "Year end"
from = 2026-12-20
until = 2027-01-02T08:00:00+01:00
zone = "Europe/Berlin"
"#;
    let workspace = harbour_with(more).unwrap().into_workspace();
    assert_eq!(workspace.environments[2].gates.freezes.len(), 1);
}

#[test]
fn gates_without_a_source_are_kept_to_answer_unknown() {
    let more = r#"
[env.production.gates]
ci = { required = ["build:*"], absent = "not-changed" }
quality = { coverage = 85, flags = { unit = 90 } }
security = { block = ["critical"] }
review = "wait"
"#;
    let workspace = harbour_with(more).unwrap().into_workspace();
    let gates: Vec<_> = workspace.environments[2]
        .gates
        .without_source
        .keys()
        .cloned()
        .collect();
    assert_eq!(gates, ["ci", "quality", "review", "security"]);
}

#[test]
fn a_review_that_is_ignored_asks_nothing() {
    let more = "[env.production.gates]\nreview = \"ignore\"\n";
    let workspace = harbour_with(more).unwrap().into_workspace();
    assert!(workspace.environments[2].gates.without_source.is_empty());
}

#[test]
fn tiers_are_guessed_from_names() {
    let workspace = read(HARBOUR).unwrap().into_workspace();
    let tiers: Vec<_> = workspace.environments.iter().map(|e| e.tier).collect();
    assert_eq!(tiers, [Tier::Development, Tier::Staging, Tier::Production]);
    assert_eq!(crate::tier::guess("pre-production"), Tier::Staging);
    assert_eq!(crate::tier::guess("qa"), Tier::Testing);
}

#[test]
fn an_environment_without_a_table_has_the_gate_of_the_one_before() {
    let workspace = read(HARBOUR).unwrap().into_workspace();
    assert!(workspace.environments.iter().all(|e| e.gates.previous));
}
