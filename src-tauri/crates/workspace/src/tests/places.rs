//! Tags and places that two services, or two environments, would share.

use super::{harbour_with, only_problem};

const SHARED: &str = "are the same place: a step in one would change the other";

/// A service of its own with the deployments of the text.
fn web(deployments: &str) -> String {
    format!("[repos.web]\nurl = \"../web\"\n[services.web]\nrepo = \"web\"\n{deployments}")
}

#[test]
fn tags_of_one_service_are_no_candidates_of_another() {
    let two = |a: &str, b: &str| {
        format!(
            "[repos.two]\nurl = \"t\"\n[services.a]\nrepo = \"two\"\npaths = [\"a\"]\ntag = \"{a}\"\n[services.b]\nrepo = \"two\"\npaths = [\"b\"]\ntag = \"{b}\"\n"
        )
    };
    for (a, b) in [
        ("v{version}", "v{version}-b"),
        ("v{version}-b", "v{version}"),
        ("v{version}", "v{version}+b"),
        ("{version}", "{version}b"),
        ("v{version}", "v1{version}"),
        ("v{version}-c", "v{version}-b-c"),
    ] {
        let problem = only_problem(&two(a, b));
        let told = format!("have tag patterns that can name the same tag, `{a}` and `{b}`");
        assert!(problem.contains(&told), "{a} {b}: {problem}");
    }
    for (a, b) in [
        ("v{version}", "b-v{version}"),
        ("v{version}", "b/v{version}"),
        ("a{version}", "b{version}"),
        ("v{version}-a", "v{version}-b"),
    ] {
        let file = harbour_with(&two(a, b));
        assert!(file.is_ok(), "{a} {b}: {file:?}");
    }
}

#[test]
fn a_place_that_forgets_its_environment_is_refused() {
    let problem = only_problem(&web(
        "[services.web.on.\"*\"]\ntarget = \"gitops\"\nrepo = \"infra\"\nbranch = \"main\"\nfile = \"web.yaml\"\nset = \"image.tag\"\n",
    ));
    assert!(problem.contains(SHARED), "{problem}");
    assert!(
        problem.starts_with(
            "lockkeeper.toml:34:8: services.web.on.staging: `web` in `dev` and `web` in `staging`"
        ),
        "{problem}"
    );
}

#[test]
fn two_services_do_not_share_a_value_whatever_it_is_called() {
    let one = "target = \"gitops\"\nrepo = \"infra\"\nfile = \"values.yaml\"\n";
    let other = one.replace("infra", "again");
    let both = format!(
        "{}[services.web.on.dev]\n{one}helm = \"image.tag\"\n[repos.again]\nurl = \"../infra/\"\n[repos.app]\nurl = \"a\"\n[services.app]\nrepo = \"app\"\n[services.app.on.dev]\n{other}set = \"image.tag\"\n",
        web("")
    );
    let problem = only_problem(&both);
    assert!(problem.contains(SHARED), "{problem}");
    assert!(harbour_with(&both.replace("set = \"image.tag\"", "set = \"app.tag\"")).is_ok());
}

#[test]
fn services_of_one_branch_move_together_and_environments_do_not() {
    let on = "target = \"branch\"\nbranch = \"live\"\n";
    let both = |environment: &str| {
        format!(
            "[repos.one]\nurl = \"o\"\n[services.a]\nrepo = \"one\"\npaths = [\"a\"]\ntag = \"a{{version}}\"\n[services.a.on.staging]\n{on}[services.b]\nrepo = \"one\"\npaths = [\"b\"]\ntag = \"b{{version}}\"\n[services.b.on.{environment}]\n{on}"
        )
    };
    assert!(harbour_with(&both("staging")).is_ok());
    assert!(only_problem(&both("production")).contains(SHARED));
    // Nothing is promoted to the branch that work comes into.
    let works = both("production").replace("url = \"o\"", "url = \"o\"\nbranch = \"live\"");
    assert!(harbour_with(&works).is_ok());
}
