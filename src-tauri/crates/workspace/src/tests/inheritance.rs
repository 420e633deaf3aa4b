use super::{harbour_with, read};
use lockkeeper_domain::policy::{GitopsPlace, Locator, Target, Workspace};

fn place(workspace: &Workspace, service: &str, environment: &str) -> GitopsPlace {
    let service = &workspace.services[&service.into()];
    let Target::Gitops(place) = &service.on[&environment.into()].target else {
        panic!("no file of an environment repository")
    };
    place.clone()
}

/// Every layer sets the message; each test removes the layers above its own.
const LAYERS: [&str; 5] = [
    "[env.production.gitops]\nrepo = \"infra\"\nmessage = \"wiring\"\n",
    "[templates.t.on.\"*\"]\ntarget = \"gitops\"\nfile = \"f\"\nset = \"a\"\nmessage = \"template, all\"\n",
    "[templates.t.on.production]\nmessage = \"template, one\"\n",
    "[services.a.on.\"*\"]\nmessage = \"service, all\"\n",
    "[services.a.on.production]\nmessage = \"service, one\"\n",
];

fn with_layers(count: usize) -> String {
    let head = "schema = 1\nname = \"L\"\nenvironments = [\"production\"]\n[repos.infra]\nurl = \"i\"\n[templates.t]\neach = [\"a\"]\nrepo = \"infra\"\n";
    // The second layer names the target, so it is always there.
    let mut text = head.to_owned();
    for (index, layer) in LAYERS.iter().enumerate() {
        let silenced = layer
            .lines()
            .filter(|line| index < count || !line.starts_with("message"))
            .map(|line| format!("{line}\n"));
        text.extend(silenced);
    }
    text
}

#[test]
fn each_layer_lies_above_the_one_before() {
    let said = [
        "wiring",
        "template, all",
        "template, one",
        "service, all",
        "service, one",
    ];
    for (index, message) in said.iter().enumerate() {
        let workspace = read(&with_layers(index + 1)).unwrap().into_workspace();
        let place = place(&workspace, "a", "production");
        assert_eq!(place.message.as_deref(), Some(*message));
    }
}

#[test]
fn wiring_of_an_environment_is_taken_by_its_kind_of_target() {
    let workspace = harbour_with("").unwrap().into_workspace();
    let branch = |environment| place(&workspace, "api", environment).branch;
    assert_eq!(branch("production").unwrap().as_str(), "live");
    assert_eq!(branch("staging"), None);
}

#[test]
fn another_way_to_find_the_value_replaces_the_inherited_one() {
    let more = "[services.worker.on.production]\nhelm = \"image.tag\"\nfile = \"worker.yaml\"\n";
    let workspace = harbour_with(more).unwrap().into_workspace();
    let helm = Locator::Helm("image.tag".into());
    assert_eq!(place(&workspace, "worker", "production").locator, helm);
    let kustomize = Locator::Kustomize("registry.example/worker".into());
    assert_eq!(place(&workspace, "worker", "staging").locator, kustomize);
}

#[test]
fn lists_replace_and_tables_merge() {
    let more = "[services.api]\npaths = [\"api/**\"]\nrequires = { worker = \">=1\" }\n";
    let workspace = harbour_with(more).unwrap().into_workspace();
    let api = &workspace.services[&"api".into()];
    assert_eq!(api.paths, ["api/**"]);
    assert_eq!(api.repo.as_str(), "shop");
    assert_eq!(api.requires.len(), 1);
}

#[test]
fn a_repository_takes_the_defaults_it_does_not_replace() {
    let more = "[defaults.repo]\nbranching = \"gitflow\"\nissue = \"FM-\\\\d+\"\n[repos.web]\nurl = \"w\"\nbranching = \"github-flow\"\n";
    let workspace = harbour_with(more).unwrap().into_workspace();
    let web = &workspace.repos[&"web".into()];
    assert_eq!(web.branching.as_deref(), Some("github-flow"));
    assert_eq!(web.issue.as_deref(), Some("FM-\\d+"));
    assert_eq!(
        workspace.repos[&"shop".into()].branching.as_deref(),
        Some("gitflow")
    );
}

#[test]
fn a_group_lends_its_tag_and_its_files() {
    let more = "[groups.g]\ntag = \"v{version}\"\nversion_file = \"VERSION\"\n[services.a]\nrepo = \"infra\"\ngroup = \"g\"\n[services.b]\nrepo = \"infra\"\ngroup = \"g\"\n";
    let workspace = harbour_with(more).unwrap().into_workspace();
    let [a, b] = ["a", "b"].map(|name| &workspace.services[&name.into()]);
    assert_eq!(a.tag, b.tag);
    assert_eq!(a.version_files[0].path, "VERSION");
}

#[test]
fn a_service_may_start_from_a_template_that_does_not_list_it() {
    let more = "[services.extra]\ntemplate = \"shop\"\n";
    let workspace = harbour_with(more).unwrap().into_workspace();
    let extra = &workspace.services[&"extra".into()];
    assert_eq!(extra.paths, ["services/extra/**"]);
    assert_eq!(extra.on.len(), 3);
}
